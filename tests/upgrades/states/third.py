"""The program of `third.json`: the last hidden inputs without a prefix; aliases have renamed two resources."""

import pulumi

import pulumi_ivs_realtime as ivs


def once(name: str) -> pulumi.ResourceOptions:
    """What the state knew under this name before; the automatic name still comes from it."""
    return pulumi.ResourceOptions(aliases=[pulumi.Alias(name=name)])


archive = ivs.StorageConfiguration("archive", s3={"bucket_name": "show-recordings"}, opts=once("store"))
lobby = ivs.Stage("lobby", tags={"for": "audience"}, opts=once("hall"))
ivs.ParticipantToken("host", stage_arn=lobby.arn, user_id="host-1", duration=20160, renew_before=0)
ivs.Tag("owner", resource_arn=archive.arn, key="owner", value="live")
pulumi.export("arn", lobby.arn)
