"""A lobby that somebody made by hand, or that another tool let go, is managed from now on."""

import pulumi

import pulumi_ivs_realtime as ivs

# `adopt` counts only when the resource is first created; take it away whenever you like.
lobby = ivs.Stage("lobby", name="lobby", tags={"team": "live-events"}, adopt=pulumi.Config().require("lobby"))

pulumi.export("lobby", lobby.arn)
