"""Properties in words: what they are, their limits, defaults, who sees them, what their change means."""

from __future__ import annotations

from pulumi_ivs_realtime.declarations import Block, Change, Property, Resource
from pulumi_ivs_realtime.declarations.shapes import shape_of
from pulumi_ivs_realtime.model import patterns, shape
from pulumi_ivs_realtime.model.shapes import Shape

_UNITS = ("Minutes", "Seconds")


def limits(rules: Shape, unit: str = "") -> str:
    """The limits of a shape: "1-20160 minutes"; "" where there are none."""
    kind = rules["type"]
    if kind == "list":
        return _list_limits(rules)
    if kind == "map":
        return _map_limits(rules)
    if kind in {"integer", "long", "float", "double"}:
        return _number_limits(rules, unit)
    return _text_limits(rules) if kind == "string" else ""


def argument_words(owner: Resource | Block, declared: Property) -> str:
    """All that an argument's docs say, as sentences."""
    parts = [declared.about]
    found = "; ".join(part for part in (limits(shape_of(owner, declared), declared.unit), declared.limit) if part)
    if found:
        parts.append(found)
    if declared.default_words:
        whose = "default" if isinstance(owner, Resource) else "the service's default:"
        parts.append(f"{whose} {declared.default_words}")
    elif declared.default is not None:
        parts.append(f"default {declared.default}")
    if declared.seen_by_participants:
        parts.append("every participant sees it")
    if isinstance(owner, Resource) and declared.change is Change.REPLACES:
        parts.append(f"a change replaces the {owner.noun}")
    if isinstance(owner, Block) and declared.required:
        parts.append("required")
    return sentences(parts)


def sentences(parts: list[str]) -> str:
    """Each part as a sentence; the first begins in lower case, as descriptions of attributes do."""
    first, *rest = parts
    return " ".join([f"{first}.", *(f"{part[0].upper()}{part[1:]}." for part in rest)])


def _text_limits(rules: Shape) -> str:
    if "enum" in rules:
        return _joined(rules["enum"], "or")
    pattern = rules.get("pattern", "")
    whole = patterns.form(pattern)
    if whole:
        return whole
    size = _size(rules, "character")
    allowed = patterns.characters(pattern)
    return f"{size}: {allowed}" if size and allowed else size or allowed


def _list_limits(rules: Shape) -> str:
    member = shape(rules["member"]["shape"])
    if "enum" not in member:
        return _size(rules, "item")
    if rules.get("max") == 1:
        return "one of " + ", ".join(f'["{one}"]' for one in member["enum"])
    return f"any of {_joined(member['enum'], 'and')}"


def _map_limits(rules: Shape) -> str:
    key, value = limits(shape(rules["key"]["shape"])), limits(shape(rules["value"]["shape"]))
    inside = [f"{name} {words}" for name, words in (("keys of", key), ("values of", value)) if words]
    return ", ".join(inside) if inside else _size(rules, "entry")


def _number_limits(rules: Shape, unit: str) -> str:
    unit = unit or next((unit.lower() for unit in _UNITS if rules["name"].endswith(unit)), "")
    lowest, highest = rules.get("min"), rules.get("max")
    if lowest is None and highest is None:
        return unit
    span = f"{lowest}-{highest}" if highest is not None else f"at least {lowest}"
    return f"{span} {unit}".strip()


def _size(rules: Shape, unit: str) -> str:
    lowest, highest = rules.get("min", 0), rules.get("max")
    if highest is None:
        return ""
    if lowest == highest:
        return f"{highest} {unit}s"
    return f"{lowest}-{highest} {unit}s" if lowest else f"at most {highest} {unit}s"


def _joined(values: list[str], word: str) -> str:
    *first, last = [f'"{value}"' for value in values]
    return f"{', '.join(first)} {word} {last}" if first else last
