"""The declaration of StorageConfiguration."""

from __future__ import annotations

from pulumi_ivs_realtime.declarations.base import Block, Change, Property, fixed
from pulumi_ivs_realtime.model.kinds import STORAGE_CONFIGURATION as KIND

S3 = Block(
    name="S3StorageConfiguration",
    shape="S3StorageConfiguration",
    about="Where recordings go on S3.",
    members=(
        Property(
            name="bucket_name",
            about="the bucket",
            limit="in the storage configuration's region",
            required=True,
        ),
    ),
)

STORAGE_CONFIGURATION = fixed(
    KIND,
    """An Amazon IVS Real-Time storage configuration: the S3 bucket to which stages record.

Creating one rewrites the bucket's policy, so that the service may write there. An `aws.s3.BucketPolicy` of the same
bucket would undo that with its next update. It cannot be changed, only replaced; while a live stage records to it, it
is not deleted.""",
    (
        Property(
            name="s3",
            about="where recordings go",
            block=S3,
            change=Change.REPLACES,
            required=True,
            output="where recordings go",
            always=True,
        ),
    ),
)
