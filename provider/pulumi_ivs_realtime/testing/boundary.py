"""What keeps a test on this machine: where its AWS clients would go, looked at before anything is sent."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from pulumi_ivs_realtime.aws.session import destinations
from pulumi_ivs_realtime.configuration.reading import read_settings
from pulumi_ivs_realtime.errors import InvalidConfiguration
from pulumi_ivs_realtime.rules.settings import Settings

_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d+")
_ANY_REGION = "us-east-1"

Get = Callable[[str], Any]


class NotOnThisMachine(AssertionError):
    """A test would act on something that is not on this machine, and does not say so; nothing was sent."""


def reached(get: Get, environment: Mapping[str, str], allowed: Collection[str]) -> set[str]:
    """The addresses to which AWS clients under this configuration and environment would connect.

    Args:
        get: the stack's configuration by full key.
        environment: the environment of programs and providers.
        allowed: hosts and profiles that the test names.

    Raises:
        NotOnThisMachine: an address is not on this machine, or a profile is used, and the test does not name it.
    """
    with _under(environment):
        settings = _settings(get, environment)
        for profile in _profiles(settings, environment):
            if profile not in allowed:
                raise NotOnThisMachine(
                    f'nothing was sent: the test would use the AWS profile "{profile}" (aws:profile, AWS_PROFILE or '
                    f"AWS_DEFAULT_PROFILE), which may name other endpoints and real keys; take it away, or say "
                    f'stack.allow("{profile}").'
                )
        try:
            found = destinations(settings.connection, _region(settings))
        except InvalidConfiguration:  # with which nothing is ever sent, and the operation will say so
            return set()
    for what, address in found.items():
        host = urlsplit(address).hostname or address
        if not _is_here(host) and host not in allowed:
            raise NotOnThisMachine(
                f"nothing was sent: {what} would be {_shown(address)}, which is not on this machine; lead the test to "
                f'the local service (fixture ivs_realtime_service), or say stack.allow("{host}").'
            )
    return set(found.values())


def _settings(get: Get, environment: Mapping[str, str]) -> Settings:
    try:
        return read_settings(get, environment)
    except InvalidConfiguration:  # with which nothing is ever sent, and the operation will say so
        return read_settings(lambda _: None, environment)


def _profiles(settings: Settings, environment: Mapping[str, str]) -> list[str]:
    names = (environment.get("AWS_PROFILE"), environment.get("AWS_DEFAULT_PROFILE"))
    return [name for name in (settings.connection.credentials.profile, *names) if name]


def _region(settings: Settings) -> str:
    region = settings.region or settings.fallback_region or ""
    return region if _REGION.fullmatch(region) else _ANY_REGION


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _shown(address: str) -> str:
    """An address without the password that may stand in it."""
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


@contextlib.contextmanager
def _under(environment: Mapping[str, str]) -> Iterator[None]:
    """botocore reads the environment of its process and no other."""
    if dict(environment) == dict(os.environ):
        yield
        return
    with patch.dict(os.environ, environment, clear=True):
        yield
