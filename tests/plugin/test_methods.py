"""Every method of the protocol, over a real channel: to a servicer in this process, and to the executable."""

from __future__ import annotations

import time
from collections.abc import Iterator

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2
from pulumi.runtime.proto import provider_pb2 as proto

import hosts
from clients import REGION
from ivs_realtime_local import LocalService
from plugin.protocol import UNKNOWN, Plugin, as_a_process, secret, struct
from pulumi_ivs_realtime.plugin.servicer import VERSION

MARKED = "pulumi:creating"


@pytest.fixture
def process(service: LocalService) -> Iterator[Plugin]:
    with as_a_process(service) as plugin:
        plugin.configure(region=REGION)
        yield plugin


def made(plugin: Plugin, **news: object) -> tuple[str, dict, dict]:
    """The id, the inputs and the outputs of what has just been made."""
    inputs = plugin.checked(news)
    id_, outputs = plugin.create(inputs)
    return id_, inputs, outputs


def refused(error: pytest.ExceptionInfo[grpc.RpcError]) -> str:
    assert error.value.code() is grpc.StatusCode.UNKNOWN
    return error.value.details()


def test_the_executable_lives_a_stages_life(process, aws):
    """One long test: a process takes a second to start."""
    id_, inputs, outputs = made(process, name="lobby", tags={"team": "live"})
    assert id_ == outputs["arn"]
    news = process.checked({"name": "lobby", "tags": {"team": "show"}}, inputs)
    assert process.diff(id_, inputs, outputs, news).changes == proto.DiffResponse.DIFF_SOME
    outputs = process.update(id_, outputs, news)
    assert aws.get_stage(arn=id_)["stage"]["tags"]["team"] == "show"
    assert process.read(id_, news, outputs)[0] == id_
    assert process.invoke("getStage", name="lobby")["arn"] == id_
    with pytest.raises(grpc.RpcError) as error:
        process.at("Stages").check({})
    assert refused(error) == "ivs-realtime:index:Stages is not a resource of ivs-realtime."


def test_messages_of_the_executable_spell_as_on_the_wire(process):
    _, failures = process.check({"autoParticipantRecordingConfiguration": {"storageConfigurationArm": "x"}})

    assert any('did you mean "storageConfigurationArn"' in each for each in failures)


def test_it_says_who_it_is(plugin):
    assert plugin.stub.GetPluginInfo(empty_pb2.Empty()).version == VERSION
    assert plugin.stub.Attach(plugin_pb2.PluginAttach(address="127.0.0.1:1")) == empty_pb2.Empty()
    assert plugin.stub.Handshake(proto.ProviderHandshakeRequest()).accept_secrets
    assert '"ivs-realtime:index:Stage"' in plugin.stub.GetSchema(proto.GetSchemaRequest()).schema
    assert plugin.stub.GetMapping(proto.GetMappingRequest(key="terraform")).provider == ""


@pytest.fixture(autouse=True)
def arguments(monkeypatch):
    """Attach notes the engine's address among the process's arguments."""
    monkeypatch.setattr("sys.argv", ["pytest"])


def test_configure_says_what_it_understands(plugin):
    answer = plugin.configure(region=REGION)

    assert (answer.acceptSecrets, answer.supportsPreview) == (True, True)


def test_check_completes_the_inputs(plugin):
    inputs = plugin.checked({"tags": {"a": "1"}})

    assert inputs["name"].startswith("lobby-")
    assert (inputs["tagsAll"], inputs["region"], inputs["__createUrn"]) == ({"a": "1"}, REGION, plugin.urn)


def test_check_of_what_exists_keeps_name_and_attempt(plugin):
    olds = plugin.checked({})

    inputs, _ = plugin.check({"tags": {"a": "1"}}, olds, seed=b"another run")

    assert (inputs["name"], inputs["__attempt"]) == (olds["name"], olds["__attempt"])


