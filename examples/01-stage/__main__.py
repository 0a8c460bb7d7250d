"""A room for consultations: one stage, and what an application must know of it."""

import pulumi

import pulumi_ivs_realtime as ivs

room = ivs.Stage("consultation", tags={"team": "telehealth"})

pulumi.export("arn", room.arn)
pulumi.export("endpoints", room.endpoints)
