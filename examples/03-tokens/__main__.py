"""A daily show: one host with a token from Pulumi, any number of viewers with tokens signed by the application.

Run `pulumi up` at least once a week, say from a scheduled workflow: within the last two days of its fourteen the host's
token is replaced by a new one, and the old one is left to expire, so nobody is thrown out.
"""

import pulumi

import pulumi_ivs_realtime as ivs

MINUTES_A_DAY = 24 * 60

show = ivs.Stage("daily-show", tags={"team": "live-events"})
host = ivs.ParticipantToken(
    "host",
    stage_arn=show.arn,
    user_id="host",
    attributes={"role": "host"},
    duration=14 * MINUTES_A_DAY,
    renew_before=2 * MINUTES_A_DAY,
)
viewers = ivs.PublicKey("viewers", public_key_material=pulumi.Config().require("publicKey"))

pulumi.export("hostToken", host.token)
pulumi.export("hostTokenExpires", host.expiration_time)
# What viewers.py needs, beside the private key.
pulumi.export("stageArn", show.arn)
pulumi.export("endpoints", show.endpoints)
pulumi.export("publicKeyArn", viewers.arn)
