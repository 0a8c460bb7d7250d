"""The declaration of Tag."""

from __future__ import annotations

from pulumi_ivs_realtime.declarations.base import Change, Property, Resource

TAG = Resource(
    name="Tag",
    noun="tag",
    about="""One tag on an IVS resource that something else manages; it touches no other tag.

The convention of `aws.ecs.Tag` in pulumi-aws. On a stage that a `Stage` manages, the two would fight: name the key in
`aws:ignoreTags`, or give the stage `ignore_changes=["tags"]`.""",
    operations=("TagResource", "UntagResource", "ListTagsForResource"),
    arguments=(
        Property(
            name="resource_arn",
            about="the resource to tag; its region is the tag's",
            shape="ResourceArn",
            change=Change.REPLACES,
            required=True,
            output="the tagged resource",
            always=True,
        ),
        Property(
            name="key",
            about="the tag's key",
            shape="TagKey",
            limit='not beginning with "aws:"',
            change=Change.REPLACES,
            required=True,
            output="the tag's key",
            always=True,
        ),
        Property(
            name="value",
            about="the tag's value",
            shape="TagValue",
            limit="a number or a boolean is taken as its text",
            required=True,
            output="the tag's value",
            always=True,
        ),
    ),
    computed=(),
    behaviour="single_tag.SingleTag",
    title="Declares a tag.",
    raises="an option cannot work, such as an AWS provider, or another Tag sets this one",
    instead_of_get='look tags up with ivs.get_tags(resource_arn="arn:…")',
)
