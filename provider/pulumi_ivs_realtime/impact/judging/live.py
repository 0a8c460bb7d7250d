"""Asks AWS which stages are live, who is in them and since when: GetStage and ListParticipants.

The door asks STS whose the credentials are when a stage is not found: another account's may look like none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from pulumi_ivs_realtime.errors import InvalidConfiguration, IvsRealTimeError, NotFound, Unreachable
from pulumi_ivs_realtime.model.kinds import KINDS, STAGE, Kind
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.kinds.every import MANAGED

MOST_COUNTED = 1000
"""Participants of one stage; more are not counted on, because a page of 100 costs a call of five a second."""


@dataclass(frozen=True)
class Liveness:
    """What AWS said of one stage.

    Attributes:
        session: the active session; "" when idle.
        participants: connected now; None when that could not be asked.
        more: there are more than were counted.
        since: when the first of them joined.
        connected: their participant ids.
        gone: the stage does not exist any more.
        error: why it is not known whether it is live; one sentence.
    """

    session: str = ""
    participants: int | None = None
    more: bool = False
    since: datetime | None = None
    connected: frozenset[str] = frozenset()
    gone: bool = False
    error: str = ""

    def tells_of(self, participant: str) -> bool:
        """Whether it is known if this participant is there."""
        return participant in self.connected or (self.participants is not None and not self.more)


class Service(Protocol):
    """What is needed of `aws.client.IvsRealTimeClient`."""

    def get(self, kind: Kind, arn: str) -> dict[str, Any]:
        """GetStage, GetIngestConfiguration …"""

    def list_participants(self, arn: str, session_id: str, *, most: int) -> list[dict[str, Any]]:
        """ListParticipants, those connected now."""


def ask(arns: Iterable[str], service_in: Callable[[str], Service]) -> dict[str, Liveness]:
    """The state of each stage; what could not be asked says why, and nothing is raised.

    Args:
        arns: stages.
        service_in: gives the service of a region.
    """
    found: dict[str, Liveness] = {}
    hopeless = ""
    for arn in sorted(set(arns)):
        found[arn] = Liveness(error=hopeless) if hopeless else _asked(arn, service_in)
        hopeless = hopeless or _hopeless(found[arn])
    return found


_HOPELESS = "no stage could be asked: "


def _asked(arn: str, service_in: Callable[[str], Service]) -> Liveness:
    place = parsed(arn)
    if place is None:
        return Liveness(error="this is not an ARN of Amazon IVS Real-Time.")
    try:
        service = service_in(place.region)
        kind = KINDS.get(place.kind, STAGE)
        found = service.get(kind, arn)
    except NotFound:
        return Liveness(gone=True)
    except (InvalidConfiguration, Unreachable) as error:
        return Liveness(error=f"{_HOPELESS}{error}")
    except IvsRealTimeError as error:
        return Liveness(error=str(error))
    if MANAGED[kind.name].live(found) is None:
        return Liveness(participants=0)
    if kind is not STAGE:
        return Liveness(str(found.get("state")), participants=1)  # one encoder, of which no more is known
    return _attended(service, arn, str(found["activeSessionId"]))


def _attended(service: Service, arn: str, session: str) -> Liveness:
    try:
        present = service.list_participants(arn, session, most=MOST_COUNTED)
    except IvsRealTimeError as error:
        return Liveness(session, error=str(error))
    joined = [each["firstJoinTime"] for each in present if isinstance(each.get("firstJoinTime"), datetime)]
    return Liveness(
        session,
        participants=min(len(present), MOST_COUNTED),
        more=len(present) > MOST_COUNTED,
        since=min(joined, default=None),
        connected=frozenset(str(each.get("participantId")) for each in present),
    )


def _hopeless(answer: Liveness) -> str:
    return answer.error if answer.error.startswith(_HOPELESS) else ""


Lives = Mapping[str, Liveness]
"""What is known, by stage ARN; stages that were not asked are absent."""
