"""The options of the operations, by the CLI's names."""

import pytest

from pulumi_offline.backend.snapshot import Snapshot
from pulumi_offline.deployment.given import given
from pulumi_offline.deployment.options import Options
from pulumi_offline.errors import WorkspaceError
from pulumi_offline.resource.state import State

LOBBY, FOYER = (f"urn:pulumi:dev::rooms::my:Room::{name}" for name in ("lobby", "foyer"))
SNAPSHOT = Snapshot([State(LOBBY, "my:Room", custom=True, protect=True), State(FOYER, "my:Room", custom=True)])


def filled(operation, options=None, **words):
    options = options or Options()
    given(operation, words).fill(options, SNAPSHOT)
    return options


def test_an_unknown_option_is_answered_with_those_that_there_are():
    with pytest.raises(TypeError, match=r"no option 'targets'; there are target, .*ignore_protect"):
        given("up", {"targets": [LOBBY]})


def test_an_option_of_another_operation_is_unknown():
    with pytest.raises(TypeError, match="no option 'replace'"):
        given("refresh", {"replace": [LOBBY]})


def test_what_is_replaced_as_a_target_is_a_target_and_replaced():
    options = filled("up", target=[FOYER], target_replace=[LOBBY])

    assert LOBBY in options.targets
    assert FOYER in options.targets
    assert LOBBY in options.replace
    assert FOYER not in options.replace


def test_protected_resources_are_excluded_where_that_is_asked():
    assert LOBBY in filled("destroy", Options(destroy=True), exclude_protected=True).excludes
    assert FOYER not in filled("destroy", Options(destroy=True), exclude_protected=True).excludes
    assert not filled("destroy", Options(destroy=True)).excludes


@pytest.mark.parametrize("options", [Options(destroy=True), Options(refresh_only=True)])
@pytest.mark.parametrize("word", ["target", "exclude"])
def test_a_target_that_the_stack_does_not_hold_is_refused_where_no_program_could_declare_it(options, word):
    with pytest.raises(WorkspaceError, match="no resource named 'urn:pulumi:dev::rooms::my:Room::attic' found"):
        filled("destroy", options, **{word: [LOBBY.replace("lobby", "attic")]})


def test_a_target_of_up_may_be_one_that_the_program_is_about_to_declare():
    assert LOBBY.replace("lobby", "attic") in filled("up", target=[LOBBY.replace("lobby", "attic")]).targets


def test_at_least_one_step_runs_at_a_time():
    assert filled("up", parallel=0).parallel == 1
    assert filled("up").parallel == Options().parallel
