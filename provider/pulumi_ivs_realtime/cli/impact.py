"""The command `impact`.

Exit codes: 0 the report is written and the gate is open; 1 the preview cannot be read, or AWS cannot be asked at all;
2 wrong usage; 3 the report is written and the gate is closed.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime, timezone
from typing import TextIO

import click

from pulumi_ivs_realtime import impact as impacts
from pulumi_ivs_realtime.errors import InvalidInputs, IvsRealTimeError
from pulumi_ivs_realtime.impact.judging.calls import settings_of
from pulumi_ivs_realtime.impact.judging.words import Words
from pulumi_ivs_realtime.visible import visible, visible_json

GATE_CLOSED = 3
_ATTEMPTS = 4
"""A reviewer waits: unlike `up`, the report gives up on AWS after seconds, and says so."""

_FORMATS = ("markdown", "text", "json")


@click.command(short_help="Tell a reviewer what a preview means for live rooms.")
@click.argument("preview", type=click.File(encoding="utf-8"))
@click.option(
    "--state",
    type=click.File(encoding="utf-8"),
    help="What `pulumi stack export` prints of the same stack: it tells what a preview leaves out.",
)
@click.option("--live", is_flag=True, help="Ask AWS whether the stages that a change could cut off are live.")
@click.option(
    "--format", "format_", type=click.Choice(_FORMATS), help="Default: text on a terminal, otherwise markdown."
)
@click.option(
    "--fail-on",
    type=click.Choice(impacts.CAUSES),
    multiple=True,
    help="Exit with 3 when people would be cut off, or may be; when a stage is deleted; when one is replaced.",
)
@click.option("--output", type=click.File("w", encoding="utf-8"), default="-", help="Write there instead of stdout.")
def impact(
    preview: TextIO, state: TextIO | None, live: bool, format_: str | None, fail_on: tuple[str, ...], output: TextIO
) -> None:
    """Tell a reviewer what PREVIEW means for live rooms.

    PREVIEW is what `pulumi preview --json` prints with PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true; "-" reads it from
    stdin. Without that variable deletions that an earlier run left over are missing: --fail-on then needs --state.
    So it is with every command that previews: `up`, `refresh` and `destroy` --preview-only.

    Exit codes: 0 the gate is open, 1 PREVIEW cannot be read, 2 wrong usage, 3 the gate (--fail-on) is closed.
    """
    try:
        read = _completed(impacts.read_preview(_text(preview)), state, judged=bool(fail_on))
        report = _report(read, live=live)
    except IvsRealTimeError as error:
        sys.exit(visible(f"{preview.name}: {error}"))
    objections = impacts.objections(report, fail_on)
    output.write(_written(report, objections, format_ or ("text" if output.isatty() else "markdown")))
    if objections:
        sys.exit(GATE_CLOSED)


def _text(preview: TextIO) -> str:
    try:
        return preview.read()
    except UnicodeDecodeError as error:
        raise InvalidInputs("this is not the output of `pulumi preview --json`: it is not text (UTF-8).") from error


def _completed(preview: impacts.Preview, state: TextIO | None, *, judged: bool) -> impacts.Preview:
    """Beside the state nothing is missing; without it half the truth is shown, but not judged."""
    if state is not None:
        return impacts.with_state(preview, _text(state))
    if judged and not preview.tells_leftovers:
        raise InvalidInputs(
            "this form of preview does not hold deletions that an earlier run left over, so --fail-on cannot judge it: "
            "preview with PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true in the environment, or add --state with the file "
            "that `pulumi stack export` writes."
        )
    return preview


def _report(preview: impacts.Preview, *, live: bool) -> impacts.Report:
    now = datetime.now(timezone.utc)
    if not live:
        return impacts.report_on(preview, now)
    from pulumi_ivs_realtime.aws.client import IvsRealTimeClient, client_for

    connection = replace(settings_of(preview).connection, max_retries=_ATTEMPTS)

    def service_in(region: str) -> IvsRealTimeClient:
        return client_for(connection, region)

    return impacts.report_on(preview, now, impacts.ask(impacts.stages_to_ask(preview, now), service_in))


def _written(report: impacts.Report, objections: tuple[Words, ...], format_: str) -> str:
    if format_ == "json":
        return visible_json(impacts.document(report, objections), indent=2) + "\n"
    layout = impacts.laid_out(report, objections)
    return impacts.markdown(layout) if format_ == "markdown" else impacts.text(layout)
