"""Registrations as they arrive from a program's SDK, made into goals."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

from pulumi.runtime.proto import alias_pb2

from pulumi_offline.errors import Unsupported
from pulumi_offline.resource.goals import Alias, Goal
from pulumi_offline.resource.urns import is_provider_type
from pulumi_offline.resource.wire import Reader

_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


def goal_of(request: Any, *, root: str, directory: str) -> Goal:
    """The goal of a RegisterResourceRequest.

    Args:
        root: the project's folder, to which source positions are relative.
        directory: the program's folder, to which assets are relative.
    """
    properties, property_dependencies = _properties(request, directory)
    trigger = Reader(directory).value(request.replacement_trigger) if request.HasField("replacement_trigger") else None
    return Goal(
        type=request.type,
        name=request.name,
        custom=request.custom,
        properties=properties,
        parent=request.parent,
        protect=request.protect if request.HasField("protect") else None,
        dependencies=list(dict.fromkeys(request.dependencies)),
        property_dependencies=property_dependencies,
        delete_before_replace=_delete_before_replace(request),
        ignore_changes=list(request.ignoreChanges),
        additional_secret_outputs=list(request.additionalSecretOutputs),
        aliases=[alias_of(alias) for alias in request.aliases] or [Alias(urn=urn) for urn in request.aliasURNs],
        id=request.importId,
        custom_timeouts=_timeouts(request.customTimeouts),
        replace_on_changes=list(request.replaceOnChanges),
        replacement_trigger=trigger,
        retain_on_delete=request.retainOnDelete if request.HasField("retainOnDelete") else None,
        deleted_with=request.deletedWith,
        replace_with=list(request.replace_with),
        hide_diff=list(request.hideDiffs),
        source_position=_position(request.sourcePosition, root),
        stack_trace=[_position(frame.pc, root) for frame in request.stackTrace.frames],
    )


def refuse_unsupported(request: Any) -> None:
    """Refuse, by name, what a registration asks of the engine that it does not do.

    Raises:
        Unsupported: the registration asks for it.
    """
    what = f"{request.type} resource '{request.name}'"
    if request.remote:
        raise Unsupported(f"{what}: the offline engine does not run components of other packages (remote)")
    if request.HasField("hooks") and any(request.hooks.ListFields()):
        raise Unsupported(f"{what}: the offline engine does not run resource hooks (hooks)")
    if getattr(request, "envVarMappings", None) and not is_provider_type(request.type):  # in the words of the CLI
        raise Unsupported("envVarMappings can only be used with provider resources")
    if getattr(request, "state_migrations", ()):
        raise Unsupported(f"{what}: the offline engine does not run state migrations (state_migrations)")


def _properties(request: Any, directory: str) -> tuple[dict[str, Any], dict[str, list[str]]]:
    properties: dict[str, Any] = {}
    dependencies: dict[str, list[str]] = {}
    fields = request.object.fields
    given = request.propertyDependencies
    for key in sorted(fields):
        reader = Reader(directory)
        properties[key] = reader.value(fields[key])
        declared = given[key].urns if key in given else () if given else request.dependencies
        dependencies[key] = list(dict.fromkeys([*declared, *sorted(reader.dependencies)]))
    for key in given:
        dependencies.setdefault(key, list(given[key].urns))
    return properties, dependencies


def _delete_before_replace(request: Any) -> bool | None:
    if request.deleteBeforeReplaceDefined or request.deleteBeforeReplace:
        return bool(request.deleteBeforeReplace)
    return None


def alias_of(alias: Any) -> Alias:
    """An alias as the SDK sends it."""
    if alias.WhichOneof("alias") == "urn":
        return Alias(urn=alias.urn)
    spec: alias_pb2.Alias.Spec = alias.spec
    return Alias(
        name=spec.name,
        type=spec.type,
        stack=spec.stack,
        project=spec.project,
        parent=spec.parentUrn,
        no_parent=spec.noParent,
    )


def _timeouts(timeouts: Any) -> dict[str, float]:
    names = ("create", "update", "delete", "read")
    return {name: _seconds(getattr(timeouts, name)) for name in names if getattr(timeouts, name, "")}


def _seconds(duration: str) -> float:
    parts = re.findall(r"([\d.]+)(ns|us|µs|ms|s|m|h)", duration)
    return sum(float(number) * _UNITS[unit] for number, unit in parts)


def _position(position: Any, root: str) -> str:
    path = _relative(position.uri, root)
    if not path:
        return ""
    column = f",{position.column}" if position.column else ""
    return f"project:///{path}#{position.line}{column}"


@functools.lru_cache(maxsize=1024)
def _relative(uri: str, root: str) -> str:
    url = urlsplit(uri)
    return os.path.relpath(unquote(url.path), root) if url.scheme == "file" else ""


def inherited(request: Any, parent: Goal, packages: Iterable[str]) -> None:
    """Give a registration what it takes over from its parent where it says nothing itself."""
    if not request.deletedWith:
        request.deletedWith = parent.deleted_with
    if not request.HasField("protect") and parent.protect is not None:
        request.protect = parent.protect
    if not request.HasField("retainOnDelete") and parent.retain_on_delete is not None:
        request.retainOnDelete = parent.retain_on_delete
    same_package = request.type.split(":", 1)[0] in packages
    if not request.provider and parent.provider and (not request.custom or same_package):
        request.provider = parent.provider
