"""The look-up of a resource's tags."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi import Input

from pulumi_ivs_realtime.resources.behaviour.mocks import mocked
from pulumi_ivs_realtime.resources.lookups.asking import finder, for_inputs, plain


@dataclass(frozen=True)
class GetTagsResult:
    """The tags of one resource."""

    resource_arn: str
    tags: dict[str, str]


@plain
def get_tags(*, resource_arn: str) -> GetTagsResult:
    """Looks up the tags of an IVS resource (ListTagsForResource).

    Args:
        resource_arn: of a stage or any other resource of Amazon IVS Real-Time.

    Raises:
        InvalidInputs: it is not the ARN of such a resource, or is an output.
        LookupFailed: there is no such resource.
        ServiceError, Unreachable, InvalidConfiguration: as AWS or the configuration have it.
    """
    if (answer := mocked("getTags", {"resourceArn": resource_arn})) is not None:  # whose ARNs may be any text
        return GetTagsResult(resource_arn, dict(answer.get("tags", {})))
    return GetTagsResult(resource_arn, finder().tags("get_tags", str(resource_arn)))


def get_tags_output(*, resource_arn: Input[str]) -> pulumi.Output[GetTagsResult]:
    """`get_tags` for inputs; while one is not known, neither is the result."""
    return for_inputs(get_tags, resource_arn=resource_arn)
