"""Real clients that nobody here wrote take the same walk through all ten operations."""

from collections.abc import Iterator

import pytest

from ivs_realtime_local import LocalService
from local.clients import Send, aws_cli, boto3_client, javascript
from local.walk import SHORT, WALK, Step, comparable, filled, remember


@pytest.fixture
def empty() -> Iterator[LocalService]:
    with LocalService() as service:
        yield service


def take_the_walk(send: Send, walk: list[Step] = WALK) -> None:
    known: dict[str, str] = {}
    for step in walk:
        outcome = send(step.operation, filled(step.request, known))
        if isinstance(outcome, dict):
            remember(outcome, known)
        assert comparable(outcome) == step.answer, step.operation


def test_boto3_takes_the_walk(empty):
    take_the_walk(boto3_client(empty.url))


@pytest.mark.full
def test_the_aws_cli_takes_a_short_walk(empty):
    pytest.importorskip("awscli")  # there is none beside the lowest and the newest versions of all else
    take_the_walk(aws_cli(empty.environment()), SHORT)


@pytest.mark.full
@pytest.mark.timeout(600)
def test_the_aws_cli_takes_the_walk(empty):
    pytest.importorskip("awscli")
    take_the_walk(aws_cli(empty.environment()))


@pytest.mark.full
@pytest.mark.timeout(300)
def test_the_javascript_sdk_takes_the_walk(empty, tmp_path):
    with javascript(empty.environment(), tmp_path) as send:
        take_the_walk(send)
