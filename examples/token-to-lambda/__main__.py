"""A call-in line: a stage, and a Lambda function that gets the moderator's token in its environment."""

import json

import pulumi
import pulumi_aws as aws

import pulumi_ivs_realtime as ivs

line = ivs.Stage("call-in", tags={"team": "radio"})
moderator = ivs.ParticipantToken("moderator", stage_arn=line.arn, user_id="moderator", duration=7 * 24 * 60)

role = aws.iam.Role(
    "moderator",
    assume_role_policy=json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
            ],
        }
    ),
)
function = aws.lambda_.Function(
    "moderator",
    role=role.arn,
    runtime=aws.lambda_.Runtime.PYTHON3D12,
    handler="moderator.handler",
    code=pulumi.FileArchive("handler"),
    environment={"variables": {"STAGE_ARN": line.arn, "TOKEN": moderator.token}},
)

pulumi.export("function", function.name)
