"""Live rooms as this company has them; published by the platform team, typed for editors and mypy."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi

import pulumi_ivs_realtime as ivs

__all__ = ["LiveRoom"]


class LiveRoom(pulumi.ComponentResource):
    """A stage with an owner, a host, and a stream key for each encoder.

    Attributes:
        arn: the stage's ARN.
        host_token: with which the host joins, a secret; renewed by `pulumi up` in the second of its two weeks.
        stream_keys: the stream key of each encoder by its name, a secret.
    """

    arn: pulumi.Output[str]
    host_token: pulumi.Output[str]
    stream_keys: pulumi.Output[dict[str, str]]

    def __init__(
        self,
        name: str,
        *,
        team: pulumi.Input[str],
        encoders: Sequence[str] = (),
        recordings: pulumi.Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares a live room.

        Args:
            name: of the room; what it is made of is called after it.
            team: who answers for the room, as a tag.
            encoders: names of OBS or hardware encoders that publish to it by RTMPS.
            recordings: ARN of the storage configuration to which participants are recorded; none: not at all.
            opts: of the component.
        """
        super().__init__("live-rooms:index:LiveRoom", name, None, opts)
        inside = pulumi.ResourceOptions(parent=self)
        stage = ivs.Stage(
            name,
            tags={"team": team, "room": name},
            auto_participant_recording_configuration={"storage_configuration_arn": recordings}
            if recordings is not None
            else None,
            opts=inside,
        )
        two_weeks = 14 * 24 * 60
        host = ivs.ParticipantToken(
            f"{name}-host",
            stage_arn=stage.arn,
            user_id="host",
            duration=two_weeks,
            renew_before=two_weeks // 2,
            opts=inside,
        )
        keys = {
            encoder: ivs.IngestConfiguration(
                f"{name}-{encoder}", ingest_protocol="RTMPS", stage_arn=stage.arn, user_id=encoder, opts=inside
            ).stream_key
            for encoder in encoders
        }
        self.arn, self.host_token = stage.arn, host.token
        self.stream_keys = pulumi.Output.all(**keys) if keys else pulumi.Output.from_input({})
        self.register_outputs({"arn": self.arn})
