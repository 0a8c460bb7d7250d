"""The lifecycle of a ParticipantToken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

from pulumi.dynamic import CreateResult, ReadResult, UpdateResult

from pulumi_ivs_realtime.declarations import PARTICIPANT_TOKEN
from pulumi_ivs_realtime.errors import NotFound
from pulumi_ivs_realtime.lifecycle.frame import Comparison, Props, Provider, is_unknown
from pulumi_ivs_realtime.model import Failure
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.inputs import ParticipantTokenInputs, required
from pulumi_ivs_realtime.rules.kinds import tokens


class ParticipantTokenProvider(Provider):
    """Wraps CreateParticipantToken and DisconnectParticipant.

    Its module path and name stand in every user's state and are never changed.
    """

    declaration = PARTICIPANT_TOKEN

    def checked(self, _olds: Props, news: Props) -> tuple[Props, Iterator[Failure]]:
        """Offline."""
        inputs = tokens.completed(_recorded(news))
        self.memory.declare(inputs.urn, inputs)
        return inputs.to_props(), tokens.token_failures(inputs)

    def diff(self, id_: str, olds: Props, news: Props) -> Comparison:
        """Any change of what the token says replaces it; so does its age. Calls nothing."""
        with self.speaking("comparing", news):
            self.refuse_foreign(id_, own=_is_token(id_, olds))
            old, new = _recorded(olds), self._handed_over(news)
            changed = tokens.changed_properties(old, new)
            replaces = tokens.replacing_properties(old, new)
            if replaces:
                self.memory.change(id_)
            # A refresh reads and compares without a check, and must not report the passing of time as drift.
            elif self.memory.declared(new.urn) and _is_due(tokens.with_todays_window(old, new), olds):
                replaces = ["expirationTime"]
            return self.compared(olds, news, changed, replaces)

    def create(self, props: Props) -> CreateResult:
        """One CreateParticipantToken."""
        with self.speaking("creating", props):
            inputs = self._handed_over(props)
            arn = required(inputs.stage_arn, "stageArn")
            client = self.client_of(arn)
            with self.needing("stageArn", arn):
                made = client.create_participant_token(tokens.create_arguments(inputs))
            computed = {**made, "expirationTime": tokens.iso(made["expirationTime"])}
            return CreateResult(made["participantId"], _outputs(inputs, computed))

    def update(self, id_: str, olds: Props, news: Props) -> UpdateResult:
        """Another renewal window; no call."""
        with self.speaking("updating", news):
            self.refuse_foreign(id_, own=_is_token(id_, olds))
            return UpdateResult(_outputs(self._handed_over(news), olds))

    def read(self, id_: str, props: Props) -> ReadResult:
        """The token as the state holds it: the service shows a token once and cannot be asked for it again."""
        with self.speaking("reading", props):
            inputs = _recorded(props)
            self.memory.read(inputs.urn)
            return ReadResult(id_, _outputs(inputs, props))

    def delete(self, id_: str, props: Props) -> None:
        """Revokes the token (DisconnectParticipant), unless it expires soon anyway: that would throw its user out."""
        with self.speaking("deleting", props):
            inputs = _recorded(props)
            left_to_expire = not self._is_changed(id_, inputs) and self._is_due(inputs, props)
            if left_to_expire or tokens.expired(props.get("expirationTime"), _now()):
                return
            arn = required(inputs.stage_arn, "stageArn")
            try:
                self.client_of(arn).disconnect_participant(arn, id_)
            except NotFound:
                return

    def _handed_over(self, props: Props) -> ParticipantTokenInputs:
        """What the engine hands over: policies change inputs after check(), and what they leave is what is declared."""
        inputs = tokens.completed(_recorded(props))
        if self.memory.declared(inputs.urn) is not None:
            self.memory.declare(inputs.urn, inputs)
        return inputs

    def _is_due(self, inputs: ParticipantTokenInputs, props: Props) -> bool:
        """Whether its own window, or today's, lets the token expire: diff() goes by today's."""
        today = self.memory.declared(inputs.urn)
        return _is_due(inputs, props) or bool(today and _is_due(tokens.with_todays_window(inputs, today), props))

    def _is_changed(self, id_: str, inputs: ParticipantTokenInputs) -> bool:
        """Whether the program now says something else; also in an `up` that only finishes what an earlier one began."""
        today = self.memory.declared(inputs.urn)
        changed = today is not None and bool(tokens.replacing_properties(inputs, today))
        return self.memory.is_changed(id_) or changed


def _recorded(props: Props) -> ParticipantTokenInputs:
    """The inputs as they stand in a state."""
    return ParticipantTokenInputs.from_props(props, is_unknown)


def _outputs(inputs: ParticipantTokenInputs, computed: Mapping[str, Any]) -> Props:
    names = [each.wire_name for each in PARTICIPANT_TOKEN.computed]
    return inputs.to_props(others=False) | {name: computed[name] for name in names if name in computed}


def _is_token(id_: str, olds: Props) -> bool:
    return olds.get("participantId") == id_ and parsed(str(olds.get("stageArn"))) is not None


def _is_due(inputs: ParticipantTokenInputs, olds: Props) -> bool:
    return tokens.renewal_due(inputs, olds.get("expirationTime"), _now())


def _now() -> datetime:
    return datetime.now(timezone.utc)
