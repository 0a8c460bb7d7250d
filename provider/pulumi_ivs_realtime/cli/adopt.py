"""The command `adopt`: program code that takes existing stages into a stack as they are."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import track

from pulumi_ivs_realtime.aws.client import Found, IvsRealTimeClient
from pulumi_ivs_realtime.cli.import_file import document
from pulumi_ivs_realtime.cli.selection import none_matches, one_sentence, selecting, selection
from pulumi_ivs_realtime.model.kinds import STAGE
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.identity.marks import mark_of
from pulumi_ivs_realtime.rules.kinds.recording import PROPERTY
from pulumi_ivs_realtime.rules.tags import SYSTEM_PREFIX


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
def adopt(output: Path | None, import_file: Path | None, force: bool, **selected: Any) -> None:
    """Write program code that adopts existing stages.

    Each is declared exactly as it is, so that adopting it changes nothing. Unfinished stages are left out: they
    belong to the stack that began them. When no stage matches, nothing is written. Exit code 0; 1 when AWS refuses or
    a file to be written exists; 2 for wrong usage.
    """
    for file in (output, import_file):
        if file and file.exists() and not force:
            raise _exists(file)
    with one_sentence():
        wanted = selection(**selected)
        found = _named(_whole(wanted.client, _finished(wanted.stages())))
    if not found:
        none_matches("stage", wanted.region)
        return
    if import_file:
        _write(document(_imported(wanted.region, found)), import_file, force=force)
    _write(program(wanted.region, found, adopting=not import_file), output, force=force)


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


def program(region: str, stages: Mapping[str, Found], *, adopting: bool = True) -> str:
    """A Python program that declares `stages`, by logical name as GetStage returns them.

    Args:
        adopting: whether each has its `adopt=`.
    """
    blocks = [_declaration(name, _arguments(region, stage, adopting=adopting)) for name, stage in stages.items()]
    return (
        "\n\n".join([f'"""Stages of {region}, adopted as they were."""\n\nimport pulumi_ivs_realtime as ivs', *blocks])
        + "\n"
    )


def _imported(region: str, stages: Mapping[str, Found]) -> dict[str, tuple[Found, dict[str, Any]]]:
    return {name: (stage, _declared(region, stage)) for name, stage in stages.items()}


def _named(stages: Iterable[Found]) -> dict[str, Found]:
    named: dict[str, Found] = {}
    for stage in stages:
        named[_resource_name(stage, named)] = stage
    return named


def _finished(stages: Iterable[Found]) -> list[Found]:
    found = list(stages)
    for stage in found:
        if mark_of(stage.get("tags", {})):
            click.echo(f"{stage['arn']} is unfinished and left out; see `ivs-realtime stages --orphans`.", err=True)
    return [stage for stage in found if not mark_of(stage.get("tags", {}))]


def _whole(client: IvsRealTimeClient, stages: list[Found]) -> Iterator[Found]:
    """The stages with their recording blocks, which only GetStage returns."""
    console = Console(stderr=True)
    for stage in track(stages, "Reading stages", console=console, disable=not console.is_terminal, transient=True):
        yield client.get(STAGE, stage["arn"])


def _resource_name(stage: Found, taken: Container[str]) -> str:
    place = parsed(stage["arn"])
    own = stage.get("name") or "stage"
    return f"{own}-{place.name}" if own in taken and place else own


def _declared(region: str, stage: Found) -> dict[str, Any]:
    """What a program declares for a stage as it is, in the engine's spelling."""
    tags = {key: value for key, value in stage.get("tags", {}).items() if not key.startswith(SYSTEM_PREFIX)}
    return {
        "name": stage.get("name", ""),
        **({"tags": dict(sorted(tags.items()))} if tags else {}),
        **_recording(stage.get(PROPERTY) or {}),
        "region": region,
    }


def _arguments(region: str, stage: Found, *, adopting: bool) -> dict[str, Any]:
    """The same as arguments of a program."""
    declared = _declared(region, stage).items()
    arguments = {_snake(key): _snaked(value) if key == PROPERTY else value for key, value in declared}
    return {**arguments, **({"adopt": stage["arn"]} if adopting else {})}


def _declaration(resource_name: str, arguments: Mapping[str, Any]) -> str:
    lines = [_source(resource_name), *(f"{key}={_source(value)}" for key, value in arguments.items())]
    return "ivs.Stage(\n" + textwrap.indent(",\n".join(lines), "    ") + ",\n)"


def _recording(block: dict[str, Any]) -> dict[str, Any]:
    """The block as the program spells it; without a place to record to it holds the service's defaults only."""
    if not block.get("storageConfigurationArn"):
        return {}
    return {PROPERTY: _acceptable(block)}


def _acceptable(block: dict[str, Any]) -> dict[str, Any]:
    thumbnails = dict(block.get("thumbnailConfiguration") or {})
    if thumbnails.get("recordingMode") != "INTERVAL":
        thumbnails.pop("targetIntervalSeconds", None)  # answered always, but accepted with INTERVAL only
    return {**block, **({"thumbnailConfiguration": thumbnails} if thumbnails else {})}


def _snaked(value: Any) -> Any:
    if isinstance(value, dict):
        return {_snake(key): _snaked(inner) for key, inner in value.items()}
    return value


def _snake(name: str) -> str:
    return re.sub("([A-Z])", lambda found: "_" + found[0].lower(), name)


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
