"""Pulumi.yaml: what the CLI refuses in it is refused here, too, or a project would seem to work."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Any

from pulumi_offline.errors import Unsupported, WorkspaceError
from pulumi_offline.workspace.go_yaml import Timestamp, YamlError, load

Document = dict[str, Any]

_TEXTS = ("description", "author", "website", "license", "main", "stackConfigDir")
_OBJECTS = {"runtime": {"name", "options"}, "backend": {"url"}, "options": {"refresh"}}
_DECLARATION = {"type", "items", "description", "secret", "default", "value"}
_TYPES = ("string", "integer", "boolean", "array", "object")
_NAME = re.compile(r"[A-Za-z0-9_.-]+")
_LONGEST_NAME = 100
_OUTSIDE = {".", ".."}  # the CLI takes these names, and lays the files of several stacks on top of each other


def read_yaml(path: Path, what: str) -> Any:
    """What a YAML file holds, None for an empty one.

    Args:
        what: how the sentence begins that refuses it.
    """
    try:
        return load(path.read_bytes())
    except YamlError as error:
        raise WorkspaceError(f"{what}: {error}") from None
    except OSError as error:
        raise WorkspaceError(f"{what}: open {path}: {(error.strerror or str(error)).lower()}") from None


def read_project(path: Path) -> Document:
    """Pulumi.yaml as read.

    Raises:
        WorkspaceError: the CLI would refuse it, too.
        Unsupported: it asks for what this engine does not do.
    """
    document = read_yaml(path, f"could not unmarshal '{path}'")
    what = f"could not validate '{path}'"
    if not isinstance(document, dict):
        raise WorkspaceError(f"{what}: expected an object, but got {type_name(document)}")
    _refuse_keys(what, document)
    _refuse_name(what, document)
    for key in _TEXTS:
        if not isinstance(document.get(key), str | None):
            raise WorkspaceError(f"{what}: #/{key}: expected string or null, but got {type_name(document[key])}")
    _refuse_objects(what, document)
    _refuse_runtime(path, document)
    _refuse_config(path, document)
    return document


def refuse_project_name(name: str) -> None:
    """Raise WorkspaceError for a project's name that the CLI refuses, or under which files would be mixed up."""
    if len(name) > _LONGEST_NAME:
        raise WorkspaceError(f"project names are limited to {_LONGEST_NAME} characters")
    if not _NAME.fullmatch(name):
        raise WorkspaceError("project names may only contain alphanumerics, hyphens, underscores, and periods")
    refuse_outside(name, "project")


def refuse_outside(name: str, kind: str) -> None:
    """Raise WorkspaceError for the names of folders above."""
    if name in _OUTSIDE:
        raise WorkspaceError(f"a {kind} cannot be called {name!r}: its files would lie among those of others")


def _refuse_keys(what: str, document: Document) -> None:
    for key in document:
        if not isinstance(key, str):
            raise WorkspaceError(f"{what}: expected only string keys, got {type_name(key)} {key}")


def _refuse_name(what: str, document: Document) -> None:
    if "name" not in document:
        near = difflib.get_close_matches("name", [key.lower() for key in document], 1, cutoff=0.7)
        found = next((key for key in document if near and key.lower() == near[0]), None)
        hint = f"; found '{found}' instead" if found else ""
        raise WorkspaceError(f"{what}: project is missing a 'name' attribute{hint}")
    if not isinstance(document["name"], str) or not document["name"]:
        raise WorkspaceError(f"{what}: project is missing a non-empty string 'name' attribute")
    refuse_project_name(document["name"])


