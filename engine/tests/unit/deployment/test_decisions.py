"""What a run has decided so far."""

import pytest

from pulumi_offline.deployment.decisions import Decisions

OLD, NEW = "urn:pulumi:dev::rooms::my:Room::foyer", "urn:pulumi:dev::rooms::my:Room::lobby"


@pytest.mark.parametrize("kind", ["creates", "sames", "updates", "replaces", "deletes", "reads"])
def test_a_urn_with_a_step_is_handled(kind):
    decisions = Decisions()
    getattr(decisions, kind).add(NEW)

    assert decisions.handled == {NEW}


def test_a_urn_that_was_only_registered_is_not_handled():
    assert Decisions(urns={NEW}, skipped_creates={NEW}).handled == set()


@pytest.mark.parametrize(
    ("kind", "taken_up"),
    [
        ("sames", True),
        ("updates", True),
        ("replaces", True),
        ("reads", True),
        ("creates", False),
        ("deletes", False),
    ],
)
def test_what_the_program_took_up_is_not_left_to_be_deleted(kind, taken_up):
    decisions = Decisions()
    getattr(decisions, kind).add(NEW)

    assert decisions.operated_on(NEW) is taken_up


def test_a_resource_is_taken_up_under_the_name_that_claims_it():
    decisions = Decisions(sames={NEW}, aliased={OLD: NEW})

    assert decisions.operated_on(OLD)
    assert not Decisions(sames={NEW}).operated_on(OLD)
