"""Control over a running service, under `/_local/`, where no operation of AWS lives. JSON in, JSON out.

| request | what it does |
| --- | --- |
| `GET /_local/health` | `{"service", "version", "pid"}` once it answers |
| `GET /_local/state` | regions with their stages, tags, live sessions, participants, and resources of the other kinds without stream keys |
| `DELETE /_local/state` | a service as new: no resource, call, fault, latency or quota, no switch changed |
| `GET /_local/calls?since=N&operation=X` | `{"calls": […], "last": N}`: the calls after number N, oldest first |
| `GET /_local/answers?number=N` | `{"answer": …}`: what call N was answered, without secrets; of the last 300 calls |
| `DELETE /_local/calls` | forgets the calls so far |
| `GET /_local/events?since=N` | `{"events": […], "last": N}`: EventBridge events after the first N |
| `POST /_local/participants` | joins: `{"stageArn", "token"?, "userId"?, "count"?, "publish"?}` → `{"participants": […]}`; an encoder: `{"ingestConfigurationArn"}` |
| `PATCH /_local/participants` | `{"stageArn", "participantId", "publish": true or false}` |
| `DELETE /_local/participants?stageArn=…&participantId=…` | leaves; without `participantId` everyone does |
| `GET`, `POST`, `DELETE /_local/faults` | lists, adds (a `Fault`'s attributes: `{"kind", "operation"?, "rate"?, "count"?, "skip"?, "match"?, "after"?}`), clears faults, latencies and holds |
| `PUT /_local/latency` | `{"operation": "*", "before": seconds, "after": seconds}` of the effect |
| `POST /_local/holds` | `{"operation": "*", "when": "before" or "after"}` the effect: such calls wait there until the faults are cleared |
| `GET /_local/holds` | `{"held": [{"operation", "when", "request"}, …]}`: the calls that wait now |
| `PUT /_local/lag` | `{"seconds": s}`: ListStages shows stages only s seconds after they were made |
| `PUT /_local/quotas` | `{"calls"?, "counts"?: true or false, "timeFactor"?, "rates"?: {operation: calls a second}}` |
| `GET`, `PUT /_local/switches` | what is not settled about the service, by name |
| `POST /_local/clock` | `{"advance": seconds}`: tokens and sessions age; a negative number moves it back, and every answer bears it in `Date` |

What cannot be done answers 400 with `{"error": sentence}`, a body of more than a mebibyte 413. A call's attributes are those of `calls.Call`.
Requests that a web page of another origin makes are refused.
"""  # noqa: E501 - a table

from __future__ import annotations

import dataclasses
import importlib.metadata
import os
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ivs_realtime_local.api.calls import CallLog
from ivs_realtime_local.api.faults import ANY, BEFORE, Disturbances, Fault, Hold, Latency, check_operation
from ivs_realtime_local.control.bodies import TooLarge, flag, json_object, number, since, text, whole
from ivs_realtime_local.control.overview import overview
from ivs_realtime_local.resources import participants
from ivs_realtime_local.resources.participants import CannotJoin
from ivs_realtime_local.state.backend import Backend
from ivs_realtime_local.state.store import Document

Answer = Callable[[Request], Awaitable[Any]]

_A_CENTURY = 100 * 366 * 86400.0
_SLOWEST, _FASTEST = 1e-6, 1e6

PREFIX = "/_local"
"""Where control and the page's stream live; no operation of AWS does."""


