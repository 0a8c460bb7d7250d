"""The lifecycle of a ParticipantToken."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timezone

from pulumi.dynamic import CreateResult, DiffResult, ReadResult, UpdateResult

from pulumi_ivs_realtime.errors import NotFound
from pulumi_ivs_realtime.lifecycle.frame import Props, Provider, known
from pulumi_ivs_realtime.model import Failure
from pulumi_ivs_realtime.rules import tokens
from pulumi_ivs_realtime.rules.arns import parsed


class ParticipantTokenProvider(Provider):
    """Wraps CreateParticipantToken and DisconnectParticipant.

    Its module path and name stand in every user's state and are never changed.
    """

    noun = "participant token"

    def checked(self, _olds: Props, news: Props, _secret: Collection[str]) -> tuple[Props, Iterator[Failure]]:
        """Offline."""
        inputs = tokens.completed(news)
        self.memory.declare(_urn(news), inputs)
        return inputs, tokens.token_failures(inputs, known)

    def diff(self, id_: str, olds: Props, news: Props) -> DiffResult:
        """Any change of what the token says replaces it; so does its age. Calls nothing."""
        with self.speaking("comparing", news):
            self.refuse_foreign(id_, own=_is_token(id_, olds))
            news = self._handed_over(news)
            changed = tokens.changed_properties(olds, news)
            replaces = tokens.replacing_properties(olds, news)
            if replaces:
                self.memory.change(id_)
            # A refresh reads and compares without a check, and must not report the passing of time as drift.
            elif self.memory.declared(_urn(news)) and tokens.renewal_due(_as_declared(olds, news), _now()):
                replaces = ["expirationTime"]
            return DiffResult(changes=bool(changed or replaces), replaces=replaces)

    def create(self, props: Props) -> CreateResult:
        """One CreateParticipantToken."""
        with self.speaking("creating", props):
            props = self._handed_over(props)
            client = self.client_of(props["stageArn"])
            with self.needing("stageArn", props["stageArn"]):
                made = client.create_participant_token(tokens.create_arguments(props))
            computed = {**made, "expirationTime": tokens.iso(made["expirationTime"])}
            return CreateResult(made["participantId"], tokens.outputs(props, computed))

    def update(self, id_: str, olds: Props, news: Props) -> UpdateResult:
        """Another renewal window; no call."""
        with self.speaking("updating", news):
            self.refuse_foreign(id_, own=_is_token(id_, olds))
            return UpdateResult(tokens.outputs(self._handed_over(news), olds))

    def read(self, id_: str, props: Props) -> ReadResult:
        """The token as the state holds it: the service shows a token once and cannot be asked for it again."""
        with self.speaking("reading", props):
            self.memory.read(_urn(props))
            return ReadResult(id_, tokens.outputs(props, props))

    def delete(self, id_: str, props: Props) -> None:
        """Revokes the token (DisconnectParticipant), unless it expires soon anyway: that would throw its user out."""
        with self.speaking("deleting", props):
            left_to_expire = not self._is_changed(id_, props) and tokens.renewal_due(props, _now())
            if left_to_expire or tokens.expired(props, _now()):
                return
            try:
                self.client_of(props["stageArn"]).disconnect_participant(props["stageArn"], id_)
            except NotFound:
                return

    def _handed_over(self, props: Props) -> Props:
        """What the engine hands over: policies change inputs after check(), and what they leave is what is declared."""
        inputs = tokens.completed(props)
        if self.memory.declared(_urn(props)) is not None:
            self.memory.declare(_urn(props), inputs)
        return inputs

    def _is_changed(self, id_: str, props: Props) -> bool:
        """Whether the program now says something else; also in an `up` that only finishes what an earlier one began."""
        today = self.memory.declared(_urn(props))
        changed = today is not None and bool(tokens.replacing_properties(props, dict(today)))
        return self.memory.is_changed(id_) or changed


def _urn(props: Props) -> str:
    return str(props.get("createUrn"))


def _is_token(id_: str, olds: Props) -> bool:
    return olds.get("participantId") == id_ and parsed(str(olds.get("stageArn"))) is not None


def _as_declared(olds: Props, news: Props) -> Props:
    """The token as it is, with the renewal window of today's program; what is not known yet is as it was."""
    today = {key: news[key] for key in ("renewBefore", "duration") if key in news}
    arrived: Props = {key: value if known(value) else olds.get(key) for key, value in today.items()}
    declared = {key: value for key, value in arrived.items() if value is not None}
    return {"expirationTime": olds.get("expirationTime"), **declared}


def _now() -> datetime:
    return datetime.now(timezone.utc)
