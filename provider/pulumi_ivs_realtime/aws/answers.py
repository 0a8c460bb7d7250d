"""Which answers are the service's: a proxy or a login page also answers 200, and has done nothing of what was asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pulumi_ivs_realtime.errors import UnrecognizedAnswer
from pulumi_ivs_realtime.model.kinds import KINDS, Kind

if TYPE_CHECKING:
    from botocore.model import OperationModel


def _of(kind: Kind) -> dict[str, tuple[str, ...]]:
    whole = (kind.create, kind.get, *([kind.update] if kind.update else []))
    return {**dict.fromkeys(whole, (f"{kind.member}.arn",)), kind.list: (f"{kind.members}.*.arn",), kind.delete: ()}


NEEDED: Mapping[str, tuple[str, ...]] = {
    **{operation: needed for kind in KINDS.values() for operation, needed in _of(kind).items()},
    "ListTagsForResource": ("tags",),
    "ListParticipants": ("participants.*",),
    "CreateParticipantToken": (
        "participantToken.participantId",
        "participantToken.token",
        "participantToken.expirationTime",
    ),
    "TagResource": (),
    "UntagResource": (),
    "DisconnectParticipant": (),
}
"""What the service's answer holds, by operation (`*`: each of a list); the model itself requires less."""

_READS = ("Get", "List", "Assume")
_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "structure": dict,
    "map": dict,
    "list": list,
    "string": str,
    "boolean": bool,
    "float": (int, float),
    "double": (int, float),
    "integer": int,
    "long": int,
    "timestamp": (str, int, float),
}
_STS_RESPONSE = re.compile(rb"\A(?:<\?[^>]*>\s*)?<(\w+)Response[\s>]")
_FIRST_ERROR = 301  # as botocore has it
_FIRST_FAULT = 500


def register(client: Any) -> None:
    """Makes a client of `ivs-realtime` raise UnrecognizedAnswer for what is not the service's."""
    client.meta.events.register("before-parse.ivs-realtime", _recognize, unique_id="pulumi-ivs-realtime")


def register_sts(client: Any) -> None:
    """The same for a client of STS, whose answers are XML."""
    client.meta.events.register("before-parse.sts", _recognize_sts, unique_id="pulumi-ivs-realtime")


def request_id(answer: Mapping[str, Any]) -> str | None:
    """The id that the service gives each of its answers, in whichever header botocore reads it from.

    [INFER] AWS's services send `x-amzn-RequestId`; which spelling this one uses is not documented.
    """
    found: str | None = answer.get("ResponseMetadata", {}).get("RequestId")
    return found or None


def date(answer: Mapping[str, Any]) -> str | None:
    """The header Date; None where a gateway may have written it."""
    if str(answer.get("Error", {}).get("Code", "")).isdecimal():
        return None
    found: str | None = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date")
    return found


def unrecognized(operation: str, what: str) -> UnrecognizedAnswer:
    """The error for an answer of which it is not known whether the service gave it."""
    effect = "" if operation.startswith(_READS) else ", and the call may or may not have taken effect"
    return UnrecognizedAnswer(
        f"the answer to {operation} does not seem to be from AWS ({what}){effect}; check network, proxy and endpoint."
    )


def _recognize(operation_model: OperationModel, response_dict: dict[str, Any], **_: Any) -> None:
    """botocore's event `before-parse`; its parser would fail on some of these, and call others a success."""
    status = response_dict["status_code"]
    wrong = _error_fault(response_dict, status) if status >= _FIRST_ERROR else _fault(operation_model, response_dict)
    if wrong:
        raise unrecognized(operation_model.name, f"status {status}, {wrong}")


def _recognize_sts(operation_model: OperationModel, response_dict: dict[str, Any], **_: Any) -> None:
    status, body = response_dict["status_code"], response_dict["body"].strip()
    if status >= _FIRST_FAULT and (not body or body.startswith(b"<html>")):
        return  # botocore sends it again
    found = _STS_RESPONSE.search(body)
    wanted = "Error" if status >= _FIRST_ERROR else operation_model.name
    if not found or found[1].decode() != wanted:
        raise unrecognized(operation_model.name, f"status {status}, no {wanted}Response")


def _error_fault(response: Mapping[str, Any], status: int) -> str | None:
    try:
        body = _parsed(response["body"])
    except ValueError:
        # What a gateway says for itself tells no less than the service's own 5xx: the outcome is not known.
        return None if status >= _FIRST_FAULT and _is_text(response["body"]) else "no error code"
    if not isinstance(body, dict):
        return "no JSON object"
    codes = (response["headers"].get("x-amzn-errortype"), *(body.get(key) for key in ("__type", "code", "Code")))
    if not all(isinstance(code, str | None) for code in codes):
        return "no error code"
    named = any(code and not code.isdecimal() for code in codes)
    return None if named or status >= _FIRST_FAULT else "no error code"


def _fault(operation: OperationModel, response: Mapping[str, Any]) -> str | None:
    try:
        body = _parsed(response["body"])
    except ValueError:
        return "no JSON"
    if not isinstance(body, dict):
        return "no JSON object"
    missing = (path for path in NEEDED.get(operation.name, ()) if not _holds(body, path.split(".")))
    wrong = (f"{path} of another type" for path in _misshapen(operation.output_shape, body, ""))
    return next((f"no {path}" for path in missing), None) or next(wrong, None)


def _parsed(body: bytes) -> Any:
    return json.loads(body) if body else {}


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _holds(value: Any, names: list[str]) -> bool:
    if not names:
        return value is not None
    if names[0] == "*":
        return isinstance(value, list) and all(_holds(each, names[1:]) for each in value)
    return isinstance(value, dict) and _holds(value.get(names[0]), names[1:])


def _misshapen(shape: Any, value: Any, path: str) -> Iterator[str]:
    """The paths of all values that are not of the type that the model gives them."""
    fits = isinstance(value, _TYPES.get(shape.type_name, object))
    if not fits or (shape.type_name == "timestamp" and not _is_time(value)):
        yield path
    elif shape.type_name == "structure":
        for name in shape.members.keys() & {name for name, inner in value.items() if inner is not None}:
            yield from _misshapen(shape.members[name], value[name], f"{path}.{name}".lstrip("."))
    elif shape.type_name in ("list", "map"):
        each, values = (shape.member, value) if shape.type_name == "list" else (shape.value, value.values())
        for inner in values:
            yield from _misshapen(each, inner, f"{path}.*")


def _is_time(value: Any) -> bool:
    from botocore.utils import parse_timestamp  # which loads urllib3 and ssl: a tenth of the start of a program

    try:
        parse_timestamp(value)
    except (ValueError, RuntimeError, OverflowError):
        return False
    return True
