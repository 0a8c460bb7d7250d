"""Exactly one resource for one declaration, whatever dies on the way (docs/decisions/identity.md)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from pulumi_ivs_realtime.aws.client import Found, IvsRealTimeClient
from pulumi_ivs_realtime.aws.session import LONGEST_REQUEST
from pulumi_ivs_realtime.errors import AccessDenied, IvsRealTimeError, NotFound, Refused, ServiceFault, Unreachable
from pulumi_ivs_realtime.lifecycle.host import require_engine, tell
from pulumi_ivs_realtime.lifecycle.own_state import Reading
from pulumi_ivs_realtime.lifecycle.unmarking import marked_resources, remove_mark, tell_denied
from pulumi_ivs_realtime.rules.identity.hosts import other_urn
from pulumi_ivs_realtime.rules.identity.marks import (
    LONGEST_CALL,
    MARK_KEY,
    Mark,
    creator,
    mark_of,
    new_nonce,
    without_mark,
)
from pulumi_ivs_realtime.rules.inputs import ManagedInputs, required
from pulumi_ivs_realtime.rules.managed import ManagedRules
from pulumi_ivs_realtime.rules.settings import Settings
from pulumi_ivs_realtime.rules.tags import MOST_TAGS, TagChanges, Tags, reconcile_tags

ReadState = Callable[[float], Reading]
"""Reads the stack's own state; the argument is the `time.monotonic()` since which the reading must have begun."""

_ATTEMPTS = 4
_LOOKS = (0.0, 1.0, 3.0)
"""Pauses in seconds before each look for a stage whose reply was lost; ListStages may lag [INFER]."""
_SETTLING = 1.0
"""Seconds in which whoever saw the same old mark as we did has written a claim of its own."""
_SILENCE = 120.0
"""Seconds for which a service that does not answer is asked to change the mark."""
_SURE = LONGEST_CALL - LONGEST_REQUEST
"""Seconds of a mark's age up to which a request that is sent now has ended before anybody may claim the stage."""


