"""`make up` is a closed room: nothing that the shell says of Pulumi or AWS breaks it or leads it elsewhere."""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import boto3
import pytest

ROOT = Path(__file__).parents[2]
ELSEWHERE = "http://127.0.0.1:9"  # where nothing answers

# What a shell may hold of Pulumi, boto3 and this package; docs/configuration.md lists what reads it.
SHELL = {
    "PULUMI_BACKEND_URL": "s3://state",
    "PULUMI_CONFIG_PASSPHRASE": "another",
    "PULUMI_CONFIG_PASSPHRASE_FILE": "/nowhere",
    "PULUMI_ACCESS_TOKEN": "pul-0000",
    "PULUMI_API": ELSEWHERE,
    "PULUMI_HOME": "/dev/null/home",
    "PULUMI_CREDENTIALS_PATH": "/dev/null/credentials",
    "PULUMI_CONFIG": '{"aws:region":"us-west-2"}',
    "PULUMI_STACK": "other",
    "PULUMI_PROJECT": "other",
    "PULUMI_ORGANIZATION": "other",
    "PULUMI_PARALLEL": "none",
    "PULUMI_OPTION_TARGET": "urn:pulumi:none",
    "PULUMI_EXPERIMENTAL": "true",
    "PULUMI_DEBUG_COMMANDS": "true",
    "PULUMI_ERROR_OUTPUT_STRING": "true",
    "PULUMI_PYTHON_CMD": "/nowhere/python",
    "PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true",
    "AWS_ENDPOINT_URL": ELSEWHERE,
    "AWS_ENDPOINT_URL_IVS_REALTIME": ELSEWHERE,
    "AWS_ENDPOINT_URL_STS": ELSEWHERE,
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
    "AWS_PROFILE": "prod",
    "AWS_DEFAULT_PROFILE": "prod",
    "AWS_CONFIG_FILE": "/nowhere",
    "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
    "AWS_ACCESS_KEY_ID": "AKIDREAL",
    "AWS_SECRET_ACCESS_KEY": "real",
    "AWS_SESSION_TOKEN": "real",
    "AWS_SECURITY_TOKEN": "real",
    "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/deploy",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere",
    "AWS_REGION": "us-west-2",
    "AWS_DEFAULT_REGION": "us-west-2",
    "AWS_USE_FIPS_ENDPOINT": "true",
    "AWS_USE_DUALSTACK_ENDPOINT": "true",
    "AWS_CA_BUNDLE": "/nowhere",
    "AWS_DATA_PATH": "/nowhere",
    "AWS_RETRY_MODE": "often",
    "AWS_MAX_ATTEMPTS": "none",
    "AWS_STS_REGIONAL_ENDPOINTS": "none",
    "AWS_DEFAULTS_MODE": "none",
    "TF_AWS_DEFAULT_TAGS_team": "shell",
    "TF_AWS_IGNORE_TAGS_KEYS": "for",
    "HTTP_PROXY": ELSEWHERE,
    "http_proxy": ELSEWHERE,
    "ALL_PROXY": ELSEWHERE,
    "STACK": "other",
    "TARGET": "aws",
}


def every_variable():
    """The rest of what boto3 and Pulumi's SDK read, by their sources, with a value that none of them can use."""
    names = re.compile(r"[\"']((?:AWS|PULUMI)_[A-Z0-9_]*[A-Z0-9])[\"']")
    folders = [Path(find_spec(package).origin).parent for package in ("botocore", "pulumi")]
    paths = [*folders[0].glob("*.py"), *folders[1].rglob("*.py")]
    return {name: "nonsense" for path in paths for name in names.findall(path.read_text())}


