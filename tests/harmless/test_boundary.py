"""The fixture `stack` stays on this machine, whatever shell and test say, unless the test names where it goes."""

import os
import subprocess
import sys

import boto3
import pytest

import pulumi_ivs_realtime as ivs
from ivs_realtime_local import LocalService
from offline.plain import Plain
from pulumi_ivs_realtime.testing import NotOnThisMachine, Stack

AWS = "https://ivsrealtime.eu-west-1.api.aws"
ELSEWHERE = "http://192.0.2.1:9"  # an address that no machine has

PROFILE = """
[profile prod]
region = eu-west-1
services = prod
[services prod]
ivs_realtime =
  endpoint_url = http://192.0.2.1:9
[default]
endpoint_url = http://192.0.2.1:9
ignore_configured_endpoint_urls = true
"""


def rooms():
    ivs.Stage("lobby", region="eu-west-1")


# Variables that lead off this machine, and what the sentence names.
VARIABLES = {
    "AWS_ENDPOINT_URL_IVS_REALTIME": (ELSEWHERE, "the endpoint of ivs-realtime would be http://192.0.2.1:9"),
    "AWS_ENDPOINT_URL_STS": (ELSEWHERE, "the endpoint of sts would be http://192.0.2.1:9"),
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": ("true", "the endpoint of ivs-realtime would be https://ivsrealtime."),
    "AWS_PROFILE": ("prod", 'the AWS profile "prod"'),
    "AWS_DEFAULT_PROFILE": ("prod", 'the AWS profile "prod"'),
}
CONFIGURATION = {
    "aws:endpoints": ('[{"ivsrealtime": "http://192.0.2.1:9"}]', "the endpoint of ivs-realtime would be http://192.0"),
    "aws:profile": ("prod", 'the AWS profile "prod"'),
    "aws:httpProxy": ("http://me:hush@192.0.2.1:9", "would be http://192.0.2.1:9"),
}


def refused(stack, operation="up"):
    with pytest.raises(NotOnThisMachine) as error:
        getattr(stack, operation)()
    assert "\n" not in str(error.value)
    assert str(error.value).startswith("nothing was sent: ")
    return str(error.value)


@pytest.mark.parametrize("name", VARIABLES)
def test_a_variable_that_the_test_sets_is_refused(stack, ivs_realtime_service, monkeypatch, name):
    value, sentence = VARIABLES[name]
    stack.program = rooms
    stack.environment[name] = value
    assert sentence in refused(stack)

    del stack.environment[name]
    monkeypatch.setenv(name, value)

    assert sentence in refused(stack, "preview")
    assert ivs_realtime_service.calls() == []


@pytest.mark.parametrize("key", CONFIGURATION)
def test_configuration_that_leads_off_this_machine_is_refused(stack, ivs_realtime_service, key):
    value, sentence = CONFIGURATION[key]
    stack.program = rooms
    stack.config[key] = value

    said = refused(stack)

    assert sentence in said
    assert "hush" not in said
    assert ivs_realtime_service.calls() == []


@pytest.mark.parametrize("operation", ["up", "preview", "refresh", "destroy"])
def test_every_operation_is_looked_at(stack, operation):
    stack.program = rooms
    stack.environment["AWS_ENDPOINT_URL_IVS_REALTIME"] = AWS

    assert f"would be {AWS}, which is not on this machine" in refused(stack, operation)


def test_a_shared_file_that_ignores_endpoints_is_refused(stack, tmp_path):
    (tmp_path / "config").write_text(PROFILE)
    stack.program = rooms
    stack.environment["AWS_CONFIG_FILE"] = str(tmp_path / "config")

    assert "the endpoint of ivs-realtime would be https://ivsrealtime." in refused(stack)


def test_a_proxy_for_this_machine_is_refused(stack):
    stack.program = rooms
    stack.environment |= {"HTTP_PROXY": "http://proxy.example:3128", "NO_PROXY": "", "no_proxy": ""}

    assert "the proxy before http://127.0.0.1:" in refused(stack)


def test_the_shell_counts_for_nothing(tmp_path, monkeypatch, request):
    """What was set before the fixture is the shell's."""
    (tmp_path / "config").write_text(PROFILE)
    for name, (value, _) in VARIABLES.items():
        monkeypatch.setenv(name, value)
    shell = {
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_ENDPOINT_URL": ELSEWHERE,
        "AWS_SESSION_TOKEN": "real",
        "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/deploy",
        "AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": ELSEWHERE,
        "AWS_USE_FIPS_ENDPOINT": "true",
        "AWS_CA_BUNDLE": "/nowhere",
        "HTTP_PROXY": ELSEWHERE,
        "http_proxy": ELSEWHERE,
        "TF_AWS_DEFAULT_TAGS_team": "shell",
        "PULUMI_BACKEND_URL": "s3://state",
    }
    for name, value in shell.items():
        monkeypatch.setenv(name, value)
    stack = request.getfixturevalue("stack")
    service = request.getfixturevalue("ivs_realtime_service")
    stack.program = rooms

    stack.up()

    (made,) = service.calls("CreateStage")
    assert "team" not in made["request"]["tags"]


