"""The local service under a scenario with stages: what is done to it behind the engine's back, and what it saw."""

import atexit
import json
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

from botocore import xform_name

from clients import client
from ivs_realtime_local import LocalService
from pulumi_ivs_realtime.model.kinds import INGEST_CONFIGURATION, KINDS, STAGE, Kind
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY, mark_of
from scenarios.scenario import Sight, WorldStep
from stage_scenarios.crashes import Crash
from stage_scenarios.steps import (
    Calm,
    CountsLimited,
    Gone,
    Joined,
    JoinedWith,
    Kept,
    Lagging,
    Left,
    Looked,
    Made,
    MarksAge,
    Passed,
    Publishing,
    ServiceFault,
    StageGone,
    StageMade,
    StageTagged,
    StageUntagged,
    ThrownOut,
)

_ARN = re.compile(r"<arn of ([\w-]+)>")
_ID = re.compile(rf"(?<=:)({'|'.join(KINDS)})/([A-Za-z0-9]{{12}})\b")
_OTHERS = [kind for kind in KINDS.values() if kind is not STAGE]
_MADE_UP = (
    (re.compile(r"\bst-[A-Za-z0-9]{13}\b"), "<session>"),
    (re.compile(r"\b[0-9a-f]{12}(?=\.global)"), "<endpoint>"),
    (re.compile(r"\b[0-9a-f]{16,64}/\d{10}(\.\d+)?/[0-9a-f.-]+"), "<mark>"),
    (re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)?"), "<time>"),
)


@cache
def service_of_this_process() -> LocalService:
    """One service for all scenarios of a process; each scenario makes it as new."""
    service = LocalService().start()
    atexit.register(service.stop)
    return service


@dataclass(frozen=True)
class Death:
    """A crash at a call to this service."""

    crash: Crash
    service: LocalService

    def prepare(self) -> None:
        self.service.hold(self.crash.operation, when=self.crash.when)

    def strike(self, process: subprocess.Popen[str]) -> None:
        self.crash.strike(process, self.service)