def test_the_attempt_follows_the_seed(plugin):
    """The engine gives a plan's seed to the update by that plan."""
    (one, _), (same, _), (other, _) = (plugin.check({}, seed=seed) for seed in (b"1", b"1", b"2"))

    assert one["__attempt"] == same["__attempt"] != other["__attempt"]


def test_check_names_everything_wrong_at_once(plugin):
    _, failures = plugin.check({"name": "two words", "tags": {"": "x"}})

    assert len(failures) == 2


def test_a_refusal_shows_no_secret(plugin):
    _, failures = plugin.check({"name": secret("two words")})

    assert failures
    assert not any("two words" in each for each in failures)


def test_secrets_stay_secret_where_they_stand(plugin):
    inputs = plugin.checked({"tags": {"a": secret("1"), "b": "2"}})

    assert inputs["tags"] == inputs["tagsAll"] == {"a": secret("1"), "b": "2"}
    _, outputs = plugin.create(inputs)
    assert outputs["tags"] == outputs["tagsAll"] == {"a": secret("1"), "b": "2"}


def test_an_adoption_announces_no_secret(plugin, aws, capfd):
    arn = aws.create_stage(name="old", tags={})["stage"]["arn"]

    plugin.checked({"name": "old", "adopt": arn, "tags": {"a": secret("hunter2")}})

    said = capfd.readouterr().err
    assert "adopts" in said
    assert "hunter2" not in said


def test_secret_default_tags_are_secret_on_every_resource(plugin):
    plugin.configure(region=REGION, defaultTags=secret('{"tags": {"team": "hunter2"}}'))

    inputs = plugin.checked({"tags": {"a": "1"}})
    id_, outputs = plugin.create(inputs)

    assert inputs["tagsAll"] == outputs["tagsAll"] == secret({"a": "1", "team": "hunter2"})
    assert plugin.read(id_, inputs, outputs)[2]["tagsAll"] == outputs["tagsAll"]


def test_unknown_values_stay_unknown(plugin):
    inputs = plugin.checked({"tags": {"a": UNKNOWN}, "name": UNKNOWN})

    assert inputs["tagsAll"] == inputs["name"] == UNKNOWN
    assert inputs["tags"] == {"a": UNKNOWN}


def test_diff_of_equal_inputs_is_none(plugin):
    id_, inputs, outputs = made(plugin, tags={"a": "1"})

    answer = plugin.diff(id_, inputs, outputs, plugin.checked({"tags": {"a": "1"}}, inputs))

    assert answer.changes == proto.DiffResponse.DIFF_NONE
    assert not answer.detailedDiff


def test_diff_shows_tags_by_key_and_what_stays(plugin):
    id_, inputs, outputs = made(plugin, tags={"a": "1", "b": "2"})

    answer = plugin.diff(id_, inputs, outputs, plugin.checked({"tags": {"a": "1", "c": "3"}}, inputs))

    own = {path: each.kind for path, each in answer.detailedDiff.items() if path.startswith("tags[")}
    assert own == {'tags["b"]': proto.PropertyDiff.DELETE, 'tags["c"]': proto.PropertyDiff.ADD}
    assert {"arn", "endpoints", "region"} <= set(answer.stables)
    assert not {"activeSessionId", "tags", "name"} & set(answer.stables)


def test_diff_of_another_region_replaces(plugin):
    id_, inputs, outputs = made(plugin)

    answer = plugin.diff(id_, inputs, outputs, plugin.checked({"region": "us-east-1"}, inputs))

    assert list(answer.replaces) == ["region"]
    assert answer.detailedDiff["region"].kind == proto.PropertyDiff.UPDATE_REPLACE


def test_a_preview_of_a_creation_calls_nothing_and_leaves_open_what_is_computed(plugin, service):
    inputs = plugin.checked({"tags": {"a": "1"}})
    service.reset_calls()

    id_, outputs = plugin.create(inputs, preview=True)

    assert (id_, outputs["tags"], outputs["arn"], outputs["endpoints"]) == ("", {"a": "1"}, UNKNOWN, UNKNOWN)
    assert service.calls() == []


