"""Any sequence of calls, with `kill -9` in between, leaves the service where a plain dict would be."""

import tempfile
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test

from ivs_realtime_local import LocalService
from local.conftest import client
from seeds import SEED

NAMES = st.text("abc-_019", max_size=8)
KEYS = st.sampled_from([f"k{number}" for number in range(30)])
TAGS = st.dictionaries(KEYS, st.text(max_size=6), max_size=30)
REGIONS = st.sampled_from(["eu-central-1", "us-west-2"])


class Stages(RuleBasedStateMachine):
    """What the service is told, and what it must hold after it."""

    arns = Bundle("arns")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.service = LocalService(self.folder.name).start()
        self.clients: dict[str, Any] = {}
        self.expected: dict[str, dict[str, Any]] = {}

    def teardown(self) -> None:
        self.service.stop()
        self.folder.cleanup()

    def ivs(self, region: str) -> Any:
        if region not in self.clients:
            self.clients[region] = client(self.service.url, region)
        return self.clients[region]

    def of(self, arn: str) -> Any:
        return self.ivs(arn.split(":")[3])

    @rule(target=arns, region=REGIONS, name=NAMES, tags=TAGS)
    def create(self, region: str, name: str, tags: dict[str, str]) -> str:
        arn: str = self.ivs(region).create_stage(name=name, tags=tags)["stage"]["arn"]
        assert arn not in self.expected
        self.expected[arn] = {"name": name, "tags": tags}
        return arn

    @rule(arn=arns, name=NAMES)
    def rename(self, arn: str, name: str) -> None:
        self.of(arn).update_stage(arn=arn, name=name)
        self.expected[arn]["name"] = name

    @rule(arn=arns, tags=TAGS)
    def tag(self, arn: str, tags: dict[str, str]) -> None:
        self.of(arn).tag_resource(resourceArn=arn, tags=tags)
        self.expected[arn]["tags"] = self.expected[arn]["tags"] | tags

    @rule(arn=arns, extra=st.integers(18, 30))
    def tag_too_often(self, arn: str, extra: int) -> None:
        """All or nothing, at fifty."""
        more = {f"extra{number}": "" for number in range(extra)}
        merged = self.expected[arn]["tags"] | more
        try:
            self.of(arn).tag_resource(resourceArn=arn, tags=more)
            assert len(merged) <= 50
            self.expected[arn]["tags"] = merged
        except ClientError:
            assert len(merged) > 50

    @rule(arn=arns, keys=st.lists(KEYS, min_size=1, max_size=10))
    def untag(self, arn: str, keys: list[str]) -> None:
        self.of(arn).untag_resource(resourceArn=arn, tagKeys=keys)
        self.expected[arn]["tags"] = {k: v for k, v in self.expected[arn]["tags"].items() if k not in keys}

    @rule(arn=consumes(arns))
    def delete(self, arn: str) -> None:
        self.of(arn).delete_stage(arn=arn)
        del self.expected[arn]
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            self.of(arn).get_stage(arn=arn)

    @rule()
    def kill_and_start(self) -> None:
        self.service.kill()
        self.service.start()
        self.clients.clear()

    @invariant()
    def listings_hold_what_is_expected(self) -> None:
        listed = {
            stage["arn"]: {"name": stage["name"], "tags": stage["tags"]}
            for region in ("eu-central-1", "us-west-2")
            for stage in pages(self.ivs(region))
        }
        assert listed == self.expected


def pages(ivs: Any) -> Iterator[dict[str, Any]]:
    token: dict[str, str] = {}
    while True:
        page = ivs.list_stages(maxResults=2, **token)
        yield from page["stages"]
        if "nextToken" not in page:
            return
        token = {"nextToken": page["nextToken"]}


@pytest.mark.soak
@pytest.mark.parametrize(
    ("examples", "steps"), [(1, 6), pytest.param(20, 30, marks=[pytest.mark.full, pytest.mark.timeout(1800)])]
)
def test_any_sequence_of_calls_leaves_what_was_asked_for(examples, steps):
    run_state_machine_as_test(
        Stages,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=not SEED,
        ),
    )
