"""The options of the operations, by the CLI's names: of the library, the fixtures and the command line alike."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypedDict

from pulumi_offline.backend.snapshot import Snapshot
from pulumi_offline.deployment.options import Options
from pulumi_offline.deployment.targets import Targets
from pulumi_offline.errors import WorkspaceError

Event = dict[str, Any]
Listener = Callable[[Event], None]


class CommonOptions(TypedDict, total=False):
    """What every operation takes.

    Attributes:
        target: only these resources: URNs, or patterns with `*` and `**`.
        target_dependents: and what depends on them.
        exclude: all but these resources.
        exclude_dependents: nor what depends on them.
        parallel: how many steps at most run at the same time; default four for each processor.
        continue_on_error: go on with the rest after a failure.
        show_secrets: events and outputs show secrets in plain text.
        message: stored with the update.
        listener: called with each event, as the CLI's `--event-log` writes them.
    """

    target: Iterable[str]
    target_dependents: bool
    exclude: Iterable[str]
    exclude_dependents: bool
    parallel: int | None
    continue_on_error: bool
    show_secrets: bool
    message: str
    listener: Listener | None


class UpOptions(CommonOptions, total=False):
    """What `up` and `preview` take.

    Attributes:
        refresh: first bring the state to what the providers read; None: as Pulumi.yaml says.
        replace: replace these resources.
        target_replace: only these resources, and replace them.
        ignore_protect: delete and replace protected resources, too.
    """

    refresh: bool | None
    replace: Iterable[str]
    target_replace: Iterable[str]
    ignore_protect: bool


class RefreshOptions(CommonOptions, total=False):
    """What `refresh` takes.

    Attributes:
        clear_pending_creates: forget creations that were interrupted.
    """

    clear_pending_creates: bool


class DestroyOptions(CommonOptions, total=False):
    """What `destroy` takes.

    Attributes:
        refresh: first bring the state to what the providers read.
        exclude_protected: leave protected resources, and what they need.
        ignore_protect: delete protected resources, too.
    """

    refresh: bool | None
    exclude_protected: bool
    ignore_protect: bool


OF_OPERATION: Mapping[str, type] = {
    "up": UpOptions,
    "preview": UpOptions,
    "refresh": RefreshOptions,
    "destroy": DestroyOptions,
}


def names(operation: str) -> list[str]:
    """The options of an operation."""
    return list(OF_OPERATION[operation].__annotations__)


@dataclasses.dataclass
class Given:
    """The options as they were given, the others at their defaults."""

    refresh: bool | None = None
    target: Iterable[str] = ()
    target_dependents: bool = False
    replace: Iterable[str] = ()
    target_replace: Iterable[str] = ()
    exclude: Iterable[str] = ()
    exclude_dependents: bool = False
    parallel: int | None = None
    continue_on_error: bool = False
    show_secrets: bool = False
    message: str = ""
    listener: Listener | None = None
    clear_pending_creates: bool = False
    exclude_protected: bool = False
    ignore_protect: bool = False

    def fill(self, options: Options, snapshot: Snapshot) -> None:
        """Set the options of a run on this snapshot.

        Raises:
            WorkspaceError: a target of a destroy or refresh is not in the stack.
        """
        options.refresh = options.refresh or bool(self.refresh)
        options.ignore_protect = self.ignore_protect
        options.targets = Targets([*self.target, *self.target_replace])
        options.target_dependents = self.target_dependents
        options.replace = Targets([*self.replace, *self.target_replace])
        protected = [state.urn for state in snapshot.resources if state.protect] if self.exclude_protected else []
        options.excludes = Targets([*self.exclude, *protected])
        if options.destroy or options.refresh_only:
            known = {state.urn for state in snapshot.resources}
            for urn in [*options.targets.literals, *options.excludes.literals]:
                if urn not in known:
                    raise WorkspaceError(f"no resource named '{urn}' found")
        options.exclude_dependents = self.exclude_dependents
        options.continue_on_error = self.continue_on_error
        options.show_secrets = self.show_secrets
        if self.parallel is not None:
            options.parallel = max(self.parallel, 1)


def given(operation: str, options: Mapping[str, Any]) -> Given:
    """The options of an operation.

    Raises:
        TypeError: it has no such option.
    """
    __tracebackhide__ = True  # pytest shows the line that calls
    known = names(operation)
    for name in options:
        if name not in known:
            raise TypeError(f"there is no option {name!r}; there are {', '.join(known)}")
    return Given(**options)