def test_a_preview_of_new_tags_leaves_all_else_known(plugin, service):
    id_, inputs, outputs = made(plugin, tags={"a": "1"})
    service.reset_calls()

    planned = plugin.update(id_, outputs, plugin.checked({"tags": {"a": "2"}}, inputs), preview=True)

    assert planned == {**outputs, **planned, "activeSessionId": ""}
    assert planned["tags"] == {"a": "2"}
    assert service.calls() == []


def test_a_preview_of_a_new_name_leaves_the_session_open(plugin):
    id_, inputs, outputs = made(plugin)

    planned = plugin.update(id_, outputs, plugin.checked({"name": "foyer"}, inputs), preview=True)

    assert (planned["activeSessionId"], planned["endpoints"]) == (UNKNOWN, outputs["endpoints"])


def test_what_is_adopted_bears_none(plugin, aws):
    arn = aws.create_stage(name="old", tags={"a": "1"})["stage"]["arn"]

    id_, inputs, _ = made(plugin, name="old", tags={"b": "2"}, adopt=arn)

    assert id_ == arn
    assert aws.get_stage(arn=arn)["stage"]["tags"] == {"b": "2"}
    assert "__attempt" not in inputs


def test_a_stream_key_is_a_secret(plugin):
    camera = plugin.at("IngestConfiguration", "camera")

    id_, _, outputs = made(camera, ingestProtocol="RTMPS")

    assert set(outputs["streamKey"]) == set(secret("…"))
    _, _, outputs = camera.read(id_)
    assert set(outputs["streamKey"]) == set(secret("…"))


def test_a_token_is_a_secret_and_cannot_be_imported(plugin):
    id_, _, _ = made(plugin)
    host = plugin.at("ParticipantToken", "host")

    participant, _, outputs = made(host, stageArn=id_)

    assert set(outputs["token"]) == set(secret("…"))
    with pytest.raises(grpc.RpcError) as error:
        host.read(participant)
    assert "a participant token cannot be imported" in refused(error)


def test_a_refresh_reads_and_keeps_secrets(plugin, aws):
    id_, inputs, outputs = made(plugin, tags={"a": secret("1")})
    aws.tag_resource(resourceArn=id_, tags={"a": "2"})

    found, inputs, outputs = plugin.read(id_, inputs, outputs)

    assert (found, inputs["tags"], outputs["tags"]) == (id_, {"a": secret("2")}, {"a": secret("2")})


def test_what_is_gone_reads_as_gone(plugin, aws):
    id_, inputs, outputs = made(plugin)
    aws.delete_stage(arn=id_)

    assert plugin.read(id_, inputs, outputs) == ("", {}, {})


def test_an_import_takes_it_in_as_it_is(plugin, aws):
    arn = aws.create_stage(name="hall", tags={"a": "1"})["stage"]["arn"]

    id_, inputs, outputs = plugin.read(arn)

    assert (id_, inputs["name"], inputs["tags"], outputs["arn"]) == (arn, "hall", {"a": "1"}, arn)
    news = plugin.checked({"name": "hall", "tags": {"a": "1"}}, inputs)
    assert plugin.diff(id_, inputs, outputs, news).changes == proto.DiffResponse.DIFF_NONE


def test_an_import_of_what_does_not_exist_is_refused(plugin):
    arn = f"arn:aws:ivs:{REGION}:123456789012:stage/AbCdEfGh1234"

    with pytest.raises(grpc.RpcError) as error:
        plugin.read(arn)

    assert f"{arn} does not exist" in refused(error)


