"""The command `adopt`: program code that takes existing resources into a stack as they are."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import track

from pulumi_ivs_realtime.aws.client import Found, IvsRealTimeClient
from pulumi_ivs_realtime.cli.selection import none_matches, one_sentence, selecting, selection
from pulumi_ivs_realtime.model.kinds import KINDS, Kind
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.identity.marks import mark_of
from pulumi_ivs_realtime.rules.kinds import MANAGED
from pulumi_ivs_realtime.rules.spelling import as_python, with_python_keys
from pulumi_ivs_realtime.rules.tags import SYSTEM_PREFIX

One = tuple[Kind, Found]
"""A resource and what the service calls it."""


@click.command()
@selecting
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this new file instead of the output."
)
@click.option("--force", is_flag=True, help="Overwrite the file of --output.")
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice([*KINDS]), help="Only this kind; several may be given."
)
def adopt(
    region: str | None,
    tags: tuple[str, ...],
    name: str | None,
    output: Path | None,
    force: bool,
    kinds: tuple[str, ...],
) -> None:
    """Write program code that adopts existing resources of all kinds.

    Each is declared exactly as it is, so that adopting it changes nothing. What is unfinished is left out: it
    belongs to the stack that began it. When nothing matches, nothing is written. Exit code 0; 1 when AWS refuses or
    the file of --output exists; 2 for wrong usage.
    """
    if output and output.exists() and not force:
        raise _exists(output)
    with one_sentence():
        wanted = selection(region, tags, name)
        chosen = [(kind, each) for kind in map(KINDS.__getitem__, kinds or KINDS) for each in wanted.all(kind)]
        found = list(_whole(wanted.client, _finished(chosen)))
    if found:
        _write(program(wanted.region, found), output, force=force)
    else:
        none_matches("resource", wanted.region)


def _exists(output: Path) -> click.ClickException:
    return click.ClickException(f"{output} exists; name a new file, or overwrite it with --force.")


def _write(text: str, output: Path | None, *, force: bool) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        with output.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:  # it came while AWS was asked
        raise _exists(output) from None
    except OSError as error:
        raise click.FileError(str(output), error.strerror) from error


def program(region: str, resources: Iterable[One]) -> str:
    """A Python program that declares `resources` (as their Get operations return them), each with `adopt=`."""
    taken: set[str] = set()
    blocks = [_declaration(kind, _resource_name(kind, found, taken), region, found) for kind, found in resources]
    head = f'"""Resources of {region}, adopted as they were."""\n\nimport pulumi_ivs_realtime as ivs'
    return "\n\n".join([head, *blocks]) + "\n"


def _finished(resources: Iterable[One]) -> list[One]:
    found = list(resources)
    for _, each in found:
        if mark_of(each.get("tags", {})):
            click.echo(f"{each['arn']} is unfinished and left out; see `ivs-realtime stages --orphans`.", err=True)
    return [(kind, each) for kind, each in found if not mark_of(each.get("tags", {}))]


def _whole(client: IvsRealTimeClient, resources: list[One]) -> Iterator[One]:
    """The resources with all that only their Get operations return."""
    console = Console(stderr=True)
    for kind, each in track(resources, "Reading", console=console, disable=not console.is_terminal, transient=True):
        yield kind, client.get(kind, each["arn"])


def _resource_name(kind: Kind, found: Found, taken: set[str]) -> str:
    """Unique among all kinds: names are ids of nothing, but easier to read."""
    place = parsed(found["arn"])
    own = found.get("name") or kind.arn_kind
    name = f"{own}-{place.name}" if own in taken and place else own
    taken.add(name)
    return name


def _declaration(kind: Kind, resource_name: str, region: str, found: Found) -> str:
    tags = {key: value for key, value in found.get("tags", {}).items() if not key.startswith(SYSTEM_PREFIX)}
    arguments = {
        **_own(kind, found),
        **({"tags": dict(sorted(tags.items()))} if tags else {}),
        "region": region,
        "adopt": found["arn"],
    }
    lines = [_source(resource_name), *(f"{key}={_source(value)}" for key, value in arguments.items())]
    return f"ivs.{kind.name}(\n" + textwrap.indent(",\n".join(lines), "    ") + ",\n)"


_BLOCKS = frozenset(each.name for rules in MANAGED.values() for each in rules.declaration.arguments if each.block)


def _own(kind: Kind, found: Found) -> dict[str, Any]:
    told = {as_python(name): value for name, value in MANAGED[kind.name].told(found).items()}
    return {name: with_python_keys(value) if name in _BLOCKS else value for name, value in told.items()}


def _source(value: Any) -> str:
    if isinstance(value, dict):
        inner = ",\n".join(f"{_source(key)}: {_source(each)}" for key, each in value.items())
        return "{\n" + textwrap.indent(inner, "    ") + ",\n}"
    if isinstance(value, list):
        return f"[{', '.join(map(_source, value))}]"
    return _quoted(value) if isinstance(value, str) else repr(value)


def _quoted(text: str) -> str:
    """A string literal with double quotes wherever they need no escape."""
    plain = repr(text)
    return f'"{plain[1:-1]}"' if plain[0] == "'" and '"' not in text and "\\'" not in plain else plain
