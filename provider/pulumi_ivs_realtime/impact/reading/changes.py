"""A preview's steps as a reviewer thinks of them: what happens to each resource."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from pulumi_ivs_realtime.impact.reading.differences import (
    Difference,
    names_of_changed,
    property_differences,
    tag_differences,
)
from pulumi_ivs_realtime.impact.reading.kinds import (
    ENCODER,
    KEY,
    STAGE,
    TOKEN,
    arn_of,
    foreign_kind_of,
    kind_of,
    label_of,
)
from pulumi_ivs_realtime.impact.reading.preview import Preview, Step
from pulumi_ivs_realtime.impact.reading.revocations import (
    DELETING,
    NO,
    PERHAPS_UNCALLED,
    RETAINED,
    YES,
    Deletions,
    Revocation,
    revocation_of,
)
from pulumi_ivs_realtime.rules.kinds.every import MANAGED

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
        tags: tags that differ, of resources that have them.
        names: the names of what differs, for all others.
        revocation: what becomes of the old token.
        spared: who keeps a stage from its deletion: the resource that adopts it in the same run, or "" for none.
        uncalled: it goes with a resource of `deleted_with`: no provider is asked to delete it.
    """

    step: Step
    action: str
    properties: tuple[Difference, ...] = ()
    tags: tuple[Difference, ...] = ()
    names: tuple[str, ...] = ()
    revocation: Revocation = field(default_factory=Revocation)
    spared: str = ""
    uncalled: bool = False

    @cached_property
    def kind(self) -> str:
        """`Stage`, `ParticipantToken`, …; "" for resources of other packages."""
        return kind_of(self.step)

    @cached_property
    def room(self) -> str:
        """The ARN of the stage that the resource is, ours or another provider's; "" for none."""
        return self.arn if self.is_room else ""

    @cached_property
    def arn(self) -> str:
        """The ARN of the resource of this service that it is, ours or another provider's; "" for none."""
        return arn_of(self.step.old) if self.whoever_manages in MANAGED else ""

    @cached_property
    def foreign_kind(self) -> str:
        """`Stage`, … for a resource that another provider manages; "" for ours and for all others."""
        return foreign_kind_of(self.step)

    @property
    def whoever_manages(self) -> str:
        """`Stage`, `PublicKey`, …: what it is, whoever manages it; "" for what is not of this service."""
        return self.kind or self.foreign_kind

    @property
    def is_room(self) -> bool:
        """Whether it is a stage, whoever manages it."""
        return self.whoever_manages == STAGE

    @property
    def is_encoder(self) -> bool:
        """Whether it is an ingest configuration, whoever manages it, with which an encoder may publish now."""
        return self.whoever_manages == ENCODER

    @property
    def is_key(self) -> bool:
        """Whether it is a public key, whoever manages it, by which tokens may be signed now."""
        return self.whoever_manages == KEY

    @property
    def revokes(self) -> bool:
        """Whether DisconnectParticipant is called for the old token."""
        return self.revocation.revoked == YES

    @property
    def may_revoke(self) -> bool:
        """Whether it may be called."""
        return self.revocation.revoked != NO

    @property
    def adopts(self) -> object:
        """The ARN that a new stage takes in; None for none, and a text that is not an ARN where it is not known."""
        return _adopted(self.step) if self.step.op in {"create", "replace"} else None

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
        rules = MANAGED.get(self.kind)
        by_diff = rules is not None and bool(rules.declaration.replacing.intersection(self.step.reasons))
        return self.action == "replace" and by_diff and not self.step.deletes_first

    @property
    def destroys(self) -> bool:
        """Whether what stands for the resource now is deleted from AWS."""
        return self.action in {"delete", "replace"} and not _stays(self)


def _stays(change: Change) -> bool:
    return change.step.old.retain_on_delete or bool(change.spared) or change.uncalled


def changes_in(preview: Preview, now: datetime) -> tuple[Change, ...]:
    """The changes of a preview: stages, then all others, the gravest first.

    Args:
        preview: from `read_preview`.
        now: with a time zone; tells what becomes of old tokens.
    """
    found = [*_found(preview, now)]
    return tuple(sorted(found, key=lambda each: (not each.is_room, ACTIONS.index(each.action), each.label, each.name)))


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
    held = {step.old.id for step in others if kind_of(step) in MANAGED} | {_adopted(step) for step in made}
    for step in preview.steps:
        # By adoption the state may hold a stage twice; only our provider keeps the one that is declared.
        kept = step.op in LEFT_OVER and step.old.id in held and kind_of(step) in MANAGED
        if step.op in _VERBS and not kept and not _is_engines_own(step):
            yield step


def _adopted(step: Step) -> object:
    return step.new.inputs.get("adopt") if kind_of(step) in MANAGED else None


def _readopted(step: Step) -> bool:
    """A replacement that takes in what it replaces: nothing is deleted."""
    return step.op == "replace" and _adopted(step) == step.old.id


def _is_engines_own(step: Step) -> bool:
    """The stack itself, and the providers that no program declares."""
    return step.is_default_provider or step.type == "pulumi:pulumi:Stack"


def _found(preview: Preview, now: datetime) -> Iterator[Change]:
    steps = [*_changing(preview)]
    declared = {step.urn: step.new.inputs for step in preview.steps if step.op != "refresh" and step.new.inputs}
    keepers = {_adopted(step): step for step in steps if step.op in {"create", "replace"} and _adopted(step)}
    urns = frozenset(step.urn for step in steps if step.op in DELETING)
    found = [_change(step, keepers, urns) for step in steps]
    stages = frozenset(each.room for each in found if each.step.op in DELETING and each.room and not each.spared)
    for change in found:
        if change.kind == TOKEN:
            today = declared.get(change.step.urn, {})
            revocation = revocation_of(change.step, today, now, Deletions(urns, stages))
            yield replace(change, action=_token_action(change.action, revocation), revocation=revocation)
        else:
            yield change


def _change(step: Step, keepers: Mapping[object, Step], urns: Collection[str]) -> Change:
    keeper = keepers.get(step.old.id)
    spared = keeper.name if keeper and step.op in DELETING and _is_spared(step, keeper) else ""
    uncalled = step.op in DELETING and bool(step.old.deleted_with) and step.old.deleted_with in urns
    return Change(
        step,
        _action(step, stays=step.old.retain_on_delete or bool(spared) or uncalled),
        properties=property_differences(step) if kind_of(step) else (),
        tags=tag_differences(step),
        names=() if kind_of(step) else names_of_changed(step),
        spared=spared,
        uncalled=uncalled,
    )


def _is_spared(step: Step, keeper: Step) -> bool:
    """Our provider keeps what the same run adopts, unless it deletes before that; another provider knows nothing."""
    return kind_of(step) in MANAGED and keeper is not step and not step.deletes_first


def _action(step: Step, *, stays: bool) -> str:
    verb = _VERBS[step.op]
    if verb == "delete" and stays and kind_of(step) != TOKEN:
        return "forget"
    if (verb == "create" and _adopted(step)) or _readopted(step):
        return "adopt"
    return verb


def _token_action(verb: str, revocation: Revocation) -> str:
    if verb == "delete" and revocation.why == RETAINED:
        return "forget"
    if verb == "delete":
        return "expire" if revocation.revoked == NO or revocation.why == PERHAPS_UNCALLED else "revoke"
    return "renew" if verb == "replace" and revocation.revoked == NO else verb
