"""A lobby near everybody: one stage in each region that the configuration names."""

import pulumi

import pulumi_ivs_realtime as ivs

for region in pulumi.Config().require_object("regions"):
    lobby = ivs.Stage(f"lobby-{region}", name="lobby", region=region, tags={"serves": region})
    pulumi.export(region, lobby.arn)