class Control:
    """The endpoints of this module's table."""

    def __init__(self, backend: Backend, disturbances: Disturbances, calls: CallLog) -> None:
        self._backend = backend
        self._disturbances = disturbances
        self._calls = calls

    def routes(self) -> list[Route]:
        """The routes to all endpoints."""
        table: dict[tuple[str, str], Answer] = {
            ("GET", "/health"): self._health,
            ("GET", "/state"): self._state,
            ("DELETE", "/state"): self._forget_everything,
            ("GET", "/calls"): self._list_calls,
            ("GET", "/answers"): self._answer,
            ("DELETE", "/calls"): self._forget_calls,
            ("GET", "/events"): self._list_events,
            ("POST", "/participants"): self._join,
            ("PATCH", "/participants"): self._publish,
            ("DELETE", "/participants"): self._leave,
            ("GET", "/faults"): self._list_faults,
            ("POST", "/faults"): self._add_fault,
            ("DELETE", "/faults"): self._clear_faults,
            ("PUT", "/latency"): self._set_latency,
            ("POST", "/holds"): self._hold,
            ("GET", "/holds"): self._list_held,
            ("PUT", "/lag"): self._set_lag,
            ("PUT", "/quotas"): self._set_quotas,
            ("GET", "/switches"): self._list_switches,
            ("PUT", "/switches"): self._set_switches,
            ("POST", "/clock"): self._advance,
        }
        return [Route(path, _endpoint(answer), methods=[method]) for (method, path), answer in table.items()]

    async def _health(self, _http: Request) -> Any:
        return {
            "service": "pulumi-ivs-realtime",
            "version": importlib.metadata.version("pulumi-ivs-realtime"),
            "pid": os.getpid(),
        }

    async def _state(self, _http: Request) -> Any:
        return overview(self._backend)

    async def _forget_everything(self, _http: Request) -> Any:
        self._backend.reset()
        self._disturbances.clear()
        self._calls.clear()
        return {}

    async def _list_calls(self, http: Request) -> Any:
        calls = self._calls.since(since(http), http.query_params.get("operation"))
        return {"calls": [call.to_dict() for call in calls], "last": self._calls.last}

    async def _answer(self, http: Request) -> Any:
        return {"answer": self._calls.answer(since(http, "number"))}

    async def _forget_calls(self, _http: Request) -> Any:
        self._calls.clear()
        return {}

    async def _list_events(self, http: Request) -> Any:
        events = self._backend.events
        return {"events": events.since(since(http)), "last": events.count}

    async def _join(self, http: Request) -> Any:
        wanted = await json_object(http)
        with self._backend.store.transaction():
            return {"participants": [self._joined(wanted) for _ in range(whole(wanted, "count", 1))]}

    def _joined(self, wanted: dict[str, Any]) -> Document:
        if "ingestConfigurationArn" in wanted:
            return participants.join_through(self._backend, self._found(text(wanted, "ingestConfigurationArn")))
        stage = self._stage(text(wanted, "stageArn"))
        if "token" in wanted:
            joined = participants.join_with(self._backend, stage, text(wanted, "token"))
        else:
            joined = participants.join(self._backend, stage, user_id=text(wanted, "userId", ""))
        if not flag(wanted, "publish", False):
            return joined
        return participants.publish(self._backend, self._stage(stage["arn"]), joined["participantId"])

    async def _publish(self, http: Request) -> Any:
        wanted = await json_object(http)
        change = participants.publish if flag(wanted, "publish") else participants.unpublish
        with self._backend.store.transaction():
            return change(self._backend, self._stage(text(wanted, "stageArn")), text(wanted, "participantId"))

    async def _leave(self, http: Request) -> Any:
        arn, one = http.query_params["stageArn"], http.query_params.get("participantId")
        present = participants.connected(self._backend, self._stage(arn))
        leaving = [one] if one else [participant["participantId"] for participant in present]
        with self._backend.store.transaction():
            for participant_id in leaving:
                participants.leave(self._backend, self._stage(arn), participant_id)
        return {}

    def _stage(self, arn: str) -> Document:
        return self._found(arn, "stage")

    def _found(self, arn: str, kind: str = "ingest-configuration") -> Document:
        found = self._backend.store.get(kind, arn)
        if not found:
            raise CannotJoin(f"There is no {kind} {arn}.")
        return found

    async def _list_faults(self, _http: Request) -> Any:
        return {"faults": [dataclasses.asdict(fault) for fault in self._disturbances.faults]}

    async def _add_fault(self, http: Request) -> Any:
        wanted = await json_object(http)
        known = [member.name for member in dataclasses.fields(Fault)]
        if unknown := [name for name in wanted if name not in known]:
            raise ValueError(f"A fault has no {unknown[0][:100]}; it has {', '.join(known)}.")
        if "kind" not in wanted:
            raise KeyError("kind")
        self._disturbances.faults.append(Fault(**wanted))
        return {}

    async def _clear_faults(self, _http: Request) -> Any:
        self._disturbances.clear()
        return {}

    async def _set_latency(self, http: Request) -> Any:
        wanted = await json_object(http)
        latency = Latency(number(wanted, "before", 0), number(wanted, "after", 0))
        self._disturbances.set_latency(text(wanted, "operation", ANY), latency)
        return {}

    async def _hold(self, http: Request) -> Any:
        wanted = await json_object(http)
        self._disturbances.add_hold(Hold(text(wanted, "operation", ANY), text(wanted, "when", BEFORE)))
        return {}

    async def _list_held(self, _http: Request) -> Any:
        return {"held": self._disturbances.held()}

    async def _set_lag(self, http: Request) -> Any:
        self._backend.lag.seconds = number(await json_object(http), "seconds")
        return {}

    async def _set_quotas(self, http: Request) -> Any:
        wanted, quotas = await json_object(http), self._backend.quotas
        rates = wanted.get("rates", quotas.rates)
        if not isinstance(rates, dict):
            raise ValueError("rates must be an object: operations and their calls a second.")
        # All of it is looked at before any of it counts.
        checked = {check_operation(name): number(rates, name, most=_FASTEST) for name in rates}
        factor = number(wanted, "timeFactor", quotas.time_factor, least=_SLOWEST, most=_FASTEST)
        calls, counts = flag(wanted, "calls", quotas.calls), flag(wanted, "counts", quotas.counts)
        quotas.calls, quotas.counts, quotas.time_factor, quotas.rates = calls, counts, factor, checked
        quotas.refill()
        return {}

    async def _list_switches(self, _http: Request) -> Any:
        return self._backend.switches.to_dict()

    async def _set_switches(self, http: Request) -> Any:
        for name, value in (await json_object(http)).items():
            self._backend.switches.set(name, value)
        return self._backend.switches.to_dict()

    async def _advance(self, http: Request) -> Any:
        self._backend.clock.advance(number(await json_object(http), "advance", least=-_A_CENTURY, most=_A_CENTURY))
        return {}


def _endpoint(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(http: Request) -> Response:
        try:
            return JSONResponse(await answer(http))
        except KeyError as missing:
            return JSONResponse({"error": f"{missing.args[0]} is required."}, 400)
        except TooLarge as error:
            return JSONResponse({"error": str(error)}, 413)
        except (CannotJoin, ValueError, TypeError) as error:
            return JSONResponse({"error": str(error)}, 400)

    return endpoint
