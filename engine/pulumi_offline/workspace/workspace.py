"""A project: its folder, its program, the configuration of its stacks."""

from __future__ import annotations

import contextlib
import dataclasses
import re
import sys
from pathlib import Path
from typing import Any

from pulumi_offline.errors import Unsupported, WorkspaceError
from pulumi_offline.workspace.configuration import (
    Config,
    ConfigValue,
    full_key,
    project_values,
    refuse_unlike,
    stack_value,
)
from pulumi_offline.workspace.files import write_whole
from pulumi_offline.workspace.go_yaml import BOM, YamlError, key_text, load
from pulumi_offline.workspace.passphrase import Crypter
from pulumi_offline.workspace.project_file import read_project, read_yaml, refuse_outside, type_name

__all__ = ["Config", "ConfigValue", "ORGANIZATION", "StackSettings", "Workspace", "refuse_stack_name", "stack_named"]

ORGANIZATION = "organization"  # the only one that stacks in files have

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
    refuse_stack_name(stack)
    if before[1:] and before[1] != project:
        raise WorkspaceError(f'provided project name "{before[1]}" doesn\'t match Pulumi.yaml')
    return stack


def refuse_stack_name(name: str) -> None:
    """Raise WorkspaceError for a stack's name that the CLI refuses, or under which files would be mixed up."""
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
    refuse_outside(name, "stack")


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
        document = read_project(path)
        program = path.parent / (document.get("main") or ".")
        return cls(path.parent, document["name"], program.resolve(), document)

    @property
    def directory(self) -> Path:
        """Where the program and the provider run: the program's folder."""
        return self.program if self.program.is_dir() else self.program.parent

    @property
    def virtualenv(self) -> Path | None:
        """The virtual environment in which Pulumi.yaml wants the program to run; None where it says nothing.

        Raises:
            WorkspaceError: it is named by something else than a text.
            Unsupported: the runtime's toolchain keeps its environments where only that knows.
        """
        options = self.runtime_options
        toolchain, named = options.get("toolchain") or "pip", options.get("virtualenv")
        if not isinstance(named, str | None):
            raise WorkspaceError("virtualenv option must be a string")
        if toolchain not in {"pip", "uv"}:
            raise Unsupported(f"runtime.options.toolchain {toolchain!r}; the offline engine knows pip and uv only")
        named = named or (".venv" if toolchain == "uv" else "")
        return (self.root / named).resolve() if named else None

    def refuse_other_environment(self) -> None:
        """Raise WorkspaceError when this is not the environment that Pulumi.yaml wants for the program."""
        wanted = self.virtualenv
        if wanted is None or wanted == Path(sys.prefix).resolve():
            return
        if not (wanted / "bin" / "python").exists():
            raise WorkspaceError(
                f"Pulumi.yaml wants the program to run in {wanted}, where there is no virtual environment: make it "
                "with `python3 -m venv`, and install the program's packages into it"
            )
        raise WorkspaceError(
            f"Pulumi.yaml wants the program to run in {wanted}, but this engine runs in {sys.prefix}; install "
            f"pulumi-offline there and run {wanted}/bin/pulumi-offline"
        )

    def refuse_missing_program(self) -> None:
        """Raise WorkspaceError when there is no program where Pulumi.yaml says."""
        if not self.program.exists():
            raise WorkspaceError(f"project 'main' could not be read: stat {self.program}: no such file or directory")

    def stack_path(self, stack: str) -> Path:
        """The file of a stack's configuration."""
        config = self.document.get("config")  # a text is the folder's name, in the manner of old
        folder = self.document.get("stackConfigDir") or (config if isinstance(config, str) else "")
        return self.root / folder / f"Pulumi.{stack}.yaml"

    @property
    def configuration(self) -> dict[Any, Any]:
        """What Pulumi.yaml says of the configuration: values, defaults, types."""
        config = self.document.get("config")
        return config if isinstance(config, dict) else {}

    @property
    def backend_url(self) -> str:
        """The backend that Pulumi.yaml names, "" for none."""
        return str((self.document.get("backend") or {}).get("url") or "")

    @property
    def refreshes(self) -> bool:
        """Whether every run refreshes first."""
        return bool((self.document.get("options") or {}).get("refresh"))

    @property
    def runtime_options(self) -> dict[str, Any]:
        """The options of the runtime."""
        runtime = self.document.get("runtime")
        return dict(runtime.get("options") or {}) if isinstance(runtime, dict) else {}


