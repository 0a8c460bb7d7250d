"""What `pulumi_offline.testing` offers to other people's tests."""

import re
import subprocess
import sys
from pathlib import Path

import pulumi
import pytest

from offline.plain import Plain
from pulumi_offline.testing import Stack, StackFailed

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture
def plain(offline_stack: Stack, tmp_path: Path) -> Stack:
    """A stack of plain resources."""
    (tmp_path / "objects").mkdir()
    offline_stack.environment["OBJECTS"] = str(tmp_path / "objects")
    return offline_stack


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


@pytest.mark.parametrize("operation", ["create", "update", "delete"])
def test_what_failed_is_not_among_what_was_done(plain, operation):
    plain.program = lambda: Plain("first", size=1, fails="" if operation == "update" else operation)
    if operation != "create":
        plain.up()
    plain.program = lambda: Plain("first", size=2, fails=operation)

    outcome = plain.destroy(fails=True) if operation == "delete" else plain.up(fails=True)

    assert outcome.unchanged
    assert f"failed to {operation} first" in repr(outcome)
    plain.program = lambda: Plain("first", size=3)
    plain.up()  # so that it can be deleted


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


def test_a_program_is_asked_for(plain):
    with pytest.raises(ValueError, match=r"set stack\.program"):
        plain.up()


@pytest.mark.parametrize(("name", "value", "text"), [("config", 5, "'5'"), ("secrets", True, "'true'")])
def test_configuration_that_is_no_text_is_refused_by_key(plain, name, value, text):
    plain.program = two
    getattr(plain, name)["team"] = value

    with pytest.raises(TypeError, match=rf"stack\.{name}\['team'\] must be a string, .*: {text}, not {value}"):
        plain.up()


@pytest.mark.parametrize("operation", ["up", "destroy"])
def test_an_option_that_there_is_not_is_answered_with_those_that_there_are(plain, operation):
    plain.program = two

    with pytest.raises(TypeError, match="there is no option 'targets'; there are target, target_dependents, "):
        getattr(plain, operation)(targets=[])


@pytest.mark.full
def test_a_failure_shows_the_lines_of_the_test_only(tmp_path):
    test = "def test_it(offline_stack):\n    offline_stack.program = lambda: 1 / 0\n    offline_stack.up()\n"
    (tmp_path / "test_it.py").write_text(test)

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


class Function(pulumi.CustomResource):
    """A function of pulumi_aws, whose plugin is not needed."""

    def __init__(self, name, **inputs):
        super().__init__("aws:lambda/function:Function", name, {"arn": None, **inputs})


def with_a_function():
    first = Plain("nurse")
    Function("nurse", environment={"variables": {"OF": first.label, "LEVEL": "info"}})


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (lambda *_: None, 'must answer an id and outputs, such as ("nurse_id", {**inputs}), not NoneType'),
        (lambda _type, _name, inputs: inputs["memory"], "failed: KeyError: 'memory'"),
        (lambda inputs: ("id", inputs), "failed: TypeError"),
    ],
    ids=["nothing", "a failure", "another signature"],
)
def test_a_mock_that_cannot_be_used_is_named_with_its_resource(plain, answer, sentence):
    plain.program = with_a_function
    plain.mock_resources(answer)

    (error,) = [error for error in plain.up(fails=True).errors if "mock" in error]

    assert error.startswith('the mock of aws:lambda/function:Function "nurse" ')
    assert sentence in error


def test_a_name_that_several_resources_bear_needs_a_type(plain):
    plain.program = with_a_function
    plain.up()

    assert plain.resource("nurse", "aws:lambda/function:Function")["id"] == "nurse_id"
    with pytest.raises(AssertionError, match="several resources 'nurse'; name one of their types: aws:lambda"):
        plain.resource("nurse")
    with pytest.raises(AssertionError, match="no resource 'nurse' of type aws:iam; it holds aws:lambda/function"):
        plain.resource("nurse", "aws:iam")


def test_a_function_that_no_mock_answers_is_refused_by_name(plain):
    plain.program = lambda: pulumi.runtime.invoke("aws:index/getRegion:getRegion", {})

    assert "aws:index/getRegion:getRegion" in plain.up(fails=True).errors[0]


def test_the_example_of_the_readme_passes(tmp_path):
    (example,) = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    (tmp_path / "test_readme.py").write_text(example)

    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)], capture_output=True, text=True
    )

    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(r"\b1 passed", run.stdout), run.stdout
