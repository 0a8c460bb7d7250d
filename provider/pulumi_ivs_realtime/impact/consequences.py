"""What follows from the changes for people in live rooms and for whoever runs them: the gravest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone

from pulumi_ivs_realtime.impact.changes import Change
from pulumi_ivs_realtime.impact.drift import Drift
from pulumi_ivs_realtime.impact.headroom import Headroom
from pulumi_ivs_realtime.impact.kinds import STAGE, TOKEN
from pulumi_ivs_realtime.impact.live import MOST_COUNTED, Liveness, Lives
from pulumi_ivs_realtime.impact.preview import Message
from pulumi_ivs_realtime.impact.values import cut_within
from pulumi_ivs_realtime.impact.words import Code, Words, counted, listed, words
from pulumi_ivs_realtime.rules.stages import RECORDING, may_be_cut_off

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


def stage_arn_of(change: Change) -> str:
    """The stage that a change of a stage or token touches; "" when there is none yet."""
    old = change.step.old
    return old.id if change.kind == STAGE else str({**old.inputs, **old.outputs}.get("stageArn") or "")


def endangers(change: Change) -> bool:
    """Whether people could be thrown out, so that it matters if they are there."""
    return (change.kind == STAGE and change.destroys) or change.revokes


def worth_asking(change: Change) -> bool:
    """Whether `--live` asks for the stage: recording, too, cannot be changed while it runs."""
    return endangers(change) or (change.kind == STAGE and change.action == "update" and bool(recording_of(change)))


def known_of(change: Change, lives: Lives) -> str:
    """What is known of the stage that a change touches: "live", "idle", "gone" or "unknown".

    Of a live stage's token, whether its user is there must be known, too.
    """
    live = lives.get(stage_arn_of(change))
    if live is None or (live.error and not live.session):
        return "unknown"
    if change.kind == TOKEN and live.session and not live.tells_of(change.step.old.id):
        return "unknown"
    return "gone" if live.gone else "live" if live.session else "idle"


CUT_OFF, REFUSED, LEFT_BEHIND = "cut off", "refused", "left behind"


def fate_of(change: Change, lives: Lives) -> str:
    """What becomes of people who are in a stage now, or in one with a token; "" where nobody is touched.

    `refused`: `up` stops in front of the stage. `left behind`: `up` makes a new stage, and then may not delete the old.
    """
    if change.revokes and change.step.old.id in _connected(change, lives):
        return CUT_OFF
    if change.kind != STAGE or not change.destroys or known_of(change, lives) != "live":
        return ""
    if _by_force(change):
        return CUT_OFF
    made = change.action == "replace" and not change.asks_first and not change.step.deletes_first
    return LEFT_BEHIND if made else REFUSED


def stage_consequences(changes: Iterable[Change], lives: Lives) -> Iterator[Consequence]:
    """What becomes of stages that are deleted or replaced, and of those in them: live ones each, others together."""
    alike: dict[tuple[str, tuple[str, ...], bool, str], list[Change]] = {}
    for change in changes:
        if change.kind == STAGE and change.destroys:
            state = known_of(change, lives)
            if state == "live":
                yield _cut_off(change, lives)
            else:
                alike.setdefault((change.action, change.step.reasons, change.left_over, state), []).append(change)
    for (action, _, _, state), group in alike.items():
        urns = tuple(each.step.urn for each in group)
        yield Consequence(action, WARNING, _removed(group, state, lives), urns)


def token_consequences(changes: Iterable[Change], lives: Lives) -> Iterator[Consequence]:
    """Who is thrown out because a token is revoked; revoked, renewed and expiring tokens, together."""
    own = [change for change in changes if change.kind == TOKEN]
    for change in own:
        if fate_of(change, lives) == CUT_OFF:
            yield _thrown_out(change)
    revoked = [each for each in own if each.revokes and not fate_of(each, lives)]
    yield from _together("revoke", WARNING, [each for each in revoked if known_of(each, lives) != "unknown"], _REVOKED)
    unsure: dict[Words, list[Change]] = {}
    for each in revoked:
        if known_of(each, lives) == "unknown":
            unsure.setdefault(_because(lives.get(stage_arn_of(each))), []).append(each)
    for why, group in unsure.items():
        yield from _together("revoke", WARNING, group, _REVOKED_UNASKED, why)
    yield from _together("renew", NOTICE, [each for each in own if each.action == "renew"], _RENEWED)
    yield from _together("expire", NOTICE, [each for each in own if each.action == "expire"], _EXPIRING)


_REVOKED = ("{} is revoked: nobody can join with it any more", "{} are revoked: nobody can join with them any more")
_REVOKED_UNASKED = (
    "{} is revoked, and whoever uses it now is thrown out; whether anyone does is not known",
    "{} are revoked, and whoever uses them now is thrown out; whether anyone does is not known",
)
_RENEWED = (
    "{} is renewed; its predecessor is left to expire, so nobody is thrown out",
    "{} are renewed; their predecessors are left to expire, so nobody is thrown out",
)
_EXPIRING = (
    "{} is removed and not revoked: it has expired, soon will, or goes with its stage",
    "{} are removed and not revoked: they have expired, soon will, or go with their stage",
)


def recording_consequences(change: Change, lives: Lives) -> Iterator[Consequence]:
    """Recording that is switched on, off or changed, and whether it can be now."""
    verb = recording_of(change)
    if not verb:
        return
    live = lives.get(stage_arn_of(change))
    if live and live.session and change.action == "update":
        yield Consequence(
            "recording-conflict",
            WARNING,
            words(
                "{} is live: while anyone is recorded AWS refuses to change recording, and the update fails.",
                change.name,
            ),
            (change.step.urn,),
        )
    severity = WARNING if verb == "switched off" else NOTICE
    yield Consequence("recording", severity, words(f"Recording of {{}} is {verb}.", change.name), (change.step.urn,))


def recording_of(change: Change) -> str:
    """What happens to a stage's recording: "switched on", "switched off", "changed" or ""."""
    if change.kind != STAGE or not any(each.path.startswith(RECORDING) for each in change.properties):
        return ""
    before, after = (_records(state.inputs) for state in (change.step.old, change.step.new))
    if change.action not in {"update", "replace"}:
        return ""
    return {(False, True): "switched on", (True, False): "switched off"}.get((before, after), "changed")


