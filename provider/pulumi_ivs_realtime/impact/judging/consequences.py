"""What follows from the changes for people in live rooms and for whoever runs them: the gravest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import NamedTuple

from pulumi_ivs_realtime.impact.judging.fates import (
    CUT_OFF,
    MAY_BE_CUT_OFF,
    STAYS,
    fate_of,
    known_of,
    leaves,
    may_change_recording,
    stage_arn_of,
    touches_recording,
)
from pulumi_ivs_realtime.impact.judging.headroom import Headroom
from pulumi_ivs_realtime.impact.judging.live import MOST_COUNTED, Liveness, Lives
from pulumi_ivs_realtime.impact.judging.words import Code, Words, counted, listed, words
from pulumi_ivs_realtime.impact.reading.changes import Change
from pulumi_ivs_realtime.impact.reading.drift import Drift
from pulumi_ivs_realtime.impact.reading.kinds import region_of
from pulumi_ivs_realtime.impact.reading.preview import Message
from pulumi_ivs_realtime.impact.reading.values import SECRET, cut_within, hides, is_hidden, shown
from pulumi_ivs_realtime.rules.kinds.every import MANAGED
from pulumi_ivs_realtime.rules.kinds.stages import RECORDING
from pulumi_ivs_realtime.rules.spelling import as_python

DANGER, WARNING, NOTICE = "danger", "warning", "notice"
SEVERITIES = (DANGER, WARNING, NOTICE)


@dataclass(frozen=True)
class Consequence:
    """One consequence.

    Attributes:
        kind: what it is, for machines: `disconnect`, `delete`, `replace`, `revoke`, ….
        severity: one of SEVERITIES.
        sentence: for the reviewer.
        urns: the resources that it concerns.
    """

    kind: str
    severity: str
    sentence: Words
    urns: tuple[str, ...] = ()


def clashes(changes: Iterable[Change]) -> Iterator[tuple[Change, Change]]:
    """Who takes in a resource, and who deletes it in the same run, knowing nothing of the other."""
    found = [*changes]
    for taker in found:
        arn = taker.adopts or (taker.step.new.id if taker.step.op in _IMPORTS else None)
        for loser in found:
            same = arn == loser.arn or (hides(arn) and taker.whoever_manages == loser.whoever_manages)
            if arn and loser is not taker and loser.arn and loser.destroys and same:
                yield taker, loser


_IMPORTS = {"import", "import-replacement"}


def clash_consequences(changes: Iterable[Change]) -> Iterator[Consequence]:
    """What is adopted and deleted at once is lost: the deletion comes last."""
    for taker, loser in clashes(changes):
        thrown = ", and everyone in it is thrown out" if loser.is_room else ""
        verb = "adopts" if taker.adopts == loser.arn else "may adopt"
        yield Consequence(
            "adopted-and-deleted",
            DANGER,
            words(
                f"{{}} {verb} {{}}, which the same run deletes as {{}} ({{}}): the deletion comes last, so the "
                f"{MANAGED[loser.whoever_manages].kind.noun} is lost{thrown}. First let go of it there: {{}}, {{}}, "
                "then take it out of the program.",
                taker.name,
                loser.arn,
                loser.name,
                loser.label,
                "retain_on_delete=True",
                "pulumi up",
            ),
            (taker.step.urn, loser.step.urn),
        )


def stage_consequences(changes: Iterable[Change], lives: Lives) -> Iterator[Consequence]:
    """What becomes of stages that are deleted or replaced, and of those in them: live ones each, others together."""
    alike: dict[tuple[str, tuple[str, ...], bool, bool, str], list[Change]] = {}
    for change in changes:
        if not change.is_room or not change.destroys:
            continue
        state = known_of(change, lives)
        if state == "live":
            yield _cut_off(change, lives)
        else:
            foreign, reasons = bool(change.foreign_kind), change.step.reasons
            alike.setdefault((change.action, reasons, change.left_over, foreign, state), []).append(change)
    for (action, _, left_over, _, state), group in alike.items():
        urns = tuple(each.step.urn for each in group)
        severity = NOTICE if left_over and state != "unknown" else WARNING
        yield Consequence(action, severity, _removed(group, state, lives), urns)


def recording_consequences(change: Change, lives: Lives) -> Iterator[Consequence]:
    """Recording that is switched on, off or changed, and whether it can be now."""
    verb = recording_of(change)
    if not verb:
        return
    live = lives.get(stage_arn_of(change))
    fails = "may fail" if verb == _HIDDEN else "fails"
    if live and live.session and change.action == "update":
        yield Consequence(
            "recording-conflict",
            WARNING,
            words(
                f"{{}} is live: while anyone is recorded AWS refuses to change recording, and the update {fails}.",
                change.name,
            ),
            (change.step.urn,),
        )
    severity = WARNING if verb == "switched off" else NOTICE
    said = "may change: what it will be is a secret or not known yet" if verb == _HIDDEN else f"is {verb}"
    yield Consequence("recording", severity, words(f"Recording of {{}} {said}.", change.name), (change.step.urn,))


_HIDDEN = "hidden"


def recording_of(change: Change) -> str:
    """What happens to a stage's recording: "switched on", "switched off", "changed", "hidden" or ""."""
    if change.action not in {"update", "replace"} or not may_change_recording(change):
        return ""
    before, after = (_records(state.inputs) for state in (change.step.old, change.step.new))
    if before is None or after is None or not touches_recording(change):
        return _HIDDEN
    return {(False, True): "switched on", (True, False): "switched off"}.get((before, after), "changed")


