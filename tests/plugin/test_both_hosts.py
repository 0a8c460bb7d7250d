"""Plugin and dynamic host, beside each other: the same inputs lead to the same outputs, differences and refusals."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import grpc
import pytest
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime.proto import provider_pb2 as proto

from clients import client
from control_plane.kinds import CASES
from ivs_realtime_local import LocalService
from plugin.protocol import Plugin, Props, as_a_process, secret, urn_of
from pulumi_ivs_realtime.lifecycle.participant_token import ParticipantTokenProvider
from pulumi_ivs_realtime.lifecycle.stage import StageProvider
from pulumi_ivs_realtime.lifecycle.tag import TagProvider

OWN = frozenset({"__provider", "__createUrn", "__organization", "__attempt", "__createAttempt", "__autoName"})
"""What each host has of its own."""
MADE = frozenset(
    {
        "arn",
        "id",
        "participantId",
        "streamKey",
        "token",
        "expirationTime",
        "endpoints",
        "fingerprint",
        "redundantIngestCredentials",
    }
)
"""What differs from one resource to the next."""

ARCHIVE = "arn:aws:ivs:eu-central-1:123456789012:storage-configuration/ShowArchive1"
STAGES = (
    {"name": "lobby", "tags": {"a": "1"}},
    {"name": "lobby", "tags": {"a": "2", "b": 3, "c": True}},
    {"name": "foyer"},
    {"name": "lobby", "autoParticipantRecordingConfiguration": {"storageConfigurationArn": ARCHIVE}},
    {"name": "lobby", "forceDestroy": "true"},
    {"name": "lobby", "region": "us-east-1"},
    {"name": "two words", "tags": {"": "x", "aws:mine": "y"}},
)


@dataclass
class Hosts:
    """Both hosts, asked about a resource of one type and name.

    Attributes:
        plugin: the plugin.
        dynamic: the dynamic host.
        later: both in the processes of a later run, which delete what these made.
    """

    plugin: Plugin
    dynamic: Plugin
    later: Hosts | None = None

    def of(self, lifecycle: type, name: str) -> Hosts:
        """Both, about another resource."""
        type_ = lifecycle.declaration.name
        urn = f"urn:pulumi:dev::rooms::pulumi-python:dynamic/ivs-realtime:{type_}::{name}"
        hidden = {"__provider": serialize_provider(lifecycle()), "__createUrn": urn, "__organization": "organization"}
        plugin = replace(self.plugin, urn=urn_of(type_, name))
        dynamic = replace(self.dynamic, urn=urn, always=hidden)
        return Hosts(plugin, dynamic, self.later and self.later.of(lifecycle, name))

    @property
    def both(self) -> tuple[Plugin, Plugin]:
        return self.plugin, self.dynamic

    @property
    def in_turn(self) -> tuple[tuple[Plugin, Plugin], ...]:
        """Each host, and with it that of a later run."""
        assert self.later
        return tuple(zip(self.both, self.later.both, strict=True))


@pytest.fixture(scope="module")
def running(ivs_realtime_process: LocalService) -> Iterator[Hosts]:
    with started(ivs_realtime_process) as first, started(ivs_realtime_process) as second:
        yield replace(first, later=second)


@contextlib.contextmanager
def started(service: LocalService) -> Iterator[Hosts]:
    """Both hosts in processes of their own."""
    config = {"aws:region": "eu-central-1", "aws:defaultTags": '{"tags": {"team": "live"}}'}
    with (
        as_a_process(service) as plugin,
        as_a_process(service, sys.executable, "-u", "-m", "pulumi.dynamic") as dynamic,
    ):
        plugin.configure(**{key.partition(":")[2]: value for key, value in config.items()})
        dynamic.configure(**config)
        yield Hosts(plugin, dynamic)


@pytest.fixture
def hosts(running: Hosts, service: LocalService) -> Hosts:
    return running


def without(found: Props, *more: frozenset[str]) -> Props:
    return {name: value for name, value in found.items() if name not in OWN.union(*more)}


def python(sentence: str) -> str:
    """The dynamic host spells properties as Python does."""
    return sentence.replace("_", "").lower()


def alive(hosts: Hosts, news: Props) -> list[tuple[str, Props, Props]]:
    """Made in both hosts: ids, inputs, outputs."""
    inputs = [host.checked(news) for host in hosts.both]
    return [
        (id_, given, outputs)
        for host, given in zip(hosts.both, inputs, strict=True)
        for id_, outputs in [host.create(given)]
    ]


@pytest.mark.parametrize("news", STAGES, ids=range(len(STAGES)))
def test_check_completes_and_refuses_alike(hosts, news):
    hosts = hosts.of(StageProvider, "checked")

    (one, refusals), (other, others) = (host.check(news) for host in hosts.both)

    assert without(one) == without(other)
    assert [*map(python, refusals)] == [*map(python, others)]


@pytest.mark.parametrize("after", range(len(STAGES) - 1))
def test_stages_are_made_compared_and_updated_alike(hosts, after):
    hosts = hosts.of(StageProvider, f"made-{after}")
    both = alive(hosts, STAGES[0])
    news = [host.checked(STAGES[after], inputs) for host, (_, inputs, _) in zip(hosts.both, both, strict=True)]

    answers = [host.diff(*each, new) for host, each, new in zip(hosts.both, both, news, strict=True)]

    assert without(both[0][2], MADE) == without(both[1][2], MADE)
    assert answers[0].changes == answers[1].changes
    assert list(answers[0].replaces) == list(answers[1].replaces)
    if answers[0].replaces or answers[0].changes == proto.DiffResponse.DIFF_NONE:
        return
    updated = [
        host.update(id_, outputs, new) for host, (id_, _, outputs), new in zip(hosts.both, both, news, strict=True)
    ]
    assert without(updated[0], MADE) == without(updated[1], MADE)


@pytest.mark.parametrize("case", CASES, ids=[case.named for case in CASES])
def test_other_kinds_are_made_read_and_deleted_alike(hosts, service, case):
    hosts = hosts.of(case.provider, case.named)
    news = {**case.plain, "name": "one", "tags": {"a": "1"}}
    found: list[Any] = []
    for host, later in hosts.in_turn:  # one after the other: the same key is not there twice
        inputs = host.checked(news)
        service.reset_calls()
        id_, outputs = host.create(inputs)
        replacing = {
            name: host.diff(id_, inputs, outputs, host.checked({**news, **change}, inputs)).deleteBeforeReplace
            for name, change in case.replacing.items()
        }
        read = host.read(id_, inputs, outputs)
        assert read[0] == id_
        later.delete(id_, outputs)
        assert later.read(id_, inputs, outputs)[0] == ""
        calls = [call["operation"] for call in service.calls() if not call["operation"].startswith("List")]
        found.append([without(inputs), _shown(read[1]), _shown(outputs), _shown(read[2]), replacing, calls])

    assert found[0] == found[1]


def test_a_single_tag_and_a_token_are_made_and_deleted_alike(hosts, service):
    stage = client(service.url).create_stage(name="theirs")["stage"]["arn"]
    found: list[Any] = []
    for lifecycle, news in (
        (TagProvider, {"resourceArn": stage, "key": "cost", "value": "7"}),
        (ParticipantTokenProvider, {"stageArn": stage, "userId": "host", "duration": 60}),
    ):
        both = hosts.of(lifecycle, f"beside-{lifecycle.declaration.name}")
        for host, later in both.in_turn:
            inputs = host.checked(news)
            service.reset_calls()
            id_, outputs = host.create(inputs)
            assert host.diff(id_, inputs, outputs, host.checked(news, inputs)).changes == proto.DiffResponse.DIFF_NONE
            later.delete(id_, outputs)
            found.append([without(inputs), _shown(outputs), [call["operation"] for call in service.calls()]])

    assert found[0] == found[1]
    assert found[2] == found[3]


def test_what_drifted_reads_alike(hosts, service):
    hosts = hosts.of(StageProvider, "drifted")
    read = []
    for host, (id_, inputs, outputs) in zip(hosts.both, alive(hosts, STAGES[0]), strict=True):
        client(service.url).tag_resource(resourceArn=id_, tags={"a": "9", "theirs": "1"})
        _, inputs, outputs = host.read(id_, inputs, outputs)
        read.append([_unmarked(without(inputs)), _unmarked(without(outputs, MADE))])

    assert read[0] == read[1]


def test_a_live_stage_is_refused_in_the_same_sentence(hosts, service):
    hosts = hosts.of(StageProvider, "lively")
    said = []
    for (_, later), (id_, _, outputs) in zip(hosts.in_turn, alive(hosts, STAGES[0]), strict=True):
        service.join(id_)
        with pytest.raises(grpc.RpcError) as error:
            later.delete(id_, outputs)
        session = client(service.url).get_stage(arn=id_)["stage"]["activeSessionId"]
        said.append(error.value.details().replace(id_, "<arn>").replace(session, "<session>"))

    assert said[0] in said[1]
    assert said[0].startswith('deleting stage "lively": <arn> is live (session <session>) and is not deleted')


def test_the_pickle_of_a_state_from_the_dynamic_host_is_no_difference(hosts, service):
    """A stack goes over by an alias: inputs and outputs of the dynamic host, an update that drops the pickle."""
    hosts = hosts.of(StageProvider, "moving")
    olds = hosts.dynamic.checked({**STAGES[0], "__attempt": "0123456789abcdef"})
    id_, outputs = hosts.dynamic.create(olds)
    news = hosts.plugin.checked(STAGES[0], olds)

    assert hosts.plugin.diff(id_, olds, outputs, news).changes == proto.DiffResponse.DIFF_NONE
    assert (news["__attempt"], news["__autoName"]) == (olds["__attempt"], olds["__autoName"])
    edited = hosts.plugin.checked(STAGES[1], news)
    updated = hosts.plugin.update(id_, outputs, edited)
    assert "__provider" not in updated
    assert without(updated, MADE)["tags"] == {"a": "2", "b": "3", "c": "true"}


def _shown(outputs: Props) -> Props:
    """Outputs without what differs from one resource to the next; of a secret only that it is one counts.

    The dynamic host cannot return secrets: the program names those outputs.
    """
    return _unmarked(without(outputs, MADE))


def _unmarked(found: Props) -> Props:
    tags = found.get("tagsAll")
    if not isinstance(tags, dict) or set(tags) == set(secret("")):
        return found
    return {**found, "tagsAll": {key: value for key, value in tags.items() if key != "pulumi:creating"}}
