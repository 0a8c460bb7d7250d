"""YAML as the CLI's library for it reads it: what `yes`, `0o17`, `12:30`, `1e3` and `2026-01-02` are.

PyYAML follows YAML 1.1, where they are a truth, a text, a number of seconds, a text and a date. The CLI's library
follows YAML 1.2 with exceptions of its own. Syntax is left to PyYAML; what a scalar means is decided here.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import datetime
import json
import math
import re
import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import yaml

_PREFIX = "tag:yaml.org,2002:"
_WORDS: dict[str, tuple[str, Any]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), ("null", None)),
    **dict.fromkeys(("true", "True", "TRUE"), ("bool", True)),
    **dict.fromkeys(("false", "False", "FALSE"), ("bool", False)),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), ("float", math.nan)),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), ("float", math.inf)),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), ("float", -math.inf)),
}
_INTEGER = re.compile(r"([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]([0-7]+)|0([0-7]+)|(0|[1-9][0-9]*))")
_BASES = (16, 2, 8, 8, 10)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_BARE_FRACTION = re.compile(r"\.[0-9]+(_[0-9]+)*([eE][-+]?[0-9]+)?")
_TIMESTAMP = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]+))?(Z|[-+][0-9]{2}:[0-9]{2}))"
    r"|(?: ([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]+))?))?"
)
BOM = b"\xef\xbb\xbf"
_INT64, _UINT64 = range(-(2**63), 2**63), range(2**64)


class YamlError(Exception):
    """A text that the library does not read; the sentence says where and why."""


@dataclasses.dataclass(frozen=True)
class Timestamp:
    """A date or a moment.

    Attributes:
        fraction: of a second, up to nine digits, without zeros at the end.
    """

    moment: datetime.datetime
    fraction: str = ""

    def __str__(self) -> str:
        """As the library prints it: `2026-01-02 00:00:00 +0000 UTC`."""
        offset = self.moment.strftime("%z")
        return f"{self._clock(' ')} {offset} {self._zone() or offset}"

    @property
    def rfc3339(self) -> str:
        """As JSON has it: `2026-01-02T00:00:00Z`."""
        offset = self.moment.strftime("%z")
        return self._clock("T") + ("Z" if offset == "+0000" else f"{offset[:3]}:{offset[3:]}")

    def _clock(self, between: str) -> str:
        fraction = f".{self.fraction}" if self.fraction else ""
        return self.moment.strftime(f"{self.moment.year:04}-%m-%d{between}%H:%M:%S") + fraction

    def _zone(self) -> str:
        """The name of this machine's time zone, where that has the moment's offset."""
        offset = self.moment.utcoffset() or datetime.timedelta()
        local = time.localtime(self.moment.timestamp())
        if offset.total_seconds() == local.tm_gmtoff and offset:
            return local.tm_zone
        return "" if offset else "UTC"


def load(data: bytes) -> Any:
    """What a YAML text holds: its first document, None for none.

    Mappings are dicts, whose keys may be of any scalar type; dates and moments are Timestamps.

    Raises:
        YamlError: it cannot be read.
    """
    try:
        loader = _Loader(data.removeprefix(BOM).decode())
        node = loader.get_node() if loader.check_node() else None
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise YamlError(f"invalid YAML file: yaml: {line}{error.problem or error.context}") from None
    except (yaml.YAMLError, ValueError) as error:  # characters that YAML does not know, or no UTF-8
        raise YamlError(f"invalid YAML file: yaml: {str(error).splitlines()[0]}") from None
    except RecursionError:
        raise YamlError("invalid YAML file: yaml: exceeded max depth") from None
    return None if node is None else _built(node, ())


class _Loader(yaml.SafeLoader):
    """Composes nodes; a plain scalar has no tag, one in quotes is a text."""

    def resolve(self, kind: type[yaml.Node], value: str, implicit: Any) -> str:  # noqa: ARG002
        if kind is yaml.ScalarNode:
            return "" if implicit[0] else f"{_PREFIX}str"
        return f"{_PREFIX}{'map' if kind is yaml.MappingNode else 'seq'}"


def _built(node: yaml.Node, above: tuple[yaml.Node, ...]) -> Any:
    if node in above:
        raise YamlError("invalid YAML file: yaml: an anchor's value contains itself")
    if isinstance(node, yaml.SequenceNode):
        return [_built(item, (*above, node)) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(node, (*above, node)))
    return _scalar(node.tag.replace(_PREFIX, "", 1), node.value)


def _pairs(node: yaml.MappingNode, above: tuple[yaml.Node, ...]) -> Iterator[tuple[Any, Any]]:
    seen: dict[str, int] = {}
    own, merged = [], []
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise YamlError(f"invalid YAML file: yaml: line {line}: invalid map key")
        if key.value in seen:
            where = f'line {line}: mapping key "{key.value}" already defined at line {seen[key.value]}'
            raise YamlError(f"yaml: unmarshal errors: {where}")
        seen[key.value] = line
        if key.value == "<<" and not key.tag:
            merged += _merged(value, above)
        else:
            own.append((_built(key, above), _built(value, above)))
    yield from merged
    yield from own  # which come last, so that they count


def _merged(node: yaml.Node, above: tuple[yaml.Node, ...]) -> list[tuple[Any, Any]]:
    sources = list(reversed(node.value)) if isinstance(node, yaml.SequenceNode) else [node]
    if not all(isinstance(source, yaml.MappingNode) for source in sources):
        raise YamlError("invalid YAML file: yaml: map merge requires map or sequence of maps as the value")
    return [pair for source in sources for pair in _built(source, above).items()]


def _scalar(tag: str, text: str) -> Any:
    if tag == "binary":
        try:
            return base64.b64decode("".join(text.split()), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise YamlError("invalid YAML file: yaml: !!binary value contains invalid base64 data") from None
    if tag not in {"", "int", "float", "bool", "null", "timestamp"}:  # a text, or of a type that nobody knows
        return text
    found, value = _resolved(text, dates=tag in {"", "timestamp"})
    if tag == "float" and found == "int":
        return float(value)
    if tag not in {"", found}:
        raise YamlError(f"invalid YAML file: yaml: cannot decode !!{found} `{text}` as a !!{tag}")
    return value


def _resolved(text: str, *, dates: bool) -> tuple[str, Any]:
    """The type of a plain scalar, and its value."""
    if text in _WORDS:
        return _WORDS[text]
    if _BARE_FRACTION.fullmatch(text):
        return _float(text)
    if not text[:1].isascii() or text[:1] not in "+-0123456789":
        return "str", text
    if dates and (timestamp := _timestamp(text)) is not None:
        return "timestamp", timestamp
    plain = text.replace("_", "")
    if found := _INTEGER.fullmatch(plain):
        digits, base = next((found[index + 2], base) for index, base in enumerate(_BASES) if found[index + 2])
        value = int(digits, base) * (-1 if found[1] == "-" else 1)
        if value in _INT64 or (value in _UINT64 and not found[1]):
            return "int", value
    return _float(plain, text) if _FLOAT.fullmatch(plain) else ("str", text)


def _float(plain: str, text: str = "") -> tuple[str, Any]:
    value = float(plain)
    return ("str", text or plain) if math.isinf(value) else ("float", value)


def _timestamp(text: str) -> Timestamp | None:
    found = _TIMESTAMP.fullmatch(text)
    if found is None:
        return None
    year, month, day = map(int, found.group(1, 2, 3))
    clock = found.group(4, 5, 6) if found[4] else found.group(9, 10, 11)
    fraction = (found[7] or found[12] or "")[:9].rstrip("0")
    zone = datetime.timezone.utc
    try:
        if found[8] and found[8] != "Z":
            offset = datetime.timedelta(hours=int(found[8][1:3]), minutes=int(found[8][4:]))
            zone = datetime.timezone(-offset if found[8][0] == "-" else offset)
        hours, minutes, seconds = (int(part or 0) for part in clock)
        return Timestamp(datetime.datetime(year, month, day, hours, minutes, seconds, tzinfo=zone), fraction)
    except ValueError:
        return None


def json_text(value: Any) -> str:
    """A value as JSON, as the CLI's library for that writes it.

    Raises:
        YamlError: it holds a number that JSON does not have.
    """
    if isinstance(value, dict):
        pairs = sorted((key_text(key), item) for key, item in value.items())
        return "{" + ",".join(f"{_quoted(key)}:{json_text(item)}" for key, item in pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(json_text, value)) + "]"
    if isinstance(value, str):
        return _quoted(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Timestamp):
        return _quoted(value.rfc3339)
    return number_text(value if isinstance(value, int) and value in _INT64 else float(value))


def number_text(value: float) -> str:
    """A number as JSON has it."""
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        name = "NaN" if math.isnan(value) else f"{'+' if value > 0 else '-'}Inf"
        raise YamlError(f"json: unsupported value: {name}")
    if value == 0:
        return "0"
    if 1e-6 <= abs(value) < 1e21:  # beyond, the library writes exponents
        return _without_exponent(value)
    mantissa, exponent = repr(value).split("e")
    return f"{mantissa}e{exponent.replace('-0', '-')}"


def key_text(key: Any) -> str:
    """A mapping's key as text."""
    if key is None:
        return "<nil>"
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, float) and math.isfinite(key) and key != 0:
        exponent = Decimal(repr(key)).adjusted()
        if not -5 < exponent < 6:  # beyond, the library writes exponents
            mantissa, _, _ = f"{Decimal(repr(key)).normalize():e}".partition("e")
            return f"{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02}"
        return _without_exponent(key)
    return str(key)


def _without_exponent(value: float) -> str:
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _quoted(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", quoted)
