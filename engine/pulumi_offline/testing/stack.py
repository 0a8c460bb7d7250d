"""A stack that lives as long as a test."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pulumi_offline import Mocks, Project, Result
from pulumi_offline.deployment.given import DestroyOptions, RefreshOptions, UpOptions
from pulumi_offline.monitor.mocks import Function, Resources
from pulumi_offline.preloads import preloads
from pulumi_offline.resource.property_values import Props
from pulumi_offline.resource.urns import name_of
from pulumi_offline.testing.clock import moved
from pulumi_offline.testing.outcome import Outcome
from pulumi_offline.workspace.workspace import Workspace

if TYPE_CHECKING:
    from typing_extensions import Unpack  # a part of typing from Python 3.11 on

_DYNAMIC = "pulumi-python:dynamic"

_PASSPHRASE = "PULUMI_CONFIG_PASSPHRASE"  # noqa: S105 - the name of a variable


class StackFailed(AssertionError):
    """An operation failed though the test did not expect it; `outcome` is what it did."""

    def __init__(self, operation: str, outcome: Outcome) -> None:
        super().__init__(f"{operation} failed:\n" + "\n".join(outcome.errors))
        self.outcome = outcome


class Stack:
    """A stack on the offline engine, whose state is in a folder of the test.

    Attributes:
        program: what to run: a callable, or the folder of a Pulumi.yaml; it can be set again between operations.
        config: configuration by key, `key` of the project or `namespace:key`; over that of the project's files.
        secrets: configuration that is secret, likewise.
        environment: environment variables of programs and providers, over those of the test.
        mocks: what resources and functions of other packages answer.
        destroys: whether `close()` destroys what the stack holds, such as resources of your own dynamic providers; set
            it to False where it goes otherwise.

    Args:
        folder: where its state lies.
        name: the stack's name.
        project: the project's name, where `program` is a callable.
    """

    def __init__(self, folder: Path, *, name: str = "test", project: str = "test") -> None:
        self.program: Callable[[], Any] | str | Path | None = None
        self.config: dict[str, str] = {}
        self.secrets: dict[str, str] = {}
        self.environment: dict[str, str] = {}
        self.mocks = Mocks(functions={})
        self.destroys = True
        self._last: Project | None = None
        self._folder = folder
        self._name = name
        self._project = project
        self._ahead = timedelta()
        self._listeners: list[Callable[[dict[str, Any]], None]] = []

    def up(self, *, fails: bool = False, **options: Unpack[UpOptions]) -> Outcome:
        """Bring the stack to what the program declares.

        Args:
            fails: whether the test expects it to fail; it is an error when it then does not.
            options: as `pulumi_offline.Project.up` takes them.

        Raises:
            StackFailed: it failed.
        """
        __tracebackhide__ = True  # a failed test shows the test's own lines, here and below
        return self._run("up", fails, options)

    def preview(self, *, fails: bool = False, **options: Unpack[UpOptions]) -> Outcome:
        """What `up` would do."""
        __tracebackhide__ = True
        return self._run("preview", fails, options)

    def refresh(self, *, fails: bool = False, **options: Unpack[RefreshOptions]) -> Outcome:
        """Bring the state to what the providers read."""
        __tracebackhide__ = True
        return self._run("refresh", fails, options)

    def destroy(self, *, fails: bool = False, **options: Unpack[DestroyOptions]) -> Outcome:
        """Delete everything that the stack holds."""
        __tracebackhide__ = True
        return self._run("destroy", fails, options)

    def before_operation(self, project: Project) -> None:
        """What a subclass looks at before each operation; what it raises ends the operation before it begins."""

    def goes_by_itself(self, type: str) -> bool:
        """Whether resources of this type need not be destroyed after the test; a subclass may know."""
        del type
        return False

    def close(self) -> None:
        """Destroys what the stack still holds, but for what goes by itself.

        Raises:
            AssertionError: something is left; the sentence names it.
        """
        __tracebackhide__ = True
        project = self._last
        if project is None or not self.destroys or not self._left(project):
            return
        errors = project.destroy().errors
        if left := self._left(project):
            reasons = "\n".join(errors) or "it was not destroyed"
            raise AssertionError(f"the test leaves {', '.join(left)} behind:\n{reasons}")

    def _left(self, project: Project) -> list[str]:
        """Names and ids of what the test would leave behind."""
        deployment = project.export()["deployment"]
        begun = [each["resource"] for each in deployment.get("pending_operations") or [] if each["type"] == "creating"]
        return [
            f'"{name_of(each["urn"])}" ({each.get("id") or "begun, and not known to be finished"})'
            for each in [*(deployment.get("resources") or []), *begun]
            if self._is_left(each["type"], external=each.get("external", False))
        ]

    def _is_left(self, type_: str, *, external: bool) -> bool:
        if external or not type_.startswith(_DYNAMIC):  # those of other packages are recorded only
            return False
        return not self.goes_by_itself(type_)

    @property
    def outputs(self) -> dict[str, Any]:
        """The stack's outputs, secrets in plain text."""
        return self._opened().outputs()

    @property
    def state(self) -> dict[str, Any]:
        """The stack's state, as `pulumi stack export` writes it."""
        return self._opened().export()

    def advance(self, seconds: float) -> None:
        """Let programs and providers be so much later in each operation from now on, as `datetime` tells them.

        A callable program runs in the test's process, whose clock stays.
        """
        self._ahead += timedelta(seconds=seconds)

    def resource(self, name: str, type: str | None = None) -> dict[str, Any]:
        """The state of the resource that the program calls `name`.

        Args:
            type: of which type, such as `aws:lambda/function:Function`, where several bear the name.

        Raises:
            AssertionError: there is none, or there are several.
        """
        __tracebackhide__ = True
        resources: list[dict[str, Any]] = self.state["deployment"].get("resources", [])
        named = [each for each in resources if name_of(each["urn"]) == name]
        found = [each for each in named if type in (None, each["type"])]
        if len(found) == 1:
            return found[0]
        if found:
            types = ", ".join(sorted(each["type"] for each in found))
            raise AssertionError(f"the stack holds several resources {name!r}; name one of their types: {types}")
        what = f"{name!r} of type {type}" if type else repr(name)
        names = sorted(each["type"] if named else name_of(each["urn"]) for each in named or resources)
        raise AssertionError(f"the stack holds no resource {what}; it holds {', '.join(names) or 'nothing'}")

    def mock_resources(self, answer: Resources) -> None:
        """Let resources of other packages answer.

        Args:
            answer: from type (`aws:lambda/function:Function`), name and inputs to the pair of id and outputs; secrets
                among the inputs come in plain text, and what repeats them among the outputs is secret again.
        """
        self.mocks.resources = answer

    def mock_function(self, token: str, answer: Function | Props) -> None:
        """Let a function of another package answer, such as `aws:index/getRegion:getRegion`.

        Args:
            answer: its result, or what makes it of the arguments.
        """
        self.mocks.functions = {**self.mocks.functions, token: answer}

    def _run(self, operation: str, fails: bool, options: Mapping[str, object]) -> Outcome:
        __tracebackhide__ = True
        if self.program is None and operation in {"up", "preview"}:
            raise ValueError("set stack.program first: a callable, or the folder of a Pulumi.yaml")
        outcome = self._outcome(operation, options)
        if not outcome.succeeded and not fails:
            raise StackFailed(operation, outcome)
        if outcome.succeeded and fails:
            raise AssertionError(f"{operation} was expected to fail, and did not: {outcome!r}")
        return outcome

    def _outcome(self, operation: str, options: Mapping[str, object]) -> Outcome:
        __tracebackhide__ = True
        project = self._opened()
        project.ensure()  # a test's stack is there from the start
        self.before_operation(project)
        self._last = project
        method: Callable[..., Result] = getattr(project, operation)
        return Outcome(**vars(method(**options)))

    def _opened(self) -> Project:
        __tracebackhide__ = True
        _refuse_other_than_text("config", self.config)
        _refuse_other_than_text("secrets", self.secrets)
        environment = {_PASSPHRASE: "", **os.environ, **self.environment}
        inline = self.program if callable(self.program) else None
        workspace = self._own_workspace() if inline or self.program is None else Workspace.find(Path(str(self.program)))
        return Project(
            workspace,
            stack=self._name,
            backend=self._folder / "backend",
            program=inline,
            config=_by_full_key({**self.config, **self.secrets}, workspace.name),
            secrets=_by_full_key(self.secrets, workspace.name),
            environment=environment | moved(self._ahead, environment.get("PYTHONPATH", "")),
            mocks=self.mocks,
            preload=preloads(),
            keep_settings=False,
        )

    def _own_workspace(self) -> Workspace:
        folder = self._folder / "project"
        folder.mkdir(exist_ok=True)
        return Workspace(folder, self._project, folder, {"name": self._project, "runtime": "python"})


def _refuse_other_than_text(name: str, config: Mapping[str, object]) -> None:
    """Refuse what is not text: it would reach the program in a form that no stack's file could give it."""
    __tracebackhide__ = True
    for key, value in config.items():
        if not isinstance(value, str):
            text = json.dumps(value, default=str)
            raise TypeError(f"stack.{name}[{key!r}] must be a string, as in a stack's file: {text!r}, not {value!r}")


def _by_full_key(config: Mapping[str, str], project: str) -> dict[str, str]:
    return {key if ":" in key else f"{project}:{key}": value for key, value in config.items()}
