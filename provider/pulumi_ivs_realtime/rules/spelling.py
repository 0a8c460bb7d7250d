"""Properties and their API spelling: misspelt keys, whole numbers."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_ivs_realtime.model import Failure, shape
from pulumi_ivs_realtime.rules.inputs import Unknown, is_known

_KEY_OR_CAPITAL = re.compile(r'\["(?:[^"]|"(?!\]))*"\]|(?<=[a-z0-9])[A-Z]')


_SPELLING = {"python": True}


def spell_as_on_the_wire() -> None:
    """From now on this process spells properties in camelCase: its programs are in any language."""
    _SPELLING["python"] = False


def as_python(path: str) -> str:
    """A property's path as a Python program spells it: `hls_configuration.target_segment_duration_seconds`.

    Keys of maps, which stand in brackets and quotes, stay as they are. In a process that serves programs of other
    languages the whole path does.
    """
    if not _SPELLING["python"]:
        return path
    return _KEY_OR_CAPITAL.sub(lambda found: found[0] if found[0][0] == "[" else f"_{found[0].lower()}", path)


def with_python_keys(block: Any) -> Any:
    """A nested block with its keys as a program spells them."""
    if isinstance(block, Mapping):
        return {as_python(key): with_python_keys(value) for key, value in block.items()}
    if isinstance(block, list):
        return [with_python_keys(item) for item in block]
    return block


def misspelt(shape_name: str, value: Any, path: str) -> Iterator[Failure]:
    """Keys of nested objects that the shape does not have, each with the nearest right one."""
    rules = shape(shape_name)
    if not is_known(value):
        return
    if rules["type"] == "list" and isinstance(value, list):
        for index, item in enumerate(value):
            yield from misspelt(rules["member"]["shape"], item, f"{path}[{index}]")
    if rules["type"] == "structure" and isinstance(value, Mapping):
        for key, inner in value.items():
            if key in rules["members"]:
                yield from misspelt(rules["members"][key]["shape"], inner, f"{path}.{key}")
            else:
                right = [as_python(name) for name in rules["members"]]
                yield Failure(f"{path}.{key}", f"is unknown; {nearest(as_python(key), right)}")


def to_api(shape_name: str, value: Any) -> Any:
    """`value` as the API takes it: Pulumi hands whole numbers over as floats, which botocore refuses.

    What is not known yet stays: a report of a preview asks, too, which calls a change takes.
    """
    if isinstance(value, Unknown):
        return value
    rules = shape(shape_name)
    if rules["type"] == "structure":
        return {key: to_api(rules["members"][key]["shape"], inner) for key, inner in value.items()}
    if rules["type"] == "list":
        return [to_api(rules["member"]["shape"], inner) for inner in value]
    if rules["type"] in {"integer", "long"}:
        return int(value)
    return value


def nearest(key: str, right: list[str], *, likeness: float = 0.5) -> str:
    """The end of a sentence about an unknown key: the right one that is nearest, else all of them.

    Args:
        likeness: from which on one counts as near, 0-1.
    """
    close = difflib.get_close_matches(key, right, n=1, cutoff=likeness)
    return f'did you mean "{close[0]}"?' if close else f"known are {', '.join(right)}"
