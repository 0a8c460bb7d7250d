"""A deletion and a creation that look like one renamed resource, and the alias that would make them one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pulumi_ivs_realtime.declarations import AUTO_NAME
from pulumi_ivs_realtime.impact.judging.consequences import WARNING, Consequence
from pulumi_ivs_realtime.impact.judging.words import Code, words
from pulumi_ivs_realtime.impact.reading.changes import Change
from pulumi_ivs_realtime.impact.reading.kinds import TOKEN
from pulumi_ivs_realtime.impact.reading.values import hides
from pulumi_ivs_realtime.rules.kinds.every import MANAGED

_UNTOLD = frozenset({"adopt", "forceDestroy"})
_TOLD = {
    **{
        kind: tuple(each.wire_name for each in rules.declaration.arguments if each.wire_name not in _UNTOLD)
        for kind, rules in MANAGED.items()
    },
    TOKEN: ("stageArn", "userId", "attributes", "capabilities", "duration"),
}


def rename_consequences(changes: Iterable[Change]) -> Iterator[Consequence]:
    """Pairs that are alike in all that they declare; where one could be two others', nothing is guessed."""
    found = [*changes]
    gone = [each for each in found if each.kind in _TOLD and each.step.op == "delete" and not each.spared]
    made = [each for each in found if each.kind in _TOLD and each.step.op == "create" and not each.adopts]
    for old in gone:
        alike = [new for new in made if _alike(old, new)]
        if len(alike) == 1 and sum(_alike(other, alike[0]) for other in gone) == 1:
            yield _renamed(old, alike[0])


def _renamed(old: Change, new: Change) -> Consequence:
    what = "token" if old.kind == TOKEN else MANAGED[old.kind].kind.noun
    return Consequence(
        "renamed",
        WARNING,
        words(
            "{} is deleted and {} is created, and they look like one renamed resource: with {} on {} the "
            f"{what} stays what it is.",
            old.name,
            new.name,
            (Code(f"opts=pulumi.ResourceOptions(aliases=[{_alias(old, new)}])"),),
            new.name,
        ),
        (old.step.urn, new.step.urn),
    )


def _alias(old: Change, new: Change) -> str:
    """The name is enough where nothing else of the URN differs."""
    head = old.step.urn.rpartition("::")[0]
    return f'pulumi.Alias(name="{old.name}")' if head == new.step.urn.rpartition("::")[0] else f'"{old.step.urn}"'


def _alike(old: Change, new: Change) -> bool:
    if old.kind != new.kind:
        return False
    before, after = _declared(old), _declared(new)
    return not hides(before) and not hides(after) and before == after


def _declared(change: Change) -> dict[str, Any]:
    """What tells the resource from others; an automatic name says only how the program calls it."""
    state = change.step.old if change.step.op == "delete" else change.step.new
    told = {key: state.inputs.get(key) or None for key in _TOLD[change.kind]}
    automatic = change.kind in MANAGED and told["name"] == state.inputs.get(AUTO_NAME.wire_name)
    return {**told, "name": None} if automatic else told
