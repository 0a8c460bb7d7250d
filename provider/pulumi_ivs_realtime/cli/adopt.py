"""The command `adopt`: program code that takes existing resources into a stack as they are."""

from __future__ import annotations

import textwrap
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import track

from pulumi_ivs_realtime.aws.client import IvsRealTimeClient
from pulumi_ivs_realtime.cli.existing import One, arguments
from pulumi_ivs_realtime.cli.import_file import document, has_secrets
from pulumi_ivs_realtime.cli.selection import none_matches, one_sentence, selecting, selection, state_of
from pulumi_ivs_realtime.model.kinds import KINDS, Kind
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.identity.marks import mark_of


@click.command()
@selecting
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this new file instead of the output."
)
@click.option(
    "--import-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write this new file, for `pulumi import --file`; the program then declares without adopt=.",
)
@click.option("--force", is_flag=True, help="Overwrite the files of --output and --import-file.")
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice([*KINDS]), help="Only this kind; several may be given."
)
@click.option(
    "--stack", metavar="NAME", help="The stack whose resources are left out; default the selected, within a project."
)
def adopt(
    output: Path | None,
    import_file: Path | None,
    force: bool,
    kinds: tuple[str, ...],
    stack: str | None,
    **selected: Any,
) -> None:
    """Write program code that adopts existing resources of all kinds.

    Each is declared exactly as it is, so that adopting it changes nothing. What is unfinished is left out: it
    belongs to the stack that began it. So is what the stack holds already. When nothing is left, nothing is written.
    Exit code 0; 1 when AWS refuses or a file to be written exists; 2 for wrong usage.
    """
    if (there := _there(output, import_file)) and not force:
        raise _exists(there)
    with one_sentence():
        wanted = selection(**selected)
        chosen = [(kind, each) for kind in map(KINDS.__getitem__, kinds or KINDS) for each in wanted.all(kind)]
        finished = _finished(chosen)
        left = _not_held(finished, stack)
        if left and len(left) < len(finished) and (there := _there(output, import_file)):
            raise _may_declare(there, len(finished) - len(left))
        found = _named(_whole(wanted.client, left))
    if not found:
        none_matches("resource", wanted.region)
        return
    imported = _importable(found) if import_file else {}
    if import_file and imported:
        _write(document(wanted.region, imported), import_file, force=force)
    _write(program(wanted.region, found, without_adopt=imported), output, force=force)


def _there(*files: Path | None) -> Path | None:
    return next((file for file in files if file and file.exists()), None)


def _exists(output: Path) -> click.ClickException:
    return click.ClickException(f"{output} exists; name a new file, or overwrite it with --force.")


def _may_declare(output: Path, held: int) -> click.ClickException:
    which = "one of these resources" if held == 1 else f"{held} of these resources"
    return click.ClickException(
        f"{output} is not overwritten: the stack holds {which}, and without its declaration `up` would delete it. "
        "Name a new file."
    )


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


def program(region: str, resources: Mapping[str, One], *, without_adopt: Container[str] = ()) -> str:
    """A Python program that declares `resources`, by logical name as their Get operations return them.

    Args:
        without_adopt: the names of those that are imported; all others have `adopt=`.
    """
    blocks = [
        _declaration(name, kind, arguments(kind, region, found, adopting=name not in without_adopt))
        for name, (kind, found) in resources.items()
    ]
    head = f'"""Resources of {region}, adopted as they were."""\n\nimport pulumi_ivs_realtime as ivs'
    return "\n\n".join([head, *blocks]) + "\n"


def _importable(resources: Mapping[str, One]) -> dict[str, One]:
    """Those whose outputs may stand in a file: no secret is among them."""
    for name, (kind, _) in resources.items():
        if has_secrets(kind):
            said = f'"{name}" is adopted, not imported: {kind.a_noun} has secrets, which a file would show.'
            click.echo(said, err=True)
    return {name: one for name, one in resources.items() if not has_secrets(one[0])}


def _finished(resources: Iterable[One]) -> list[One]:
    found = list(resources)
    for _, each in found:
        if mark_of(each.get("tags", {})):
            click.echo(f"{each['arn']} is unfinished and left out; see `ivs-realtime stages --orphans`.", err=True)
    return [(kind, each) for kind, each in found if not mark_of(each.get("tags", {}))]


def _not_held(resources: list[One], stack: str | None) -> list[One]:
    state = state_of(stack) if resources else None
    held = {each["arn"] for _, each in resources if state is not None and state.holds(each["arn"])}
    for arn in sorted(held):
        click.echo(f"{arn} is held by the stack already and left out.", err=True)
    return [(kind, each) for kind, each in resources if each["arn"] not in held]


def _whole(client: IvsRealTimeClient, resources: list[One]) -> Iterator[One]:
    """The resources with all that only their Get operations return."""
    console = Console(stderr=True)
    for kind, each in track(resources, "Reading", console=console, disable=not console.is_terminal, transient=True):
        yield kind, client.get(kind, each["arn"])


def _named(resources: Iterable[One]) -> dict[str, One]:
    """Logical names, unique among all kinds: names are ids of nothing, but easier to read."""
    named: dict[str, One] = {}
    for kind, found in resources:
        place = parsed(found["arn"])
        own = found.get("name") or kind.arn_kind
        named[f"{own}-{place.name}" if own in named and place else own] = kind, found
    return named


def _declaration(resource_name: str, kind: Kind, arguments: Mapping[str, Any]) -> str:
    lines = [_source(resource_name), *(f"{key}={_source(value)}" for key, value in arguments.items())]
    return f"ivs.{kind.name}(\n" + textwrap.indent(",\n".join(lines), "    ") + ",\n)"


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