@dataclass
class World:
    """A running service, and a name for each resource that was ever seen in it: ids differ from run to run.

    Attributes:
        ahead: how far the clocks have been moved.
        tokens: what was noted of the stack's outputs, by name.
    """

    service: LocalService
    region: str
    labels: dict[str, str] = field(default_factory=dict)
    ahead: timedelta = timedelta()
    tokens: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        return self.service.environment(self.region)

    def written(self, source: str) -> str:
        """A program in which ARNs stand for `<arn of NAME>`."""
        return _ARN.sub(lambda found: self.arn(found.group(1)), source)

    def death(self, kill_at: str) -> Death | None:
        """Who dies at which call, before or after its effect: "engine:CreateStage:after", "host:DeleteStage:before"."""
        words = kill_at.split(":")
        return Death(Crash(*words), self.service) if len(words) == 3 else None

    def apply(self, step: WorldStep, outputs: Callable[[], dict[str, Any]]) -> None:
        """Do something behind the engine's back."""
        match step:
            case Kept(name):
                self.tokens[name] = outputs()["token"]
            case StageMade(name, tags):
                self._client().create_stage(name=name, tags=dict(tags))
            case StageGone(name):
                self._client().delete_stage(arn=self.arn(name))
            case StageTagged(name, tags):
                self._client().tag_resource(resourceArn=self.arn(name), tags=dict(tags))
            case StageUntagged(name, keys):
                self._client().untag_resource(resourceArn=self.arn(name), tagKeys=list(keys))
            case Made(kind, properties):
                self._call(kind.create, **json.loads(self.written(json.dumps(dict(properties)))))
            case Gone(kind, name):
                self._call(kind.delete, arn=self._one(kind, name)["arn"])
            case Publishing(name):
                camera = self._one(INGEST_CONFIGURATION, name)
                self.service.control("POST", "participants", {"ingestConfigurationArn": camera["arn"]})
            case ThrownOut(name):
                camera = self._one(INGEST_CONFIGURATION, name)
                self._client().disconnect_participant(
                    stageArn=camera["stageArn"], participantId=camera["participantId"]
                )
            case Joined(name):
                self.service.join(self.arn(name))
            case Left(name):
                self.service.leave(self.arn(name))
            case MarksAge():
                let_marks_age(self._client, [*self._stages(), *(each for _, each in self._others())])
            case Passed(minutes):
                self.ahead += timedelta(minutes=minutes)
                self.service.advance(minutes * 60)
            case _:
                self._settle(step)

    def _settle(self, step: WorldStep) -> None:
        """How the service behaves from here on."""
        match step:
            case ServiceFault(kind, operation, count):
                kind, _, after = kind.partition(" ")
                self.service.fault(kind, operation, count=count, after=bool(after))
            case CountsLimited():
                self.service.quotas(counts=True)
            case Calm():
                self.service.calm()
            case Lagging(seconds):
                self.service.lag(seconds)

    def sight(self, step: Sight) -> dict[str, Any]:
        """What somebody at a stage sees, in words without ids."""
        match step:
            case JoinedWith(name, token):
                return {"command": f"join {name} with the {token} token", "answer": self._join(name, token)}
            case Looked(name):
                return {"command": f"look into {name}", "answer": sorted(self._people(name))}

    def _join(self, name: str, token: str) -> str:
        try:
            [joined] = self.service.join(self.arn(name), token=self.tokens[token])
        except ValueError as refusal:
            return self.scrubbed(str(refusal))
        return f"joined as {joined['userId'] or 'somebody'}"

    def _people(self, name: str) -> list[str]:
        arn = self.arn(name)
        [stage] = [stage for stage in self._stages() if stage["arn"] == arn]
        return [person["userId"] or "somebody" for person in stage["participants"]]

    def arn(self, name: str) -> str:
        """The ARN of the one resource with this name, or with an automatic one that begins so."""
        [arn] = [
            each["arn"] for each in (*self._stages(), *(each for _, each in self._others())) if _is_called(each, name)
        ]
        return str(arn)

    def objects(self) -> dict[str, Any]:
        """What exists by label: stages with their tags and number of participants, others as the service has them."""
        self.learn()
        others = {self.scrubbed(each["arn"]): self._shown(each) for _, each in self._others()}
        return others | {
            self.scrubbed(stage["arn"]): {
                "name": stage["name"],
                "tags": {key: self.scrubbed(value) for key, value in stage["tags"].items()},
                "participants": len(stage["participants"]),
            }
            for stage in sorted(self._stages(), key=lambda stage: self.scrubbed(stage["arn"]))
        }

    def learn(self) -> None:
        """Give everything new a label: its name, with a number when it is not the first of that name and kind."""
        for each in (*self._stages(), *(each for _, each in self._others())):
            id_ = each["arn"].rpartition(":")[2]
            if id_ not in self.labels:
                kind = id_.partition("/")[0]
                named = [label for known, label in self.labels.items() if known.startswith(f"{kind}/")]
                same = sum(label.partition("#")[0] == each["name"] for label in named)
                self.labels[id_] = each["name"] + (f"#{same + 1}" if same else "")

    def calls(self) -> dict[str, list[str]]:
        """The calls since the last time by what they are about, each in order; errors by name after the operation."""
        found: dict[str, list[str]] = {}
        for call in self.service.calls():
            about = self.scrubbed(_about(call["request"]))
            found.setdefault(about, []).append(f"{call['operation']} {call['error']}".strip())
        self.service.reset_calls()
        if len(set(found.get("", ()))) > 1 and all(each.startswith("List") for each in found[""]):
            found[""].sort()  # several kinds are listed beside each other
        return dict(sorted(found.items()))

    def scrubbed(self, text: str) -> str:
        """A text in which stages bear their labels, and sessions, marks, endpoints and times none."""
        text = _ID.sub(self._labelled, text)
        for pattern, word in _MADE_UP:
            text = pattern.sub(word, text)
        return text.replace(self.service.url, "<service>")

    def _labelled(self, id_: re.Match[str]) -> str:
        """Programs may name what never was by a constant, but no stage."""
        return f"{id_[1]}/{self.labels.get(id_[0], '<unseen>' if id_[1] == STAGE.arn_kind else id_[2])}"

    def _stages(self) -> list[dict[str, Any]]:
        return [stage for region in self.service.state()["regions"] for stage in region["stages"]]

    def _others(self) -> Iterator[tuple[Kind, dict[str, Any]]]:
        """What exists of all kinds but stages."""
        for region in self.service.state()["regions"]:
            yield from ((kind, each) for kind in _OTHERS for each in region[kind.members])

    def _one(self, kind: Kind, name: str) -> dict[str, Any]:
        [found] = [each for of, each in self._others() if of == kind and _is_called(each, name)]
        return found

    def _shown(self, found: dict[str, Any]) -> dict[str, Any]:
        """Without what differs from run to run, and without secrets."""
        texts = {key: self.scrubbed(value) for key, value in found.items() if isinstance(value, str)}
        return {key: texts.get(key, value) for key, value in found.items() if key not in _DIFFERING} | {
            "tags": {key: self.scrubbed(value) for key, value in found["tags"].items()}
        }

    def _call(self, operation: str, **arguments: Any) -> dict[str, Any]:
        answer: dict[str, Any] = getattr(self._client(), xform_name(operation))(**arguments)
        return answer

    def _client(self, region: str = "") -> Any:
        return client(self.service.url, region or self.region)


_DIFFERING = ("arn", "participantId")


def _is_called(found: dict[str, Any], name: str) -> bool:
    return found["name"] == name or bool(re.fullmatch(rf"{re.escape(name)}-[0-9a-f]{{7}}", found["name"]))


def let_marks_age(client: Callable[[str], Any], stages: Iterable[dict[str, Any]]) -> None:
    """An hour passes for the marks that stand on these stages; `client` makes one for a region."""
    for stage in stages:
        if mark := mark_of(stage["tags"]):
            older = mark._replace(time=mark.time - 3600)
            client(stage["arn"].split(":")[3]).tag_resource(resourceArn=stage["arn"], tags={MARK_KEY: str(older)})


def _about(request: dict[str, Any]) -> str:
    """The resource that a request names: by ARN, or in a creation by name."""
    keys = ("arn", "resourceArn", "name", "stageArn")
    return next((str(request[key]) for key in keys if request.get(key)), "")
