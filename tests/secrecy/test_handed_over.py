"""A token that docs/resources.md hands to a Lambda function of pulumi-aws works there, and is a secret all the way."""

import json
import re
from pathlib import Path

from pulumi_offline.resource.property_values import revealed

PAGE = (Path(__file__).parents[2] / "docs" / "resources.md").read_text()
[SHOWN] = re.findall(r"<!-- handed over -->\n```python\n(.*?)```", PAGE, flags=re.DOTALL)

PROGRAM = f"""
import pulumi
import pulumi_aws as aws

import pulumi_ivs_realtime as ivs

line = ivs.Stage("call-in", tags={{"team": "radio"}})
moderator = ivs.ParticipantToken("moderator", stage_arn=line.arn, user_id="moderator", duration=7 * 24 * 60)
role = aws.iam.Role("moderator", assume_role_policy="{{}}")
{SHOWN}
pulumi.export("function", function.name)
"""


def test_the_token_reaches_the_function_and_stays_a_secret(stack, service, tmp_path):
    stack.program = tmp_path / "call-in"
    (stack.program / "handler").mkdir(parents=True)
    (stack.program / "Pulumi.yaml").write_text("name: call-in\nruntime: python\n")
    (stack.program / "__main__.py").write_text(PROGRAM)
    stack.environment.update(service.environment())
    handed_over = {}

    def noting(type_, name, inputs):
        handed_over[type_] = inputs
        return f"{name}-1", {"name": f"{name}-1", "arn": f"arn:aws:{type_}:{name}", **inputs}

    stack.mock_resources(noting)
    stack.up()

    resources = stack.state["deployment"]["resources"]
    function = next(found for found in resources if found["type"] == "aws:lambda/function:Function")
    [line] = [stage for region in service.state()["regions"] for stage in region["stages"]]
    variables = revealed(handed_over["aws:lambda/function:Function"])["environment"]["variables"]
    assert variables["STAGE_ARN"] == line["arn"]
    assert "ciphertext" in json.dumps(function["inputs"]["environment"])
    assert variables["TOKEN"] not in json.dumps(stack.state)
    assert stack.outputs == {"function": "moderator-1"}
    (joined,) = service.join(line["arn"], token=variables["TOKEN"])
    assert joined["userId"] == "moderator"
    assert stack.preview().unchanged
