"""A preview's steps as a reviewer thinks of them: what happens to each resource."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from pulumi_ivs_realtime.impact.differences import (
    Difference,
    names_of_changed,
    property_differences,
    tag_differences,
)
from pulumi_ivs_realtime.impact.kinds import STAGE, TOKEN, kind_of, label_of
from pulumi_ivs_realtime.impact.preview import Preview, Step
from pulumi_ivs_realtime.rules import tokens

ACTIONS = (
    "replace",
    "delete",
    "revoke",
    "renew",
    "update",
    "create",
    "adopt",
    "expire",
    "forget",
    "import",
    "read",
)
"""What can happen to a resource, the gravest first.

`renew`: a token makes way for a new one. `expire`: a removed token is left to expire. `forget`: it leaves the state
and stays on AWS.
"""


@dataclass(frozen=True)
class Change:
    """What happens to one resource.

    Attributes:
        action: one of ACTIONS.
        properties: what differs, for resources of this package.
        tags: a Stage's tags that differ.
        names: the names of what differs, for all others.
        revokes: DisconnectParticipant is called for the old token.
    """

    step: Step
    action: str
    properties: tuple[Difference, ...] = ()
    tags: tuple[Difference, ...] = ()
    names: tuple[str, ...] = ()
    revokes: bool = False

    @cached_property
    def kind(self) -> str:
        """`Stage`, `ParticipantToken`, …; "" for resources of other packages."""
        return kind_of(self.step)

    @property
    def label(self) -> str:
        """The type for reading."""
        return label_of(self.step)

    @property
    def name(self) -> str:
        """The resource's logical name."""
        return self.step.name

    @property
    def destroys(self) -> bool:
        """Whether what stands for the resource now is deleted from AWS."""
        return self.action in {"delete", "replace"} and not self.step.old.retain_on_delete


def changes_in(preview: Preview, now: datetime) -> tuple[Change, ...]:
    """The changes of a preview: stages, then all others, the gravest first.

    Args:
        preview: from `read_preview`.
        now: with a time zone; tells what becomes of old tokens.
    """
    doomed = _doomed_stages(preview)
    found = [_change(step, now, doomed) for step in _changing(preview)]
    return tuple(
        sorted(found, key=lambda each: (each.kind != STAGE, ACTIONS.index(each.action), each.label, each.name))
    )


_VERBS = {
    "create": "create",
    "update": "update",
    "replace": "replace",
    "delete": "delete",
    "import": "import",
    "import-replacement": "replace",
    "read": "read",
    "read-replacement": "read",
    "discard": "forget",
    "discard-replaced": "forget",
    "read-discard": "forget",
}


def _changing(preview: Preview) -> Iterator[Step]:
    for step in preview.steps:
        if step.op in _VERBS and not _is_engines_own(step):
            yield step


def _is_engines_own(step: Step) -> bool:
    """The stack itself, and the providers that no program declares."""
    default = step.type.startswith("pulumi:providers:") and step.name.split("_")[0] == "default"
    return default or step.type == "pulumi:pulumi:Stack"


def _doomed_stages(preview: Preview) -> frozenset[str]:
    steps = (step for step in _changing(preview) if kind_of(step) == STAGE)
    return frozenset(
        step.old.id for step in steps if step.op in {"delete", "replace"} and not step.old.retain_on_delete
    )


def _change(step: Step, now: datetime, doomed: frozenset[str]) -> Change:
    revokes = kind_of(step) == TOKEN and _revoked(step, now, doomed)
    return Change(
        step,
        _action(step, revokes=revokes),
        properties=property_differences(step) if kind_of(step) else (),
        tags=tag_differences(step),
        names=() if kind_of(step) else names_of_changed(step),
        revokes=revokes,
    )


def _action(step: Step, *, revokes: bool) -> str:
    verb = _VERBS[step.op]
    if verb == "delete" and step.old.retain_on_delete:
        return "forget"
    if verb == "create" and kind_of(step) == STAGE and step.new.inputs.get("adopt"):
        return "adopt"
    if kind_of(step) == TOKEN and verb == "delete":
        return "revoke" if revokes else "expire"
    if kind_of(step) == TOKEN and verb == "replace" and not revokes:
        return "renew"
    return verb


def _revoked(step: Step, now: datetime, doomed: frozenset[str]) -> bool:
    """As the provider decides: not what has expired, nor, unless it was changed, what would soon; a stage takes
    its tokens with it."""
    if step.op not in {"delete", "replace"} or step.old.retain_on_delete:
        return False
    props = {**step.old.inputs, **step.old.outputs}
    if props.get("stageArn") in doomed or tokens.expired(props, now):
        return False
    changed = step.op == "replace" and _replaced_by_change(step)
    return changed or not tokens.renewal_due(props, now)


def _replaced_by_change(step: Step) -> bool:
    return bool(set(tokens.changed_properties(step.old.inputs, step.new.inputs)) - {"renewBefore"})