def test_a_stack_without_a_service_does_not_go_to_aws(tmp_path, monkeypatch):
    for name in ("AWS_ENDPOINT_URL_IVS_REALTIME", "AWS_ENDPOINT_URL_STS"):
        monkeypatch.delenv(name, raising=False)
    stack = Stack(tmp_path)
    stack.environment |= {"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"}
    stack.program = rooms

    assert "the endpoint of ivs-realtime would be https://ivsrealtime.eu-west-1." in refused(stack)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1.example.com", "http://127.0.0.1@example.com", "http://[::2]:1", "http://0.0.0.0:1"]
)
def test_what_only_looks_like_this_machine_is_not(stack, url):
    stack.program = rooms
    stack.environment["AWS_ENDPOINT_URL_IVS_REALTIME"] = url

    assert "is not on this machine" in refused(stack)


def test_the_test_may_say_by_name_where_it_goes(stack):
    """The address is one that answers nothing: what counts is that the refusal is gone."""
    stack.program = lambda: None
    stack.environment["AWS_ENDPOINT_URL_IVS_REALTIME"] = ELSEWHERE
    stack.allow("192.0.2.1")

    assert stack.up().unchanged
    stack.config["aws:profile"] = "prod"
    assert 'say stack.allow("prod")' in refused(stack)


def test_a_client_that_an_earlier_test_made_is_not_used_again(stack, ivs_realtime_service, monkeypatch):
    """Look-ups of a callable program run in the test's process, whose clients outlive a test."""
    with LocalService() as earlier:
        for name, value in earlier.environment().items():
            monkeypatch.setenv(name, value)
        ivs.get_stages(region="eu-west-1")
        earlier.reset_calls()
        for name, value in ivs_realtime_service.environment().items():
            monkeypatch.setenv(name, value)
        stack.program = lambda: ivs.get_stages(region="eu-west-1")

        stack.up()

        assert earlier.calls() == []
    assert len(ivs_realtime_service.calls("ListStages")) == 1


@pytest.fixture
def other(tmp_path, monkeypatch):
    """A stack that is not the fixture's, on a service that outlives it."""
    with LocalService() as service:
        for name, value in service.environment("eu-west-1").items():
            monkeypatch.setenv(name, value)
        yield Stack(tmp_path), service


def held(service):
    return [stage for region in service.state()["regions"] for stage in region["stages"]]


def test_what_lies_elsewhere_is_destroyed_in_the_end(other):
    stack, service = other
    stack.program = lambda: ivs.Stage("lobby")
    stack.up()
    assert len(held(service)) == 1

    stack.close()

    assert held(service) == []


def test_what_cannot_be_destroyed_is_named(other):
    stack, service = other
    stack.program = lambda: ivs.Stage("lobby")
    stack.up()
    (stage,) = held(service)
    service.join(stage["arn"])

    with pytest.raises(AssertionError) as error:
        stack.close()

    assert f'the test leaves "lobby" ({stage["arn"]}) behind' in str(error.value)
    assert "is live" in str(error.value)


def test_resources_of_ones_own_are_destroyed_as_well(tmp_path, stack):
    (tmp_path / "objects").mkdir()
    stack.environment["OBJECTS"] = str(tmp_path / "objects")
    stack.program = lambda: Plain("first")
    stack.up()

    stack.close()

    assert list((tmp_path / "objects").iterdir()) == []


def test_a_stage_in_the_service_of_the_test_goes_with_it(stack, ivs_realtime_service):
    stack.program = rooms
    stack.up()

    stack.close()

    assert ivs_realtime_service.calls("DeleteStage") == []


KEYS = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
TEST = """
import pulumi_ivs_realtime as ivs


def test_an_adopted_stage(stack):
    stack.program = lambda: ivs.Stage("lobby", region="eu-west-1", tags={"env": "test"}, adopt="%s")
    stack.up()
    stack.destroy()
"""


@pytest.mark.full
def test_a_stage_of_the_shells_account_is_not_touched_by_a_test_that_adopts_it(tmp_path):
    """The stage lies in the service that the shell points at, as production would."""
    with LocalService() as production:
        shell = {**os.environ, **production.environment("eu-west-1")}
        aws = boto3.client("ivs-realtime", "eu-west-1", endpoint_url=production.url, **KEYS)
        arn = aws.create_stage(name="live", tags={"env": "prod"})["stage"]["arn"]
        production.reset_calls()
        (tmp_path / "test_it.py").write_text(TEST % arn)

        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
        run = subprocess.run(command, env=shell, capture_output=True, text=True)

        assert "does not exist; take the argument away" in run.stdout
        assert production.calls() == []
        assert held(production)[0]["tags"] == {"env": "prod"}
