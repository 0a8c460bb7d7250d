"""A live show: a lobby and a green room to wait in, and a main stage that is recorded where the stack has a bucket."""

import os

import pulumi

import pulumi_ivs_realtime as ivs

WAITING_ROOMS = {"lobby": "audience", "green-room": "speakers"}


class Show(pulumi.ComponentResource):
    """All stages of one show; with a bucket, participants of the main stage are recorded to it."""

    def __init__(self, name: str, *, bucket: str | None) -> None:
        super().__init__("quickstart:index:Show", name)
        inside = pulumi.ResourceOptions(parent=self)
        self.stages = {
            room: ivs.Stage(room, tags={"for": people}, opts=inside) for room, people in WAITING_ROOMS.items()
        }
        self.stages["main-stage"] = ivs.Stage(
            "main-stage",
            tags={"for": "everyone", "recorded": "yes" if bucket else "no"},
            auto_participant_recording_configuration=recording(bucket, inside) if bucket else None,
            opts=inside,
        )
        self.register_outputs({})


def recording(bucket: str, inside: pulumi.ResourceOptions) -> ivs.AutoParticipantRecordingConfigurationArgs:
    """Each participant as video, with a picture every 30 seconds. IVS writes the bucket's policy for that."""
    archive = ivs.StorageConfiguration("archive", s3={"bucket_name": bucket}, opts=inside)
    return ivs.AutoParticipantRecordingConfigurationArgs(
        storage_configuration_arn=archive.arn,
        thumbnail_configuration=ivs.ThumbnailConfigurationArgs(recording_mode="INTERVAL", target_interval_seconds=30),
    )


# On the local service `make up` brings a bucket along; on AWS only the stack's own configuration names one.
show = Show("evening-show", bucket=pulumi.Config().get("bucket") or os.environ.get("QUICKSTART_BUCKET"))
for room, stage in show.stages.items():
    pulumi.export(room, {"arn": stage.arn, "name": stage.name, "tags": stage.tags_all})
