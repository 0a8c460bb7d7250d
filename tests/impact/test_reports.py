"""The reports on previews recorded from the pulumi CLI."""

from __future__ import annotations

import json
from typing import Any

import pytest

from impact.cases import CASES, NOW
from impact.golden import PREVIEWS, REPORTS, report_of, written
from pulumi_ivs_realtime import impact
from pulumi_ivs_realtime.errors import InvalidInputs

STREAMED = sorted(path.stem for path in PREVIEWS.glob("*.jsonl"))
ALIKE = [name for name in STREAMED if "--show-sames" in CASES[name].flags and not CASES[name].streamed]
"""Without that flag the digest leaves out what stays as it is, and the events do not."""


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("ending", ["md", "txt", "json"])
def test_a_report_is_as_it_was_read_and_found_good(name: str, ending: str) -> None:
    """`PYTHONPATH=tests python -m impact.golden` writes new ones; a reviewer reads their difference."""
    assert written(name)[ending] == (REPORTS / f"{name}.{ending}").read_text()


@pytest.mark.parametrize("name", ALIKE)
def test_the_streamed_events_give_the_report_of_the_digest(name: str) -> None:
    """Both forms of one preview differ in what they leave out, not in what is reported."""
    digest, events = (impact.document(report_of(name, form)) for form in ("json", "jsonl"))

    assert [note for note in digest.pop("notes") if "earlier run" not in note] == events.pop("notes")
    assert _told_alike(events) == _told_alike(digest)


def _told_alike(found: dict[str, Any]) -> dict[str, Any]:
    """Only the digest tells that a token goes with its stage (`deletedWith`)."""
    kept = [each for each in found["consequences"] if "with its stage" not in each["sentence"]]
    return {**found, "consequences": kept}


@pytest.mark.parametrize("name", CASES)
def test_hidden_inputs_as_versions_before_spelt_them_give_the_same_report(name: str) -> None:
    """Without the `__` with which their names begin today."""
    assert impact.document(report_of(name, formerly=True)) == impact.document(report_of(name))


def test_every_small_case_is_recorded_in_both_forms() -> None:
    """Only the large one is kept as a digest alone."""
    assert {"300-stages"} == set(CASES) - set(STREAMED)


@pytest.mark.parametrize("name", CASES)
def test_no_report_shows_what_no_argument_sets(name: str) -> None:
    """Hidden inputs and pickled providers are not the reviewer's business."""
    for text in written(name).values():
        assert not any(word in text for word in ("__provider", "__createUrn", "__autoName", "gASV"))


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "--refresh" not in case.flags])
def test_what_the_report_says_is_what_the_cli_did(name: str) -> None:
    """The `up` after the preview made exactly these calls; where it stopped, the report had said that it would.

    A tag whose value is not known yet may turn out to be none, and then its call is not needed.
    """
    done = json.loads((PREVIEWS / f"{name}.up.json").read_text())
    report = report_of(name)

    said = impact.document(report)
    if any(not tag["known"] for each in said["resources"] for tag in each["tags"]):
        assert all(said["calls"][region].items() >= calls.items() for region, calls in done["calls"].items())
    elif done["succeeded"]:
        assert said["calls"] == done["calls"]
    else:
        assert report.refused or not report.complete


HEADLINES = {
    "delete-by-force": "Would cut off people in 1 live session",
    "delete-of-a-live-stage": "pulumi up would be refused: 1 stage is live",
    "replace-by-region": "pulumi up would be refused: 1 stage is live",
    "left-over": "Would cut off people in 1 live session",
    "tainted": "pulumi up would be refused: 1 stage is live",
    "a-busy-day": "Would cut off people in 1 live session; pulumi up fails at 1 live stage",
    "300-stages": "pulumi up fails at 20 live stages; the other 30 changes are applied",
}


@pytest.mark.parametrize("name", HEADLINES)
def test_the_headline_tells_who_is_cut_off_from_whom_up_refuses_to(name: str) -> None:
    """Only `force_destroy` lets an `up` cut people off."""
    preview = impact.read_preview((PREVIEWS / f"{name}.{'jsonl' if CASES[name].streamed else 'json'}").read_text())
    lives = dict.fromkeys(impact.stages_to_ask(preview, NOW), impact.Liveness("st-1", participants=2))

    assert impact.laid_out(impact.report_on(preview, NOW, lives)).headline == HEADLINES[name]


def test_json_values_are_of_their_own_types() -> None:
    """A boolean is no text, and neither is a list."""
    found = {
        (each["name"], side["path"]): (side["before"], side["after"])
        for name in ("tokens", "delete-of-a-live-stage", "recording-changed")
        for each in impact.document(report_of(name))["resources"]
        for side in each["properties"]
    }

    assert found["host", "capabilities"] == (["PUBLISH"], ["SUBSCRIBE"])
    assert found["main-stage", "forceDestroy"] == (False, None)
    assert (30, 90) in found.values()


def test_json_tells_the_duration_and_the_tags_quota_of_the_text() -> None:
    """One report, whichever way it is read."""
    said, found = written("tags")["txt"], impact.document(report_of("tags"))

    assert "about a second" in said
    assert found["seconds"] == 1
    assert "Tags of a stage                       3 at most   50" in said
    assert found["quotas"][-1] == {
        "kind": "Tag",
        "region": None,
        "change": None,
        "after": 3,
        "peak": None,
        "quota": 50,
    }


def test_nothing_to_call_takes_no_second() -> None:
    """The text leaves the duration out."""
    assert impact.document(report_of("empty"))["seconds"] == 0


def test_a_killed_preview_is_refused() -> None:
    """Half a stream, cut in the middle of a line: nobody knows what would have followed."""
    text = (PREVIEWS / "tags.jsonl").read_text()
    cut_off = text[: text.index('"summaryEvent"') - 5]

    with pytest.raises(InvalidInputs, match="this preview does not end"):
        impact.read_preview(cut_off)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Previewing update (dev):",
        '{"version": 3, "deployment": {}}',
        '{"steps": [], "terraform_version": "1.9.0"}',
        '{"config": {"region": "eu-central-1"}}',
        "{}",
        "{}\n{}",
        "[]",
        "null",
    ],
)
def test_what_is_no_preview_is_refused_by_name(text: str) -> None:
    """A state export or the plain output of `pulumi preview` is an easy mistake."""
    with pytest.raises(InvalidInputs, match="this is not the output of `pulumi preview --json`"):
        impact.read_preview(text)
