"""The command `adopt`: program code that takes existing stages into a stack as they are."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import track

from pulumi_ivs_realtime.aws.client import Found, IvsRealTimeClient
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
@click.option("--force", is_flag=True, help="Overwrite the file of --output.")
def adopt(region: str | None, tags: tuple[str, ...], name: str | None, output: Path | None, force: bool) -> None:
    """Write program code that adopts existing stages.

    Each is declared exactly as it is, so that adopting it changes nothing. Unfinished stages are left out: they
    belong to the stack that began them. When no stage matches, nothing is written. Exit code 0; 1 when AWS refuses or
    the file of --output exists; 2 for wrong usage.
    """
    if output and output.exists() and not force:
        raise _exists(output)
    with one_sentence():
        wanted = selection(region, tags, name)
        found = list(_whole(wanted.client, _finished(wanted.stages())))
    if found:
        _write(program(wanted.region, found), output, force=force)
    else:
        none_matches("stage", wanted.region)


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


def program(region: str, stages: Iterable[Found]) -> str:
    """A Python program that declares `stages` (as GetStage returns them), each with `adopt=`."""
    taken: set[str] = set()
    blocks = [_declaration(_resource_name(stage, taken), region, stage) for stage in stages]
    return (
        "\n\n".join([f'"""Stages of {region}, adopted as they were."""\n\nimport pulumi_ivs_realtime as ivs', *blocks])
        + "\n"
    )


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


def _resource_name(stage: Found, taken: set[str]) -> str:
    place = parsed(stage["arn"])
    own = stage.get("name") or "stage"
    name = f"{own}-{place.name}" if own in taken and place else own
    taken.add(name)
    return name


def _declaration(resource_name: str, region: str, stage: Found) -> str:
    tags = {key: value for key, value in stage.get("tags", {}).items() if not key.startswith(SYSTEM_PREFIX)}
    arguments = {
        "name": stage.get("name", ""),
        **({"tags": dict(sorted(tags.items()))} if tags else {}),
        **_recording(stage.get(PROPERTY) or {}),
        "region": region,
        "adopt": stage["arn"],
    }
    lines = [_source(resource_name), *(f"{key}={_source(value)}" for key, value in arguments.items())]
    return "ivs.Stage(\n" + textwrap.indent(",\n".join(lines), "    ") + ",\n)"


def _recording(block: dict[str, Any]) -> dict[str, Any]:
    """The block as the program spells it; without a place to record to it holds the service's defaults only."""
    if not block.get("storageConfigurationArn"):
        return {}
    return {_snake(PROPERTY): _snaked(_acceptable(block))}


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
