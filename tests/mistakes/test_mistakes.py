"""Each mistake is stopped where docs/mistakes.md says, with the same words on both engines."""

from __future__ import annotations

import pytest

from impact.cli import ENGINES
from mistakes.mistakes import MISTAKES, WORKS
from mistakes.playing import play
from mistakes.record import recorded
from mistakes.table import PAGE, checked, page

RECORDED = recorded()
EDITORS = {
    "argument-misspelt",
    "block-member-misspelt",
    "block-member-in-both-cases",
    "block-enumeration",
    "block-text-for-list",
    "capability-unknown",
    "capability-as-text",
    "output-misspelt",
}
"""What a newcomer cannot see in the text of a program, and must see in the editor."""


@pytest.mark.few(9)
@pytest.mark.parametrize("offline", ENGINES)
@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_stopped_at_the_same_place_with_the_same_words(name, offline, service, tmp_path):
    assert play(MISTAKES[name], tmp_path, service, offline=offline) == RECORDED[name]


def test_every_mistake_was_played_on_the_cli():
    assert list(RECORDED) == list(MISTAKES)
    assert len(MISTAKES) == 56


def test_what_nothing_stops_is_warned_of_or_does_what_is_meant():
    let_through = {name for name, outcome in RECORDED.items() if not (outcome.stopped or outcome.warned)}

    assert let_through == set(WORKS)


@pytest.mark.parametrize("name", [name for name, outcome in RECORDED.items() if outcome.stopped != "program"])
def test_what_this_package_says_is_one_line(name):
    outcome = RECORDED[name]

    assert "\n" not in outcome.said + outcome.warned
    assert "Traceback" not in outcome.said


@pytest.mark.full
def test_the_page_says_what_engines_and_checkers_said():
    """Otherwise: PYTHONPATH=tests:engine/tests python -m mistakes.table."""
    found = checked()

    assert PAGE.read_text() == page(RECORDED, found)
    assert all(set(errors) >= EDITORS for errors in found.values())
