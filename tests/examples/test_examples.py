"""Every example runs: up, up again without a change, destroy; nothing is left."""

import json
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def example(stack, ivs_realtime_service):
    """Chooses an example for the stack."""

    def chosen(name):
        stack.program = EXAMPLES / name
        stack.environment.update(ivs_realtime_service.environment())
        return stack

    return chosen


def stages(service):
    return [stage for region in service.state()["regions"] for stage in region["stages"]]


@pytest.mark.parametrize("name", sorted(path.parent.name for path in EXAMPLES.glob("*/Pulumi.yaml")))
def test_an_example_is_applied_kept_and_destroyed(example, ivs_realtime_service, name):
    stack = example(name)

    assert stack.up().created
    assert stack.up().unchanged
    assert stack.refresh().unchanged
    stack.destroy()
    assert stages(ivs_realtime_service) == []


def test_the_token_reaches_the_function_and_stays_a_secret(example, ivs_realtime_service):
    stack = example("token-to-lambda")

    stack.up()

    state = json.dumps(stack.state)
    resources = stack.state["deployment"]["resources"]
    function = next(found for found in resources if found["type"] == "aws:lambda/function:Function")
    assert "TOKEN" in state
    assert "eyJ" not in state
    assert "ciphertext" in json.dumps(function["inputs"]["environment"])
