"""The pytest fixture, in a test run of its own."""

import subprocess
import sys

import pytest

SOMEONE_ELSES_TESTS = """
import boto3

def test_the_environment_leads_here(ivs_realtime_service):
    made = boto3.client("ivs-realtime").create_stage(name="lobby")["stage"]
    assert [call["request"] for call in ivs_realtime_service.calls()] == [{"name": "lobby"}]
    ivs_realtime_service.switch(idle_session="absent")
    ivs_realtime_service.fault("503")

def test_every_test_has_a_service_as_new(ivs_realtime_service):
    assert boto3.client("ivs-realtime").list_stages()["stages"] == []
    assert ivs_realtime_service.calls()[0]["error"] == ""
"""


@pytest.mark.full
def test_the_fixtures_work_in_other_peoples_tests(tmp_path):
    (tmp_path / "test_theirs.py").write_text(SOMEONE_ELSES_TESTS)

    done = subprocess.run([sys.executable, "-m", "pytest", "-q"], cwd=tmp_path, capture_output=True, text=True)

    assert "2 passed" in done.stdout, done.stdout + done.stderr


def test_loading_the_plugin_loads_no_server():
    """Every pytest run of an environment loads the plugin; it must cost nothing."""
    script = (
        "import sys, ivs_realtime_local.pytest_plugin as _; "
        "heavy = ('starlette', 'uvicorn', 'boto3', 'botocore', 'pulumi', 'jwt'); "
        "print([name for name in heavy if name in sys.modules])"
    )

    assert subprocess.check_output([sys.executable, "-c", script], text=True).strip() == "[]"
