"""The rooms of one customer. Account, region and rooms are the stack's configuration, which fleet.py writes."""

import pulumi

import pulumi_ivs_realtime as ivs

for room in pulumi.Config().require_object("rooms"):
    pulumi.export(room, ivs.Stage(room, tags={"customer": pulumi.get_stack()}).arn)
