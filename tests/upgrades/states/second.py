"""The program of `second.json`: all that was declared when the package was one, before it became three."""

import pulumi

import pulumi_ivs_realtime as ivs

lobby = ivs.Stage("lobby", tags={"for": "audience"})
named = ivs.Stage("named", name="named", opts=pulumi.ResourceOptions(ignore_changes=["tags", "tagsAll"]))
ivs.ParticipantToken(
    "host",
    stage_arn=lobby.arn,
    user_id="host-1",
    attributes={"role": "host"},
    capabilities=["SUBSCRIBE"],
    duration=20160,
    renew_before=0,
)
ivs.Tag("owner", resource_arn=named.arn, key="owner", value="live")
pulumi.export("arn", lobby.arn)