class Creation:
    """One create() of one resource.

    Attributes:
        left_over: the mark, when it is not known whether the resource still bears it; else {}.
        missing: declared tags that could not be set once the mark had gone; else {}.
    """

    def __init__(
        self,
        rules: ManagedRules[Any],
        client: IvsRealTimeClient,
        settings: Settings,
        inputs: ManagedInputs,
        read_state: ReadState,
    ) -> None:
        self._rules, self._kind = rules, rules.kind
        self._client, self._settings, self._inputs, self._read_state = client, settings, inputs, read_state
        self._urn = inputs.urn
        self._attempt = str(inputs.attempt or "")
        self._creator = creator(str(inputs.organization), self._urn)
        self._marks: list[Mark] = []
        self._last_act_sent = False
        self._left_alone: set[str] = set()
        self.left_over: Tags = {}
        self.missing: Tags = {}

    def made(self) -> Found:
        """The resource, finished: taken over from an attempt that died, or made.

        Raises:
            Refused: an unfinished one of this declaration is live, there are two, or another run has taken it over.
            ServiceError, Unreachable: as the client raises them.
        """
        if not self._settings.create_mark:
            return self._client.create(self._kind, self._plain)
        found = self._unfinished() or self._made()
        if self._program_removes_mark:
            self._retire_mark(found["arn"])
        else:
            self._remove_mark(found["arn"])
            self._set_last(found["arn"])
        return found

    def adopted(self, found: Found) -> Found:
        """An existing resource, brought to the declared state; a mark on it goes first: it gives others a claim."""
        require_engine()
        if MARK_KEY in found.get("tags", {}):
            self._client.change_tags(found["arn"], TagChanges([MARK_KEY], {}))
        return self._brought_to(found, self._tags)

    @property
    def _name(self) -> str:
        return self._inputs.quoted_name

    @property
    def _tags(self) -> Tags:
        return required(self._inputs.tags_all, "tagsAll")

    @property
    def _program_removes_mark(self) -> bool:
        """Only a program that waits for the state does; and the fiftieth tag must wait until the mark has gone."""
        return bool(self._attempt) and len(self._tags) < MOST_TAGS

    def _brought_to(self, found: Found, tags: Tags) -> Found:
        before = self._rules.as_found(self._inputs, found, self._settings)
        changes = self._rules.update_arguments(before, self._inputs)
        if changes:
            found = {**found, **self._client.update(self._kind, found["arn"], changes)}
        own = without_mark(found.get("tags", {}))
        self._client.change_tags(found["arn"], reconcile_tags(own, tags, self._settings.ignored_tags))
        return found

    def _plain(self) -> dict[str, Any]:
        require_engine()
        return self._rules.create_arguments(self._inputs)

    def _marked(self) -> dict[str, Any]:
        arguments = self._plain()
        arguments["tags"] = {**_first(arguments["tags"]), MARK_KEY: str(self._new_mark())}
        return arguments

    def _new_mark(self) -> Mark:
        self._marks.append(Mark(self._creator, int(self._client.now()), new_nonce(self._attempt)))
        return self._marks[-1]

    def _made(self) -> Found:
        for attempt in range(_ATTEMPTS):
            try:
                return self._client.create(self._kind, self._marked)
            except (ServiceFault, Unreachable) as error:
                made = self._lost()
                if made:
                    return made
                if attempt == _ATTEMPTS - 1 or (isinstance(error, Unreachable) and not error.sent):
                    raise
        raise AssertionError("the last attempt returns or raises")

    def _lost(self) -> Found | None:
        """What a call without a reply made after all."""
        for pause in _LOOKS:
            time.sleep(pause)
            for arn, mark in self._marked_ones(time.monotonic()):
                if mark in self._marks:
                    return self._client.get(self._kind, arn)
        return None

    def _marked_ones(self, since: float) -> list[tuple[str, Mark]]:
        """What bears a mark, of this name where a listing shows no tags: asking for those of all takes too long."""
        return marked_resources(
            self._client, self._kind, since=since, likely=lambda found: found.get("name") == self._inputs.name
        )

    def _unfinished(self) -> Found | None:
        """The one that an earlier run began for this declaration and never recorded."""
        since = float("-inf")
        while candidates := self._claimable(since):
            arn, mark = _only(candidates, self._kind.noun)
            young = LONGEST_CALL - mark.age(self._client.now())
            if young > 0:
                self._wait(young, arn)
            elif taken := self._taken_over(arn, mark):
                return taken
            since = time.monotonic()
        self._tell_of_nothing(self._read_state(float("-inf")))
        return None

    def _tell_of_nothing(self, reading: Reading) -> None:
        """Says after a crash that nothing can be taken over; what is left alone has a line of its own."""
        if reading.state is None or self._left_alone or not reading.state.began_before(self._urn, self._attempt):
            return
        tell(
            f"{self._name}: an earlier run began to make it and ended before its state held it; none of its "
            f"{self._kind.noun}s is found in {self._inputs.region}, and a new one is made"
        )

    def _claimable(self, since: float) -> list[tuple[str, Mark]]:
        """What this declaration may take over, as far as mark and state tell."""
        marked = self._marked_ones(since)
        creators = self._creators() if marked else set()
        own = [each for each in marked if each[1].creator in creators]
        return [(arn, mark) for arn, mark in own if self._may_claim(arn, mark, since)]

    def _may_claim(self, arn: str, mark: Mark, since: float) -> bool:
        """Never what the state holds; what is made, only where the state bears witness that it was never recorded."""
        reading = self._read_state(since)
        if reading.state is not None and reading.state.holds(arn):
            return False
        if mark.phase == "begun":
            return True
        urns = (self._urn, other_urn(self._urn))
        if reading.state and mark.attempt and any(reading.state.began(urn, mark.attempt) for urn in urns):
            return True
        self._leave_alone(arn, reading)
        return False

    def _creators(self) -> set[str]:
        """This declaration's, here and in the other host: a stack may go over between a crash and the next run."""
        state, other = self._read_state(float("-inf")).state, other_urn(self._urn)
        if state is None or not other:
            return {self._creator}
        organizations = {str(self._inputs.organization), *state.organizations}
        return {self._creator, *(creator(each, other) for each in organizations)}

    def _leave_alone(self, arn: str, reading: Reading) -> None:
        if arn in self._left_alone:
            return
        self._left_alone.add(arn)
        why = reading.reason or "the stack's state does not say so"
        tell(
            f"{self._name}: {arn} was made for a declaration of this name; whether by this stack is not known "
            f"({why}). It is left alone and a new {self._kind.noun} is made. If no stack holds it, adopt it with "
            "adopt=, or delete it."
        )

    def _wait(self, seconds: float, arn: str) -> None:
        # Its maker may still be about to finish it, and then the stage is somebody's.
        tell(
            f"{self._name}: waiting {seconds:.0f} s for {arn}: the earlier run that began it may still be at work on it"
        )
        time.sleep(seconds)

    def _taken_over(self, arn: str, mark: Mark) -> Found | None:
        """The resource under a mark of our own; None when the sweep that showed `mark` is out of date."""
        if self._seen(arn, mark) is None:
            return None
        claim = TagChanges([], {MARK_KEY: str(self._new_mark())})
        self._client.change_tags(arn, claim, before=require_engine)
        time.sleep(_SETTLING)
        found = self._seen(arn, self._marks[-1])
        if found is None:
            return None
        tell(f"{self._name}: took over {arn}, which an earlier run made for it and never recorded")
        return self._brought_to(found, _first(self._tags))

    def _seen(self, arn: str, mark: Mark) -> Found | None:
        """The resource as it is now, while it bears `mark`; refused when somebody uses it."""
        try:
            found = self._client.get(self._kind, arn)
        except NotFound:
            return None
        if mark_of(found.get("tags", {})) != mark:
            return None
        self._refuse_live(found)
        return found

    def _refuse_live(self, found: Found) -> None:
        if live := self._rules.live(found):
            raise Refused(
                f"{found['arn']}, begun for this declaration by an earlier run, {live.what}; adopt it with adopt=, or "
                f"{live.way_out}."
            )

    def _retire_mark(self, arn: str) -> None:
        """The last act: from here on nobody claims the resource without the witness of the state."""
        made = self._bearing.in_phase("made")
        change = TagChanges([], {MARK_KEY: str(made)})
        try:
            _insist(lambda: self._client.change_tags(arn, change, before=lambda: self._before_last_act(arn, made)))
        except AccessDenied as error:
            raise IvsRealTimeError(
                f"{error} {arn} is made and the next `up` takes it over; to do without the permission, set "
                "ivs-realtime:createMark to false."
            ) from error

    def _remove_mark(self, arn: str) -> None:
        """Removes the mark, however long the service is silent: whether a lost call did so cannot be told apart."""
        try:
            _insist(lambda: self._removed(arn))
        except (ServiceFault, Unreachable) as error:
            self._leave_mark(arn, error)

    def _removed(self, arn: str) -> None:
        if not remove_mark(self._client, arn, self._bearing, before=lambda: self._before_last_act(arn, None)):
            tell_denied(self._name)

    def _before_last_act(self, arn: str, then: Mark | None) -> None:
        """Whose the resource is, when a request that is sent now might end after the mark's grace.

        Args:
            then: what the act leaves in the mark's place; a lost call may have done so already.
        """
        require_engine()
        if self._bearing.age(self._client.now()) >= _SURE:
            found = mark_of(self._client.get(self._kind, arn).get("tags", {}))
            if found != self._bearing and not (found == then and self._last_act_sent):
                raise Refused(f"{arn} was taken over by another run with equal organization, project and stack names.")
        self._last_act_sent = True

    @property
    def _bearing(self) -> Mark:
        return self._marks[-1]

    def _leave_mark(self, arn: str, error: Exception) -> None:
        # Kept in the state all the same: forgetting it would leave an orphan if the mark has gone.
        self.left_over = {MARK_KEY: str(self._bearing)}
        tell(f"{self._name}: {arn} may still bear the tag {MARK_KEY}, which the next `up` removes: {error}", "warning")

    def _set_last(self, arn: str) -> None:
        """Sets the one tag for which the mark left no room."""
        rest = _last(self._tags)
        try:
            self._client.change_tags(arn, TagChanges([], rest))
        except IvsRealTimeError as error:
            # No error: the stage is finished, bears no mark, and would be nobody's if create() failed now.
            self.missing = rest
            tell(f"{self._name}: {arn} lacks the tag {next(iter(rest))}, which the next `up` sets: {error}", "warning")


def _insist(act: Callable[[], None]) -> None:
    """Repeats a change of the mark until the service answers, for two minutes."""
    silent_until = time.monotonic() + _SILENCE
    while True:
        try:
            return act()
        except (ServiceFault, Unreachable):
            if time.monotonic() > silent_until:
                raise
            time.sleep(_SETTLING)


def _first(tags: Tags) -> Tags:
    return dict(sorted(tags.items())[: MOST_TAGS - 1])


def _last(tags: Tags) -> Tags:
    return dict(sorted(tags.items())[MOST_TAGS - 1 :])


def _only(candidates: list[tuple[str, Mark]], noun: str) -> tuple[str, Mark]:
    if len(candidates) > 1:
        arns = " and ".join(sorted(arn for arn, _ in candidates))
        raise Refused(f"{arns} are both unfinished {noun}s of this declaration; delete those that are not in use.")
    return candidates[0]
