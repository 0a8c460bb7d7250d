"""Which resources a command speaks about: a region, tags, a pattern of names."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from pulumi_ivs_realtime.aws.client import Found, IvsRealTimeClient, client_for
from pulumi_ivs_realtime.aws.session import profile_region
from pulumi_ivs_realtime.configuration.reading import read_settings
from pulumi_ivs_realtime.errors import InvalidConfiguration, IvsRealTimeError, NoCredentials
from pulumi_ivs_realtime.lifecycle.own_state import exported
from pulumi_ivs_realtime.lifecycle.unmarking import with_tags
from pulumi_ivs_realtime.model.kinds import Kind
from pulumi_ivs_realtime.rules.identity.states import StackState
from pulumi_ivs_realtime.rules.settings import Settings
from pulumi_ivs_realtime.visible import visible

_NO_REGION = "no region is set; pass --region, or set AWS_REGION."
_CREDENTIALS = "run `aws configure`, or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
"""No `aws:profile`: that is a key of a stack, and these commands have none."""


@dataclass(frozen=True)
class Selection:
    """Resources of one region that bear all `tags` (None: any value) and whose name matches `name`."""

    region: str
    tags: tuple[tuple[str, str | None], ...] = ()
    name: re.Pattern[str] | None = None

    @property
    def client(self) -> IvsRealTimeClient:
        """The client of the region, with the environment's credentials and endpoint."""
        return client_for(_settings().connection, self.region)

    def all(self, kind: Kind) -> list[Found]:
        """All of a kind that match, by name, as its List operation returns them, and with their tags."""
        found = filter(self._is_called, self.client.list(kind))
        tagged = found if "tags" in kind.listed else with_tags(self.client, found)
        return sorted(filter(self._bears, tagged), key=lambda each: (each.get("name", ""), each["arn"]))

    def _is_called(self, found: Found) -> bool:
        return self.name is None or bool(self.name.search(found.get("name", "")))

    def _bears(self, found: Found) -> bool:
        own = found.get("tags", {})
        return all(key in own and value in (None, own[key]) for key, value in self.tags)


def selecting(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that make a `Selection`."""
    for option in (
        click.option("--name", metavar="REGEX", help="Only those whose name matches."),
        click.option(
            "--tag", "tags", multiple=True, metavar="KEY[=VALUE]", help="Only those with this tag; all of several."
        ),
        click.option("--region", metavar="REGION", help="Default: AWS_REGION, else the profile's."),
    ):
        command = option(command)
    return command


def selection(region: str | None, tags: Iterable[str], name: str | None) -> Selection:
    """The selection that these options make.

    Raises:
        click.UsageError: `name` is not a regular expression, or a tag has no key.
        InvalidConfiguration: no region is set anywhere.
    """
    settings = _settings()
    place = region or settings.fallback_region or profile_region(settings.connection)
    if not place:
        raise InvalidConfiguration(_NO_REGION)
    return Selection(place, tuple(_tag(tag) for tag in tags), _pattern(name))


@contextmanager
def one_sentence() -> Iterator[None]:
    """Ends the command with exit code 1 and the error's own sentence."""
    try:
        yield
    except NoCredentials as error:
        sentence = f"no usable AWS credentials ({error.reason}); {error.remedy or _CREDENTIALS}."
        raise click.ClickException(sentence) from error
    except IvsRealTimeError as error:
        raise click.ClickException(visible(str(error))) from error


def state_of(stack: str | None) -> StackState | None:
    """The state of the project's stack; None outside of a project, and where it cannot be read."""
    here = Path.cwd()
    if stack is None and not any((folder / "Pulumi.yaml").exists() for folder in (here, *here.parents)):
        return None
    reading = exported(stack)
    if reading.state is None:
        click.echo(f"Whether this stack holds what is listed is not known: {reading.reason}.", err=True)
    return reading.state


def none_matches(noun: str, region: str) -> None:
    """Says so where it is in nobody's way: the output stays empty."""
    click.echo(f"No {noun} in {region} matches.", err=True)


def _settings() -> Settings:
    return read_settings(lambda _key: None, os.environ)


def _tag(text: str) -> tuple[str, str | None]:
    key, equals, value = text.partition("=")
    if not key:
        raise click.UsageError(f'--tag: "{text}" has no key.')
    return key, value if equals else None


def _pattern(name: str | None) -> re.Pattern[str] | None:
    try:
        return re.compile(name) if name else None
    except re.error as error:
        raise click.UsageError(f"--name: {error}.") from error
