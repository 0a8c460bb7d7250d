"""The resource Tag."""

from __future__ import annotations

import pulumi
from pulumi import Input

from pulumi_ivs_realtime.errors import InvalidInputs
from pulumi_ivs_realtime.lifecycle.tag import TagProvider
from pulumi_ivs_realtime.resources.declared import Declared, type_of
from pulumi_ivs_realtime.resources.ending import in_one_sentence
from pulumi_ivs_realtime.resources.hidden import inputs
from pulumi_ivs_realtime.resources.options import refuse_options
from pulumi_ivs_realtime.resources.run import program_settings, this_run
from pulumi_ivs_realtime.resources.stage import Stage, stage_of
from pulumi_ivs_realtime.rules.texts import as_text


class Tag(Declared, module="ivs-realtime", name="Tag"):
    """One tag on an IVS resource that something else manages; it touches no other tag.

    The convention of `aws.ecs.Tag` in pulumi-aws. Source: TagResource, UntagResource, ListTagsForResource. On a stage
    that a `Stage` manages, the two would fight: name the key in `aws:ignoreTags`, or give the stage
    `ignore_changes=["tags"]`.
    """

    def __init__(
        self,
        resource_name: str,
        *,
        resource_arn: Input[str],
        key: Input[str],
        value: Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares a tag.

        Args:
            resource_name: Pulumi's logical name.
            resource_arn: the resource to tag; its region is the tag's. A change replaces.
            key: 1-128 characters, not beginning with "aws:". A change replaces.
            value: 0-256 characters; a number or a boolean is taken as its text.
            opts: Pulumi's resource options; `provider=` is refused.

        Raises:
            InvalidInputs: an option cannot work, such as an AWS provider, or another Tag sets this one.
        """
        declared = {"resourceArn": resource_arn, "key": key, "value": value}
        with in_one_sentence():
            refuse_options(resource_name, opts)
            _set_once(resource_name, resource_arn, as_text(key))
            _warn_of_rival(resource_name, stage_of(resource_arn), as_text(key))
            props = inputs(type_of(type(self)), resource_name, opts, declared)
        super().__init__(TagProvider(), resource_name, props, opts)

    @property
    @pulumi.getter(name="resourceArn")
    def resource_arn(self) -> pulumi.Output[str]:
        """The tagged resource."""
        return pulumi.get(self, "resourceArn")

    @property
    @pulumi.getter
    def key(self) -> pulumi.Output[str]:
        """The tag's key."""
        return pulumi.get(self, "key")

    @property
    @pulumi.getter
    def value(self) -> pulumi.Output[str]:
        """The tag's value."""
        return pulumi.get(self, "value")


def _set_once(resource_name: str, resource_arn: object, key: object) -> None:
    """Two that show themselves only once their values are known are found by check()."""
    if not isinstance(resource_arn, str | pulumi.Output) or not isinstance(key, str):
        return
    other = this_run().tagged.setdefault((resource_arn, key), resource_name)
    if other != resource_name:
        raise InvalidInputs(
            f'"{resource_name}" sets the tag "{key}", which "{other}" sets there already; keep one of them.'
        )


def _warn_of_rival(resource_name: str, stage: Stage | None, key: object) -> None:
    ignored = isinstance(key, str) and program_settings().ignored_tags.holds(key)
    if stage is not None and stage._manages_tags and not ignored:
        pulumi.log.warn(
            f'the Stage "{stage.pulumi_resource_name}" of this program manages all tags of its stage and removes the '
            f'one that "{resource_name}" sets, unless aws:ignoreTags names its key or the Stage has '
            'ignore_changes=["tags"].'
        )
