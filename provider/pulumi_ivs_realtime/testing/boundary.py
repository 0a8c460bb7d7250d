"""What keeps a test on this machine: where its AWS clients would go, looked at before anything is sent."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple
from unittest.mock import patch
from urllib.parse import urlsplit

from pulumi_ivs_realtime.aws.session import destinations
from pulumi_ivs_realtime.configuration.reading import read_settings
from pulumi_ivs_realtime.errors import InvalidConfiguration
from pulumi_ivs_realtime.rules.settings import Connection, Credentials, Settings

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
            found = _destinations(settings.connection, _region(settings))
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


def _destinations(connection: Connection, region: str) -> dict[str, str]:
    """What botocore makes of configuration, environment and files: asked once, and again when one of them is another.

    Making the clients that know takes longer than all else that a test's operation does in this process.
    """
    read = _Read(_without_identity(connection), region, _environment(), _files(connection.credentials))
    if read not in _KNOWN:
        if len(_KNOWN) >= _KEPT:
            _KNOWN.clear()
        _KNOWN[read] = destinations(connection, region)
    return _KNOWN[read]


class _Read(NamedTuple):
    """All that an address follows from."""

    connection: Connection
    region: str
    environment: frozenset[tuple[str, str]]
    files: tuple[tuple[int, ...] | None, ...]


_KNOWN: dict[_Read, dict[str, str]] = {}
_KEPT = 100


def _without_identity(connection: Connection) -> Connection:
    """A connection without who signs: keys and roles move no address."""
    nobody = replace(connection.credentials, access_key=None, secret_key=None, token=None, web_identity=None, roles=())
    return replace(connection, credentials=nobody)


def _environment() -> frozenset[tuple[str, str]]:
    """The environment without what pytest and Pulumi write for themselves, which botocore does not read."""
    return frozenset(each for each in os.environ.items() if not each[0].startswith(("PYTEST_", "PULUMI_")))


def _files(credentials: Credentials) -> tuple[tuple[int, ...] | None, ...]:
    """Which state the shared files are in, that of the environment and those of the configuration."""
    named = (
        os.environ.get("AWS_CONFIG_FILE") or "~/.aws/config",
        os.environ.get("AWS_SHARED_CREDENTIALS_FILE") or "~/.aws/credentials",
        *credentials.config_files,
        *credentials.credentials_files,
    )
    return tuple(_state(os.path.expanduser(os.path.expandvars(each))) for each in named)


def _state(path: str) -> tuple[int, ...] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


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
