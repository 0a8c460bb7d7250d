"""What happens in a stage goes to a log group; an alarm goes off when somebody's publishing fails."""

import json

import pulumi
import pulumi_aws as aws

import pulumi_ivs_realtime as ivs

FAILED = "Participant Publish Error"

stage = ivs.Stage("main-stage", tags={"team": "live-events"})

log = aws.cloudwatch.LogGroup("stage-events", name="/aws/events/main-stage", retention_in_days=30)
aws.cloudwatch.LogResourcePolicy(
    "events-may-write",
    policy_name="main-stage-events",
    policy_document=pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": ["events.amazonaws.com", "delivery.logs.amazonaws.com"]},
                    "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                    "Resource": pulumi.Output.concat(log.arn, ":*"),
                }
            ],
        }
    ),
)
rule = aws.cloudwatch.EventRule(
    "stage-events",
    event_pattern=pulumi.Output.json_dumps(
        {"source": ["aws.ivs"], "detail-type": ["IVS Stage Update"], "resources": [stage.arn]}
    ),
)
aws.cloudwatch.EventTarget("stage-events", rule=rule.name, arn=log.arn)

failures = aws.cloudwatch.LogMetricFilter(
    "publish-errors",
    log_group_name=log.name,
    pattern=f"{{ $.detail.event_name = {json.dumps(FAILED)} }}",
    metric_transformation={"name": "PublishErrors", "namespace": "LiveRooms", "value": "1", "default_value": "0"},
)
alarm = aws.cloudwatch.MetricAlarm(
    "publish-errors",
    namespace="LiveRooms",
    metric_name="PublishErrors",
    statistic="Sum",
    period=60,
    evaluation_periods=1,
    comparison_operator="GreaterThanThreshold",
    threshold=0,
    treat_missing_data="notBreaching",
    opts=pulumi.ResourceOptions(depends_on=[failures]),
)

pulumi.export("stage", stage.arn)
pulumi.export("log", log.name)
pulumi.export("alarm", alarm.name)
