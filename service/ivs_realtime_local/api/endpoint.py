"""The HTTP face that AWS's clients talk to: signature, faults, quota, limits, effect, answer, log."""

from __future__ import annotations

import asyncio
import json
import logging
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from ivs_realtime_local.api import sts
from ivs_realtime_local.api.calls import CallLog, redacted
from ivs_realtime_local.api.connection import close, reset
from ivs_realtime_local.api.faults import (
    AFTER,
    BEFORE,
    DROP,
    EMPTY,
    ENDLESS,
    NO_REQUEST_ID,
    REDIRECT,
    RESET,
    STRANGERS,
    Disturbances,
    Fault,
)
from ivs_realtime_local.api.signatures import Signed, caller_of
from ivs_realtime_local.errors import ApiError
from ivs_realtime_local.resources.routes import HANDLERS
from ivs_realtime_local.state.backend import Backend
from ivs_realtime_local.state.caller import Caller
from ivs_realtime_local.state.operations import Operation, operation_at

_logger = logging.getLogger(__name__)

_MOST_BYTES = 1024 * 1024


_REQUEST_ID = "x-amzn-RequestId"
_PAGE = "<!doctype html><html><head><title>Welcome</title></head><body>Please log in.</body></html>"


class _NoReply(Exception):
    """The connection is to be closed without an answer."""


class _Stranger(Exception):
    """Something that stands between answers instead; `args` has the fault's kind."""


@dataclass
class _Exchange:
    """One request on its way to its answer, as much as is known of it."""

    http: HttpRequest
    body: bytes = b""
    operation: str = ""
    region: str = ""
    account: str = ""
    request: dict[str, Any] = field(default_factory=dict)
    input: str | None = None
    output: str | None = None
    arrived: float = field(default_factory=time.time)
    started: float = field(default_factory=time.perf_counter)


