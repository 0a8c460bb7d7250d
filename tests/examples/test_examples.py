"""Every example runs: up, up again without a change, destroy; nothing is left."""

import json
import runpy
import shutil
import subprocess
import sys
import zipfile

import pytest

from clients import client
from examples.conftest import EXAMPLES, NUMBERED, REGION, aws_resources, held
from key_pairs import key_pair


def test_there_are_ten():
    assert [name[:2] for name in NUMBERED] == [f"{number:02}" for number in range(1, 11)]


@pytest.mark.few(3)
@pytest.mark.parametrize("name", NUMBERED)
def test_an_example_is_applied_kept_and_destroyed(example, service, name):
    stack = example(name)
    stack.mock_resources(aws_resources)

    assert stack.up().created
    assert held(service)
    service.reset_calls()
    assert stack.up().unchanged
    assert service.calls() == []
    assert stack.refresh().unchanged
    stack.destroy()
    assert held(service) == {}


@pytest.mark.parametrize("name", NUMBERED)
def test_an_example_is_explained_in_about_ten_lines(name):
    readme = (EXAMPLES / name / "README.md").read_text()

    assert readme.startswith(f"# {name[:2]} ")
    assert len([line for line in readme.splitlines() if line]) <= 16


@pytest.mark.full
@pytest.mark.parametrize("name", NUMBERED)
def test_an_example_is_typed(name, monkeypatch):
    """As an editor sees it; what pulumi-aws declares is not followed."""
    api = pytest.importorskip("mypy.api")
    monkeypatch.setenv("MYPYPATH", str(EXAMPLES / name))
    root = EXAMPLES.parent
    options = ["--config-file", str(root / "pyproject.toml"), "--cache-dir", str(root / ".mypy_cache")]

    said, errors, status = api.run([*options, str(EXAMPLES / name / "__main__.py")])

    assert (status, errors) == (0, ""), said


def test_a_viewer_joins_with_a_token_that_the_application_signs(example, service):
    """The key pair's public half is declared, the private one signs; nothing is called for a viewer."""
    private, public = key_pair()
    stack = example("03-tokens", publicKey=public)
    stack.up()
    service.reset_calls()

    viewers = runpy.run_path(str(EXAMPLES / "03-tokens" / "viewers.py"))
    token = viewers["viewer_token"](stack.outputs, private, "viewer-1")

    stage = stack.outputs["stageArn"]
    (host,) = service.join(stage, token=stack.outputs["hostToken"])
    (viewer,) = service.join(stage, token=token)
    assert (host["userId"], viewer["userId"]) == ("host", "viewer-1")
    assert service.calls() == []
    with pytest.raises(ValueError, match="does not allow to publish"):
        service.publish(stage, viewer["participantId"])


def test_recordings_go_to_the_bucket_of_pulumi_aws(example, service):
    stack = example("04-recording")
    stack.mock_resources(aws_resources)
    stack.up()

    [storage] = held(service)["storageConfigurations"]
    assert storage["s3"] == {"bucketName": "recordings-1"}
    assert stack.outputs == {"stage": held(service)["stages"][0]["arn"], "bucket": "recordings-1"}


def test_the_rule_takes_the_events_of_its_stage_and_the_filter_the_errors(example, service, aws):
    """The events are those of the local service, in EventBridge's shape."""
    stack, declared = example("05-events"), {}

    def noting(type_, name, inputs):
        declared[type_.rpartition(":")[2]] = inputs
        return aws_resources(type_, name, inputs)

    stack.mock_resources(noting)
    stack.up()
    stage, other = stack.outputs["stage"], aws.create_stage()["stage"]["arn"]
    for arn in (stage, other):
        service.join(arn, userId="ada", publish=True)
    (watcher,) = service.join(stage, token=watching(service, stage))
    with pytest.raises(ValueError, match="does not allow to publish"):
        service.publish(stage, watcher["participantId"])

    pattern = json.loads(declared["EventRule"]["eventPattern"])
    taken = [event for event in service.events() if matches(pattern, event)]

    assert [event["detail"]["event_name"] for event in taken] == ["Participant Published", "Participant Publish Error"]
    assert {other, stage} <= {event["resources"][0] for event in service.events()}
    assert declared["LogMetricFilter"]["pattern"] == '{ $.detail.event_name = "Participant Publish Error" }'
    assert declared["MetricAlarm"]["metricName"] == declared["LogMetricFilter"]["metricTransformation"]["name"]


def watching(service, stage):
    """A token with which nobody may publish."""
    aws = client(service.url, REGION)
    return aws.create_participant_token(stageArn=stage, capabilities=["SUBSCRIBE"])["participantToken"]["token"]


def matches(pattern, event):
    """As EventBridge compares lists of values."""
    found = {key: event[key] if isinstance(event[key], list) else [event[key]] for key in pattern}
    return all(set(found[key]) & set(values) for key, values in pattern.items())


def test_the_guest_has_a_key_which_is_a_secret_and_publishes_with_it(example, service):
    stack = example("06-rtmps-guest")
    stack.up()

    [guest] = held(service)["ingestConfigurations"]
    [joined] = service.control("POST", "participants", {"ingestConfigurationArn": guest["arn"]})["participants"]
    assert joined["userId"] == "guest"
    assert stack.outputs["server"].startswith("rtmps://")
    assert stack.outputs["streamKey"].startswith("rt_")
    assert stack.outputs["streamKey"] not in json.dumps(stack.state)


def test_a_team_gets_what_the_platform_team_promised(example, service):
    stack = example("07-component")
    stack.up()

    rooms = {stage["name"].rpartition("-")[0]: stage["tags"] for stage in held(service)["stages"]}
    keys = held(service)["ingestConfigurations"]
    assert rooms == {name: {"team": "news", "room": name} for name in ("interview", "briefing")}
    assert {each["userId"] for each in keys} == {"studio", "backup"}
    assert {each["stageArn"] for each in keys} == {stack.outputs["rooms"]["interview"]}


@pytest.mark.full
def test_the_platform_teams_package_is_built_with_its_types(tmp_path):
    shutil.copytree(EXAMPLES / "07-component", tmp_path / "package")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
    subprocess.run(command, cwd=tmp_path / "package", check=True, capture_output=True)

    [wheel] = (tmp_path / "package" / "dist").glob("acme_live_rooms-1.0.0-*.whl")
    assert {"live_rooms/__init__.py", "live_rooms/py.typed"} <= set(zipfile.ZipFile(wheel).namelist())


def test_each_region_has_its_lobby(example, service):
    stack = example("08-regions")
    stack.up()
    stack.config["regions"] = json.dumps(["eu-west-1", "us-east-1", "ap-northeast-1", "ap-south-1"])

    assert stack.up().created == {"lobby-ap-south-1"}
    places = {region["region"]: [stage["name"] for stage in region["stages"]] for region in service.state()["regions"]}
    assert sorted(places) == ["ap-northeast-1", "ap-south-1", "eu-west-1", "us-east-1"]
    assert all(names == ["lobby"] for names in places.values())


def test_the_adopted_stage_is_the_one_that_was_there(example, service):
    stack = example("10-adopt")
    before = stack.config["lobby"]

    preview = stack.preview()
    stack.up()

    [stage] = held(service)["stages"]
    assert any("lobby-of-old" in message for message in preview.messages)
    assert (stage["arn"], stage["name"], stage["tags"]) == (before, "lobby", {"team": "live-events"})
    assert stack.outputs == {"lobby": before}
