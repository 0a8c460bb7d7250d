"""A project's files: Pulumi.yaml and the configuration of its stacks."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import yaml

from pulumi_ivs_realtime.offline.errors import Unsupported, WorkspaceError
from pulumi_ivs_realtime.offline.secrets import Crypter


@dataclasses.dataclass(frozen=True)
class ConfigValue:
    """One value of the stack's configuration, as text (structured values as JSON), and whether it is a secret."""

    text: str
    secret: bool = False


Config = dict[str, ConfigValue]

ORGANIZATION = "organization"  # the only one that stacks in files have

_DECLARATION = {"type", "items", "description", "secret", "default", "value"}
_STACK_NAME = re.compile(r"[A-Za-z0-9_.-]*")
_LONGEST_STACK_NAME = 100
_LONGEST_PATH = 2  # slashes in organization/project/stack


def stack_named(name: str, project: str) -> str:
    """The stack that is meant, whose name may have organization and project before it, as with the CLI.

    Raises:
        WorkspaceError: it is another organization's or project's, or not a name that the CLI takes.
    """
    *before, stack = name.split("/") if name.count("/") <= _LONGEST_PATH else [""]
    if before and before[0] != ORGANIZATION:
        raise WorkspaceError(f"organization name must be '{ORGANIZATION}'")
    _refuse(stack)
    if before[1:] and before[1] != project:
        raise WorkspaceError(f'provided project name "{before[1]}" doesn\'t match Pulumi.yaml')
    return stack


def _refuse(name: str) -> None:
    if not name:
        raise WorkspaceError("a stack name may not be empty")
    if len(name) > _LONGEST_STACK_NAME:
        raise WorkspaceError(f"a stack name cannot exceed {_LONGEST_STACK_NAME} characters")
    allowed = len(_STACK_NAME.match(name)[0])  # type: ignore[index]  # which matches nothing at least
    if allowed < len(name):
        raise WorkspaceError(
            "a stack name may only contain alphanumeric, hyphens, underscores, or periods: "
            f"invalid character {name[allowed]!r} at position {allowed}"
        )


@dataclasses.dataclass(frozen=True)
class Workspace:
    """A project: where it is, what it is called, where its program lies.

    Attributes:
        root: the folder of Pulumi.yaml.
        program: the program's folder, or its file.
        document: Pulumi.yaml as read.
    """

    root: Path
    name: str
    program: Path
    document: dict[str, Any]

    @classmethod
    def find(cls, folder: Path) -> Workspace:
        """The project of the nearest Pulumi.yaml at or above `folder`.

        Raises:
            WorkspaceError: there is none, or the CLI would refuse it, too.
            Unsupported: its runtime is not Python.
        """
        for root in [folder.resolve(), *folder.resolve().parents]:
            for name in ("Pulumi.yaml", "Pulumi.yml"):
                if (root / name).is_file():
                    return cls.read(root / name)
        raise WorkspaceError(
            f"no Pulumi.yaml project file found (searching upwards from {folder}). If you have not created a project "
            "yet, use `pulumi new` to do so"
        )

    @classmethod
    def read(cls, path: Path) -> Workspace:
        """The project that a Pulumi.yaml describes."""
        document = _loaded(path, f"could not unmarshal '{path}'")
        if not isinstance(document, dict):
            raise WorkspaceError(f"could not validate '{path}': expected an object, but got {_type(document)}")
        if not document.get("name"):
            raise WorkspaceError(f"{path}: project is missing a 'name' attribute")
        runtime = document.get("runtime")
        runtime = runtime.get("name") if isinstance(runtime, dict) else runtime
        if runtime != "python":
            raise Unsupported(f"{path}: runtime {runtime!r}; the offline engine runs Python programs only")
        _refuse_config(path, document)
        program = path.parent / document.get("main", ".")
        return cls(path.parent, document["name"], program.resolve(), document)

    @property
    def directory(self) -> Path:
        """Where the program and the provider run: the program's folder."""
        return self.program if self.program.is_dir() else self.program.parent

    def stack_path(self, stack: str) -> Path:
        """The file of a stack's configuration."""
        return self.root / str(self.document.get("stackConfigDir", "")) / f"Pulumi.{stack}.yaml"


class StackSettings:
    """Pulumi.<stack>.yaml: the stack's configuration and its encryption salt."""

    def __init__(self, workspace: Workspace, stack: str) -> None:
        self._workspace = workspace
        self._path = workspace.stack_path(stack)
        self._document: dict[str, Any] = _settings(self._path) if self._path.exists() else {}
        provider = self._document.get("secretsprovider", "passphrase")
        if provider not in {"passphrase", ""}:
            raise Unsupported(f"{self._path}: secretsprovider {provider!r}; the offline engine knows passphrase only")

    @property
    def encryption_salt(self) -> str:
        """The stack's encryption salt, "" before there is one."""
        return str(self._document.get("encryptionsalt", ""))

    def keep_salt(self, salt: str) -> None:
        """Write the salt of a stack that had none; the rest of the file stays as it is."""
        text = self._path.read_text() if self._path.exists() else ""
        self._path.write_text(f"encryptionsalt: {salt}\n{text}")
        self._document["encryptionsalt"] = salt

    def config(self, crypter: Crypter) -> Config:
        """The stack's configuration over the project's defaults.

        Raises:
            WorkspaceError: a value that the project requires is missing, or a secret cannot be read.
        """
        name = self._workspace.name
        config: Config = {}
        for key, declared in (self._workspace.document.get("config") or {}).items():
            config |= _project_value(_full_key(key, name), declared)
        for key, value in (self._document.get("config") or {}).items():
            try:
                config[_full_key(key, name)] = _config_value(value, crypter)
            except WorkspaceError as error:
                raise WorkspaceError(f"{self._path.name}: config: {key}: {error}.") from None
        return dict(sorted(config.items()))