@pytest.mark.parametrize("id_", ["lobby", f"arn:aws:ivs:{REGION}:123456789012:public-key/AbCdEfGh1234", ""])
def test_an_import_of_another_kind_is_refused(plugin, id_):
    with pytest.raises(grpc.RpcError) as error:
        plugin.read(id_)

    assert refused(error) == f'"{id_}" is not the ARN of a stage.'


def test_a_live_stage_is_not_deleted(plugin, service, aws):
    id_, _, outputs = made(plugin)
    hosts.forget()
    service.join(id_)

    with pytest.raises(grpc.RpcError) as error:
        plugin.delete(id_, outputs)

    assert f"PULUMI_IVS_FORCE_DESTROY={id_}" in refused(error)
    assert aws.get_stage(arn=id_)


def test_a_run_deletes_nothing_that_it_made_itself(plugin, aws):
    """After taint and `--target-replace` the engine may ask for it."""
    id_, _, outputs = made(plugin)

    plugin.delete(id_, outputs)
    assert aws.get_stage(arn=id_)

    hosts.forget()
    plugin.delete(id_, outputs)
    assert aws.list_stages()["stages"] == []


def test_what_is_gone_is_deleted(plugin, aws):
    id_, _, outputs = made(plugin)
    hosts.forget()
    aws.delete_stage(arn=id_)

    plugin.delete(id_, outputs)


def test_an_error_is_one_sentence(plugin, service):
    service.fault("AccessDeniedException", "CreateStage")

    with pytest.raises(grpc.RpcError) as error:
        plugin.create(plugin.checked({}))

    assert refused(error).startswith('creating stage "lobby": ')
    assert "\n" not in refused(error)


def test_look_ups(plugin, aws):
    hall = aws.create_stage(name="hall", tags={"for": "all", MARKED: "x"})["stage"]["arn"]
    aws.create_stage(name="den")
    camera = aws.create_ingest_configuration(name="camera", ingestProtocol="RTMPS")["ingestConfiguration"]["arn"]

    assert plugin.invoke("getStage", arn=hall)["tags"] == {"for": "all"}
    assert plugin.invoke("getStages", tags={"for": "all"})["names"] == ["hall"]
    assert plugin.invoke("getStages", nameRegex="^d")["names"] == ["den"]
    assert plugin.invoke("getTags", resourceArn=hall)["tags"] == {"for": "all"}
    assert "streamKey" not in plugin.invoke("getIngestConfiguration", arn=camera)


@pytest.mark.parametrize(
    ("function", "arguments", "said"),
    [
        ("getStage", {}, "getStage: give either arn or name."),
        ("getStage", {"name": "none"}, 'no stage in eu-central-1 is called "none"'),
        ("getStage", {"arn": "lobby"}, '"lobby" is not the ARN of a stage'),
        ("getStages", {"nameRegex": "("}, "nameRegex is not a regular expression"),
        ("getTags", {"resourceArn": "lobby"}, "is not the ARN of an IVS resource"),
        ("getRoom", {}, "ivs-realtime:index:getRoom is not a function of ivs-realtime."),
    ],
)
def test_look_ups_that_fail_are_one_sentence(plugin, function, arguments, said):
    with pytest.raises(grpc.RpcError) as error:
        plugin.invoke(function, **arguments)

    assert said in refused(error)


def test_cancel_returns_at_once(plugin):
    made(plugin)
    began = time.monotonic()

    plugin.cancel()

    assert time.monotonic() - began < 1


def test_what_is_not_offered_is_said_to_be_so(plugin):
    with pytest.raises(grpc.RpcError) as error:
        plugin.stub.Construct(proto.ConstructRequest())

    assert error.value.code() is grpc.StatusCode.UNIMPLEMENTED


def test_a_struct_of_its_own_is_taken(plugin):
    """The engine sends an empty message where a resource has no inputs."""
    found = plugin.stub.Check(proto.CheckRequest(urn=plugin.urn, news=struct({})))

    assert found.inputs["region"] == REGION
