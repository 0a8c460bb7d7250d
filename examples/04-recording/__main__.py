"""A stage whose participants are recorded: a bucket of pulumi-aws, a storage configuration, a stage."""

import pulumi
import pulumi_aws as aws

import pulumi_ivs_realtime as ivs

bucket = aws.s3.Bucket("recordings")
storage = ivs.StorageConfiguration("recordings", s3={"bucket_name": bucket.bucket})
stage = ivs.Stage(
    "main-stage",
    auto_participant_recording_configuration=ivs.AutoParticipantRecordingConfigurationArgs(
        storage_configuration_arn=storage.arn,
        recording_reconnect_window_seconds=60,
        thumbnail_configuration=ivs.ThumbnailConfigurationArgs(recording_mode="INTERVAL", target_interval_seconds=30),
    ),
)

pulumi.export("stage", stage.arn)
pulumi.export("bucket", bucket.bucket)