def other_consequences(changes: Iterable[Change], messages: Iterable[Message]) -> Iterator[Consequence]:
    """Stages that are adopted, or given up without being deleted."""
    stages = [change for change in changes if change.kind == STAGE]
    for change in stages:
        if change.action == "adopt":
            yield _adoption(change, messages)
        elif change.action == "forget" or (change.action == "replace" and not change.destroys):
            yield Consequence(
                "forget",
                WARNING,
                words("{} stays on AWS ({}) and is managed by nobody from then on.", change.name, change.step.old.id),
                (change.step.urn,),
            )


def _adoption(change: Change, messages: Iterable[Message]) -> Consequence:
    """The provider says in the preview what it will change; every word that claims to be its is shown."""
    begins = f'"{change.name}" adopts {change.step.new.inputs["adopt"]}: '
    said = sorted({each.text.partition(begins)[2] for each in messages if begins in each.text})
    undeclared = ("it is brought to what is declared, and undeclared tags are removed",)
    what = tuple(piece for text in said for piece in ("; ", Code(cut_within(text, _LONGEST))))[1:] or undeclared
    calm = said == ["nothing about it will change"]
    subject = words("{} adopts {}: ", change.name, change.step.new.inputs["adopt"])
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
    kind = "replace" if fate == LEFT_BEHIND else "disconnect"
    return Consequence(kind, DANGER, (*who, *_outcome(change, fate)), (change.step.urn,))