class StackSettings:
    """Pulumi.<stack>.yaml: the stack's configuration and its encryption salt."""

    def __init__(self, workspace: Workspace, stack: str) -> None:
        self._workspace = workspace
        self._stack = stack
        self._path = workspace.stack_path(stack)
        self._document: dict[str, Any] = _settings(self._path) if self._path.exists() else {}
        provider = self._document.get("secretsprovider", "passphrase")
        if provider not in {"passphrase", ""}:
            raise Unsupported(f"{self._path}: secretsprovider {provider!r}; the offline engine knows passphrase only")

    @property
    def encryption_salt(self) -> str:
        """The stack's encryption salt, "" before there is one."""
        return str(self._document.get("encryptionsalt", ""))

    @property
    def empty_keys(self) -> list[str]:
        """The keys of the configuration that have no value, which the CLI warns of."""
        config = (self._document.get("config") or {}).items()
        return sorted(full_key(key, self._workspace.name) for key, value in config if value is None)

    def keep_salt(self, salt: str) -> None:
        """Write the salt of a stack that had none; the rest of the file stays as it is.

        Raises:
            WorkspaceError: the file is laid out so that no line can be added to it.
        """
        wanted = {**self._document, "encryptionsalt": salt}
        data = self._path.read_bytes().removeprefix(BOM) if self._path.exists() else b""
        line = f"encryptionsalt: {salt}\n".encode()
        for text in (line + data, (data if data.endswith(b"\n") else data + b"\n") + line):
            with contextlib.suppress(YamlError):
                if load(text) == wanted:
                    write_whole(self._path, text)
                    self._document = wanted
                    return
        raise WorkspaceError(f"{self._path}: no encryption salt can be added; write this line into it: {line.decode()}")

    def config(self, crypter: Crypter, given: Config | None = None, *, validate: bool = False) -> Config:
        """The stack's configuration over the project's values.

        Args:
            given: what counts over both.
            validate: whether it must be what the project declares, as when a program runs.

        Raises:
            WorkspaceError: a value is missing or of another type, or a secret cannot be read.
        """
        project, declarations = self._workspace.name, self._workspace.configuration
        config = project_values(declarations, project)
        seen: dict[str, Any] = {}
        for key, value in (self._document.get("config") or {}).items():
            try:
                full = full_key(key, project)
                config[full] = stack_value(value, crypter)
            except WorkspaceError as error:
                raise WorkspaceError(f"{self._path.name}: config: {key_text(key)}: {error}.") from None
            if full in seen:
                raise WorkspaceError(f"{self._path.name}: config: {seen[full]} and {key} are the same key")
            seen[full] = key
        config |= given or {}
        if validate:
            refuse_unlike(declarations, project, self._stack, config)
        return dict(sorted(config.items()))


def _settings(path: Path) -> dict[str, Any]:
    """Pulumi.<stack>.yaml as read."""
    what = f"getting stack configuration: {path}"
    document = read_yaml(path, what)
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise WorkspaceError(f"{what}: expected an object, but got {type_name(document)}")
    for key in document:
        if not isinstance(key, str):
            raise WorkspaceError(f"{what}: expected only string keys, got {key_text(key)}")
    config = document.get("config")
    if not isinstance(config, dict | None):
        raise WorkspaceError(f"{what}: #/config: expected object, but got {type_name(config)}")
    if document.get("environment"):
        raise Unsupported(f"{what}: environment: file backends do not support Pulumi ESC environments")
    return document
