"""The look-up of a resource's tags."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi import Input

from pulumi_ivs_realtime.errors import InvalidInputs, LookupFailed, NotFound, NotFoundUnproven
from pulumi_ivs_realtime.resources.behaviour.mocks import mocked
from pulumi_ivs_realtime.resources.lookups.asking import client_in, doubt, for_inputs, plain
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.identity.marks import without_mark


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
    place = parsed(str(resource_arn))
    if place is None:
        raise InvalidInputs(f'get_tags: "{resource_arn}" is not the ARN of an IVS resource.')
    try:
        return GetTagsResult(resource_arn, without_mark(client_in(place.region).list_tags(resource_arn)))
    except (NotFound, NotFoundUnproven) as error:
        raise LookupFailed(f"get_tags: there is no resource {resource_arn}{doubt(error)}.") from error


def get_tags_output(*, resource_arn: Input[str]) -> pulumi.Output[GetTagsResult]:
    """`get_tags` for inputs; while one is not known, neither is the result."""
    return for_inputs(get_tags, resource_arn=resource_arn)
