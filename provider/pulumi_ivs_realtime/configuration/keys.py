"""Which keys there are, and which are misspelt."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from pulumi_ivs_realtime.errors import InvalidConfiguration
from pulumi_ivs_realtime.rules.spelling import nearest

_OWN = ("ivs-realtime:createMark", "ivs-realtime:quotas")


def refuse_unknown_keys(keys: Iterable[str]) -> None:
    """Refuses keys of our namespace that we do not read.

    Raises:
        InvalidConfiguration: there is one; the sentence names the nearest of ours.
    """
    for key in keys:
        if key.startswith("ivs-realtime:") and key not in _OWN:
            raise InvalidConfiguration(f"{key} is unknown; {nearest(key, list(_OWN))}")


def misspelt_aws_keys(keys: Iterable[str]) -> list[str]:
    """A sentence for each key of the namespace `aws:` that pulumi-aws does not have but nearly has.

    It is a reason to warn and no more: the next pulumi-aws may have it.
    """
    names = [key.removeprefix("aws:") for key in keys if key.startswith("aws:")]
    return [
        f'aws:{name} is not a key of pulumi-aws 7 and has no effect; did you mean "aws:{close[0]}"?'
        for name in names
        if name not in _AWS_KEYS and (close := difflib.get_close_matches(name, _AWS_KEYS, n=1, cutoff=0.8))
    ]


# Source: pulumi-aws 7, "Configuration options".
_AWS_KEYS = (
    "accessKey",
    "allowedAccountIds",
    "assumeRoleWithWebIdentity",
    "assumeRoles",
    "customCaBundle",
    "defaultTags",
    "ec2MetadataServiceEndpoint",
    "ec2MetadataServiceEndpointMode",
    "endpoints",
    "forbiddenAccountIds",
    "httpProxy",
    "httpsProxy",
    "ignoreTags",
    "insecure",
    "maxRetries",
    "noProxy",
    "profile",
    "region",
    "retryMode",
    "s3UsEast1RegionalEndpoint",
    "s3UsePathStyle",
    "secretKey",
    "sharedConfigFiles",
    "sharedCredentialsFiles",
    "skipCredentialsValidation",
    "skipMetadataApiCheck",
    "skipRegionValidation",
    "skipRequestingAccountId",
    "stsRegion",
    "tagPolicyCompliance",
    "token",
    "tokenBucketRateLimiterCapacity",
    "useDualstackEndpoint",
    "useFipsEndpoint",
    "userAgents",
)
