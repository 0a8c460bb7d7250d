"""What an engine asked the plugin and was answered: read from its log on the CLI, asked again over gRPC."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import json_format
from pulumi.runtime.proto import provider_pb2 as proto

from plugin.protocol import SIGNATURE, UNKNOWN, Plugin, Props
from plugin.saved import Saved
from stage_scenarios.world import World

Exchange = dict[str, Any]

LOG = "grpc.jsonl"
METHODS = {
    "CheckConfig": proto.CheckRequest,
    "DiffConfig": proto.DiffRequest,
    "Configure": proto.ConfigureRequest,
    "Check": proto.CheckRequest,
    "Diff": proto.DiffRequest,
    "Create": proto.CreateRequest,
    "Read": proto.ReadRequest,
    "Update": proto.UpdateRequest,
    "Delete": proto.DeleteRequest,
}
"""Those that are asked again, in the order in which they were answered."""

MADE = frozenset({"participantId", "streamKey", "token", "expirationTime", "activeSessionId", "endpoints"})
"""Outputs that differ from run to run."""
_PARTICIPANT, _NOBODYS = "<participant>", "AbCdEfGh1234"
_OLDS = ("olds", "properties", "inputs", "oldInputs")


def logged(log: Path) -> Iterator[Exchange]:
    """The exchanges with the plugin in a log that `PULUMI_DEBUG_GRPC` names."""
    for line in log.read_text().splitlines():
        entry = json.loads(line)
        method = entry["method"].rpartition("/")[2]
        ours = (entry.get("metadata") or {}).get("name") == "ivs-realtime" and method in METHODS
        if not ours or entry.get("progress") == "request_started":
            continue
        failed = {"error": entry["errors"][-1].partition("desc = ")[2]} if entry.get("errors") else {}
        request = {key: value for key, value in entry["request"].items() if not key.startswith("resourceStatus")}
        yield {"method": method, "request": request, **(failed or {"response": entry.get("response") or {}})}


def recorded(exchanges: Iterator[Exchange], world: World) -> list[Exchange]:
    """Exchanges in the form in which they are kept: labels for ids, nothing that differs from run to run."""
    return [json.loads(world.scrubbed(json.dumps(_without_made(each)))) for each in exchanges]


@dataclass
class Asked:
    """A plugin that is asked again what was recorded, while a state is kept as the engine keeps it.

    Attributes:
        world: the service, in which resources bear the labels of the recording.
        saved: the state.
        outputs: of each resource by URN, as this plugin answered last.
    """

    world: World
    saved: Saved
    outputs: dict[str, Props] = field(default_factory=dict)

    def answer(self, plugin: Plugin, exchange: Exchange) -> Exchange:
        """The exchange as this plugin answers it, in the form of a recording."""
        method, request = exchange["method"], self._request(exchange["request"])
        urn = request.get("urn", "")
        if method == "Create" and not request.get("preview"):
            self.saved.begin(urn, request["properties"])
        try:
            message = json_format.ParseDict(request, METHODS[method](), ignore_unknown_fields=True)
            answer = json_format.MessageToDict(getattr(plugin.stub, method)(message))
            seen: Exchange = {"method": method, "request": exchange["request"], "response": answer}
            self._note(method, request, answer)
        except grpc.RpcError as error:
            seen = {"method": method, "request": exchange["request"], "error": error.details()}
        self.world.learn()
        return recorded(iter([seen]), self.world)[0]

    def _note(self, method: str, request: Props, answer: Props) -> None:
        urn = request.get("urn", "")
        if method in {"Create", "Update", "Read"} and not request.get("preview"):
            self.outputs[urn] = answer.get("properties", {})
        if method == "Create" and not request.get("preview"):
            self.saved.record(urn, answer["id"], request["properties"])
        if method == "Delete":
            self.saved.resources = [each for each in self.saved.resources if each["id"] != request["id"]]

    def _request(self, request: Props) -> Props:
        """The request with this run's ids, and of old outputs those that this run's service made."""
        text = json.dumps(request)
        for id_, label in self.world.labels.items():
            text = re.sub(rf"{id_.partition('/')[0]}/{re.escape(label)}(?![\w#-])", id_, text)
        found: Props = json.loads(text.replace("<unseen>", _NOBODYS))
        made = self.outputs.get(found.get("urn", ""), {})
        for part in _OLDS:
            for name in MADE & found.get(part, {}).keys() & made.keys():
                found[part][name] = made[name]
        if found.get("id") == _PARTICIPANT:
            found["id"] = made["participantId"]
        return found


def comparable(exchange: Exchange) -> Exchange:
    """The answer, without the order of names in it."""
    answer: Exchange = json.loads(json.dumps(exchange, sort_keys=True))
    response = answer.get("response", {})
    for name in ("diffs", "replaces", "stables"):
        if name in response:
            response[name] = sorted(response[name])
    return {key: value for key, value in answer.items() if key != "request"}


def _without_made(value: Any, key: str = "") -> Any:
    if key in MADE and value not in (UNKNOWN, "", {}, None):
        return {SIGNATURE: value[SIGNATURE], "value": "<made>"} if _is_secret(value) else f"<{key}>"
    if key == "id" and isinstance(value, str) and re.fullmatch("[A-Za-z0-9]{12}", value):
        return _PARTICIPANT
    if isinstance(value, dict):
        return {name: _without_made(inner, name) for name, inner in value.items()}
    return [_without_made(inner) for inner in value] if isinstance(value, list) else value


def _is_secret(value: Any) -> bool:
    return isinstance(value, dict) and SIGNATURE in value
