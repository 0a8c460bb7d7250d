"""Documented quotas of Amazon IVS Real-Time, per account and region.

Source: Amazon IVS Real-Time Streaming user guide, "Service quotas".
"""

from __future__ import annotations

REGIONS = (
    "us-east-1",
    "us-west-2",
    "eu-west-1",
    "eu-central-1",
    "ap-south-1",
    "ap-northeast-1",
    "ap-northeast-2",
)
"""Regions that serve Amazon IVS Real-Time."""

_FIVE = 5.0
_PUBLIC_KEY = 3.0
_TAGS = 10.0

CALLS_PER_SECOND: dict[str, float] = {
    **dict.fromkeys(("TagResource", "UntagResource", "ListTagsForResource"), _TAGS),
    "CreateParticipantToken": 50.0,
    **dict.fromkeys(("ImportPublicKey", "GetPublicKey", "ListPublicKeys", "DeletePublicKey"), _PUBLIC_KEY),
}
"""Calls a second where they differ from `DEFAULT_CALLS_PER_SECOND`."""

DEFAULT_CALLS_PER_SECOND = _FIVE


def calls_per_second(operation: str) -> float:
    """The documented quota of an operation, in calls a second."""
    return CALLS_PER_SECOND.get(operation, DEFAULT_CALLS_PER_SECOND)


COUNT_QUOTAS: dict[str, int] = {
    "stages": 1000,
    "publicKeys": 3,
    "storageConfigurations": 5,
    "encoderConfigurations": 20,
    "ingestConfigurations": 100,
    "publishersPerStage": 12,
    "subscribersPerStage": 10_000,
}
"""How many of each an account may have in a region (publishers and subscribers: a stage)."""
