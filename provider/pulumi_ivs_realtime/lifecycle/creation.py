"""Exactly one stage for one declaration, whatever dies on the way (docs/decisions/identity.md)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from typing import Any

import pulumi

from pulumi_ivs_realtime.aws.client import IvsRealTimeClient, Stage
from pulumi_ivs_realtime.errors import AccessDenied, IvsRealTimeError, Refused, ServiceFault, Unreachable
from pulumi_ivs_realtime.lifecycle.host import require_engine
from pulumi_ivs_realtime.rules import stages
from pulumi_ivs_realtime.rules.marks import LONGEST_CALL, MARK_KEY, Mark, creator, mark_of, without_mark
from pulumi_ivs_realtime.rules.settings import Settings
from pulumi_ivs_realtime.rules.tags import MOST_TAGS, TagChanges, Tags, reconcile_tags

Props = dict[str, Any]

_ATTEMPTS = 4
_LOOKS = (0.0, 1.0, 3.0)
"""Pauses in seconds before each look for a stage whose reply was lost; ListStages may lag [INFER]."""


class Creation:
    """One create() of one stage."""

    def __init__(self, client: IvsRealTimeClient, settings: Settings, inputs: Props) -> None:
        self._client, self._settings, self._inputs = client, settings, inputs
        self._creator = creator(str(inputs.get("organization")), str(inputs.get("createUrn")))
        self._nonces: set[str] = set()

    def stage(self) -> Stage:
        """The stage, finished: taken over from an attempt that died, or made.

        Raises:
            Refused: an unfinished stage of this declaration is live, or there are two.
            ServiceError, Unreachable: as the client raises them.
        """
        if not self._settings.create_mark:
            return self._client.create_stage(self._plain)
        return self._finished(self._unfinished() or self._made())

    def brought_to(self, stage: Stage) -> Stage:
        """An existing stage, brought to the declared state with the calls that this needs."""
        found, _ = stages.drift(self._inputs, stage, self._settings)
        arguments = stages.update_arguments({**self._inputs, **found}, self._inputs)
        if arguments:
            stage = {**stage, **self._client.update_stage(stage["arn"], arguments)}
        tags = stage.get("tags", {})
        # The mark takes the place of one tag until it goes.
        wanted = dict(_first(self._inputs["tagsAll"])) if MARK_KEY in tags else self._inputs["tagsAll"]
        changes = reconcile_tags(without_mark(tags), wanted, self._settings.ignored_tags)
        self._client.change_tags(stage["arn"], changes)
        return stage

    def _plain(self) -> Props:
        require_engine()
        return stages.create_arguments(self._inputs)

    def _marked(self) -> Props:
        arguments = self._plain()
        mark = Mark(self._creator, int(time.time()), secrets.token_hex(8))
        self._nonces.add(mark.nonce)
        arguments["tags"] = {**dict(_first(arguments["tags"])), MARK_KEY: str(mark)}
        return arguments

    def _made(self) -> Stage:
        for attempt in range(_ATTEMPTS):
            asked = time.monotonic()
            try:
                return self._client.create_stage(self._marked)
            except (ServiceFault, Unreachable) as error:
                made = self._lost(asked)
                if made:
                    return made
                if attempt == _ATTEMPTS - 1 or (isinstance(error, Unreachable) and not error.sent):
                    raise
        raise AssertionError("the last attempt returns or raises")

    def _lost(self, asked: float) -> Stage | None:
        """The stage that a call without a reply made after all."""
        for pause in _LOOKS:
            time.sleep(pause)
            for stage in self._client.all_stages(since=asked).values():
                mark = mark_of(stage.get("tags", {}))
                if mark and mark.nonce in self._nonces:
                    return self._client.get_stage(stage["arn"])
            asked = time.monotonic()
        return None

    def _unfinished(self) -> Stage | None:
        """The stage that an earlier run began for this declaration and never finished."""
        candidates = self._own(self._client.all_stages().values())
        if not candidates:
            return None
        stage, mark = _only(candidates)
        _refuse_live(stage)
        rest = LONGEST_CALL - mark.age(time.time())
        if rest > 0:
            return self._waited_for(rest)
        return self._taken_over(stage)

    def _waited_for(self, seconds: float) -> Stage | None:
        # Its maker may still be about to remove the mark, and then the stage is somebody's.
        pulumi.log.info(f"an unfinished stage of an earlier run is {seconds:.0f} s too young to be taken over; waiting")
        time.sleep(seconds)
        require_engine()
        candidates = self._own(self._client.all_stages(since=time.monotonic()).values())
        if not candidates:
            return None
        stage, _ = _only(candidates)
        _refuse_live(stage)
        return self._taken_over(stage)

    def _taken_over(self, stage: Stage) -> Stage:
        pulumi.log.info(f"took over {stage['arn']}, which an earlier run began for this declaration and never finished")
        require_engine()
        return self.brought_to(self._client.get_stage(stage["arn"]))

    def _own(self, found: Iterable[Stage]) -> list[tuple[Stage, Mark]]:
        marked = ((stage, mark_of(stage.get("tags", {}))) for stage in found)
        return [(stage, mark) for stage, mark in marked if mark and mark.creator == self._creator]

    def _finished(self, stage: Stage) -> Stage:
        """Removes the mark, and then sets the one tag for which it left no room."""
        require_engine()
        rest = dict(_last(self._inputs["tagsAll"]))
        try:
            self._client.change_tags(stage["arn"], TagChanges([MARK_KEY], rest))
        except AccessDenied as error:
            raise IvsRealTimeError(
                f"{error} {stage['arn']} is made and the next `up` takes it over; to do without the permission, set "
                "ivs-realtime:createMark to false."
            ) from error
        return stage


def _first(tags: Tags) -> list[tuple[str, str]]:
    return sorted(tags.items())[: MOST_TAGS - 1]


def _last(tags: Tags) -> list[tuple[str, str]]:
    return sorted(tags.items())[MOST_TAGS - 1 :]


def _only(candidates: list[tuple[Stage, Mark]]) -> tuple[Stage, Mark]:
    if len(candidates) > 1:
        arns = " and ".join(sorted(stage["arn"] for stage, _ in candidates))
        raise Refused(f"{arns} are both unfinished stages of this declaration; delete those that are not in use.")
    return candidates[0]


def _refuse_live(stage: Stage) -> None:
    if stage.get("activeSessionId"):
        raise Refused(
            f"{stage['arn']}, begun for this declaration by an earlier run, is live "
            f"(session {stage['activeSessionId']}); adopt it with adopt=, or wait until the session has ended."
        )
