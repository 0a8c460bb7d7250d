"""A talk show with a guest who has no browser: OBS or a hardware encoder publishes by RTMPS."""

import pulumi

import pulumi_ivs_realtime as ivs

show = ivs.Stage("talk-show", tags={"team": "live-events"})
guest = ivs.IngestConfiguration(
    "guest", ingest_protocol="RTMPS", stage_arn=show.arn, user_id="guest", attributes={"role": "guest"}
)

pulumi.export("server", show.endpoints.rtmps)
pulumi.export("streamKey", guest.stream_key)
