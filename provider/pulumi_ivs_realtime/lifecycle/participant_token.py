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

# What the program declares, by URN, of the tokens that check() saw since they were last read: only then is the passing
# of time a reason to replace, so that a refresh, which reads and compares without a check, never reports it as drift.
_declared: dict[str, Props] = {}
# Tokens replaced for what they declare, not for their age: these are revoked at any age.
_changed: set[str] = set()


class ParticipantTokenProvider(Provider):
    """Wraps CreateParticipantToken and DisconnectParticipant.

    Its module path and name stand in every user's state and are never changed.
    """

    noun = "participant token"

    def checked(self, _olds: Props, news: Props, _secret: Collection[str]) -> tuple[Props, Iterator[Failure]]:
        """Offline."""
        inputs = _declared[str(news.get("createUrn"))] = tokens.completed(news)
        return inputs, tokens.token_failures(inputs, known)

    def diff(self, id_: str, olds: Props, news: Props) -> DiffResult:
        """Any change of what the token says replaces it; so does its age. Calls nothing."""
        with self.speaking("comparing", news):
            self.refuse_foreign(id_, own=_is_token(id_, olds))
            news = _handed_over(news)
            changed = tokens.changed_properties(olds, news)
            replaces = tokens.replacing_properties(olds, news)
            if replaces:
                _changed.add(id_)
            elif str(news.get("createUrn")) in _declared and tokens.renewal_due(_as_declared(olds, news), _now()):
                replaces = ["expirationTime"]
            return DiffResult(changes=bool(changed or replaces), replaces=replaces)

    def create(self, props: Props) -> CreateResult:
        """One CreateParticipantToken."""
        with self.speaking("creating", props):
            props = _handed_over(props)
            client = self.client_of(props["stageArn"])
            with self.needing("stageArn", props["stageArn"]):
                made = client.create_participant_token(tokens.create_arguments(props))
            computed = {**made, "expirationTime": tokens.iso(made["expirationTime"])}
            return CreateResult(made["participantId"], tokens.outputs(props, computed))

    def update(self, id_: str, olds: Props, news: Props) -> UpdateResult:
        """Another renewal window; no call."""
        with self.speaking("updating", news):
            self.refuse_foreign(id_, own=_is_token(id_, olds))
            return UpdateResult(tokens.outputs(_handed_over(news), olds))

    def read(self, id_: str, props: Props) -> ReadResult:
        """The token as the state holds it: the service shows a token once and cannot be asked for it again."""
        with self.speaking("reading", props):
            _declared.pop(str(props.get("createUrn")), None)
            return ReadResult(id_, tokens.outputs(props, props))

    def delete(self, id_: str, props: Props) -> None:
        """Revokes the token (DisconnectParticipant), unless it expires soon anyway: that would throw its user out."""
        with self.speaking("deleting", props):
            left_to_expire = not _is_changed(id_, props) and tokens.renewal_due(props, _now())
            if left_to_expire or tokens.expired(props, _now()):
                return
            try:
                self.client_of(props["stageArn"]).disconnect_participant(props["stageArn"], id_)
            except NotFound:
                return


def _handed_over(props: Props) -> Props:
    """What the engine hands over: policies change inputs after check(), and what they leave is what is declared."""
    inputs = tokens.completed(props)
    if (urn := str(props.get("createUrn"))) in _declared:
        _declared[urn] = inputs
    return inputs


def _is_token(id_: str, olds: Props) -> bool:
    return olds.get("participantId") == id_ and parsed(str(olds.get("stageArn"))) is not None


def _is_changed(id_: str, props: Props) -> bool:
    """Whether the program now says something else; also in an `up` that only finishes what an earlier one began."""
    today = _declared.get(str(props.get("createUrn")))
    return id_ in _changed or (today is not None and bool(tokens.replacing_properties(props, today)))


def _as_declared(olds: Props, news: Props) -> Props:
    """The token as it is, with the renewal window of today's program; what is not known yet is as it was."""
    today = {key: news[key] for key in ("renewBefore", "duration") if key in news}
    arrived: Props = {key: value if known(value) else olds.get(key) for key, value in today.items()}
    declared = {key: value for key, value in arrived.items() if value is not None}
    return {"expirationTime": olds.get("expirationTime"), **declared}


def _now() -> datetime:
    return datetime.now(timezone.utc)
