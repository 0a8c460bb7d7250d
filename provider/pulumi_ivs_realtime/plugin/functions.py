"""The plugin's functions: `getStage`, `getStages`, `getTags`, `getStorageConfiguration` …"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

from pulumi_ivs_realtime.aws.client import Found
from pulumi_ivs_realtime.aws.finding import Finder, refuse_both
from pulumi_ivs_realtime.declarations import RESOURCES
from pulumi_ivs_realtime.errors import InvalidInputs
from pulumi_ivs_realtime.model.kinds import KINDS, STAGE, Kind
from pulumi_ivs_realtime.rules.identity.hosts import PACKAGE
from pulumi_ivs_realtime.rules.identity.marks import without_mark
from pulumi_ivs_realtime.rules.settings import Settings

SECRET_MEMBERS = frozenset().union(*(resource.secret for resource in RESOURCES))
"""What no look-up shows."""

_ONE = {f"get{kind.name}": kind for kind in KINDS.values()}


def call(token: str, arguments: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """The answer of a function.

    Raises:
        InvalidInputs: there is no such function, or its arguments contradict each other.
        LookupFailed: nothing, or more than one, is found.
    """
    name = token.rpartition(":")[2]
    finder = Finder(settings, since=time.monotonic(), region_argument="region")
    if kind := _ONE.get(name):
        return _one(name, kind, arguments, finder)
    if name == "getStages":
        return _stages(arguments, finder)
    if name == "getTags":
        return _tags(arguments, finder)
    raise InvalidInputs(f"{token} is not a function of {PACKAGE}.")


def _one(name: str, kind: Kind, arguments: Mapping[str, Any], finder: Finder) -> dict[str, Any]:
    arn, called = arguments.get("arn"), arguments.get("name")
    refuse_both(name, arn, called)
    return _shown(*finder.one(name, kind, arn, called, arguments.get("region")))


def _stages(arguments: Mapping[str, Any], finder: Finder) -> dict[str, Any]:
    region = finder.region(arguments.get("region"))
    try:
        pattern = re.compile(arguments.get("nameRegex") or "")
    except re.error as error:
        raise InvalidInputs(f"getStages: nameRegex is not a regular expression: {error}.") from error
    wanted = (arguments.get("tags") or {}).items()
    everything = (_shown(each, region) for each in finder.listed(STAGE, region))
    found = [each for each in everything if wanted <= each["tags"].items() and pattern.search(each["name"])]
    return {
        "region": region,
        "stages": found,
        "arns": [each["arn"] for each in found],
        "names": [each["name"] for each in found],
    }


def _tags(arguments: Mapping[str, Any], finder: Finder) -> dict[str, Any]:
    arn = str(arguments.get("resourceArn", ""))
    return {"resourceArn": arn, "tags": finder.tags("getTags", arn)}


def _shown(found: Found, region: str) -> dict[str, Any]:
    told = {name: value for name, value in found.items() if name not in SECRET_MEMBERS}
    tags = without_mark(found.get("tags", {}))
    return {"name": "", **told, "id": found["arn"], "region": region, "tags": tags}
