"""An operation as it runs, laid out as users of `pulumi up` know it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from pulumi_offline.cli.tree import bag, difference, shown
from pulumi_offline.cli.visible import all_visible, visible_json
from pulumi_offline.deployment.preview_digest import without_sames
from pulumi_offline.resource.urns import (
    STACK_TYPE,
    is_default_provider,
    is_provider_type,
    name_of,
    provider_package,
    type_of,
)

if TYPE_CHECKING:
    from pulumi_offline import Result

_TITLES = {"up": "Updating", "preview": "Previewing update", "refresh": "Refreshing", "destroy": "Destroying"}
_PREVIEWS = {"refresh": "Previewing refresh", "destroy": "Previewing destroy"}

# Operation → its sign and colour, the word for it under way, done, and planned.
_SIGNS = {
    "create": ("+ ", "green"),
    "update": ("~ ", "yellow"),
    "delete": ("- ", "red"),
    "replace": ("+-", "magenta"),
    "create-replacement": ("++", "green"),
    "delete-replaced": ("--", "red"),
    "read": ("> ", "cyan"),
    "read-replacement": (">>", "cyan"),
    "import": ("= ", "green"),
    "import-replacement": ("=>", "green"),
    "discard": ("< ", "red"),
    "discard-replaced": ("<<", "red"),
    "refresh": ("~ ", "yellow"),
}
_DONE = {
    "create": "created",
    "update": "updated",
    "delete": "deleted",
    "replace": "replaced",
    "create-replacement": "created replacement",
    "delete-replaced": "deleted original",
    "read": "read",
    "read-replacement": "read for replacement",
    "import": "imported",
    "import-replacement": "imported for replacement",
    "discard": "discarded",
    "discard-replaced": "discarded original",
}
_UNDER_WAY = {
    "create": "creating",
    "update": "updating",
    "delete": "deleting",
    "replace": "replacing",
    "create-replacement": "creating replacement",
    "delete-replaced": "deleting original",
    "read": "reading",
    "refresh": "refreshing",
    "import": "importing",
}
_PLANNED = {
    "create": "create",
    "update": "update",
    "delete": "delete",
    "replace": "replace",
    "create-replacement": "create replacement",
    "delete-replaced": "delete original",
    "read": "read",
}
_STREAMING = "PULUMI_ENABLE_STREAMING_JSON_PREVIEW"
"""The CLI's variable: with it a preview's JSON is its events, too."""

_RUN = {"pulumi", "pulumi-python"}
"""The packages whose resources the offline engine makes."""

_COUNTED = ("create", "update", "delete", "replace", "import", "read", "discard")


class Display:
    """Shows the events of one operation.

    Args:
        given: the options of the command.
        preview: whether a refresh or destroy is only previewed.
    """

    def __init__(self, kind: str, project: str, stack: str, given: Mapping[str, Any], *, preview: bool) -> None:
        self._kind = kind
        self._project = project
        self._stack = stack
        self._given = given
        self._planning = preview or kind == "preview"
        self._digested = self._planning and os.environ.get(_STREAMING, "").lower() not in {"1", "true"}
        self._messages: dict[str, list[str]] = {}
        self._color = _wants_color(given["color"])
        self._before: dict[str, Any] = {}
        self._after: dict[str, Any] = {}
        self._rows: set[str] = set()
        self._summary: dict[str, Any] = {}
        self._errored: set[str] = set()
        self._recorded: set[str] = set()

    def _begin(self) -> None:
        if not self._given["json_"]:
            title = _PREVIEWS.get(self._kind, "") if self._planning and self._kind != "preview" else ""
            self._print(click.style(f"{title or _TITLES[self._kind]} ({self._stack}):", fg="magenta", bold=True))

    def add(self, event: dict[str, Any]) -> None:
        """Show an event."""
        if "preludeEvent" in event:
            self._begin()
        if self._given["json_"]:
            self._add_json(event)
            return
        event = all_visible(event)
        if "stdoutEvent" in event:
            self._print(event["stdoutEvent"]["message"])
        elif "diagnosticEvent" in event:
            self._add_message(event["diagnosticEvent"])
        elif "resourcePreEvent" in event:
            self._add_row(event["resourcePreEvent"]["metadata"], begins=True)
        elif "resOutputsEvent" in event:
            self._add_row(event["resOutputsEvent"]["metadata"], begins=False)
        elif "resOpFailedEvent" in event:
            self._add_failure(event["resOpFailedEvent"]["metadata"])
        elif "summaryEvent" in event:
            self._summary = event["summaryEvent"]

    def end(self, result: Result) -> None:
        """Messages, outputs, counts."""
        if self._given["json_"]:
            if self._digested:
                digest = result.digest if self._given["show_sames"] else without_sames(result.digest)
                click.echo(visible_json(digest, indent=4))
            return
        for lines in (self._diagnostics(), self._notice(), self._outputs(), self._resources(), self._duration()):
            text = "\n".join(lines)
            if text:
                self._print(text.rstrip("\n") + "\n")

    def _add_json(self, event: dict[str, Any]) -> None:
        if not self._digested and event.get("diagnosticEvent", {}).get("severity") != "debug":
            click.echo(visible_json(event, separators=(",", ":")))

    def _add_message(self, diagnostic: dict[str, Any]) -> None:
        if diagnostic["severity"] == "debug" or diagnostic.get("ephemeral"):
            return
        text = (diagnostic.get("prefix", "") + diagnostic["message"]).rstrip("\n")
        self._messages.setdefault(diagnostic.get("urn", ""), []).append(text)
        if diagnostic["severity"] == "error":
            self._errored.add(diagnostic.get("urn", ""))

    def _add_row(self, metadata: dict[str, Any], *, begins: bool) -> None:
        op, urn = metadata["op"], metadata["urn"]
        if metadata["type"] == STACK_TYPE:
            self._note_stack(metadata, begins=begins)
        if is_provider_type(metadata["type"]):
            self._recorded |= {provider_package(metadata["type"])} - _RUN
        if is_default_provider(urn) or (op == "same" and not self._given["show_sames"]) or op not in _SIGNS:
            return
        if begins and not self._planning and op != "replace":
            self._row(op, urn, f"{_UNDER_WAY.get(op, op)}")
        elif not begins and (self._planning or op != "replace"):
            self._row(op, urn, self._word(op) + _changed(metadata))
            if self._given["diff"]:
                self._print_diff(metadata)

    def _word(self, op: str) -> str:
        return (_PLANNED if self._planning else _DONE).get(op, op)

    def _note_stack(self, metadata: dict[str, Any], *, begins: bool) -> None:
        if begins:
            self._before = (metadata["old"] or {}).get("outputs", {})
        self._after = (metadata["new"] or {}).get("outputs", {})

    def _add_failure(self, metadata: dict[str, Any]) -> None:
        op = metadata["op"]
        self._row(op, metadata["urn"], f"**{_UNDER_WAY.get(op, op)} failed**")

    def _row(self, op: str, urn: str, status: str) -> None:
        sign, color = _SIGNS[op]
        row = f" {click.style(sign, fg=color)} {type_of(urn)} {name_of(urn)} {click.style(status, fg=color)}"
        if type_of(urn) != STACK_TYPE or row not in self._rows:  # it ends twice: as registered, and with its outputs
            self._print(row)
        self._rows.add(row)

    def _print_diff(self, metadata: dict[str, Any]) -> None:
        old = (metadata["old"] or {}).get("inputs", {})
        new = (metadata["new"] or {}).get("inputs", {})
        for line in difference(old, new):
            self._print(f"      {line}")

    def _diagnostics(self) -> Iterator[str]:
        if not self._messages:
            return
        yield click.style("Diagnostics:", fg="magenta", bold=True)
        headings: dict[str, list[str]] = {}
        whole = f"{STACK_TYPE} ({self._project}-{self._stack})"  # what is about no resource is about the stack
        for urn, messages in sorted(self._messages.items()):
            headings.setdefault(f"{type_of(urn)} ({name_of(urn)})" if urn else whole, []).extend(messages)
        for heading in sorted(headings, key=lambda heading: (heading == whole, heading)):
            yield f"  {heading}:"
            yield from (f"    {line}" for message in headings[heading] for line in message.splitlines())
            yield ""

    def _notice(self) -> Iterator[str]:
        for package in sorted(self._recorded):
            yield f"Resources of package {package} are recorded, not made: the offline engine does not run it."
            yield "Their outputs are their inputs; what only the package could tell is missing."

    def _outputs(self) -> Iterator[str]:
        if self._given["suppress_outputs"] or not (self._before or self._after) or self._kind == "destroy":
            return
        yield click.style("Outputs:", fg="magenta", bold=True)
        yield from difference(self._before, self._after, keep=True) if self._before else bag(self._after)

    def _resources(self) -> Iterator[str]:
        changes: dict[str, int] = self._summary.get("resourceChanges", {})
        if not changes and not self._errored:
            return
        yield click.style("Resources:", fg="magenta", bold=True)
        for op in _COUNTED:
            if op in changes:
                sign, color = _SIGNS[op]
                word = f"to {_PLANNED.get(op, op)}" if self._planning else _DONE[op]
                yield f"    {click.style(f'{sign.strip()} {changes[op]} {word}', fg=color)}"
        if "same" in changes:
            yield f"    {changes['same']} unchanged"
        if self._errored:
            yield f"    {len(self._errored)} errored"

    def _duration(self) -> Iterator[str]:
        if not self._planning and self._summary:
            yield f"{click.style('Duration:', fg='magenta', bold=True)} {self._summary['durationSeconds']}s"

    def _print(self, text: str) -> None:
        click.echo(text, color=self._color)


def _wants_color(choice: str) -> bool:
    if choice == "auto":
        return sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return choice == "always"


def _changed(metadata: dict[str, Any]) -> str:
    """What makes a change: `[diff: ~name,+tags]`."""
    if metadata["op"] not in {"update", "replace", "create-replacement"} or not metadata["old"] or not metadata["new"]:
        return ""
    if metadata.get("keys"):
        return f" [diff: {','.join('~' + key for key in metadata['keys'])}]"
    old, new = metadata["old"]["inputs"], metadata["new"]["inputs"]
    keys = [f"{_sign(old, new, key)}{key}" for key in shown(old.keys() | new.keys()) if old.get(key) != new.get(key)]
    return f" [diff: {','.join(keys)}]" if keys else ""


def _sign(old: Mapping[str, Any], new: Mapping[str, Any], key: str) -> str:
    return "+" if key not in old else "-" if key not in new else "~"
