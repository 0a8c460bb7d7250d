"""`--live` against a real endpoint: who is there, since when, and what it says when it cannot know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from ivs_realtime_local import LocalService
from pulumi_ivs_realtime import impact
from pulumi_ivs_realtime.aws import client as door
from pulumi_ivs_realtime.aws.client import IvsRealTimeClient, client_for
from pulumi_ivs_realtime.rules.settings import Connection, Credentials

REGION = "eu-central-1"
MISSING = f"arn:aws:ivs:{REGION}:123456789012:stage/AbCdEfGh1234"


@pytest.fixture
def service(ivs_realtime_process: LocalService) -> LocalService:
    ivs_realtime_process.reset()
    return ivs_realtime_process


@pytest.fixture(autouse=True)
def _new_process() -> Iterator[None]:
    """Whose the credentials are is asked once a process."""
    door.forget_clients()
    yield
    door.forget_clients()


class Aws:
    """The door to AWS, led to the local service.

    Args:
        key: names the account where it has twelve digits.
    """

    def __init__(self, service: LocalService, key: str = "local") -> None:
        keys = Credentials(access_key=key, secret_key="local")
        endpoints = (("ivsrealtime", service.url), ("sts", service.url))
        self._connection = Connection(keys, endpoints=endpoints, max_retries=2)

    def service(self, region: str) -> IvsRealTimeClient:
        return client_for(self._connection, region)

    def asked(self, *arns: str) -> dict[str, impact.Liveness]:
        return impact.ask(arns, self.service)


@pytest.fixture
def aws(service: LocalService) -> Aws:
    return Aws(service)


@pytest.fixture
def stage(service: LocalService) -> str:
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    client: Any = boto3.client("ivs-realtime", region_name=REGION, endpoint_url=service.url, **keys)
    arn: str = client.create_stage(name="lobby")["stage"]["arn"]
    service.reset_calls()
    return arn


def operations(service: LocalService) -> list[str]:
    return [call["operation"] for call in service.calls()]


def test_a_live_stage_tells_session_participants_and_since_when(service: LocalService, aws: Aws, stage: str) -> None:
    """With the two calls that this needs."""
    here = service.join(stage, count=3)

    live = aws.asked(stage)[stage]

    assert (live.session, live.participants, live.more) == (here[0]["sessionId"], 3, False)
    assert live.connected == {each["participantId"] for each in here}
    assert live.since is not None
    assert operations(service) == ["GetStage", "ListParticipants"]


def test_who_has_left_is_not_counted(service: LocalService, aws: Aws, stage: str) -> None:
    """A session's list names everyone who ever was there."""
    here = service.join(stage, count=3)
    service.leave(stage, here[0]["participantId"])

    live = aws.asked(stage)[stage]

    assert live.participants == 2
    assert here[0]["participantId"] not in live.connected


def test_an_idle_stage_costs_one_call(service: LocalService, aws: Aws, stage: str) -> None:
    """Nobody is in it, so nobody is asked for."""
    assert aws.asked(stage)[stage] == impact.Liveness(participants=0)
    assert operations(service) == ["GetStage"]


def test_a_large_room_is_counted_over_all_pages(service: LocalService, aws: Aws, stage: str) -> None:
    """A page has 100."""
    service.join(stage, count=230)

    live = aws.asked(stage)[stage]

    assert live.participants == 230
    assert operations(service) == ["GetStage", *["ListParticipants"] * 3]


def test_counting_ends_at_a_thousand(service: LocalService, aws: Aws, stage: str) -> None:
    """Ten thousand may be there, and a page costs a call of five a second."""
    service.join(stage, count=1150)

    live = aws.asked(stage)[stage]

    assert (live.participants, live.more) == (1000, True)


def test_a_stage_that_is_gone_is_not_live(service: LocalService, aws: Aws) -> None:
    """ResourceNotFound is an answer, to those whose account it is: STS is asked once, for all that is gone."""
    other = MISSING.replace("AbCdEfGh1234", "AbCdEfGh5678")

    lives = aws.asked(MISSING, other)

    assert lives[MISSING].gone
    assert lives[other].gone
    assert operations(service) == ["GetStage", "GetCallerIdentity", "GetStage"]


def test_credentials_of_another_account_do_not_make_a_stage_gone(service: LocalService, stage: str) -> None:
    """AWS may say of another account's stage that there is none; it is live all the while."""
    service.switch(foreign_account="ResourceNotFoundException")
    service.join(stage)

    live = Aws(service, key="210987654321").asked(stage)[stage]

    assert (live.gone, live.session) == (False, "")
    assert f"{stage} belongs to account 123456789012, and the credentials to account 210987654321" in live.error


def test_a_stage_is_not_gone_while_nobody_knows_whose_the_credentials_are(service: LocalService, aws: Aws) -> None:
    """STS is out of reach where a network lets only Amazon IVS through."""
    service.fault("AccessDeniedException", "GetCallerIdentity")

    live = aws.asked(MISSING)[MISSING]

    assert not live.gone
    assert "STS does not say whose the credentials are (AWS answered GetCallerIdentity" in live.error


def test_a_refused_count_leaves_the_session_known(service: LocalService, aws: Aws, stage: str) -> None:
    """A role may have GetStage and lack ListParticipants."""
    service.join(stage)
    service.fault("AccessDeniedException", "ListParticipants")

    live = aws.asked(stage)[stage]

    assert live.session
    assert live.participants is None
    assert "ivs:ListParticipants" in live.error


def test_what_cannot_be_reached_is_asked_once(aws: Aws, stage: str) -> None:
    """Every further stage would wait as long and answer nothing."""
    keys = Credentials(access_key="local", secret_key="local")
    closed = Connection(keys, endpoints=(("ivsrealtime", "http://127.0.0.1:9"),), max_retries=1)
    asked: list[str] = []

    def service_in(region: str) -> IvsRealTimeClient:
        asked.append(region)
        return client_for(closed, region)

    lives = impact.ask([stage, MISSING], service_in)

    assert len(asked) == 1
    assert all("no stage could be asked" in live.error for live in lives.values())