def other_consequences(changes: Iterable[Change], messages: Iterable[Message], lives: Lives) -> Iterator[Consequence]:
    """Stages that are adopted, or given up without being deleted."""
    found = [*changes]
    taken = {each.adopts for each in found} | {each.step.new.id for each in found if each.step.op in _IMPORTS}
    for change in found:
        if change.action == "adopt":
            yield _adoption(change, messages)
        elif change.is_room and change.spared:
            sentence = words("The stage of {} is kept ({}): {} adopts it.", change.name, change.room, change.spared)
            yield Consequence("keep", NOTICE, sentence, (change.step.urn,))
        elif change.is_room and (change.action == "forget" or leaves(change)) and change.room not in taken:
            yield _forgotten(change, lives)


def _forgotten(change: Change, lives: Lives) -> Consequence:
    if fate_of(change, lives) == STAYS:
        live = lives[stage_arn_of(change)]
        sentence = words(
            "{} is live now: session {}{}. They stay in {} in {}, which nobody manages from then on; whoever joins "
            "later joins the new stage in {}.",
            change.title,
            live.session,
            _attendance(live),
            change.room,
            region_of(change.step.old),
            region_of(change.step.new) or ("a region that is not known yet",),
        )
    else:
        why = words(" (it goes with {})", change.step.old.deleted_with) if change.uncalled else ()
        sentence = words("{} stays on AWS ({}){} and is managed by nobody from then on.", change.name, change.room, why)
    return Consequence("forget", WARNING, sentence, (change.step.urn,))


def _adoption(change: Change, messages: Iterable[Message]) -> Consequence:
    """The provider says in the preview what it will change; every word that claims to be its is shown."""
    arn = change.step.new.inputs["adopt"]
    begins = f'"{change.name}" adopts {arn}: '
    said = sorted({each.text.partition(begins)[2] for each in messages if begins in each.text})
    undeclared = ("it is brought to what is declared, and undeclared tags are removed",)
    what = tuple(piece for text in said for piece in ("; ", Code(cut_within(text, _LONGEST))))[1:] or undeclared
    calm = said == ["nothing about it will change"]
    subject = words("{} adopts {}: ", change.name, shown(arn))
    return Consequence("adopt", NOTICE if calm else WARNING, (*subject, *what, "."), (change.step.urn,))


_LONGEST = 1000


def drift_consequences(drifts: Iterable[Drift]) -> Iterator[Consequence]:
    """What somebody did outside of Pulumi, and that an `up` undoes it."""
    for gone, severity, said in (
        (True, WARNING, ("was deleted outside of Pulumi", "were deleted outside of Pulumi")),
        (False, NOTICE, ("was changed outside of Pulumi", "were changed outside of Pulumi")),
    ):
        alike = [each for each in drifts if each.gone is gone]
        if alike:
            names = listed([each.step.name for each in alike])
            sentence = words(f"{{}} {said[len(alike) > 1]}.", names)
            yield Consequence("drift", severity, sentence, tuple(each.step.urn for each in alike))


def quota_consequences(rooms: Iterable[Headroom], full: dict[str, int], most_tags: int) -> Iterator[Consequence]:
    """Quotas that the stack alone exceeds, and stages nearly full of tags."""
    for room in rooms:
        if room.exceeded:
            yield Consequence(
                "quota",
                WARNING,
                words(
                    f"This stack needs {{}} {room.kind} resources in {{}}, and an account may have {{}} there unless "
                    "AWS has raised the quota.",
                    max(room.peak, room.after or 0),
                    room.region,
                    room.quota,
                ),
            )
    for name, size in sorted(full.items()):
        yield Consequence("tags-full", NOTICE, words("{} will have {} of {} tags.", name, size, most_tags))


def _cut_off(change: Change, lives: Lives) -> Consequence:
    live, fate = lives[stage_arn_of(change)], fate_of(change, lives)
    who = words("{} is live now: session {}{}.", change.title, live.session, _attendance(live))
    return Consequence("disconnect", DANGER, (*who, *outcome(change, fate)), (change.step.urn,))