def _settings(path: Path) -> dict[str, Any]:
    """Pulumi.<stack>.yaml as read."""
    what = f"getting stack configuration: {path}"
    document = _loaded(path, what)
    if not isinstance(document, dict):
        raise WorkspaceError(f"{what}: expected an object, but got {_type(document)}")
    config = document.get("config")
    if not isinstance(config, dict | None):
        raise WorkspaceError(f"{what}: #/config: expected object, but got {_type(config)}")
    return document


def _loaded(path: Path, what: str) -> Any:
    """What a YAML file holds, `{}` for an empty one.

    Args:
        what: how the sentence begins that refuses it.
    """
    try:
        document = yaml.safe_load(path.read_text())
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise WorkspaceError(f"{what}: invalid YAML file: yaml: {line}{error.problem or error.context}") from None
    except (yaml.YAMLError, ValueError) as error:  # characters that YAML does not know, or no UTF-8
        raise WorkspaceError(f"{what}: invalid YAML file: yaml: {str(error).splitlines()[0]}") from None
    return {} if document is None else document


def _refuse_config(path: Path, document: dict[str, Any]) -> None:
    """Refuse configuration of Pulumi.yaml that the CLI refuses: here it would seem to work."""
    config, what = document.get("config"), f"could not validate '{path}': #/config"
    if isinstance(config, str):
        raise Unsupported(f"{path}: config names a folder; the offline engine reads that as stackConfigDir only")
    if not isinstance(config, dict | None):
        raise WorkspaceError(f"{what}: expected object or string or null, but got {_type(config)}")
    for key, declared in (config or {}).items():
        if declared is None or isinstance(declared, float):
            expected = "string, integer, boolean, array or object"
            raise WorkspaceError(f"{what}/{key}: expected {expected}, but got {_type(declared)}")
        if isinstance(declared, dict):
            _refuse_declaration(f"{what}/{key}", str(key), declared, document["name"])


def _refuse_declaration(what: str, key: str, declared: dict[str, Any], project: str) -> None:
    if unknown := [name for name in declared if name not in _DECLARATION]:
        raise WorkspaceError(
            f"{what}: additionalProperties '{unknown[0]}' not allowed; an object is written below 'value:'"
        )
    if "default" in declared and "value" in declared:
        raise WorkspaceError(f"{what}: cannot have both a 'default' and 'value' attribute")
    if ":" in key and key.partition(":")[0] != project:
        for attribute in ("type", "default"):
            if attribute in declared:
                raise WorkspaceError(
                    f"{what}: is not namespaced by the project and should not define a {attribute}; write 'value:'"
                )


def _type(value: Any) -> str:
    """The name of a value's type in JSON."""
    names = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")


def _full_key(key: str, project: str) -> str:
    return key if ":" in key else f"{project}:{key}"


def _project_value(key: str, declared: Any) -> Config:
    if not isinstance(declared, dict):
        return {key: ConfigValue(_text(declared))}
    value = declared.get("value", declared.get("default"))
    return {} if value is None else {key: ConfigValue(_text(value), bool(declared.get("secret")))}


def _config_value(value: Any, crypter: Crypter) -> ConfigValue:
    if isinstance(value, dict) and set(value) == {"secure"} and isinstance(value["secure"], str):
        return ConfigValue(crypter.decrypt(value["secure"]), secret=True)
    if isinstance(value, dict | list):
        plain, secret = _decrypted(value, crypter)
        return ConfigValue(json.dumps(plain, separators=(",", ":"), sort_keys=True), secret)
    # A key without a value is an empty text to the CLI.
    return ConfigValue("" if value is None else _text(value))


def _decrypted(value: Any, crypter: Crypter) -> tuple[Any, bool]:
    """A structured value with its nested secrets opened, and whether there were any."""
    if isinstance(value, dict) and set(value) == {"secure"} and isinstance(value["secure"], str):
        return crypter.decrypt(value["secure"]), True
    if isinstance(value, dict):
        pairs = {key: _decrypted(item, crypter) for key, item in value.items()}
        return {key: item for key, (item, _) in pairs.items()}, any(secret for _, secret in pairs.values())
    if isinstance(value, list):
        items = [_decrypted(item, crypter) for item in value]
        return [item for item, _ in items], any(secret for _, secret in items)
    return value, False


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return json.dumps(value, separators=(",", ":"), sort_keys=True)
    return str(value)
