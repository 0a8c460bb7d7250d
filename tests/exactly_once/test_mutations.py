"""Each rule is held by a test that fails without it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from exactly_once.mutations import MUTATIONS

FOLDER = Path(__file__).parents[1]
TESTS = [
    path
    for folder in ("exactly_once", "live_rooms", "adoption", "crashes")
    for path in sorted((FOLDER / folder).glob("test_*.py"))
    if path.name != Path(__file__).name
]

HELD_BY = {
    "lost replies are not looked for": "test_a_lost_reply_leaves_exactly_one_stage",
    "the SDK sends again": "test_create_stage_is_never_sent_twice_by_the_sdk",
    "nothing is taken over": "test_an_unfinished_stage_of_this_declaration_is_taken_over",
    "young marks count as old": "test_a_young_mark_is_waited_for",
    "live stages are taken over": "test_a_live_unfinished_stage_is_refused",
    "one of two is chosen": "test_two_unfinished_stages_stop_with_both_arns",
    "a sweep is trusted": "test_a_stage_that_was_finished_since_the_sweep_is_somebodys",
    "an old mark counts as ours": "test_a_slow_create_does_not_finish_what_another_run_has_taken_over",
    "the mark is not retired": "test_create_ends_by_retiring_its_mark",
    "silence counts as retired": "test_a_service_that_falls_silent_before_the_last_act_fails_the_creation",
    "no witness is needed": "test_what_is_made_is_left_alone_without_a_witness",
    "what is held is claimed": "test_what_waits_for_its_deletion_is_held",
    "forced replacements are not looked for": "test_a_forced_replacement_of_a_live_stage_is_refused_before",
    "the mark stays": "test_a_lost_reply_leaves_exactly_one_stage",
    "a program need not be there to remove the mark": "test_fifty_tags_leave_no_mark",
    "the program leaves its marks": "test_a_program_that_blocks_its_loop_takes_the_mark_off_afterwards and 3",
    "the program asks for no proof": "test_what_the_saved_state_does_not_show_keeps_its_mark",
    "the program gives nothing back": "test_what_a_dead_host_had_finished_is_given_back_and_taken_over",
    "the program asks for another stack": "test_what_a_dead_host_had_finished_is_given_back_and_taken_over",
    "no mark is kept": "test_a_role_that_may_not_remove_tags_is_told_once_and_left_in_peace",
    "marks of earlier runs stay": "test_a_run_that_creates_takes_the_marks_of_earlier_runs_off",
    "all have one creator": "test_an_unfinished_stage_of_this_declaration_is_taken_over",
    "the engine is not asked for": "test_a_host_without_its_engine",
    "what was created is deleted": "test_what_this_process_created_is_never_deleted",
    "what is declared is deleted": "test_the_pending_deletion_of_a_stage_that_is_still_declared_keeps_it",
    "live stages are deleted": "test_a_live_stage_is_not_deleted",
    "replacements are not noted": "test_the_replacement_of_a_live_stage_is_refused_before_anything_is_made",
    "the removal is not repeated": "test_a_lost_reply_to_the_marks_removal_leaves_a_finished_stage",
    "the fiftieth tag fails the creation": "test_a_fiftieth_tag_that_cannot_be_set_is_set_by_the_next_up",
    "adoption leaves the mark": "test_adoption_takes_the_mark_away",
    "a host whose pipe has gone lives on": "test_a_host_without_its_engine_ends_though_nobody_reads_its_words",
}


def outcome(test: str, mutation: str = "") -> int:
    """pytest's exit code: 0 passed, 1 failed."""
    words = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "exactly_once.mutations",
        "-p",
        "no:cacheprovider",
        "-x",
        *map(str, TESTS),
        "-m",
        "not cli",
        "-k",
        test,
    ]
    environment = {**os.environ, "MUTATION": mutation, "PYTHONPATH": str(FOLDER)}
    return subprocess.run(words, env=environment, capture_output=True, cwd=FOLDER.parent).returncode


@pytest.mark.full
def test_every_mutation_has_its_test() -> None:
    assert set(HELD_BY) == set(MUTATIONS)
    assert outcome(" or ".join(HELD_BY.values())) == 0


@pytest.mark.full
@pytest.mark.parametrize("mutation", MUTATIONS)
def test_without_the_rule_its_test_fails(mutation: str) -> None:
    assert outcome(HELD_BY[mutation], mutation) == 1