@pytest.fixture
def room(tmp_path):
    """Runs `make` in a copy of its own, on the offline engine or on the CLI, with these variables in the shell."""
    for name in ("Pulumi.yaml", "Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    (tmp_path / ".venv").symlink_to(sys.prefix)

    def run(verb, *words, shell, cli=False):
        places = [str(Path(sys.executable).parent), *os.environ["PATH"].split(os.pathsep)]
        path = os.pathsep.join(place for place in places if cli or not shutil.which("pulumi", path=place))
        # What is installed is up to date, whatever the times of the copies say.
        command = ["make", "-s", "-o", ".venv/.up", "-o", ".venv/.dev", verb, *words]
        environment = {"HOME": str(tmp_path / "home"), "PATH": path, **shell}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=100)
        return done.returncode, done.stdout + done.stderr

    yield run
    run("down", shell={})


def stages(folder):
    (url,) = (folder / ".local/service/address").read_text().split()
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    return boto3.client("ivs-realtime", "eu-west-1", endpoint_url=url, **keys).list_stages()["stages"]


@pytest.mark.full
@pytest.mark.parametrize("cli", [False, pytest.param(True, marks=pytest.mark.cli)], ids=["offline", "cli"])
def test_nothing_of_the_shell_breaks_or_redirects_the_quickstart(room, tmp_path, cli):
    if cli and not shutil.which("pulumi"):
        pytest.skip("there is no pulumi CLI on PATH")
    shell = every_variable() | SHELL
    status, said = room("up", shell=shell, cli=cli)
    assert status == 0, said
    assert "Target: the local service, http://127.0.0.1:" in said
    found = stages(tmp_path)
    assert len(found) == 3
    assert all("for" in stage["tags"] and "shell" not in stage["tags"].values() for stage in found)
    assert [stage["tags"]["recorded"] for stage in found if "recorded" in stage["tags"]] == ["yes"]

    status, said = room("up", shell={}, cli=cli)
    assert status == 0, said
    assert "6 unchanged" in said

    status, said = room("down", shell=shell, cli=cli)
    assert status == 0, said
    assert "The local service has stopped." in said
    assert not (tmp_path / "home" / ".pulumi").exists()


@pytest.fixture
def on_aws(tmp_path, ivs_realtime_service):
    """A shell that leads to a local service, which is AWS here, and to a backend in a folder."""
    (tmp_path / "state").mkdir()
    return ivs_realtime_service.environment() | {
        "PULUMI_BACKEND_URL": f"file://{tmp_path / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "",
        "AWS_REGION": "eu-west-1",
    }


@pytest.mark.full
def test_the_target_aws_is_what_the_shell_makes_it(room, tmp_path, on_aws, ivs_realtime_service):
    status, said = room("up", "TARGET=aws", shell=on_aws)

    assert status == 0, said
    assert "Target: AWS, with the credentials, endpoint and backend of this shell" in said
    assert len(ivs_realtime_service.calls("CreateStage")) == 3
    assert list((tmp_path / "state").glob(".pulumi/stacks/*/dev.json"))
    assert not (tmp_path / ".local").exists()


@pytest.mark.full
def test_on_aws_no_bucket_is_used_that_the_stack_does_not_name(room, tmp_path, on_aws, ivs_realtime_service):
    """Recording to a bucket writes its policy. The bucket of the local service is a stranger's on AWS."""
    status, said = room("up", "TARGET=aws", shell=on_aws | {"QUICKSTART_BUCKET": "a-strangers-bucket"})
    assert status == 0, said
    assert ivs_realtime_service.calls("CreateStorageConfiguration") == []

    settings = tmp_path / "Pulumi.dev.yaml"
    salt = settings.read_text() if settings.exists() else ""
    settings.write_text(salt + "config:\n  ivs-realtime-quickstart:bucket: our-recordings\n")
    status, said = room("up", "TARGET=aws", shell=on_aws)
    assert status == 0, said
    [call] = ivs_realtime_service.calls("CreateStorageConfiguration")
    assert call["request"]["s3"] == {"bucketName": "our-recordings"}


def test_the_target_aws_has_no_backend_of_its_own(room):
    status, said = room("up", "TARGET=aws", shell={})

    assert status != 0
    assert "PULUMI_BACKEND_URL is not set" in said


def test_another_target_is_refused(room):
    assert "the target is local or aws, not prod" in room("up", "TARGET=prod", shell={})[1]
