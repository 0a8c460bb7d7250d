"""A dynamic provider without a service: its objects are JSON files in `$PLAIN_STORE`, its faults come from there too.

The module is copied into every scenario's project, so that its classes are pickled by reference there.
Inputs: `value` (changed in place), `zone` (replaces), `slot` (replaces, the old object deleted first).
Computed by check: `label`. Computed by create and update: `serial` (of the object), `revision` (of the write).
"""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pulumi
from pulumi import Input, ResourceOptions
from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    CreateResult,
    DiffResult,
    ReadResult,
    Resource,
    ResourceProvider,
    UpdateResult,
)

Props = dict[str, Any]
INPUTS = ("name", "value", "zone", "slot", "label")
HANG = "hang"
DIE = "die"


class Store:
    """The directory that stands for the world: objects, faults and the log of the provider's calls."""

    def __init__(self) -> None:
        self.root = Path(os.environ["PLAIN_STORE"])

    def object(self, id_: str) -> Path:
        return self.root / "objects" / f"{id_}.json"

    def next_id(self, name: str) -> str:
        return f"{name}-{len(list((self.root / 'births').glob(f'{name}-*'))) + 1}"

    def write(self, id_: str, outs: Props) -> None:
        (self.root / "births" / id_).touch()
        self.object(id_).write_text(json.dumps(plain_data(outs), sort_keys=True))

    def read(self, id_: str) -> Props | None:
        path = self.object(id_)
        found: Props | None = json.loads(path.read_text()) if path.exists() else None
        return found

    def called(self, method: str, name: str, **arguments: Any) -> None:
        """Write the call down, then do to it what the scenario's faults ask for."""
        entry = {"method": method, "name": name, "pid": os.getpid(), **plain_data(arguments)}
        with (self.root / "calls.jsonl").open("a") as log:
            log.write(json.dumps(entry, sort_keys=True) + "\n")
        self._fail(self._faults().get(f"{method}:{name}"))

    def _faults(self) -> dict[str, str]:
        path = self.root / "faults.json"
        faults: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        return faults

    def _fail(self, fault: str | None) -> None:
        if fault == HANG:
            time.sleep(30)
        if fault in (HANG, DIE):
            os._exit(1)
        if fault:
            raise RuntimeError(fault)


def plain_data(value: Any) -> Any:
    """JSON's view of a property: no pickle, unknowns by name, whole numbers as integers."""
    if isinstance(value, dict):
        return {key: plain_data(item) for key, item in value.items() if key != "__provider"}
    if isinstance(value, list | tuple):
        return [plain_data(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if value is None or isinstance(value, str | bool | int | float) else f"<{type(value).__name__}>"


class ThingProvider(ResourceProvider):
    """The lifecycle of a Thing."""

    serialize_as_secret_always = False

    def check(self, olds: Props, news: Props) -> CheckResult:
        Store().called("check", news["name"], olds=olds, news=news)
        return CheckResult({**news, "label": news.get("label", f"label of {news['name']}")}, list(failures(news)))

    def diff(self, id_: str, olds: Props, news: Props) -> DiffResult:
        Store().called("diff", news["name"], id=id_, olds=olds, news=news)
        changed = [key for key in INPUTS if plain_data(olds.get(key)) != plain_data(news.get(key))]
        return DiffResult(
            changes=bool(changed),
            replaces=[key for key in changed if key in ("zone", "slot")],
            stables=[],
            delete_before_replace="slot" in changed,
        )

    def create(self, props: Props) -> CreateResult:
        store = Store()
        store.called("create", props["name"], news=props)
        id_ = store.next_id(props["name"])
        outs = {**props, "serial": f"serial of {id_}", "revision": 1}
        store.write(id_, outs)
        return CreateResult(id_, outs)

    def read(self, id_: str, props: Props) -> ReadResult:
        store = Store()
        store.called("read", props["name"], id=id_, olds=props)
        found = store.read(id_)
        if found is None:
            return ReadResult("", {})
        return ReadResult(id_, {**props, **found}, {key: found[key] for key in INPUTS if key in found})

    def update(self, id_: str, olds: Props, news: Props) -> UpdateResult:
        store = Store()
        store.called("update", news["name"], id=id_, olds=olds, news=news)
        outs = {**news, "serial": olds["serial"], "revision": int(olds["revision"]) + 1}
        store.write(id_, outs)
        return UpdateResult(outs)

    def delete(self, id_: str, props: Props) -> None:
        store = Store()
        store.called("delete", props["name"], id=id_, olds=props)
        store.object(id_).unlink(missing_ok=True)


def failures(news: Props) -> Iterator[CheckFailure]:
    """Each input whose value is "refused"."""
    return (CheckFailure(key, f"must not be {news[key]!r}") for key in INPUTS if news.get(key) == "refused")


class Thing(Resource, module="plain", name="Thing"):
    """A plain resource; `name` is always its logical name, so that the log of calls can tell things apart."""

    serial: pulumi.Output[str]
    revision: pulumi.Output[int]
    value: pulumi.Output[Any]
    label: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        value: Input[Any] = None,
        zone: Input[str] | None = None,
        slot: Input[str] | None = None,
        name: str | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        inputs = {"name": name or resource_name, "value": value, "zone": zone, "slot": slot}
        super().__init__(ThingProvider(), resource_name, {**inputs, **dict.fromkeys(OUTPUTS)}, opts)


class Gadget(Thing, module="plain", name="Gadget"):
    """A Thing of another type."""


OUTPUTS = ("serial", "revision", "label")
