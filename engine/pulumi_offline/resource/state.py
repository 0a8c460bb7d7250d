"""The state of one resource, as a checkpoint holds it."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterator
from typing import Literal

from pulumi_offline.resource.property_values import Props, Value

DependencyKind = Literal["parent", "dependency", "property", "deletedWith", "replaceWith"]


@dataclasses.dataclass(eq=False)
class State:
    """One resource: what the program declared (inputs), what the provider returned (outputs), and its options.

    Two states are the same only when they are the same object: a snapshot can hold several of one URN.
    """

    urn: str
    type: str
    custom: bool
    delete: bool = False
    id: str = ""
    inputs: Props = dataclasses.field(default_factory=dict)
    outputs: Props = dataclasses.field(default_factory=dict)
    parent: str = ""
    protect: bool = False
    taint: bool = False
    external: bool = False
    dependencies: list[str] = dataclasses.field(default_factory=list)
    init_errors: list[str] = dataclasses.field(default_factory=list)
    provider: str = ""
    property_dependencies: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    pending_replacement: bool = False
    additional_secret_outputs: list[str] = dataclasses.field(default_factory=list)
    aliases: list[str] = dataclasses.field(default_factory=list)
    custom_timeouts: dict[str, float] = dataclasses.field(default_factory=dict)
    import_id: str = ""
    retain_on_delete: bool = False
    deleted_with: str = ""
    replace_with: list[str] = dataclasses.field(default_factory=list)
    created: str = ""
    modified: str = ""
    source_position: str = ""
    stack_trace: list[str] = dataclasses.field(default_factory=list)
    ignore_changes: list[str] = dataclasses.field(default_factory=list)
    hide_diff: list[Value] = dataclasses.field(default_factory=list)
    replace_on_changes: list[str] = dataclasses.field(default_factory=list)
    replacement_trigger: Value = None
    refresh_before_update: bool = False
    view_of: str = ""
    resource_hooks: dict[str, list[str]] = dataclasses.field(default_factory=dict)

    def __setattr__(self, name: str, value: object) -> None:
        # Every change drops the serialised form that the checkpoint keeps, so that it can never be stale.
        fields = self.__dict__
        fields[name] = value
        fields["serialized"] = None

    @property
    def dependency_urns(self) -> Iterator[tuple[DependencyKind, str]]:
        """What must exist before this resource, its provider aside."""
        if self.parent:
            yield "parent", self.parent
        for urn in self.dependencies:
            yield "dependency", urn
        for urns in self.property_dependencies.values():
            for urn in urns:
                yield "property", urn
        if self.deleted_with:
            yield "deletedWith", self.deleted_with
        for urn in self.replace_with:
            yield "replaceWith", urn

    def copy(self) -> State:
        """A state of its own with the same content."""
        return copy.copy(self)
