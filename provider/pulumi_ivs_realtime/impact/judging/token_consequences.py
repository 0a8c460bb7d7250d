"""What follows for those who hold participant tokens: thrown out, shut out, or still let in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timezone

from pulumi_ivs_realtime.impact.judging.consequences import DANGER, NOTICE, WARNING, Consequence, because, moment
from pulumi_ivs_realtime.impact.judging.fates import REFUSED, fate_of, known_of, stage_arn_of
from pulumi_ivs_realtime.impact.judging.live import Lives
from pulumi_ivs_realtime.impact.judging.words import Words, listed, words
from pulumi_ivs_realtime.impact.reading.changes import Change
from pulumi_ivs_realtime.impact.reading.kinds import TOKEN
from pulumi_ivs_realtime.impact.reading.revocations import EXPIRED, HIDDEN, PERHAPS_UNCALLED
from pulumi_ivs_realtime.impact.reading.values import hides


def token_consequences(changes: Iterable[Change], lives: Lives, now: datetime) -> Iterator[Consequence]:
    """Who is thrown out because a token is revoked; revoked, renewed and expiring tokens, together."""
    everything = [*changes]
    own = [change for change in everything if change.kind == TOKEN]
    fates = {each.room: fate_of(each, lives) for each in everything if each.is_room and each.destroys}
    doomed = {arn for arn, fate in fates.items() if fate != REFUSED}
    for change in own:
        if fate_of(change, lives):
            yield _thrown_out(change, fates.get(stage_arn_of(change), ""))
    revoked = [each for each in own if each.may_revoke and not fate_of(each, lives)]
    told = [each for each in revoked if known_of(each, lives) != "unknown"]
    yield from _together("revoke", WARNING, [each for each in told if each.revokes], _REVOKED)
    hidden = [each for each in told if each.revocation.why == HIDDEN]
    yield from _together("revoke", NOTICE, hidden, _PERHAPS_REVOKED)
    unsure: dict[tuple[bool, Words], list[Change]] = {}
    for each in revoked:
        if known_of(each, lives) == "unknown" and each.revocation.why != PERHAPS_UNCALLED:
            unsure.setdefault((each.revokes, because(each, lives)), []).append(each)
    for (certain, why), group in unsure.items():
        yield from _together("revoke", WARNING, group, _REVOKED_UNASKED if certain else _HIDDEN_UNASKED, why)
    yield from _together("renew", NOTICE, [each for each in own if each.action == "renew"], _RENEWED)
    yield from _expiring([each for each in own if each.action == "expire"], doomed, now)


_REVOKED = ("{} is revoked: nobody can join with it any more", "{} are revoked: nobody can join with them any more")
_PERHAPS_REVOKED = (
    "{} may be revoked, because a value of it is a secret; nobody is in a session with it now",
    "{} may be revoked, because values of them are secrets; nobody is in a session with them now",
)
_REVOKED_UNASKED = (
    "{} is revoked, and whoever uses it now is thrown out; whether anyone does is not known",
    "{} are revoked, and whoever uses them now is thrown out; whether anyone does is not known",
)
_HIDDEN_UNASKED = (
    "{} may be revoked, because a value of it is a secret, and whoever uses it now thrown out; whether anyone does is "
    "not known",
    "{} may be revoked, because values of them are secrets, and whoever uses them now thrown out; whether anyone does "
    "is not known",
)
_RENEWED = (
    "{} is renewed; its predecessor is left to expire, so nobody is thrown out",
    "{} are renewed; their predecessors are left to expire, so nobody is thrown out",
)
_EXPIRED = ("{} is removed and had expired", "{} are removed and had expired")
_WITH_STAGE = ("{} goes with its stage", "{} go with their stages")
_PERHAPS_WITH_STAGE = (
    "{} goes with its stage, or is disconnected right before it where the program names the stage by a plain ARN",
    "{} go with their stages, or are disconnected right before where the program names a stage by a plain ARN",
)


def _expiring(gone: list[Change], doomed: Collection[str], now: datetime) -> Iterator[Consequence]:
    """Removed tokens that nothing revokes: as long as its stage stays, whoever has one may join with it."""
    yield from _together("expire", NOTICE, [each for each in gone if each.revocation.why == EXPIRED], _EXPIRED)
    valid = [each for each in gone if each.revocation.why != EXPIRED]
    for each in valid:
        if stage_arn_of(each) not in doomed:
            yield _still_valid(each, now)
    for perhaps, said in ((False, _WITH_STAGE), (True, _PERHAPS_WITH_STAGE)):
        group = [each for each in valid if stage_arn_of(each) in doomed and each.may_revoke is perhaps]
        yield from _together("expire", NOTICE, group, said)


def _still_valid(change: Change, now: datetime) -> Consequence:
    until = {**change.step.old.inputs, **change.step.old.outputs}.get("expirationTime")
    when = "a time that is a secret" if hides(until) else _until(until, now)
    unless = " unless the program names its stage by a plain ARN" if change.may_revoke else ""
    said = f"The token {{}} is removed; it is valid until {{}}, and nothing will revoke it{unless}."
    return Consequence("valid", WARNING, words(said, change.title, (when,)), (change.step.urn,))


def _until(text: object, now: datetime) -> str:
    if not text:
        return "a time that the state does not know"
    when = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    same_day = when.astimezone(timezone.utc).date() == now.astimezone(timezone.utc).date()
    return f"{when.astimezone(timezone.utc):%H:%M} UTC" if same_day else moment(when)


def _thrown_out(change: Change, stage: str) -> Consequence:
    """Who is disconnected before anything refuses to delete the stage is out all the same."""
    user = change.step.old.inputs.get("userId")
    known = user and not hides(user)
    who = words("{} (participant {})" if known else "Participant {}", *([user] if known else []), change.step.old.id)
    first = words(" first, before {} stops at the stage", "pulumi up") if stage == REFUSED else ()
    if change.revokes:
        tail = words(" and is thrown out{}: the token {} is revoked.", first, change.title)
    elif change.revocation.why == PERHAPS_UNCALLED:
        tail = words(
            " and may be disconnected{}: the token {} is removed, and revoked where the program names its stage by a "
            "plain ARN.",
            first,
            change.title,
        )
    else:
        tail = words(
            " and may be thrown out{}: a value of the token {} is a secret, and it is revoked if that changed.",
            first,
            change.title,
        )
    return Consequence("disconnect", DANGER, (*who, " is in a live session now", *tail), (change.step.urn,))


def _together(
    kind: str, severity: str, changes: list[Change], said: tuple[str, str], why: Words = ()
) -> Iterator[Consequence]:
    if changes:
        noun = "The token {}" if len(changes) == 1 else f"{len(changes):,} tokens ({{}})"
        subject = words(noun, listed([each.title for each in changes]))
        sentence = (*words(said[len(changes) > 1], subject), *why, ".")
        yield Consequence(kind, severity, sentence, tuple(each.step.urn for each in changes))