class Api:
    """Answers the operations of Amazon IVS Real-Time, and the two of STS at `/`."""

    def __init__(self, backend: Backend, disturbances: Disturbances, calls: CallLog) -> None:
        self._backend = backend
        self._disturbances = disturbances
        self._calls = calls

    async def answer(self, http: HttpRequest) -> Response:
        """The response to one request; every outcome is logged."""
        exchange = _Exchange(http, operation=f"{http.method} {http.url.path}")
        try:
            exchange.body = await _body(http)
            response = await (self._sts(exchange) if http.url.path == "/" else self._operation(exchange))
        except ApiError as error:
            response = self._refusal(exchange, error)
            self._log(exchange, response, error.code)
        except _Stranger as stranger:
            response = _strange(stranger.args[0])
            self._log(exchange, response, stranger.args[0])
        except _NoReply:
            response = close()
            self._log(exchange, None, "")
        except Exception:
            _logger.exception("%s failed", exchange.operation)
            failure = ApiError("InternalServerException", "The local service failed; its standard error says more")
            response = self._refusal(exchange, failure)
            self._log(exchange, response, failure.code)
        else:
            self._log(exchange, response, "")
        return response

    async def _operation(self, exchange: _Exchange) -> Response:
        operation, found = operation_at(exchange.http.method, exchange.http.scope["raw_path"].decode("latin-1"))
        exchange.operation, exchange.input, exchange.output = operation.name, operation.input, operation.output
        caller = self._caller(exchange, "ivs")
        exchange.request, broken = self._read(exchange, operation, found)
        fault = self._disturbances.strike(operation.name, exchange.request)
        await self._before(exchange, fault)
        self._backend.quotas.admit(caller, operation.name)
        handler = HANDLERS.get(operation.name)
        if not handler:
            raise ApiError("NotImplementedException", f"The local service does not implement {operation.name}")
        if broken:
            raise broken
        with self._backend.store.transaction():
            answer = handler(self._backend, caller, _wanted(exchange.request, fault))
        await self._after(exchange, fault)
        response = _json(answer | _turned(fault), 200)
        if fault and fault.kind == NO_REQUEST_ID:
            del response.headers[_REQUEST_ID]
        return response

    def _caller(self, exchange: _Exchange, service: str) -> Caller:
        http = exchange.http
        raw = http.scope["raw_path"] + (b"?" + http.scope["query_string"] if http.scope["query_string"] else b"")
        url = f"http://{http.headers.get('host', '')}{raw.decode('latin-1')}"
        signed = Signed(http.method, url, http.headers, exchange.body)
        # Whoever moved the service's clock may have moved the caller's along, or not.
        clocks = (time.time(), self._backend.clock.now())
        caller = caller_of(signed, service=service, clocks=clocks, credentials=self._backend.credentials)
        exchange.region, exchange.account = caller.region, caller.account
        return caller

    def _read(
        self, exchange: _Exchange, operation: Operation, found: dict[str, str]
    ) -> tuple[dict[str, Any], ApiError | None]:
        query = exchange.http.url.query
        try:
            wrong_type = self._backend.switches.wrong_type
            return operation.request(found, query, exchange.body, wrong_type=wrong_type), None
        except ApiError as error:
            return {}, error

    async def _before(self, exchange: _Exchange, fault: Fault | None) -> None:
        latency = self._disturbances.latency(exchange.operation)
        if latency and latency.before:
            await asyncio.sleep(latency.before)
        await self._disturbances.stand(exchange.operation, BEFORE, redacted(exchange.input, exchange.request))
        if fault and fault.kind == RESET:
            reset(exchange.http)
            raise _NoReply
        if fault and fault.kind not in _AT_THE_END and not fault.after:
            raise _answer_of(fault)

    async def _after(self, exchange: _Exchange, fault: Fault | None) -> None:
        latency = self._disturbances.latency(exchange.operation)
        if latency and latency.after:
            await asyncio.sleep(latency.after)
        await self._disturbances.stand(exchange.operation, AFTER, redacted(exchange.input, exchange.request))
        if fault and fault.kind == DROP:
            raise _NoReply
        if fault and fault.kind not in _AT_THE_END:
            raise _answer_of(fault)

    async def _sts(self, exchange: _Exchange) -> Response:
        form = exchange.body.decode("utf-8", "replace")
        exchange.operation = sts.action(form) or exchange.operation
        caller = self._caller(exchange, "sts")
        fault = self._disturbances.strike(exchange.operation, {})
        await self._before(exchange, fault)
        text = sts.answer(caller, form, self._backend.credentials)
        await self._after(exchange, fault)
        return Response(text, media_type="text/xml")

    def _refusal(self, exchange: _Exchange, error: ApiError) -> Response:
        if exchange.http.url.path == "/":
            return Response(sts.error_body(error), error.status, media_type="text/xml")
        key = self._backend.switches.error_body if error.modelled else "message"
        keys = ("exceptionMessage", "message") if key == "both" else (key,)
        response = _json(dict.fromkeys(keys, error.message), error.status)
        response.headers["x-amzn-ErrorType"] = error.code
        return response

    def _log(self, exchange: _Exchange, response: Response | None, error: str) -> None:
        secret = exchange.operation in sts.OPERATIONS  # its answer has no shape that says where keys are
        self._calls.add(
            output=exchange.output if response and response.status_code == 200 else None,
            answer=bytes(response.body) if response and not secret else b"",
            time=exchange.arrived,
            operation=exchange.operation,
            region=exchange.region,
            account=exchange.account,
            status=response.status_code if response else 0,
            error=error,
            latency=time.perf_counter() - exchange.started,
            request=redacted(exchange.input, exchange.request),
        )


_AT_THE_END = (DROP, NO_REQUEST_ID, ENDLESS)


def _answer_of(fault: Fault) -> Exception:
    return _Stranger(fault.kind) if fault.kind in STRANGERS else fault.error


def _strange(kind: str) -> Response:
    if kind == EMPTY:
        return Response("{}", media_type="application/json")
    if kind == REDIRECT:
        return Response(_PAGE, 302, headers={"Location": "/login"}, media_type="text/html")
    return Response(_PAGE, media_type="text/html")


def _wanted(request: dict[str, Any], fault: Fault | None) -> dict[str, Any]:
    endless = fault and fault.kind == ENDLESS
    return {name: value for name, value in request.items() if name != "nextToken"} if endless else request


def _turned(fault: Fault | None) -> dict[str, str]:
    return {"nextToken": "again"} if fault and fault.kind == ENDLESS else {}


async def _body(http: HttpRequest) -> bytes:
    body = bytearray()
    try:
        async for chunk in http.stream():
            body += chunk
            if len(body) > _MOST_BYTES:
                raise ApiError("RequestEntityTooLargeException", f"A request has at most {_MOST_BYTES} bytes")
    except ClientDisconnect:
        raise _NoReply from None
    return bytes(body)


def _json(content: dict[str, Any], status: int) -> Response:
    return Response(
        json.dumps(content), status, headers={_REQUEST_ID: str(uuid.uuid4())}, media_type="application/json"
    )
