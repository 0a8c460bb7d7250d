"""What a program asks for: one registration of a resource."""

from __future__ import annotations

import dataclasses
from typing import Literal

from pulumi_offline.resource.property_values import Props, Value
from pulumi_offline.resource.state import State


@dataclasses.dataclass(frozen=True)
class Alias:
    """Another identity under which a resource may stand in the state: a whole URN, or what differs from today's."""

    urn: str = ""
    name: str = ""
    type: str = ""
    stack: str = ""
    project: str = ""
    parent: str = ""
    no_parent: bool = False


@dataclasses.dataclass
class Goal:
    """A resource as the program declares it; None for an option means that the program says nothing of it."""

    type: str
    name: str
    custom: bool
    properties: Props
    parent: str = ""
    protect: bool | None = None
    dependencies: list[str] = dataclasses.field(default_factory=list)
    provider: str = ""
    property_dependencies: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    delete_before_replace: bool | None = None
    ignore_changes: list[str] = dataclasses.field(default_factory=list)
    additional_secret_outputs: list[str] = dataclasses.field(default_factory=list)
    aliases: list[Alias] = dataclasses.field(default_factory=list)
    id: str = ""
    custom_timeouts: dict[str, float] = dataclasses.field(default_factory=dict)
    replace_on_changes: list[str] = dataclasses.field(default_factory=list)
    replacement_trigger: Value = None
    retain_on_delete: bool | None = None
    deleted_with: str = ""
    replace_with: list[str] = dataclasses.field(default_factory=list)
    hide_diff: list[Value] = dataclasses.field(default_factory=list)
    source_position: str = ""
    stack_trace: list[str] = dataclasses.field(default_factory=list)

    def state(self, urn: str, old: State | None, alias: str) -> State:
        """The state that this goal leads to, before any provider has seen it."""
        return State(
            urn=urn,
            type=self.type,
            custom=self.custom,
            inputs=self.properties,
            parent=self.parent,
            protect=bool(self.protect),
            dependencies=self.dependencies,
            provider=self.provider,
            property_dependencies=self.property_dependencies,
            additional_secret_outputs=self.additional_secret_outputs,
            aliases=[alias] if alias else [],
            custom_timeouts=self.custom_timeouts,
            import_id=self.id,
            retain_on_delete=bool(self.retain_on_delete),
            deleted_with=self.deleted_with,
            replace_with=self.replace_with,
            created=old.created if old else "",
            modified=old.modified if old else "",
            source_position=self.source_position,
            stack_trace=self.stack_trace,
            ignore_changes=self.ignore_changes,
            hide_diff=self.hide_diff,
            replace_on_changes=self.replace_on_changes,
            replacement_trigger=self.replacement_trigger,
            refresh_before_update=old.refresh_before_update if old else False,
        )


@dataclasses.dataclass
class Outcome:
    """What became of a registration."""

    state: State
    result: Literal["success", "failed", "skipped"] = "success"
    unknown: bool = False
