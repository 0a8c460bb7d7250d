"""The operations of the model: which one a request means, and its members."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import parse_qsl, unquote

from ivs_realtime_local.errors import ApiError, invalid
from ivs_realtime_local.model import failures, operations, shape

Request = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """An operation of the model.

    Attributes:
        name: `CreateStage`.
        method: the HTTP method.
        path: what the raw request path must match; its groups are the members found there.
        input: name of the input shape, or None.
        output: name of the output shape, or None.
    """

    name: str
    method: str
    path: re.Pattern[str]
    input: str | None
    output: str | None

    def request(self, found: Mapping[str, str], query: str, body: bytes, *, wrong_type: str) -> Request:
        """The request's members from path, query and body, checked against the model.

        Raises:
            ApiError: a limit of the model is broken, or the body is not JSON object.
        """
        if self.input is None:
            return {}
        located = {name: unquote(value) for name, value in found.items()} | self._from_query(query)
        given = self._from_body(body) | located
        broken = list(failures(self.input, given))
        if broken:
            code = wrong_type if any(_is_wrong_type(failure.reason) for failure in broken) else "ValidationException"
            raise ApiError(code, "; ".join(f"{failure.path} {failure.reason}" for failure in broken))
        members: Request = _known(self.input, given)
        return members

    def _from_body(self, body: bytes) -> Request:
        elsewhere = {name for name, member in self._members.items() if "location" in member}
        return {name: value for name, value in _body(body).items() if name not in elsewhere}

    @property
    def _members(self) -> dict[str, Any]:
        members: dict[str, Any] = shape(self.input or "").get("members", {})
        return members

    def _from_query(self, query: str) -> Request:
        values: dict[str, list[str]] = {}
        for name, value in parse_qsl(query, keep_blank_values=True) if query else ():
            values.setdefault(name, []).append(value)
        return {
            name: values[member["locationName"]]
            for name, member in self._members.items()
            if member.get("location") == "querystring" and member["locationName"] in values
        }


def operation_at(method: str, raw_path: str) -> tuple[Operation, dict[str, str]]:
    """The operation that a request line means, with the members in its path.

    Raises:
        ApiError: UnknownOperationException when there is none.
    """
    if found := _exact().get((method, raw_path)):
        return found, {}
    for operation in _templated():
        if operation.method == method and (matched := operation.path.fullmatch(raw_path)):
            return operation, matched.groupdict()
    raise ApiError("UnknownOperationException", f"Amazon IVS Real-Time has no operation at {method} {raw_path}")


@functools.cache
def _all() -> tuple[Operation, ...]:
    return tuple(
        Operation(
            name,
            model["http"]["method"],
            _path(model["http"]["requestUri"]),
            model.get("input", {}).get("shape"),
            model.get("output", {}).get("shape"),
        )
        for name, model in operations().items()
    )


@functools.cache
def _exact() -> dict[tuple[str, str], Operation]:
    return {(one.method, one.path.pattern): one for one in _all() if "(" not in one.path.pattern}


@functools.cache
def _templated() -> tuple[Operation, ...]:
    return tuple(one for one in _all() if "(" in one.path.pattern)


def _path(template: str) -> re.Pattern[str]:
    # The last member of a path takes all the rest: some clients leave the slash of an ARN as it is.
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>.+)", template))


def _body(body: bytes) -> Request:
    if not body:
        return {}
    try:
        parsed = json.loads(body, parse_constant=_refused)
    except (ValueError, RecursionError):
        raise ApiError("SerializationException", "The body is not JSON") from None
    if not isinstance(parsed, dict):
        raise ApiError("SerializationException", "The body is not a JSON object")
    return parsed


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _is_wrong_type(reason: str) -> bool:
    return reason.startswith(("must be a", "must be true")) and ", not " in reason


def _known(shape_name: str, value: Any) -> Any:
    """What the model knows of `value`; clients of a newer model may send more, which the service ignores."""
    rules = shape(shape_name)
    if rules["type"] == "structure":
        members = rules.get("members", {})
        return {
            name: _known(members[name]["shape"], inner)
            for name, inner in value.items()
            if name in members and inner is not None
        }
    if rules["type"] == "list":
        return [_known(rules["member"]["shape"], inner) for inner in value]
    return int(value) if rules["type"] in ("integer", "long") else value


def refuse(condition: object, message: str) -> None:
    """Raises ValidationException when the condition holds."""
    if condition:
        raise invalid(message)
