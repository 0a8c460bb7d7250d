"""The model that botocore ships, and what the provider and the local service know of it."""

import copy
import re
from pathlib import Path

import pytest
from botocore import xform_name

from control_plane.kinds import public_key
from ivs_realtime_local.resources.routes import HANDLERS
from pulumi_ivs_realtime.declarations import RESOURCES
from pulumi_ivs_realtime.model import operations, shape
from pulumi_ivs_realtime.model.kinds import KINDS
from service_model.known import differences, installed, learnt

NOT_IMPLEMENTED = {
    "compositions": {"StartComposition", "GetComposition", "ListCompositions", "StopComposition"},
    "participant replication": {
        "StartParticipantReplication",
        "StopParticipantReplication",
        "ListParticipantReplicas",
    },
    "connection tokens": {"RevokeConnectionToken"},
}
"""Not implemented here, neither by the provider nor by the local service: nothing declared needs them."""

SESSIONS = {
    "GetStageSession",
    "ListStageSessions",
    "GetParticipant",
    "ListParticipants",
    "ListParticipantEvents",
}
"""Served, and declared by nothing: what happened in a stage. The report reads some of it."""

BY_OTHER_RESOURCES = {"Stage": {"participantTokenConfigurations"}}
"""Members of a creation that no argument gives: tokens are a resource of their own."""

RESOURCE_OF = {resource.name: resource for resource in RESOURCES}
PAGE = Path(__file__).parents[2] / "docs" / "resources.md"


def release(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:3])


def test_nothing_in_botocore_is_new():
    now, known = installed(), learnt()
    if release(now["botocore"]) < release(known["botocore"]):
        pytest.skip(f"botocore {now['botocore']} is older than {known['botocore']}, which was last looked at")

    found = list(differences(known, now))

    assert not found, "\n".join(found)


@pytest.fixture
def model():
    return {"botocore": "9.9.9", **{key: copy.deepcopy(learnt()[key]) for key in ("operations", "shapes")}}


def test_a_new_operation_is_named(model):
    model["operations"]["CreateStudio"] = {"http": {"method": "POST", "requestUri": "/CreateStudio"}}

    [said] = differences(learnt(), model)

    assert said.startswith("botocore 9.9.9 has a new operation, CreateStudio: serve it in ")


def test_a_new_member_is_named(model):
    model["shapes"]["CreateStageRequest"]["members"]["colour"] = "String"

    assert list(differences(learnt(), model)) == [
        "botocore 9.9.9: CreateStageRequest has a new member, colour (String): declare it, and let the local service "
        "answer it"
    ]


def test_another_limit_is_named(model):
    model["shapes"]["StageName"]["max"] = 256
    model["shapes"]["IngestProtocol"]["enum"] += ["SRT"]
    del model["shapes"]["Height"]["min"]

    assert list(differences(learnt(), model)) == [
        "botocore 9.9.9: Height has another min: it was 2 and is None",
        "botocore 9.9.9: IngestProtocol has another enum: added ['SRT'], gone []",
        "botocore 9.9.9: StageName has another max: it was 128 and is 256",
    ]


def test_what_is_gone_is_named(model):
    del model["operations"]["GetStage"]
    del model["shapes"]["Video"]["members"]["bitrate"]

    assert list(differences(learnt(), model)) == [
        "botocore 9.9.9 no longer has the operation GetStage",
        "botocore 9.9.9: Video no longer has the member bitrate",
    ]


def test_what_the_local_service_does_not_serve_is_listed_by_name():
    assert learnt()["operations"].keys() - HANDLERS.keys() == set().union(*NOT_IMPLEMENTED.values())


def test_every_other_operation_is_used_by_a_resource():
    used = {operation for resource in RESOURCES for operation in resource.all_operations}
    listed = used | SESSIONS | set().union(*NOT_IMPLEMENTED.values())

    assert learnt()["operations"].keys() == listed


@pytest.mark.parametrize("group", NOT_IMPLEMENTED)
def test_the_docs_name_what_is_not_implemented(group):
    [row] = re.findall(rf"^\| {group} \| (.*?) \|", PAGE.read_text(), flags=re.MULTILINE)

    assert set(re.findall(r"`(\w+)`", row)) == NOT_IMPLEMENTED[group]


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_member_of_a_kind_is_declared(kind):
    resource = RESOURCE_OF[kind.name]
    arguments = {each.wire_name for each in resource.arguments}
    creation = shape(kind.request)["members"].keys()
    changes = shape(operations()[kind.update]["input"]["shape"])["members"].keys() if kind.update else set()

    assert creation - arguments == BY_OTHER_RESOURCES.get(kind.name, set())
    assert changes - arguments <= {"arn"}
    assert shape(kind.name)["members"].keys() <= arguments | {each.wire_name for each in resource.computed}


WHOLE = {
    "Stage": {"tags": {"a": "b"}},
    "StorageConfiguration": {"s3": {"bucketName": "recordings"}, "tags": {"a": "b"}},
    "EncoderConfiguration": {"tags": {"a": "b"}},
    "IngestConfiguration": {
        "ingestProtocol": "RTMPS",
        "userId": "ada",
        "attributes": {"a": "b"},
        "redundantIngest": True,
        "tags": {"a": "b"},
    },
    "PublicKey": {"publicKeyMaterial": public_key(), "tags": {"a": "b"}},
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_the_local_service_answers_every_member_of_a_kind(kind, aws):
    made = getattr(aws, xform_name(kind.create))(name="mine", **WHOLE[kind.name])[kind.member]
    [listed] = getattr(aws, xform_name(kind.list))()[kind.members]

    assert made.keys() == shape(kind.name)["members"].keys()
    assert listed.keys() == kind.listed