def _attendance(live: Liveness) -> Words:
    if live.participants is None:
        return (", with an unknown number of participants", *unanswered(live))
    number = counted(live.participants, "participant") + (" or more" if live.more else "")
    if live.since is None:
        return (f", {number}",)
    return (f", {number}, the first since {moment(live.since)}",)


def outcome(change: Change, fate: str) -> Words:
    """What becomes of something live, and why: of ours it goes only by force."""
    verb = {"replace": "replaced", "update": "changed"}.get(change.action, "deleted")
    said = _ENCODER if change.is_encoder else _ROOM
    if change.foreign_kind:
        return words(
            f" It is {verb} all the same, because {{}} does not look whether anyone is there, and {said.they} "
            f"{said.are} cut off.",
            change.label,
        )
    if fate == CUT_OFF:
        return words(
            f" It is {verb} all the same, because {{}} is set, and {said.they} {said.are} cut off.", "force_destroy"
        )
    if fate == MAY_BE_CUT_OFF:
        return words(
            f" It may be {verb} by force, and {said.they} cut off: the value of {{}} {{}}.",
            "force_destroy",
            (_why_unknown(change),),
        )
    return words(
        f" It is to be {verb}: {{}} refuses while it {said.lives}, and cuts {said.them} off if {{}} names the "
        f"{said.it}.",
        "pulumi up",
        "PULUMI_IVS_FORCE_DESTROY",
    )


class _Live(NamedTuple):
    """How sentences speak of something live, and of who is in it."""

    they: str
    are: str
    lives: str
    them: str
    it: str


_ROOM = _Live("all of them", "are", "is live", "everyone", "stage")
_ENCODER = _Live("the encoder", "is", "publishes", "it", "configuration")


def _why_unknown(change: Change) -> str:
    props = ({**change.step.old.inputs, **change.step.old.outputs}, change.step.new.inputs)
    values = [each.get("forceDestroy") for each in props]
    if SECRET in values:
        return "is a secret"
    return "is not known yet" if any(map(hides, values)) else "changes, and this form does not tell which one counts"


def _removed(group: list[Change], state: str, lives: Lives) -> Words:
    first, many = group[0], len(group) > 1
    names = listed([each.title for each in group])
    subject = words(f"{len(group):,} stages ({{}}) are" if many else "{} is", names)
    verb = "replaced" if first.action == "replace" else "deleted"
    tail = (*_reason(first, many=many), *_state(first, state, lives, many=many), *_unguarded(first))
    return (*subject, f" {verb}", *tail, ".")


def _unguarded(change: Change) -> Words:
    """Between the report and the deletion somebody may join."""
    if not change.foreign_kind:
        return ()
    return words(", and {} does not look again before it deletes", change.label)


def _reason(change: Change, *, many: bool) -> Words:
    if change.left_over:
        return (", which an earlier run could not do",)
    if change.action != "replace":
        return ()
    return (*reasons_of(change), ", with new ARNs and endpoints" if many else ", with a new ARN and new endpoints")


def reasons_of(change: Change) -> Words:
    """Why a resource is replaced; "id" is what the engine says when it asked no provider."""
    if change.step.reasons == ("id",):
        return words(" (tainted, or {}/{})", "--target-replace", "--replace")
    reasons = [as_python(reason) if change.kind else reason for reason in change.step.reasons]
    return words(" because of {}", listed(reasons)) if reasons else ()


def _state(change: Change, state: str, lives: Lives, *, many: bool) -> Words:
    they = "they are" if many else "it is"
    if state != "unknown":
        return (f"; {they} {'idle now' if state == 'idle' else 'gone from AWS already'}",)
    last = change.step.old.outputs.get("activeSessionId")
    hint = words("; at the last up or refresh session {} was", last) if last and not many else ()
    return (f"; whether {they} live is not known", *because(change, lives), *hint)


def because(change: Change, lives: Lives) -> Words:
    """Why it is not known who is in the stage of a change."""
    live = lives.get(stage_arn_of(change))
    if live is None and not stage_arn_of(change):
        return (" (its stage is not known)",)
    return unanswered(live)


def unanswered(live: Liveness | None) -> Words:
    """What stands in the place of an answer."""
    if live is None:
        return (" (AWS was not asked)",)
    return words(": {}", live.error.rstrip(".")) if live.error else (f": only {MOST_COUNTED:,} were asked for",)


def _records(inputs: dict[str, object]) -> bool | None:
    """Whether a stage is recorded; None where that is not known."""
    block = inputs.get(RECORDING)
    arn = block.get("storageConfigurationArn") if isinstance(block, dict) else block
    return None if is_hidden(arn) else bool(arn)


def moment(when: datetime) -> str:
    """A moment for reading, in UTC."""
    return when.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
