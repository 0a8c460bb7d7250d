"""An SDK that is older than the metadata allows is answered in one sentence, wherever it is met first."""

import os
import subprocess
import sys

import pytest

PROGRAM = "import pulumi\nimport pulumi_ivs_realtime as ivs\nivs.Stage('lobby', region='eu-west-1')\n"


@pytest.fixture
def run(tmp_path, ivs_realtime_service):
    """Runs Python in a project, beside the metadata of an older SDK."""

    def run(sdk, old, *words):
        metadata = tmp_path / "old" / f"{sdk}-{old}.dist-info"
        metadata.mkdir(parents=True, exist_ok=True)
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {sdk}\nVersion: {old}\n")
        (tmp_path / "Pulumi.yaml").write_text("name: rooms\nruntime: python\n")
        (tmp_path / "__main__.py").write_text(PROGRAM)
        environment = {
            **os.environ,
            **ivs_realtime_service.environment(),
            "PYTHONPATH": str(tmp_path / "old"),
            "PULUMI_BACKEND_URL": f"file://{tmp_path}",
            "PULUMI_CONFIG_PASSPHRASE": "rooms",
        }
        return subprocess.run([sys.executable, *words], cwd=tmp_path, env=environment, capture_output=True, text=True)

    return run


def engine(*words):
    return "-c", "from pulumi_ivs_realtime.cli import main; main()", *words, "--offline", "--yes", "--skip-preview"


def sentence(package, sdk, old):
    needed, wanted = {"pulumi": ("3.260", "pulumi<4,>=3.260"), "boto3": ("1.43", "boto3>=1.43")}[sdk]
    return f'{package} needs {sdk} {needed} or newer (installed: {old}); upgrade with: pip install --upgrade "{wanted}"'


def test_the_engine_names_the_sdk_that_it_needs(run):
    done = run("pulumi", "3.100.0", *engine("up"))

    assert done.returncode == 1
    assert done.stderr == f"error: {sentence('pulumi-offline', 'pulumi', '3.100.0')}\n"


@pytest.mark.full
def test_a_program_ends_in_the_sentence(run):
    done = run("boto3", "1.9.200", *engine("up"))

    assert done.returncode == 1
    assert f"error: {sentence('pulumi-ivs-realtime', 'boto3', '1.9.200')}." in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.full
def test_a_destroy_which_runs_no_program_ends_in_it_as_well(run, ivs_realtime_service):
    assert run("ours", "0.1.0", *engine("up")).returncode == 0

    done = run("boto3", "1.9.200", *engine("destroy"))

    assert done.returncode == 1
    assert sentence("pulumi-ivs-realtime", "boto3", "1.9.200") in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not ivs_realtime_service.calls("DeleteStage")


@pytest.mark.parametrize(
    ("sdk", "old"), [("pulumi", "3.259.9"), pytest.param("boto3", "1.42.99", marks=pytest.mark.full)]
)
def test_outside_of_a_program_it_is_an_error_of_this_package(run, sdk, old):
    done = run(sdk, old, "-c", "import pulumi_ivs_realtime as ivs; ivs.Stage")

    assert done.stderr.splitlines()[-1] == (
        f"pulumi_ivs_realtime.errors.InvalidConfiguration: {sentence('pulumi-ivs-realtime', sdk, old)}."
    )


@pytest.mark.full
def test_what_needs_no_sdk_needs_no_new_one(run):
    """An application that signs tokens may have any."""
    assert (
        run("pulumi", "3.100.0", "-c", "import pulumi_ivs_realtime as ivs; ivs.create_participant_token").stderr == ""
    )


@pytest.mark.full
def test_the_lowest_versions_are_new_enough(run):
    assert run("pulumi", "3.260.0", "-c", "import pulumi_ivs_realtime as ivs; ivs.Stage").returncode == 0
