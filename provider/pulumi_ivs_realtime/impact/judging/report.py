"""The whole report as data: what changes, what follows, what it costs."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from pulumi_ivs_realtime.impact.judging.calls import Calls, calls_of, hidden_credentials, seconds_of, settings_of
from pulumi_ivs_realtime.impact.judging.consequences import (
    SEVERITIES,
    Consequence,
    clash_consequences,
    clashes,
    drift_consequences,
    other_consequences,
    quota_consequences,
    recording_consequences,
    stage_consequences,
)
from pulumi_ivs_realtime.impact.judging.control_plane import (
    encoder_consequences,
    key_consequences,
    keys_refused,
    storage_consequences,
)
from pulumi_ivs_realtime.impact.judging.fates import (
    CUT_OFF,
    MAY_BE_CUT_OFF,
    REFUSED,
    STAYS,
    fate_of,
    stage_arn_of,
    worth_asking,
)
from pulumi_ivs_realtime.impact.judging.headroom import Headroom, full_of_tags, headroom
from pulumi_ivs_realtime.impact.judging.live import Lives
from pulumi_ivs_realtime.impact.judging.renames import rename_consequences
from pulumi_ivs_realtime.impact.judging.token_consequences import token_consequences
from pulumi_ivs_realtime.impact.reading.changes import Change, changes_in
from pulumi_ivs_realtime.impact.reading.drift import Drift, drift_in
from pulumi_ivs_realtime.impact.reading.kinds import STAGE
from pulumi_ivs_realtime.impact.reading.preview import Message, Preview, well_formed
from pulumi_ivs_realtime.rules.tags import MOST_TAGS


@dataclass(frozen=True)
class Report:
    """What a reviewer must know.

    Attributes:
        stack: `project/stack`.
        complete: the preview succeeded; otherwise more may change than is shown.
        unchanged: resources that stay as they are.
        seconds: what the calls to Amazon IVS take at the quotas; a burst that they allow takes none.
        lives: what AWS said of the stages that were asked.
        asked: when it was asked; None when it was not.
        tells_leftovers: the preview would list deletions that an earlier run left over.
        hidden_credentials: the keys of credentials that are secret in the preview.
    """

    stack: str
    complete: bool
    changes: tuple[Change, ...]
    consequences: tuple[Consequence, ...]
    drift: tuple[Drift, ...]
    headroom: tuple[Headroom, ...]
    calls: Calls
    seconds: float
    unchanged: int
    messages: tuple[Message, ...]
    lives: Lives
    asked: datetime | None
    tells_leftovers: bool
    hidden_credentials: tuple[str, ...]

    @property
    def counts(self) -> Counter[str]:
        """Resources by action."""
        return Counter(change.action for change in self.changes)

    @property
    def cut_off(self) -> frozenset[str]:
        """The ARNs of what people, or an encoder, are in now who would be cut off, because nothing refuses it."""
        return self._stages(CUT_OFF)

    @property
    def perhaps_cut_off(self) -> frozenset[str]:
        """The ARNs of what people, or an encoder, are in now who may be cut off: what decides is not known."""
        return self._stages(MAY_BE_CUT_OFF) - self.cut_off

    @property
    def refused(self) -> frozenset[str]:
        """The ARNs of what is live at which `up` fails: it deletes, replaces and moves none of them."""
        return self._stages(REFUSED)

    @property
    def staying(self) -> frozenset[str]:
        """The ARNs of the live stages that stay on AWS when new ones take their place."""
        return self._stages(STAYS)

    @property
    def adopted_and_deleted(self) -> frozenset[str]:
        """The ARNs of what one resource takes in and another deletes in the same run."""
        return frozenset(loser.arn for _, loser in clashes(self.changes))

    @property
    def refused_keys(self) -> frozenset[str]:
        """The ARNs of the public keys whose tokens are refused from then on, or for a moment."""
        return frozenset(each.step.old.id for each in keys_refused(self.changes))

    @property
    def stops(self) -> bool:
        """Whether `up` stops before everything else is applied; a refused deletion comes after what is not deleted."""
        return any(fate_of(each, self.lives) == REFUSED and each.action == "replace" for each in self.changes)

    def _stages(self, fate: str) -> frozenset[str]:
        return frozenset(stage_arn_of(each) for each in self.changes if fate_of(each, self.lives) == fate)

    @property
    def whole_seconds(self) -> int:
        """The duration as it is told: a second at least when anything is called."""
        return max(1, math.ceil(self.seconds)) if self.calls else 0


def stages_to_ask(preview: Preview, now: datetime) -> tuple[str, ...]:
    """The ARNs of the stages and ingest configurations of which it matters whether they are live."""
    with well_formed():
        found = (stage_arn_of(change) for change in changes_in(preview, now) if worth_asking(change))
        return tuple(sorted({arn for arn in found if arn}))


def report_on(preview: Preview, now: datetime, lives: Lives | None = None) -> Report:
    """The report on a preview.

    Args:
        preview: from `read_preview`.
        now: with a time zone; decides what becomes of tokens.
        lives: what `live.ask` found; None when AWS was not asked.

    Raises:
        InvalidInputs: the preview holds what no preview does.
    """
    with well_formed():
        return _report(preview, now, lives)


def _report(preview: Preview, now: datetime, lives: Lives | None) -> Report:
    changes, settings = changes_in(preview, now), settings_of(preview)
    rooms, drifts = headroom(preview, changes), drift_in(preview)
    held = {room.region: room.before for room in rooms if room.kind == STAGE and room.after is not None}
    calls = calls_of(changes, settings, held)
    return Report(
        stack=preview.stack,
        complete=preview.complete,
        changes=changes,
        consequences=_consequences(preview, changes, rooms, drifts, lives or {}, now),
        drift=drifts,
        headroom=rooms,
        calls=calls,
        seconds=seconds_of(calls, settings),
        unchanged=_unchanged(preview),
        messages=_said(preview),
        lives=lives or {},
        asked=now if lives is not None else None,
        tells_leftovers=preview.tells_leftovers,
        hidden_credentials=hidden_credentials(preview),
    )


def _consequences(
    preview: Preview,
    changes: tuple[Change, ...],
    rooms: tuple[Headroom, ...],
    drifts: tuple[Drift, ...],
    lives: Lives,
    now: datetime,
) -> tuple[Consequence, ...]:
    found = [*clash_consequences(changes), *stage_consequences(changes, lives)]
    for change in changes:
        found += recording_consequences(change, lives)
    found += token_consequences(changes, lives, now)
    found += encoder_consequences(changes, lives)
    found += key_consequences(changes)
    found += storage_consequences(preview, changes)
    found += rename_consequences(changes)
    found += other_consequences(changes, preview.messages, lives)
    found += drift_consequences(drifts)
    found += quota_consequences(rooms, dict(full_of_tags(changes)), MOST_TAGS)
    return tuple(sorted(found, key=lambda each: SEVERITIES.index(each.severity)))


def _unchanged(preview: Preview) -> int:
    """Without the stack itself, which every preview counts."""
    stack_is_same = any(step.op == "same" and step.type == "pulumi:pulumi:Stack" for step in preview.steps)
    return max(0, (preview.counts or {}).get("same", 0) - stack_is_same)


def _said(preview: Preview) -> tuple[Message, ...]:
    """Errors and warnings, without the engine's own "preview failed" behind the cause."""
    lasting = [each for each in preview.messages if each.severity in {"error", "warning"} and each.text]
    return tuple(each for each in lasting if each.text != "preview failed") or tuple(lasting)
