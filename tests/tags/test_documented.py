"""Tags: each row of docs/tags.md is a stage of a recorded scenario, and what the recording shows is what the page says.

The offline engine is held to the same recordings by tests/stage_scenarios/test_recordings.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pulumi
import pytest

import pulumi_ivs_realtime as ivs
from scenarios.comparison import recording
from show import changed
from stage_scenarios.suite import SCENARIOS
from stage_scenarios.suite.tags import TABLES

PAGE = Path(__file__).parents[2] / "docs" / "tags.md"
UNCHANGED = {"same", "refresh"}

Step = dict[str, Any]


def shown(step: Step, stage: str) -> str:
    """What a command did with a stage: "update", or "nothing"."""
    ops = {found["op"] for found in step["operations"] if found["urn"].endswith(f"Stage::{stage}")} - UNCHANGED
    return ", ".join(sorted(ops)) or "nothing"


def calls(step: Step, stage: str) -> str:
    """The calls that were about a stage, in order."""
    found = step.get("service_calls", {}).items()
    return ", ".join(call for about, made in found if about.rpartition("/")[2] == stage for call in made) or "none"


def tags(step: Step, stage: str) -> dict[str, str]:
    """What the stage bears on the service after the command."""
    (found,) = [found["tags"] for found in step["objects"].values() if found["name"] == stage]
    return dict(found)


def recorded() -> Iterator[tuple[str, str, str, str]]:
    """What the recordings show of each row: its title, what is shown, the calls, and the scenario."""
    for scenario, table in TABLES.items():
        kept = recording.load(SCENARIOS[scenario])
        assert kept is not None, f"{scenario} is not recorded"
        preview, up = kept.steps[-3:-1]
        for stage, row in table.rows.items():
            changed = {shown(preview, stage), shown(up, stage)}
            word = "only in the preview" if len(changed) == 2 else changed.pop()
            yield row.title, word, calls(up, stage), scenario


def documented() -> list[tuple[str, ...]]:
    """The page's rows: the case, what is shown, which calls are made, and the scenario."""
    rows = re.findall(r"^\| (.+?) \| ([\w ]+?) \| ([\w, ]+?) \| ([\w-]+?) \|", PAGE.read_text(), re.MULTILINE)
    return [row for row in rows if row[0] != "case"]


def test_the_page_says_what_the_recordings_show():
    assert documented() == list(recorded())


@pytest.mark.parametrize("scenario", TABLES)
def test_after_the_up_the_service_is_as_declared_and_nothing_is_left_to_do(scenario):
    kept, rows = recording.load(SCENARIOS[scenario]), TABLES[scenario].rows
    up, again = kept.steps[-2:]

    assert kept.is_of(SCENARIOS[scenario]), "the recording is stale"
    assert {stage: tags(up, stage) for stage in rows} == {stage: row.there for stage, row in rows.items()}
    assert again["exit_code"] == 0
    assert again["changes"].keys() == {"same"}
    assert "service_calls" not in again


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


def test_secret_tags_are_secret_in_tags_all_too(show):
    def run():
        lobby = ivs.Stage("lobby", name="lobby", tags={"a": pulumi.Output.secret("hush")})
        pulumi.export("tags", lobby.tags_all)

    show.up(run, defaultTags='{"tags": {"d": "1"}}')
    show.stack.refresh()

    assert show.stages()["lobby"]["tags"] == {"a": "hush", "d": "1"}
    assert "hush" not in json.dumps(show.stack.state)
    assert changed(show.up(run, defaultTags='{"tags": {"d": "1"}}')) == {}


@pytest.mark.parametrize("whole", [False, True], ids=["tags alone", "tagsAll, too"])
def test_a_transform_that_brings_a_secret_tag_must_bring_a_secret_tags_all(show, whole):
    def tagged(args):
        props = {**args.props, "tags": {"a": pulumi.Output.secret("hush")}}
        return pulumi.ResourceTransformResult(
            props | ({"tagsAll": pulumi.Output.secret({})} if whole else {}), args.opts
        )

    def run():
        ivs.Stage("lobby", name="lobby", opts=pulumi.ResourceOptions(transforms=[tagged]))

    show.up(run)

    assert show.stages()["lobby"]["tags"] == {"a": "hush"}
    assert ("hush" in json.dumps(show.stack.state)) == (not whole)


def test_secret_default_tags_are_secret_in_the_state(stack, ivs_realtime_service):
    def run():
        ivs.Stage("lobby", region="eu-central-1", tags={"a": "1"})

    stack.program = run
    stack.secrets["aws:defaultTags"] = '{"tags": {"d": "hush"}}'
    stack.up()
    assert "hush" not in json.dumps(stack.resource("lobby"))
    assert stack.up().unchanged


def test_secret_tags_that_a_preview_does_not_know_are_left_unknown(show):
    def run():
        other = ivs.Stage("other", name="other")
        ivs.Stage("lobby", name="lobby", tags=pulumi.Output.secret({"other": other.arn}))

    assert changed(show.preview(run))["lobby"] == "create"
    show.up(run)

    assert set(show.stages()["lobby"]["tags"]) == {"other"}
