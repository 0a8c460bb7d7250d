"""Reads botocore's service model of `ivs-realtime` as plain data."""

from __future__ import annotations

import functools
import gzip
import importlib.util
import json
from pathlib import Path
from typing import Any

Shape = dict[str, Any]

# The model's own pattern for ResourceArn allows one letter for the resource's kind ("[a-z-]/"), which no
# ARN of the service matches; the service accepts its own ARNs, so the model must be wrong. [INFER]
_CORRECTED_PATTERNS = {"ResourceArn": "arn:aws:ivs:[a-z0-9-]+:[0-9]+:[a-z-]+/[a-zA-Z0-9-]+"}


@functools.cache
def _model() -> dict[str, Any]:
    spec = importlib.util.find_spec("botocore")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("botocore is not installed; it carries the service model of ivs-realtime")
    folder = Path(spec.origin).parent / "data" / "ivs-realtime" / "2020-07-14"
    packed = folder / "service-2.json.gz"
    text = gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / "service-2.json").read_bytes()
    model: dict[str, Any] = json.loads(text)
    for name, pattern in _CORRECTED_PATTERNS.items():
        model["shapes"][name]["pattern"] = pattern
    for name, rules in model["shapes"].items():
        rules["name"] = name
    return model


def operations() -> dict[str, Shape]:
    """All operations of the service by name, as the model gives them (`http`, `input`, `output`, `errors`)."""
    found: dict[str, Shape] = _model()["operations"]
    return found


def shapes() -> dict[str, Shape]:
    """All shapes of the service by name, which each of them holds as `name`, too."""
    found: dict[str, Shape] = _model()["shapes"]
    return found


def shape(name: str) -> Shape:
    """The shape called `name`; raises KeyError when the model has none."""
    return shapes()[name]
