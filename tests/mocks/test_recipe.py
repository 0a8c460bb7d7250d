"""Pulumi's own recipe for unit tests: `set_mocks` at module level, then the program, with nothing behind either."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs" / "testing.md"
ARN = "arn:aws:ivs:eu-west-1:123456789012:stage/AbCdEfGh1234"

MOCKS = f"""
import pulumi

class Mocks(pulumi.runtime.Mocks):
    calls = []

    def new_resource(self, args):
        return f"{{args.name}}-id", args.inputs

    def call(self, args):
        self.calls.append((args.token, args.args))
        return {{
            "ivs-realtime:index/getStage:getStage": {{
                "name": "main", "tags": {{"team": "live"}}, "activeSessionId": "st-1"
            }},
            "ivs-realtime:index/getStages:getStages": {{"stages": [{{"arn": "{ARN}", "name": "main"}}]}},
            "ivs-realtime:index/getTags:getTags": {{"tags": {{"team": "live"}}}},
        }}[args.token]

pulumi.runtime.set_mocks(Mocks())
"""

PROGRAM = f"""
import pulumi
import pulumi_ivs_realtime as ivs

text = pulumi.Output.from_input("x")
secret = pulumi.Output.secret("hush")
stage = ivs.Stage("lobby", region="eu-west-1", name=text, tags={{"team": text, "pin": secret}})
token = ivs.ParticipantToken("host", stage_arn=stage.arn, user_id=text)
tag = ivs.Tag("floor", resource_arn=stage.arn, key="floor", value=text)
one = ivs.get_stage(arn="{ARN}")
by_name = ivs.get_stage(name="main", region="eu-west-1")
found = ivs.get_stages(tags={{"team": "live"}}, region="eu-west-1")
tags = ivs.get_tags(resource_arn="{ARN}")
later = ivs.get_stage_output(arn=stage.arn)
others = ivs.get_stages_output(name_regex=text)
labels = ivs.get_tags_output(resource_arn=stage.arn)
"""

TESTS = f"""
import mocks
import rooms
import pulumi

CALLS = mocks.Mocks.calls


@pulumi.runtime.test
def test_resources():
    def check(found):
        assert found == ["x", {{"team": "x", "pin": "hush"}}, "x", "x"]

    return pulumi.Output.all(rooms.stage.name, rooms.stage.tags, rooms.token.user_id, rooms.tag.value).apply(check)


def test_plain_lookups():
    assert (rooms.one.arn, rooms.one.region, rooms.one.tags) == ("{ARN}", "eu-west-1", {{"team": "live"}})
    assert (rooms.by_name.name, rooms.by_name.active_session_id) == ("main", "st-1")
    assert (rooms.found.names, rooms.found.arns) == (["main"], ["{ARN}"])
    assert rooms.tags.tags == {{"team": "live"}}
    assert ("ivs-realtime:index/getStages:getStages", {{"tags": {{"team": "live"}}, "region": "eu-west-1"}}) in CALLS
    assert ("ivs-realtime:index/getTags:getTags", {{"resourceArn": "{ARN}"}}) in CALLS


@pulumi.runtime.test
def test_lookups_of_outputs():
    def check(found):
        stage, stages, labels = found
        assert (stage.arn, stage.name, stages.names, labels.tags) == ("lobby-id", "main", ["main"], {{"team": "live"}})

    return pulumi.Output.all(rooms.later, rooms.others, rooms.labels).apply(check)
"""


def run(folder):
    """The tests in a process whose every call to AWS would fail: it has neither keys nor a place to send them."""
    environment = {"PATH": "", "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_EC2_METADATA_DISABLED": "true"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True)


@pytest.fixture
def recipe(tmp_path):
    """Runs tests under mocks that they import first."""

    def written(program, tests):
        for name, text in (("mocks", MOCKS), ("rooms", program), ("test_rooms", tests)):
            (tmp_path / f"{name}.py").write_text(text)
        return run(tmp_path)

    return written


@pytest.mark.full
def test_a_program_of_every_resource_and_look_up_is_answered_by_the_mocks(recipe):
    done = recipe(PROGRAM, TESTS)

    assert re.search(r"\b3 passed", done.stdout), done.stdout + done.stderr


def test_the_recipe_of_the_documentation_passes(tmp_path):
    section = DOCS.read_text().partition("## Pulumi's mocks")[2].partition("\n## ")[0]
    for name, code in re.findall(r"```python\n# (\S+)\n(.*?)```", section, re.DOTALL):
        (tmp_path / name).write_text(code)

    done = run(tmp_path)

    assert re.search(r"\b1 passed", done.stdout), done.stdout + done.stderr


@pytest.mark.full
def test_failures_of_the_mocks_are_the_look_ups(recipe):
    program = """
import pulumi_ivs_realtime as ivs
import mocks

mocks.Mocks.call = lambda self, args: ({}, [("arn", "is wrong")])
try:
    ivs.get_tags(resource_arn="x")
except ivs.LookupFailed as error:
    said = str(error)
"""
    done = recipe(program, "import mocks, rooms\n\ndef test_it():\n    assert 'arn is wrong' in rooms.said\n")

    assert re.search(r"\b1 passed", done.stdout), done.stdout + done.stderr
