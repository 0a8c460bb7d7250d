"""The declaration of StorageConfiguration."""

from __future__ import annotations

from pulumi_ivs_realtime.declarations.base import (
    ATTEMPT,
    AUTO_NAME,
    CREATE_ATTEMPT,
    TAGS,
    TAGS_ALL,
    Block,
    Change,
    Property,
    Resource,
    adopt_of,
    arn_of,
    fixed_name_of,
    region_of,
)
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

STORAGE_CONFIGURATION = Resource(
    name="StorageConfiguration",
    noun=KIND.noun,
    about="""An Amazon IVS Real-Time storage configuration: the S3 bucket to which stages record.

Creating one rewrites the bucket's policy, so that the service may write there. An `aws.s3.BucketPolicy` of the same
bucket would undo that with its next update. It cannot be changed, only replaced; while a live stage records to it, it
is not deleted.""",
    kind=KIND,
    arguments=(
        Property(
            name="s3",
            about="where recordings go",
            block=S3,
            change=Change.REPLACES,
            required=True,
            output="where recordings go",
            always=True,
        ),
        fixed_name_of(KIND.noun),
        TAGS,
        region_of(KIND.noun),
        adopt_of(KIND.noun),
    ),
    derived=(TAGS_ALL, AUTO_NAME, ATTEMPT),
    computed=(arn_of(KIND.noun), CREATE_ATTEMPT),
    behaviour="managed.Managed",
    title="Declares a storage configuration.",
    raises="an option cannot work, such as an AWS provider, or one ARN is adopted twice",
    instead_of_get='manage an existing one with adopt="arn:…", or look it up with '
    'ivs.get_storage_configuration(arn="arn:…")',
)
