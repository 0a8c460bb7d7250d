"""A provider's configuration as the keys that `read_settings` knows."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
from collections.abc import Mapping
from typing import Any, NamedTuple

from pulumi_ivs_realtime.errors import InvalidConfiguration
from pulumi_ivs_realtime.lifecycle.host import engine_address
from pulumi_ivs_realtime.lifecycle.own_state import run_beside
from pulumi_ivs_realtime.plugin.values import is_unknown

_OWN = ("createMark", "quotas")
_OF_ENGINE = ("version", "pluginDownloadURL")


class StackConfiguration(NamedTuple):
    """What a stack says of `aws:`.

    Attributes:
        keys: as text, by key.
        secret: those that are secrets of the stack.
    """

    keys: Mapping[str, str]
    secret: frozenset[str]


def keys_of(given: Mapping[str, Any], urn: str) -> dict[str, str]:
    """The configuration by key, such as `aws:region`.

    An explicit provider has its arguments and nothing else, as those of pulumi-aws. The default one is given the keys
    of `ivs-realtime:` as arguments, and has those of `aws:` beside them.

    Args:
        given: the provider's arguments; objects and lists may come as JSON. What is not known yet is left out.
        urn: of the provider.

    Raises:
        InvalidConfiguration: the stack's configuration cannot be read.
    """
    known = {name: value for name, value in given.items() if value is not None and not is_unknown(value)}
    own = {_key(name): _text(value) for name, value in known.items() if name not in _OF_ENGINE}
    return {**of_stack(urn).keys, **own} if is_default(urn) else own


def is_default(urn: str) -> bool:
    """Whether this is the provider of resources that name none: the engine begins its name so."""
    return not urn or urn.rpartition("::")[2].startswith("default")


def is_secret_of_stack(key: str, urn: str) -> bool:
    """Whether the default provider takes this key from the stack, where it is a secret."""
    return is_default(urn) and key in of_stack(urn).secret


def of_stack(urn: str) -> StackConfiguration:
    """The `aws:` configuration of the stack of this provider; an engine tells a plugin its own namespace alone.

    Raises:
        InvalidConfiguration: it cannot be read: without it another account might be used.
    """
    stack = urn.split("::")[0].rpartition(":")[2]
    return _read(stack) if stack and engine_address() else StackConfiguration({}, frozenset())


@functools.cache
def _read(stack: str) -> StackConfiguration:
    program = shutil.which("pulumi")
    if program is None:
        raise _unreadable("pulumi is not on the PATH of the plugin")
    words = [program, "config", "--json", "--show-secrets", "--non-interactive", "--stack", stack]
    try:
        done = run_beside(words)
        found = json.loads(done.stdout) if done.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise _unreadable(f"`pulumi config` failed: {type(error).__name__}") from None
    if found is None:
        raise _unreadable(f"`pulumi config` ended with exit code {done.returncode}")
    ours = {key: each for key, each in found.items() if key.startswith("aws:") and each.get("value") is not None}
    return StackConfiguration(
        {key: each["value"] for key, each in ours.items()},
        frozenset(key for key, each in ours.items() if each.get("secret")),
    )


def _unreadable(why: str) -> InvalidConfiguration:
    return InvalidConfiguration(
        f"the stack's aws: configuration cannot be read ({why}); give the resources an explicit provider."
    )


def _key(name: str) -> str:
    return f"ivs-realtime:{name}" if name in _OWN else f"aws:{name}"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
