"""What becomes of people who are in a stage now, or in a session with a token, when a change is applied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_ivs_realtime.impact.judging.live import Liveness, Lives
from pulumi_ivs_realtime.impact.reading.changes import Change
from pulumi_ivs_realtime.impact.reading.inputs import managed_inputs
from pulumi_ivs_realtime.impact.reading.kinds import STAGE, TOKEN, arn_of
from pulumi_ivs_realtime.impact.reading.values import hides
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.kinds.every import MANAGED
from pulumi_ivs_realtime.rules.kinds.stages import RECORDING

CUT_OFF, MAY_BE_CUT_OFF, REFUSED, STAYS = "cut off", "may be cut off", "refused", "stays"


def stage_arn_of(change: Change) -> str:
    """The stage that a change of a stage or token touches; "" when there is none yet, or it is not known which.

    For an ingest configuration its own: its encoder is who may be there.
    """
    old = change.step.old
    if change.is_encoder:
        return arn_of(old)
    arn = change.room if change.is_room else {**old.inputs, **old.outputs}.get("stageArn")
    return arn if isinstance(arn, str) and parsed(arn) else ""


def endangers(change: Change) -> bool:
    """Whether people could be thrown out, so that it matters if they are there."""
    return ((change.is_room or change.is_encoder) and change.destroys) or moves_encoder(change) or change.may_revoke


def moves_encoder(change: Change) -> bool:
    """Whether an encoder is to publish to another stage, or with other credentials: the provider refuses a live one."""
    if not change.is_encoder or change.action != "update":
        return False
    if change.foreign_kind:
        return any(name.startswith(_MOVING) for name in change.names)
    hidden = any(hides(change.step.new.inputs.get(name)) for name in _MOVING)
    return hidden or any(each.path in _MOVING for each in change.properties)


_MOVING = ("stageArn", "redundantIngest")


def worth_asking(change: Change) -> bool:
    """Whether `--live` asks for the stage: recording, too, cannot be changed while it runs, and who stays is told."""
    records = change.kind == STAGE and change.action == "update" and may_change_recording(change)
    return endangers(change) or records or leaves(change)


def leaves(change: Change) -> bool:
    """Whether a new stage takes the place of one that stays on AWS."""
    return change.kind == STAGE and change.action == "replace" and not change.destroys


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


def fate_of(change: Change, lives: Lives) -> str:
    """What becomes of people who are in a stage now, or in one with a token; "" where nobody is touched.

    `refused`: `up` stops in front of the stage. `stays`: `up` makes a new stage, and the old one stays on AWS with
    everyone in it.
    """
    if change.may_revoke and change.step.old.id in connected(change, lives):
        return CUT_OFF if change.revokes else MAY_BE_CUT_OFF
    if not (change.is_room or change.is_encoder) or known_of(change, lives) != "live":
        return ""
    if moves_encoder(change):
        return _fate_of_room(change)
    if leaves(change):
        return STAYS
    return _fate_of_room(change) if change.destroys else ""


def _fate_of_room(change: Change) -> str:
    forced = by_force(change)
    if forced:
        return CUT_OFF
    return MAY_BE_CUT_OFF if forced is None else REFUSED


def by_force(change: Change) -> bool | None:
    """Whether a live stage goes all the same; None where a value that decides is not known.

    As the provider decides: create() of the successor may look first, then delete() does, which knows only what was
    applied. Another provider looks at nothing.
    """
    if change.foreign_kind:
        return True
    if moves_encoder(change):
        return _forced(change.kind, change.step.new.inputs)
    old = _forced(change.kind, {**change.step.old.inputs, **change.step.old.outputs})
    if not change.asks_first or old is False:
        return old
    new = _forced(change.kind, change.step.new.inputs)
    if new is False and change.step.deletes_first is None:
        return None  # the digest does not tell which of both looks first
    return new if old or new is False else None


def _forced(kind: str, props: Mapping[str, Any]) -> bool | None:
    return None if hides(props.get("forceDestroy")) else MANAGED[kind].may_be_cut_off(managed_inputs(kind, props))


def connected(change: Change, lives: Lives) -> frozenset[str]:
    """The participants who are in the stage of a token now, as far as they are known."""
    live: Liveness | None = lives.get(stage_arn_of(change))
    return live.connected if live else frozenset()


def touches_recording(change: Change) -> bool:
    """Whether the recording differs visibly."""
    return any(each.path.startswith(RECORDING) for each in change.properties)


def may_change_recording(change: Change) -> bool:
    """Whether the recording of a stage may change: a hidden value of it does where nothing else explains the change."""
    hidden = any(hides(state.inputs.get(RECORDING)) for state in (change.step.old, change.step.new))
    explained = bool(change.properties or change.tags)
    return change.kind == STAGE and (touches_recording(change) or (hidden and not explained))
