"""The plugin's functions: `getStage`, `getStages`, `getTags`, `getStorageConfiguration` …"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pulumi_ivs_realtime.aws.client import Found, IvsRealTimeClient, client_for
from pulumi_ivs_realtime.aws.session import profile_region
from pulumi_ivs_realtime.errors import InvalidInputs, LookupFailed, NotFound
from pulumi_ivs_realtime.model.kinds import KINDS, STAGE, Kind
from pulumi_ivs_realtime.plugin.hosted import PACKAGE
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.identity.marks import without_mark
from pulumi_ivs_realtime.rules.names import with_article
from pulumi_ivs_realtime.rules.settings import Settings

SECRET_MEMBERS = frozenset({"streamKey", "redundantIngestCredentials"})
"""What no look-up shows."""

_ONE = {f"{PACKAGE}:index:get{kind.name}": kind for kind in KINDS.values()}


def call(token: str, arguments: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """The answer of a function.

    Raises:
        InvalidInputs: there is no such function, or its arguments contradict each other.
        LookupFailed: nothing, or more than one, is found.
    """
    name = token.rpartition(":")[2]
    if kind := _ONE.get(f"{PACKAGE}:index:{name}"):
        return _one(name, kind, arguments, settings)
    if name == "getStages":
        return _stages(arguments, settings)
    if name == "getTags":
        return _tags(arguments, settings)
    raise InvalidInputs(f"{token} is not a function of {PACKAGE}.")


def _one(name: str, kind: Kind, arguments: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    arn, called = arguments.get("arn"), arguments.get("name")
    if (arn is None) == (called is None):
        raise InvalidInputs(f"{name}: give either arn or name.")
    if arn is None:
        arn = _only_arn(name, kind, str(called), _region(arguments, settings), settings)
    place = parsed(str(arn))
    if place is None or place.kind != kind.arn_kind:
        raise InvalidInputs(f'{name}: "{arn}" is not the ARN of {with_article(kind.noun)}.')
    try:
        found = _client(place.region, settings).get(kind, str(arn))
    except NotFound:
        raise LookupFailed(f"{name}: there is no {kind.noun} {arn}.") from None
    return _shown(found, place.region)


def _only_arn(name: str, kind: Kind, called: str, region: str, settings: Settings) -> str:
    found = [each["arn"] for each in _client(region, settings).list(kind) if each.get("name", "") == called]
    if len(found) == 1:
        return str(found[0])
    if not found:
        raise LookupFailed(f'{name}: no {kind.noun} in {region} is called "{called}".')
    raise LookupFailed(
        f'{name}: {len(found)} {kind.noun}s in {region} are called "{called}": {", ".join(sorted(found))}.'
    )


def _stages(arguments: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    region = _region(arguments, settings)
    try:
        pattern = re.compile(arguments.get("nameRegex") or "")
    except re.error as error:
        raise InvalidInputs(f"getStages: nameRegex is not a regular expression: {error}.") from error
    wanted = (arguments.get("tags") or {}).items()
    everything = (_shown(each, region) for each in _client(region, settings).list(STAGE))
    found = [each for each in everything if wanted <= each["tags"].items() and pattern.search(each["name"])]
    found.sort(key=lambda each: str(each["arn"]))
    return {
        "region": region,
        "stages": found,
        "arns": [each["arn"] for each in found],
        "names": [each["name"] for each in found],
    }


def _tags(arguments: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    arn = str(arguments.get("resourceArn", ""))
    place = parsed(arn)
    if place is None:
        raise InvalidInputs(f'getTags: "{arn}" is not the ARN of an IVS resource.')
    try:
        return {"resourceArn": arn, "tags": without_mark(_client(place.region, settings).list_tags(arn))}
    except NotFound:
        raise LookupFailed(f"getTags: there is no resource {arn}.") from None


def _shown(found: Found, region: str) -> dict[str, Any]:
    told = {name: value for name, value in found.items() if name not in SECRET_MEMBERS}
    tags = without_mark(found.get("tags", {}))
    return {"name": "", **told, "id": found["arn"], "region": region, "tags": tags}


def _region(arguments: Mapping[str, Any], settings: Settings) -> str:
    region = arguments.get("region") or settings.region or settings.fallback_region
    region = region or profile_region(settings.connection)
    if not region:
        raise InvalidInputs("no region: pass region, set aws:region, or AWS_REGION in the environment.")
    return str(region)


def _client(region: str, settings: Settings) -> IvsRealTimeClient:
    return client_for(settings.connection, region)
