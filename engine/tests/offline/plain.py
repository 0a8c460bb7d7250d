"""A plain dynamic provider; its objects are JSON files in the folder that `OBJECTS` names."""

import json
import os
import subprocess
import time
import uuid
from pathlib import Path

import pulumi
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


def path_of(id_):
    return Path(os.environ["OBJECTS"], f"{id_}.json")


class PlainProvider(ResourceProvider):
    serialize_as_secret_always = False

    def check(self, olds, news):
        time.sleep(news.get("ponders", 0))
        failures = [CheckFailure("size", "must not be negative")] if news.get("size") == -1 else []
        return CheckResult(dict(news), failures)

    def diff(self, id_, olds, news):
        changed = [key for key in news if key != "__provider" and olds.get(key) != news[key]]
        replaces = [key for key in changed if key in ("kind", "exclusive")]
        return DiffResult(changes=bool(changed), replaces=replaces, delete_before_replace="exclusive" in changed)

    def create(self, props):
        if "slow" in props:
            Path(os.environ["OBJECTS"]).with_name("host.pid").write_text(str(os.getpid()))
            time.sleep(props["slow"])
        if "exports" in props:
            command = ["pulumi", "stack", "export", "--stack", props["exports"]]
            with Path(os.environ["OBJECTS"]).with_name("exported.json").open("w") as file:
                subprocess.run(command, stdout=file, stdin=subprocess.DEVNULL, check=True)
        if props.get("fails") == "create":
            raise RuntimeError("the service is down")
        id_ = uuid.uuid4().hex[:8]
        return CreateResult(id_, self._write(id_, props))

    def update(self, id_, olds, news):
        if news.get("fails") == "update":
            raise RuntimeError("the service is down")
        return UpdateResult(self._write(id_, news))

    def read(self, id_, props):
        path = path_of(id_)
        if not path.exists():
            return ReadResult("", {})
        return ReadResult(id_, {**props, **json.loads(path.read_text())})

    def delete(self, id_, props):
        if props.get("fails") == "delete":
            raise RuntimeError("the service is down")
        path_of(id_).unlink()

    def _write(self, id_, props):
        kept = {key: value for key, value in props.items() if key not in ("__provider", "label")}
        path_of(id_).write_text(json.dumps(kept))
        return {**kept, "label": f"<{props.get('name')}>"}


class Plain(Resource, module="plain", name="Plain"):
    label: pulumi.Output[str]
    name: pulumi.Output[str]

    def __init__(self, resource_name, *, opts=None, **props):
        super().__init__(PlainProvider(), resource_name, {"label": None, "name": resource_name, **props}, opts)
