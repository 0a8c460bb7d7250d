"""A preview's steps as a reviewer thinks of them: what happens to each resource."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from pulumi_ivs_realtime.impact.differences import (
    Difference,
    Props,
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
    def title(self) -> str:
        """The name by which the report tells it from all others."""
        return f"{self.name} (former, {self.step.old.id})" if self.left_over else self.name

    @property
    def left_over(self) -> bool:
        """Whether an earlier run replaced the resource and could not delete it: another has its name already."""
        return self.step.op in LEFT_OVER

    @property
    def asks_first(self) -> bool:
        """Whether create() of a replacing stage looks if the old one is live: only where diff() was asked, before."""
        by_diff = self.kind == STAGE and "region" in self.step.reasons
        return self.action == "replace" and by_diff and not self.step.deletes_first

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
    found = [*_found(preview, now)]
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
    "read-discard": "forget",
    "delete-replaced": "delete",
    "discard-replaced": "forget",
}
LEFT_OVER = {"delete-replaced", "discard-replaced"}


def _changing(preview: Preview) -> Iterator[Step]:
    others = [step for step in preview.steps if step.op not in {*LEFT_OVER, "refresh"}]
    made = [step for step in others if step.op in {"create", "replace"}]
    held = {step.old.id for step in others} | {_adopted(step) for step in made}
    for step in preview.steps:
        kept = step.op in LEFT_OVER and step.old.id in held  # by adoption the state may hold a stage twice
        if step.op in _VERBS and not kept and not _is_engines_own(step):
            yield step


def _adopted(step: Step) -> object:
    return step.new.inputs.get("adopt") if kind_of(step) == STAGE else None


def _readopted(step: Step) -> bool:
    """A replacement that takes in what it replaces: nothing is deleted."""
    return step.op == "replace" and _adopted(step) == step.old.id


def _is_engines_own(step: Step) -> bool:
    """The stack itself, and the providers that no program declares."""
    default = step.type.startswith("pulumi:providers:") and step.name.split("_")[0] == "default"
    return default or step.type == "pulumi:pulumi:Stack"


def _found(preview: Preview, now: datetime) -> Iterator[Change]:
    steps = [*_changing(preview)]
    declared = {step.urn: step.new.inputs for step in preview.steps if step.op != "refresh" and step.new.inputs}
    doomed = frozenset(
        step.old.id
        for step in steps
        if kind_of(step) == STAGE and step.op in _DELETING and not step.old.retain_on_delete and not _readopted(step)
    )
    for step in steps:
        revokes = kind_of(step) == TOKEN and _revoked(step, declared.get(step.urn, {}), now, doomed)
        yield _change(step, revokes=revokes)


def _change(step: Step, *, revokes: bool) -> Change:
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
    if (verb == "create" and _adopted(step)) or _readopted(step):
        return "adopt"
    if kind_of(step) == TOKEN and verb == "delete":
        return "revoke" if revokes else "expire"
    if kind_of(step) == TOKEN and verb == "replace" and not revokes:
        return "renew"
    return verb


_DELETING = {"delete", "replace", "delete-replaced"}


def _revoked(step: Step, declared: Props, now: datetime, doomed: frozenset[str]) -> bool:
    """As the provider decides: not what has expired, nor, unless it was changed, what would soon; a stage takes
    its tokens with it."""
    if step.op not in _DELETING or step.old.retain_on_delete:
        return False
    props = {**step.old.inputs, **step.old.outputs}
    if props.get("stageArn") in doomed or tokens.expired(props, now):
        return False
    changed = bool(declared) and bool(tokens.replacing_properties(step.old.inputs, declared))
    return changed or not tokens.renewal_due(props, now)