def _attendance(live: Liveness) -> Words:
    if live.participants is None:
        return (", with an unknown number of participants", *_because(live))
    number = counted(live.participants, "participant") + (" or more" if live.more else "")
    if live.since is None:
        return (f", {number}",)
    return (f", {number}, the first since {moment(live.since)}",)


def _outcome(change: Change, fate: str) -> Words:
    """A live stage goes only by force."""
    verb = "replaced" if change.action == "replace" else "deleted"
    if fate == LEFT_BEHIND:
        return words(
            " A new stage is made all the same{}, and outputs and dependants move to it. The live one stays until it "
            "is idle: {} refuses to delete it before, and fails, and cuts everyone off if {} names it.",
            reasons_of(change),
            "pulumi up",
            "PULUMI_IVS_FORCE_DESTROY",
        )
    if fate == CUT_OFF:
        return words(f" It is {verb} all the same, because {{}} is set, and all of them are cut off.", "force_destroy")
    return words(
        f" It is to be {verb}: {{}} refuses while it is live, and cuts everyone off if {{}} names the stage.",
        "pulumi up",
        "PULUMI_IVS_FORCE_DESTROY",
    )


def _removed(group: list[Change], state: str, lives: Lives) -> Words:
    first, many = group[0], len(group) > 1
    names = listed([each.title for each in group])
    subject = words(f"{len(group):,} stages ({{}}) are" if many else "{} is", names)
    verb = "replaced" if first.action == "replace" else "deleted"
    tail = (*_reason(first, many=many), *_state(first, state, lives, many=many))
    return (*subject, f" {verb}", *tail, ".")


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
    return words(" because of {}", listed(list(change.step.reasons))) if change.step.reasons else ()


def _state(change: Change, state: str, lives: Lives, *, many: bool) -> Words:
    they = "they are" if many else "it is"
    if state != "unknown":
        return (f"; {they} {'idle now' if state == 'idle' else 'gone from AWS already'}",)
    last = change.step.old.outputs.get("activeSessionId")
    hint = words("; at the last up or refresh session {} was", last) if last and not many else ()
    return (f"; whether {they} live is not known", *_because(lives.get(stage_arn_of(change))), *hint)


def _thrown_out(change: Change) -> Consequence:
    user = change.step.old.inputs.get("userId")
    who = (
        words("{} (participant {})", user, change.step.old.id) if user else words("Participant {}", change.step.old.id)
    )
    return Consequence(
        "disconnect",
        DANGER,
        words("{} is in a live session now and is thrown out: the token {} is revoked.", who, change.title),
        (change.step.urn,),
    )


def _together(
    kind: str, severity: str, changes: list[Change], said: tuple[str, str], why: Words = ()
) -> Iterator[Consequence]:
    if changes:
        noun = "The token {}" if len(changes) == 1 else f"{len(changes):,} tokens ({{}})"
        subject = words(noun, listed([each.title for each in changes]))
        sentence = (*words(said[len(changes) > 1], subject), *why, ".")
        yield Consequence(kind, severity, sentence, tuple(each.step.urn for each in changes))


def _connected(change: Change, lives: Lives) -> frozenset[str]:
    live = lives.get(stage_arn_of(change))
    return live.connected if live else frozenset()


def _because(live: Liveness | None) -> Words:
    if live is None:
        return (" (AWS was not asked)",)
    return words(": {}", live.error.rstrip(".")) if live.error else (f": only {MOST_COUNTED:,} were asked for",)


def _records(inputs: dict[str, object]) -> bool:
    block = inputs.get(RECORDING)
    return bool(block.get("storageConfigurationArn")) if isinstance(block, dict) else False


def _by_force(change: Change) -> bool:
    """As the provider decides: create() of the successor may look first, then delete() does."""
    successor = not change.asks_first or may_be_cut_off(change.step.new.inputs)
    return successor and may_be_cut_off({**change.step.old.inputs, **change.step.old.outputs})


def moment(when: datetime) -> str:
    """A moment for reading, in UTC."""
    return when.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
