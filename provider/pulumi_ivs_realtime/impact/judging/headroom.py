"""How near the stack comes to what an account may have in a region, and a stage may have of tags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from pulumi_ivs_realtime.impact.reading.changes import Change
from pulumi_ivs_realtime.impact.reading.kinds import kind_of, region_of
from pulumi_ivs_realtime.impact.reading.preview import Preview, Step
from pulumi_ivs_realtime.model.kinds import KINDS
from pulumi_ivs_realtime.rules.tags import MOST_TAGS

_QUOTAS = {kind.name: kind.quota for kind in KINDS.values()}
_NEARLY_FULL = 0.9


class Headroom(NamedTuple):
    """One quota of the account in one region, as far as this stack uses it.

    Attributes:
        kind: the class, such as `Stage`.
        change: how many more (or fewer) there will be.
        after: how many the stack will hold; None when the preview left unchanged resources out.
        peak: how many there may be for a moment: what is deleted goes after everything else was made.
        quota: how many the account may have.
    """

    kind: str
    region: str
    change: int
    after: int | None
    peak: int
    quota: int

    @property
    def before(self) -> int:
        """How many the stack holds now, as far as it is told."""
        return (self.after or 0) - self.change

    @property
    def exceeded(self) -> bool:
        """Whether the stack alone goes beyond the quota."""
        return max(self.peak, self.after or 0) > self.quota


def headroom(preview: Preview, changes: tuple[Change, ...]) -> tuple[Headroom, ...]:
    """The quotas that the stack uses, by kind and region; regions that are not known yet are left out."""
    kept = Counter(_place(step) for step in preview.steps if step.op == "same" and kind_of(step) in _QUOTAS)
    stay = kept + Counter(_place(each.step, new=each.action == "adopt") for each in changes if each.action in _STAYING)
    made = Counter(_place(each.step, new=True) for each in changes if each.action in _MAKING)
    gone = Counter(_place(each.step) for each in changes if each.action in {"delete", "replace", "forget"})
    told = _tells_sames(preview)
    places = sorted(place for place in stay.keys() | made.keys() | gone.keys() if place[0] in _QUOTAS and place[1])
    return tuple(
        Headroom(
            *place,
            change=made[place] - gone[place],
            after=stay[place] + made[place] if told else None,
            peak=(stay[place] if told else 0) + made[place] + gone[place],
            quota=_QUOTAS[place[0]],
        )
        for place in places
    )


def full_of_tags(changes: tuple[Change, ...]) -> Mapping[str, int]:
    """The resources that will have nine tenths of the tags they may have, or more, by name."""
    sizes = {
        each.name: len(each.step.new.inputs.get("tagsAll") or ())
        for each in changes
        if each.kind in _QUOTAS and (each.tags or each.action == "create") and _is_tags(each.step)
    }
    return {name: size for name, size in sizes.items() if size >= _NEARLY_FULL * MOST_TAGS}


def most_tags(changes: tuple[Change, ...]) -> int:
    """How many tags a resource whose tags change will have at most."""
    return max(
        (len(each.step.new.inputs["tagsAll"]) for each in changes if each.tags and _is_tags(each.step)), default=0
    )


_MAKING = {"create", "import", "replace"}
_STAYING = {"update", "renew", "adopt"}
"""What is adopted counted in the account before it came into the stack."""


def _place(step: Step, *, new: bool = False) -> tuple[str, str]:
    before, after = region_of(step.old), region_of(step.new)
    return kind_of(step), (after or before) if new else (before or after)


def _is_tags(step: Step) -> bool:
    return isinstance(step.new.inputs.get("tagsAll"), dict)


def _tells_sames(preview: Preview) -> bool:
    """Whether unchanged resources are among the steps (`--show-sames`)."""
    shown = sum(step.op == "same" for step in preview.steps)
    return shown >= (preview.counts or {}).get("same", 0)
