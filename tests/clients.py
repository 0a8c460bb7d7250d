"""Clients of boto3 beside the provider's own: to look at a service, and to do things behind the provider's back."""

from __future__ import annotations

from functools import cache
from typing import Any

import boto3

REGION = "eu-central-1"
"""Where the tests' stages are, but for those about regions."""


@cache
def client(url: str, region: str = REGION, key: str = "local") -> Any:
    """A client of the service at `url`, with the key of an account; making one costs more than most of its calls."""
    return boto3.client(
        "ivs-realtime",
        region_name=region,
        endpoint_url=url,
        aws_access_key_id=key,
        aws_secret_access_key="local",
    )
