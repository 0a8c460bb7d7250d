"""The program of `hosted.json`: what `third.json` has, made by the provider plugin."""

import pulumi

import pulumi_ivs_realtime as ivs

provider = ivs.Provider("ivs", region="eu-central-1", default_tags={"tags": {"team": "live"}})


def once(name: str) -> pulumi.ResourceOptions:
    """What the state knew under this name before; the automatic name still comes from it."""
    return pulumi.ResourceOptions(provider=provider, aliases=[pulumi.Alias(name=name)])


archive = ivs.StorageConfiguration("archive", s3={"bucket_name": "show-recordings"}, opts=once("store"))
lobby = ivs.Stage("lobby", tags={"for": "audience"}, opts=once("hall"))
ivs.ParticipantToken("host", stage_arn=lobby.arn, user_id="host-1", duration=20160, renew_before=0, opts=once("guest"))
ivs.Tag("owner", resource_arn=archive.arn, key="owner", value="live", opts=once("possessor"))
pulumi.export("arn", lobby.arn)
