"""What `pulumi_ivs_realtime.testing` offers to other people's tests."""

import re
import subprocess
import sys
from pathlib import Path

import pulumi
import pytest

import pulumi_ivs_realtime as ivs
from offline.plain import Plain
from pulumi_ivs_realtime.testing import Stack, StackFailed

CODE = pulumi.AssetArchive({"index.py": pulumi.StringAsset("pass"), "more": pulumi.FileArchive("./more")})
DOCS = Path(__file__).parents[2] / "docs" / "testing.md"


@pytest.fixture
def plain(stack: Stack, tmp_path: Path) -> Stack:
    """A stack of plain resources."""
    (tmp_path / "objects").mkdir()
    stack.environment["OBJECTS"] = str(tmp_path / "objects")
    return stack


def two() -> None:
    first = Plain("first", size=1)
    Plain("second", of=first.label)
    pulumi.export("word", pulumi.Config().get_secret("word"))


def test_an_outcome_says_what_was_made_and_what_was_left(plain):
    plain.program = two

    assert plain.preview().created == {"first", "second"}
    assert plain.up().created == {"first", "second"}
    assert plain.up().unchanged
    assert plain.destroy().deleted == {"first", "second"}


def test_a_program_can_change_between_operations(plain):
    plain.program = two
    plain.up()
    plain.program = lambda: Plain("first", kind="other")

    outcome = plain.up()

    assert (outcome.replaced, outcome.deleted, outcome.created) == ({"first"}, {"second"}, set())
    assert repr(outcome).startswith("<create replacement of first; replace first; delete")


def test_configuration_and_its_secrets_reach_the_program(plain):
    plain.program = two
    plain.secrets["word"] = "s3cret"

    assert plain.up().outputs == {"word": "s3cret"}
    assert plain.outputs == {"word": "s3cret"}
    assert "s3cret" not in str(plain.state)


def test_an_unexpected_failure_says_what_the_provider_said(plain):
    plain.program = lambda: Plain("first", fails="create")

    with pytest.raises(StackFailed, match="the service is down"):
        plain.up()


def test_an_expected_failure_that_does_not_come_is_one(plain):
    plain.program = two

    with pytest.raises(AssertionError, match="up was expected to fail, and did not: <create test-test; create"):
        plain.up(fails=True)


def test_a_refresh_counts_what_it_found(plain, tmp_path):
    plain.program = two
    plain.up()
    for path in (tmp_path / "objects").iterdir():
        path.unlink()

    assert plain.refresh().deleted == {"first", "second"}


def test_a_stack_that_holds_nothing_can_be_refreshed_and_destroyed(plain):
    assert plain.refresh().unchanged
    assert plain.destroy().unchanged


def test_a_program_is_asked_for(stack):
    with pytest.raises(ValueError, match=r"set stack\.program"):
        stack.up()


@pytest.mark.parametrize(("name", "value", "text"), [("config", 5, "'5'"), ("secrets", True, "'true'")])
def test_configuration_that_is_no_text_is_refused_by_key(plain, name, value, text):
    plain.program = two
    getattr(plain, name)["team"] = value

    with pytest.raises(TypeError, match=rf"stack\.{name}\['team'\] must be a string, .*: {text}, not {value}"):
        plain.up()


@pytest.mark.parametrize("operation", ["up", "destroy"])
def test_an_option_that_there_is_not_is_answered_with_those_that_there_are(plain, operation):
    plain.program = two

    with pytest.raises(TypeError, match="there is no option 'targets'; there are refresh, target, target_dependents, "):
        getattr(plain, operation)(targets=[])


def test_a_failure_shows_the_lines_of_the_test_only(tmp_path):
    (tmp_path / "test_it.py").write_text("def test_it(stack):\n    stack.program = lambda: 1 / 0\n    stack.up()\n")

    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)], capture_output=True, text=True
    )

    assert "StackFailed: up failed:" in run.stdout
    assert "test_it.py:3" in run.stdout
    assert "def _run" not in run.stdout
    assert not re.search(r"testing/stack\.py:\d+: StackFailed", run.stdout)


def test_the_state_of_a_resource_is_found_by_its_name(plain):
    plain.program = two
    plain.up()

    assert plain.resource("second")["inputs"]["of"] == "<first>"
    with pytest.raises(AssertionError, match="the stack holds no resource 'third'; it holds default, first, second"):
        plain.resource("third")


def test_a_folder_runs_as_it_is_and_is_left_alone(stack, ivs_realtime_service):
    root = Path(__file__).parents[2]
    before = sorted(path.name for path in root.iterdir())
    stack.program = root

    assert stack.up().created == {"evening-show", "lobby", "green-room", "main-stage"}
    assert {call["request"]["tags"]["for"] for call in ivs_realtime_service.calls("CreateStage")} == {
        "audience",
        "speakers",
        "everyone",
    }
    assert sorted(path.name for path in root.iterdir()) == before


def test_resources_of_other_packages_are_recorded_with_the_answers_of_the_test(stack, ivs_realtime_service):
    class Function(pulumi.CustomResource):
        def __init__(self, name, stage):
            super().__init__(
                "aws:lambda/function:Function", name, {"environment": {"STAGE": stage}, "code": CODE, "arn": None}
            )

    def program():
        stage = ivs.Stage("lobby", region="eu-west-1")
        function = Function("greeter", stage.arn)
        region = pulumi.runtime.invoke("aws:index/getRegion:getRegion", {})
        pulumi.export("function", function.arn)
        pulumi.export("region", region.value["name"])

    stack.program = program
    stack.mock_resources(lambda type_, name, inputs: (f"{name}-1", {**inputs, "arn": f"arn:aws:lambda:::{name}"}))
    stack.mock_function("aws:index/getRegion:getRegion", {"name": "eu-west-1"})

    outcome = stack.up()

    assert outcome.created == {"lobby", "greeter"}
    assert outcome.outputs == {"function": "arn:aws:lambda:::greeter", "region": "eu-west-1"}
    assert stack.resource("greeter")["inputs"]["environment"]["STAGE"].startswith("arn:aws:ivs:eu-west-1")
    assert stack.up().unchanged


def test_a_function_that_no_mock_answers_is_refused_by_name(stack):
    stack.program = lambda: pulumi.runtime.invoke("aws:index/getRegion:getRegion", {})

    assert "aws:index/getRegion:getRegion" in stack.up(fails=True).errors[0]


def test_the_example_of_the_documentation_passes(tmp_path):
    blocks = re.findall(r"```python\n# (\S+)\n(.*?)```", DOCS.read_text(), re.DOTALL)
    for name, code in blocks:
        (tmp_path / name).write_text(code)

    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)], capture_output=True, text=True
    )

    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(r"\b2 passed", run.stdout), run.stdout
