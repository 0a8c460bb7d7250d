"""Tags: one row of docs/tags.md a case, each in one plain `up` without a refresh unless the row says so."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi
import pytest

import pulumi_ivs_realtime as ivs
from stages.conftest import Show, changed

PAGE = Path(__file__).parents[2] / "docs" / "tags.md"


@dataclass(frozen=True)
class State:
    """What a run declares: the stage's tags, default and ignored tags, the environment."""

    tags: dict[str, Any] | None = None
    defaults: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def config(self) -> dict[str, str]:
        return {
            "defaultTags": json.dumps({"tags": self.defaults}),
            "ignoreTags": json.dumps({"keys": self.ignored}),
        }


@dataclass(frozen=True)
class Row:
    """A transition, what happens to the stage outside of Pulumi between the runs, and what is there in the end."""

    before: State
    after: State
    there: dict[str, str]
    set_outside: dict[str, str] = field(default_factory=dict)
    removed_outside: list[str] = field(default_factory=list)


FIFTY = {f"k{number:02}": "v" for number in range(50)}
OTHER_FIFTY = {f"n{number:02}": "v" for number in range(50)}
A, DEFAULT = {"a": "1"}, {"d": "1"}

ROWS = {
    "a tag is added": Row(State(), State(A), A),
    "a value changes": Row(State(A), State({"a": "2"}), {"a": "2"}),
    "one key instead of another": Row(State(A), State({"b": "1"}), {"b": "1"}),
    "the last tag goes, `{}` stays": Row(State(A), State({}), {}),
    "`tags` is taken away": Row(State(A), State(None), {}),
    "`{}` instead of nothing": Row(State(None), State({}), {}),
    "a value becomes `\"\"`": Row(State(A), State({"a": ""}), {"a": ""}),
    "`\"\"` becomes a value": Row(State({"a": ""}), State(A), A),
    "a tag `\"\"` is added": Row(State(), State({"a": ""}), {"a": ""}),
    "a value becomes `None`": Row(State(A), State({"a": None}), {}),
    "50 tags are swapped for 50 others": Row(State(FIFTY), State(OTHER_FIFTY), OTHER_FIFTY),
    "a default tag is added": Row(State(A), State(A, DEFAULT), {**A, **DEFAULT}),
    "a default tag changes": Row(State(A, DEFAULT), State(A, {"d": "2"}), {**A, "d": "2"}),
    "a default tag goes": Row(State(A, DEFAULT), State(A), A),
    "a default tag becomes `\"\"`": Row(State(A, DEFAULT), State(A, {"d": ""}), {**A, "d": ""}),
    "a default tag comes from the environment": Row(
        State(A), State(A, environment={"TF_AWS_DEFAULT_TAGS_d": "1"}), {**A, **DEFAULT}
    ),
    "a tag overrides a default": Row(State(defaults=DEFAULT), State({"d": "2"}, DEFAULT), {"d": "2"}),
    "a tag `\"\"` overrides a default": Row(State(defaults=DEFAULT), State({"d": ""}, DEFAULT), {"d": ""}),
    "an override goes, the default returns": Row(State({"d": "2"}, DEFAULT), State({}, DEFAULT), DEFAULT),
    "an override goes, the default is `\"\"`": Row(State({"d": "2"}, {"d": ""}), State({}, {"d": ""}), {"d": ""}),
    "a tag becomes a default of equal value": Row(State({"d": "1"}), State({}, DEFAULT), DEFAULT),
    "a default becomes a tag of equal value": Row(State({}, DEFAULT), State({"d": "1"}), DEFAULT),
    "an ignored key is on the stage": Row(
        State(A, ignored=["x"]), State(A, ignored=["x"]), {**A, "x": "9"}, set_outside={"x": "9"}
    ),
    "an ignored key is declared": Row(State(ignored=["x"]), State({"x": "1"}, ignored=["x"]), {}),
    "a declared key becomes ignored": Row(State(A), State(A, ignored=["a"]), A),
    "a tag is added outside of Pulumi, then a refresh": Row(State(A), State(A), A, set_outside={"b": "1"}),
    "a tag is changed outside of Pulumi, then a refresh": Row(State(A), State(A), A, set_outside={"a": "9"}),
    "a tag is removed outside of Pulumi, then a refresh": Row(State(A), State(A), A, removed_outside=["a"]),
    "a default is removed outside of Pulumi, then a refresh": Row(
        State(A, DEFAULT), State(A, DEFAULT), {**A, **DEFAULT}, removed_outside=["d"]
    ),
}  # fmt: skip


def program(state: State) -> Callable[[], None]:
    def run() -> None:
        ivs.Stage("lobby", name="lobby", tags=state.tags)

    return run


def observed(show: Show, row: Row) -> tuple[str, str]:
    """What the second run showed, and the calls it made, as the page has them."""
    show.up(program(row.before), **row.before.config)
    (stage,) = show.stages().values()
    if row.removed_outside:
        show.aws.untag_resource(resourceArn=stage["arn"], tagKeys=row.removed_outside)
    if row.set_outside:
        show.aws.tag_resource(resourceArn=stage["arn"], tags=row.set_outside)
    if row.set_outside or row.removed_outside:
        show.refresh()
    show.environment |= row.after.environment
    show.service.reset_calls()
    preview = changed(show.preview(program(row.after), **row.after.config))
    result = show.up(program(row.after), **row.after.config)
    calls = [call["operation"] for call in show.service.calls()]
    assert changed(result) == preview
    assert show.stages()["lobby"]["tags"] == row.there
    assert changed(show.up(program(row.after), **row.after.config)) == {}
    return preview.get("lobby", "nothing"), ", ".join(calls) or "none"


def documented() -> dict[str, tuple[str, str]]:
    """The page's rows: what is shown and which calls are made, by case."""
    rows = re.findall(r"^\| (.+?) \| (\w+) \| ([\w, ]+?) \|", PAGE.read_text(), re.MULTILINE)
    return {title: (shown, calls) for title, shown, calls in rows if title != "case"}


@pytest.mark.parametrize("title", ROWS)
def test_the_page_says_what_happens(show, title):
    assert observed(show, ROWS[title]) == documented()[title]


def test_the_page_has_these_rows_and_no_others():
    assert list(documented()) == list(ROWS)


def test_an_unknown_value_makes_tags_all_unknown_as_a_whole(show):
    seen = []

    def run():
        other = ivs.Stage("other", name="other")
        lobby = ivs.Stage("lobby", name="lobby", tags={"other": other.arn, "a": "1"})
        lobby.tags_all.apply(seen.append)
        pulumi.export("tags", lobby.tags_all)

    show.preview(run, defaultTags='{"tags": {"d": "1"}}')
    assert seen == []
    show.up(run, defaultTags='{"tags": {"d": "1"}}')
    assert set(seen[0]) == {"other", "a", "d"}
