"""What a run is asked to do."""

from __future__ import annotations

import dataclasses
import os

from pulumi_offline.deployment.targets import Targets
from pulumi_offline.workspace.workspace import Config


@dataclasses.dataclass(frozen=True)
class Target:
    """The stack that a run is about."""

    project: str
    stack: str
    config: Config


@dataclasses.dataclass
class Options:
    """The options of a run, by the CLI's names.

    Attributes:
        preview: only say what would be done.
        refresh: first bring the state to what the providers read.
        refresh_only: nothing else (`pulumi refresh`).
        destroy: delete everything instead of running the program.
        ignore_protect: delete and replace protected resources, too.
    """

    preview: bool = False
    refresh: bool = False
    refresh_only: bool = False
    destroy: bool = False
    targets: Targets = dataclasses.field(default_factory=Targets)
    target_dependents: bool = False
    excludes: Targets = dataclasses.field(default_factory=Targets)
    exclude_dependents: bool = False
    replace: Targets = dataclasses.field(default_factory=Targets)
    parallel: int = dataclasses.field(default_factory=lambda: 4 * (os.cpu_count() or 1))
    continue_on_error: bool = False
    show_secrets: bool = False
    ignore_protect: bool = False
