"""The program of `first.json`: all that the first version that declared stages could declare."""

import pulumi

import pulumi_ivs_realtime as ivs

STORAGE = "arn:aws:ivs:eu-central-1:123456789012:storage-configuration/Archive00001"


class Show(pulumi.ComponentResource):
    def __init__(self, name: str) -> None:
        super().__init__("rooms:index:Show", name)
        inside = pulumi.ResourceOptions(parent=self)
        ivs.Stage("green-room", tags={"for": "speakers", "team": ""}, opts=inside)
        ivs.Stage(
            "main",
            name="main",
            auto_participant_recording_configuration={
                "storage_configuration_arn": STORAGE,
                "recording_reconnect_window_seconds": 60,
                "thumbnail_configuration": {"recording_mode": "INTERVAL", "target_interval_seconds": 30},
            },
            force_destroy=True,
            opts=inside,
        )


lobby = ivs.Stage("lobby")
Show("show")
pulumi.export("arn", lobby.arn)
