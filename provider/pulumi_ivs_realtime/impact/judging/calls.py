"""The calls that an `up` makes for a change, told by the same rules that the provider goes by."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pulumi_ivs_realtime.configuration.reading import read_settings
from pulumi_ivs_realtime.errors import InvalidConfiguration
from pulumi_ivs_realtime.impact.judging.fates import leaves, moves_encoder
from pulumi_ivs_realtime.impact.reading.changes import Change
from pulumi_ivs_realtime.impact.reading.differences import tags_before
from pulumi_ivs_realtime.impact.reading.inputs import managed_inputs
from pulumi_ivs_realtime.impact.reading.kinds import STORAGE, TAG, TOKEN, region_of
from pulumi_ivs_realtime.impact.reading.preview import Preview
from pulumi_ivs_realtime.impact.reading.values import SECRET
from pulumi_ivs_realtime.model import calls_per_second
from pulumi_ivs_realtime.model.kinds import STAGE as STAGE_KIND
from pulumi_ivs_realtime.model.kinds import Kind
from pulumi_ivs_realtime.rules.kinds.every import MANAGED
from pulumi_ivs_realtime.rules.settings import Settings
from pulumi_ivs_realtime.rules.tags import reconcile_tags

_PAGE = 100


class Call(NamedTuple):
    """One call; deletions come after everything else, so phases follow each other."""

    region: str
    operation: str
    deleting: bool = False


Calls = Counter[Call]


_KEYS = ("aws:accessKey", "aws:secretKey", "aws:token")
_CREDENTIALS = (*_KEYS, "aws:assumeRoles", "aws:assumeRoleWithWebIdentity")


def hidden_credentials(preview: Preview) -> tuple[str, ...]:
    """The keys of the stack's credentials that a preview does not show, because they are secret."""
    return tuple(key for key in _CREDENTIALS if SECRET in preview.config.get(key, ""))


def settings_of(preview: Preview) -> Settings:
    """The settings of the previewed stack, without those that are secret; defaults where they cannot be used.

    Of an access key with its secret key and token none is taken unless all can be: half of them only misleads.
    """
    halved = _KEYS if set(_KEYS) & set(hidden_credentials(preview)) else ()
    told = {key: value for key, value in preview.config.items() if SECRET not in value and key not in halved}
    try:
        return read_settings(told.get, {})
    except InvalidConfiguration:
        return Settings()


def calls_of(changes: tuple[Change, ...], settings: Settings, held: Mapping[str, int] | None = None) -> Calls:
    """All calls of this package's resources; no preview shows the program's look-ups, nor what other packages call.

    Args:
        changes: what is to happen.
        settings: of the stack.
        held: the stages in each region, as far as they are known: ListStages gives 100 a page.
    """
    counted: Calls = Counter(call for change in changes for call in _calls(change, settings))
    for kind, region in _swept(changes, settings):
        number = (held or {}).get(region, 0) if kind == STAGE_KIND else 0
        counted[Call(region, kind.list)] += max(1, math.ceil(number / _PAGE))
    return counted


def seconds_of(calls: Calls, settings: Settings) -> float:
    """How long the calls take at the quotas: a second's worth goes out at once, regions do not wait for each other."""
    quotas = dict(settings.connection.quotas)
    phases: dict[tuple[str, bool], float] = {}
    for call, count in calls.items():
        rate = quotas.get(call.operation) or calls_per_second(call.operation)
        phase = (call.region, call.deleting)
        phases[phase] = max(phases.get(phase, 0.0), (count - max(1.0, rate)) / rate)
    return sum(
        max((took for (_, deleting), took in phases.items() if deleting is late), default=0.0) for late in (False, True)
    )


def _calls(change: Change, settings: Settings) -> Iterator[Call]:
    old, new = region_of(change.step.old), region_of(change.step.new)
    if rules := MANAGED.get(change.kind):
        if _asks_first(change):
            yield Call(old, rules.kind.get)  # create() looks whether the predecessor is live
        yield from (Call(new, operation) for operation in _makes(change, rules.kind, settings))
        yield from (Call(old, operation, deleting=True) for operation in _unmakes(change))
    elif change.kind == TOKEN:
        if change.action in {"create", "replace", "renew"}:
            yield Call(new, "CreateParticipantToken")
        if change.revokes:
            yield Call(old, "DisconnectParticipant", deleting=True)
    elif change.kind == TAG:
        if change.action in {"create", "update", "replace"}:
            yield Call(new, "TagResource")
        if change.destroys:
            yield Call(old, "UntagResource", deleting=True)


def _asks_first(change: Change) -> bool:
    """Planned replacements are known by diff(), forced ones by the state, which knows only what was applied."""
    if change.action != "replace" or change.step.deletes_first:
        return False
    flags = [change.step.old.inputs, *([change.step.new.inputs] if change.asks_first else ())]
    return not all(_may_be_cut_off(change, inputs) for inputs in flags) and not leaves(change)


def _may_be_cut_off(change: Change, props: Mapping[str, Any]) -> bool:
    return MANAGED[change.kind].may_be_cut_off(managed_inputs(change.kind, props))


def _makes(change: Change, kind: Kind, settings: Settings) -> Iterator[str]:
    if change.action in {"create", "replace"}:
        yield from _creation(kind, settings)
    elif change.action == "update":
        yield from _update(change, settings)
    elif change.action == "adopt":
        yield from (kind.get, kind.get)


def _creation(kind: Kind, settings: Settings) -> Iterator[str]:
    yield kind.create
    if settings.create_mark:
        yield from ("TagResource", "UntagResource")


def _update(change: Change, settings: Settings) -> Iterator[str]:
    olds = {**change.step.old.inputs, **change.step.old.outputs}
    news = {"name": "", **change.step.new.inputs}
    rules = MANAGED[change.kind]
    before, after = managed_inputs(change.kind, olds), managed_inputs(change.kind, news)
    if rules.update_arguments(before, after):
        if moves_encoder(change) and not rules.may_be_cut_off(after):
            yield rules.kind.get
        yield rules.kind.update
    tagged = tags_before(change.step.old)
    wanted = tagged | {each.path: each.after for each in change.tags}
    told = {key: value for key, value in wanted.items() if value is not None}
    tags = reconcile_tags(tagged, told, settings.ignored_tags)
    if tags.to_remove:
        yield "UntagResource"
    if tags.to_set:
        yield "TagResource"


def _unmakes(change: Change) -> Iterator[str]:
    kind = MANAGED[change.kind].kind
    if change.destroys:
        if not _may_be_cut_off(change, {**change.step.old.inputs, **change.step.old.outputs}):
            yield kind.get
        if change.kind == STORAGE:
            yield STAGE_KIND.list  # delete() looks whether a live stage records to it
        yield kind.delete


def _swept(changes: tuple[Change, ...], settings: Settings) -> set[tuple[Kind, str]]:
    """Kinds and regions that are looked through, once, for what an earlier run left unfinished."""
    if not settings.create_mark:
        return set()
    made = (change for change in changes if change.kind in MANAGED and change.action in {"create", "replace"})
    return {(MANAGED[change.kind].kind, region_of(change.step.new)) for change in made}
