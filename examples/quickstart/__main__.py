"""A live show: a lobby and a green room to wait in, and a main stage whose participants are recorded."""

import pulumi

import pulumi_ivs_realtime as ivs

WAITING_ROOMS = {"lobby": "audience", "green-room": "speakers"}


class Show(pulumi.ComponentResource):
    """All stages of one show."""

    def __init__(self, name: str, *, storage_configuration_arn: str) -> None:
        super().__init__("quickstart:index:Show", name)
        inside = pulumi.ResourceOptions(parent=self)
        self.stages = {
            room: ivs.Stage(room, tags={"for": people}, opts=inside) for room, people in WAITING_ROOMS.items()
        }
        self.stages["main-stage"] = ivs.Stage(
            "main-stage",
            tags={"for": "everyone", "recorded": "yes"},
            auto_participant_recording_configuration=ivs.AutoParticipantRecordingConfigurationArgs(
                storage_configuration_arn=storage_configuration_arn,
                thumbnail_configuration=ivs.ThumbnailConfigurationArgs(
                    recording_mode="INTERVAL", target_interval_seconds=30
                ),
            ),
            opts=inside,
        )
        self.register_outputs({})


show = Show("evening-show", storage_configuration_arn=pulumi.Config().require("storageConfigurationArn"))
for room, stage in show.stages.items():
    pulumi.export(room, {"arn": stage.arn, "name": stage.name, "tags": stage.tags_all})
