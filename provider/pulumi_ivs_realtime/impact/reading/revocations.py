"""What becomes of a participant token that is replaced or removed, by the rules that the provider goes by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pulumi_ivs_realtime.declarations import PARTICIPANT_TOKEN
from pulumi_ivs_realtime.impact.reading.inputs import token_inputs
from pulumi_ivs_realtime.impact.reading.preview import Step
from pulumi_ivs_realtime.impact.reading.values import hides
from pulumi_ivs_realtime.rules.kinds import tokens

YES, MAYBE, NO = "yes", "maybe", "no"

_BY_TIME = ("expirationTime",)
"""The reason of a replacement for which the provider found nothing but that time has passed."""

_WINDOW = ("renewBefore", "duration")

DELETING = frozenset({"delete", "replace", "delete-replaced", "import-replacement"})

EXPIRED, EXPIRING, UNCALLED, RETAINED, HIDDEN, PERHAPS_UNCALLED = (
    "expired",
    "expiring",
    "uncalled",
    "retained",
    "hidden",
    "perhaps uncalled",
)


@dataclass(frozen=True)
class Revocation:
    """Whether DisconnectParticipant is called for a token, which throws out whoever uses it.

    Attributes:
        revoked: YES, MAYBE or NO.
        why: of NO: EXPIRED, EXPIRING (it is in its renewal window, its own or today's), UNCALLED (it goes with a
            resource of `deleted_with`) or RETAINED. Of MAYBE: HIDDEN (a value that decides is a secret or not known) or
            PERHAPS_UNCALLED (the preview does not tell whether it goes with its stage).
    """

    revoked: str = NO
    why: str = ""


@dataclass(frozen=True)
class Deletions:
    """What a preview deletes: URNs of everything, and the ARNs of stages."""

    urns: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()


def revocation_of(step: Step, today: Mapping[str, Any], now: datetime, deletions: Deletions) -> Revocation:
    """What becomes of the old token of a step.

    Args:
        step: of a participant token.
        today: the inputs that the program declares for its URN; {} when it declares none.
        now: with a time zone.
        deletions: of the whole preview.
    """
    props = {**step.old.inputs, **step.old.outputs}
    if step.op not in DELETING:
        return Revocation()
    if step.old.retain_on_delete:
        return Revocation(NO, RETAINED)
    if step.old.deleted_with and step.old.deleted_with in deletions.urns:
        return Revocation(NO, UNCALLED)
    if not hides(props.get("expirationTime")) and tokens.expired(props.get("expirationTime"), now):
        return Revocation(NO, EXPIRED)
    changed, due = _changed(step, today), _due(step, today, now)
    if changed is False and due:
        return Revocation(NO, EXPIRING)
    if step.old.deleted_with is None and props.get("stageArn") in deletions.stages:
        return Revocation(MAYBE, PERHAPS_UNCALLED)
    return Revocation(YES) if changed or due is False else Revocation(MAYBE, HIDDEN)


def _changed(step: Step, today: Mapping[str, Any]) -> bool | None:
    """Whether the program says something else; None where that is not known. The engine's own reasons come first."""
    if step.op == "replace" and step.reasons:
        if set(step.reasons) & PARTICIPANT_TOKEN.replacing:
            return True
        if step.reasons == _BY_TIME:
            return False
    if not today:
        return False
    old = step.old.inputs
    hidden = {name for name in PARTICIPANT_TOKEN.replacing if hides(old.get(name)) or hides(today.get(name))}
    if set(tokens.replacing_properties(token_inputs(old), token_inputs(today))) - hidden:
        return True
    return None if hidden else False


def _due(step: Step, today: Mapping[str, Any], now: datetime) -> bool | None:
    """Whether the token is in its renewal window, the old one or today's; None where that is not known."""
    if step.op == "replace" and step.reasons == _BY_TIME:
        return True
    props = {**step.old.inputs, **step.old.outputs}
    if hides(props.get("expirationTime")):
        return None
    windows = [props, {**props, **{name: today.get(name) for name in _WINDOW}}] if today else [props]
    told = [window for window in windows if not any(hides(window.get(name)) for name in _WINDOW)]
    if any(tokens.renewal_due(token_inputs(window), props.get("expirationTime"), now) for window in told):
        return True
    return False if told == windows else None