def _refuse_objects(what: str, document: Document) -> None:
    for key, known in _OBJECTS.items():
        value = document.get(key)
        if key == "runtime" and isinstance(value, str):
            continue
        if not isinstance(value, dict | None):
            expected = "string or object" if key == "runtime" else "object or null"
            raise WorkspaceError(f"{what}: #/{key}: expected {expected}, but got {type_name(value)}")
        if unknown := [name for name in value or {} if name not in known]:
            near = difflib.get_close_matches(str(unknown[0]), known, 1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            raise WorkspaceError(f"{what}: #/{key}: additionalProperties '{unknown[0]}' not allowed{hint}")
    if not isinstance((document.get("backend") or {}).get("url", ""), str):
        got = type_name(document["backend"]["url"])
        raise WorkspaceError(f"{what}: #/backend/url: expected string, but got {got}")
    if (document.get("options") or {}).get("refresh", "always") != "always":
        raise WorkspaceError(f'{what}: #/options/refresh: value must be "always"')


def _refuse_runtime(path: Path, document: Document) -> None:
    runtime = document.get("runtime")
    name = runtime.get("name") if isinstance(runtime, dict) else runtime
    if name != "python":
        raise Unsupported(f"{path}: runtime {name!r}; the offline engine runs Python programs only")


def _refuse_config(path: Path, document: Document) -> None:
    config, what = document.get("config"), f"could not validate '{path}': #/config"
    if isinstance(config, str):
        if document.get("stackConfigDir"):
            raise WorkspaceError(
                "Should not use both config and stackConfigDir to define the stack directory. Use only stackConfigDir "
                "instead."
            )
        return
    if not isinstance(config, dict | None):
        raise WorkspaceError(f"{what}: expected object or string or null, but got {type_name(config)}")
    for key, declared in (config or {}).items():
        if declared is None or isinstance(declared, float | Timestamp):
            expected = "string, integer, boolean, array or object"
            raise WorkspaceError(f"{what}/{key}: expected {expected}, but got {type_name(declared)}")
        if isinstance(declared, dict):
            _refuse_declaration(f"{what}/{key}", str(key), declared, document["name"])


def _refuse_declaration(what: str, key: str, declared: Document, project: str) -> None:
    if unknown := [name for name in declared if name not in _DECLARATION]:
        raise WorkspaceError(
            f"{what}: additionalProperties '{unknown[0]}' not allowed; an object is written below 'value:'"
        )
    if "default" in declared and "value" in declared:
        raise WorkspaceError(f"{what}: cannot have both a 'default' and 'value' attribute")
    kind = declared.get("type")
    if kind is not None and kind not in _TYPES:
        raise WorkspaceError(f"{what}/type: value must be one of {', '.join(_TYPES)}")
    if ":" in key and key.partition(":")[0] != project:
        for attribute in ("type", "default"):
            if attribute in declared:
                raise WorkspaceError(
                    f"{what}: is not namespaced by the project and should not define a {attribute}; write 'value:'"
                )
        if declared.get("value") is None:
            raise WorkspaceError(f"{what}: is namespaced and must provide an attribute 'value'")
    elif kind == "array" and not isinstance(declared.get("items"), dict):
        raise WorkspaceError(f"{what}: declares an array but does not specify the underlying type via 'items'")
    elif kind and declared.get("default") is not None and not is_of_type(declared["default"], declared):
        raise WorkspaceError(f"{what}: The default value is not of the expected type '{full_type(declared)}'")


def is_of_type(value: Any, declared: Document) -> bool:
    """Whether a value of the configuration is of the type that the project declares for it."""
    kind = declared.get("type")
    if kind == "string":
        return isinstance(value, str)
    if kind == "integer":
        whole = isinstance(value, int | float) and not isinstance(value, bool) and value == int(value)
        return whole or (isinstance(value, str) and re.fullmatch(r"[-+]?[0-9]+", value) is not None)
    if kind == "boolean":
        return isinstance(value, bool) or value in ("true", "false")
    if kind == "object":
        return isinstance(value, dict)
    items = declared.get("items")
    return isinstance(value, list) and isinstance(items, dict) and all(is_of_type(item, items) for item in value)


def full_type(declared: Document) -> str:
    """The type of a declaration, `array<string>`."""
    items = declared.get("items")
    return f"array<{full_type(items)}>" if isinstance(items, dict) else str(declared.get("type"))


def type_name(value: Any) -> str:
    """The name of a value's type in JSON."""
    names = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null", Timestamp: "time"}
    return names.get(type(value), "number")
