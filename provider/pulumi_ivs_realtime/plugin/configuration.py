"""A provider's configuration as the keys that `read_settings` knows."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from pulumi_ivs_realtime.plugin.values import is_unknown

_OWN = ("createMark", "quotas")
_NAMESPACES = ("aws:", "ivs-realtime:")
_OF_ENGINE = ("version", "pluginDownloadURL")


def keys_of(given: Mapping[str, Any], urn: str) -> dict[str, str]:
    """The configuration by key, such as `aws:region`.

    An explicit provider has its arguments and nothing else, as those of pulumi-aws. The default one has the stack's
    keys of `aws:` and `ivs-realtime:`, which the engine tells every plugin in `PULUMI_CONFIG`.

    Args:
        given: the provider's arguments; objects and lists may come as JSON. What is not known yet is left out.
        urn: of the provider.
    """
    known = {name: value for name, value in given.items() if value is not None and not is_unknown(value)}
    own = {_key(name): _text(value) for name, value in known.items() if name not in _OF_ENGINE}
    return {**_of_stack(), **own} if is_default(urn) else own


def is_default(urn: str) -> bool:
    """Whether this is the provider of resources that name none: the engine begins its name so."""
    return not urn or urn.rpartition("::")[2].startswith("default")


def _of_stack() -> dict[str, str]:
    try:
        whole = json.loads(os.environ.get("PULUMI_CONFIG") or "{}")
    except ValueError:
        return {}
    return {key: _text(value) for key, value in whole.items() if key.startswith(_NAMESPACES)}


def _key(name: str) -> str:
    return f"ivs-realtime:{name}" if name in _OWN else f"aws:{name}"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
