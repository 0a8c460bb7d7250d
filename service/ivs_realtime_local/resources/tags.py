"""Tags of all resources that have an ARN."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ivs_realtime_local.model import shape
from ivs_realtime_local.state.arns import Arn
from ivs_realtime_local.state.backend import Answer, Backend
from ivs_realtime_local.state.caller import Caller
from ivs_realtime_local.state.operations import refuse

_MOST = int(shape("Tags")["max"])
_RESERVED = "aws:"


def tag_resource(backend: Backend, caller: Caller, request: dict[str, Any]) -> Answer:
    """TagResource: adds and overwrites, removes nothing."""
    resource = backend.find(caller, request["resourceArn"])
    check_keys(request["tags"])
    merged = resource["tags"] | request["tags"]
    refuse(len(merged) > _MOST, f"{resource['arn']} would have {len(merged)} tags; a resource may have at most {_MOST}")
    _put(backend, resource, merged)
    return {}


def untag_resource(backend: Backend, caller: Caller, request: dict[str, Any]) -> Answer:
    """UntagResource: keys that are not there do no harm."""
    resource = backend.find(caller, request["resourceArn"])
    check_keys(request["tagKeys"])
    _put(backend, resource, {key: value for key, value in resource["tags"].items() if key not in request["tagKeys"]})
    return {}


def list_tags_for_resource(backend: Backend, caller: Caller, request: dict[str, Any]) -> Answer:
    """ListTagsForResource: all of them, there are no pages."""
    return {"tags": backend.find(caller, request["resourceArn"])["tags"]}


def check_keys(keys: Iterable[str]) -> None:
    """Refuses keys of AWS's own."""
    for key in keys:
        refuse(key.lower().startswith(_RESERVED), f'Tag key "{key}" begins with the reserved prefix {_RESERVED}')


def _put(backend: Backend, resource: dict[str, Any], tags: dict[str, str]) -> None:
    backend.store.put(Arn.parse(resource["arn"]).kind, resource["arn"], resource | {"tags": tags})
