"""What destroyed live rooms or doubled stages once, each with a mark that the program could not take off any more."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from crashes.stack import LOBBY, RETAINED, URN, Stack
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY, Mark, mark_of
from stage_scenarios.crashes import until

FAILING = 'ivs.Stage("neighbour", name="fails")\n'


def mark(stack: Stack, arn: str) -> Mark | None:
    return mark_of(stack.aws.get_stage(arn=arn)["stage"]["tags"])


def up_whose_program_dies(stack: Stack) -> str:
    """A recorded stage whose mark nobody took off, an hour ago."""
    stack.service.fault("ValidationException", "UntagResource")
    said = stack.up()
    stack.service.calm()
    (arn,) = stack.held()
    assert f"keep the tag {MARK_KEY}" in said
    assert mark(stack, arn).phase == "made"
    stack.service.advance(3600)
    return arn


def test_a_tainted_stage_is_not_taken_over_by_its_successor(stack: Stack) -> None:
    """Its neighbour fails, so that its deletion is left to the next run."""
    old = up_whose_program_dies(stack)
    stack.service.fault("ValidationException", "CreateStage", match={"name": "fails"})
    stack.declare(LOBBY, FAILING)

    assert stack.run("up", "--target-replace", URN, "--target", "**neighbour").exit_code != 0
    stack.service.calm()
    stack.up()

    assert old not in stack.arns()
    assert stack.arns() == stack.held()
    assert len(stack.arns()) == 2


def test_a_successor_under_the_old_name_makes_a_stage_of_its_own(stack: Stack) -> None:
    old = up_whose_program_dies(stack)
    renamed = 'ivs.Stage("foyer", opts=pulumi.ResourceOptions(aliases=[pulumi.Alias(name="lobby")]))\n'
    stack.declare(renamed)
    stack.up()

    stack.declare(renamed, LOBBY)
    stack.up()

    assert old in stack.held()
    assert stack.arns() == stack.held()
    assert len(stack.arns()) == 2


def test_a_retained_stage_stays_as_it_is_when_its_name_is_declared_again(stack: Stack) -> None:
    stack.declare(RETAINED)
    old = up_whose_program_dies(stack)
    stack.declare()
    stack.up()

    stack.declare(RETAINED)
    said = stack.up()

    assert f"{old} was made for a declaration of this name" in said
    assert "left alone" in said
    assert old not in stack.held()
    assert len(stack.arns()) == 2


def test_what_is_taken_out_of_the_state_is_not_taken_back(stack: Stack) -> None:
    old = up_whose_program_dies(stack)
    assert stack.run("state", "delete", URN, "--yes").exit_code == 0

    said = stack.up()

    assert f"{old} was made for a declaration of this name" in said
    assert old not in stack.held()
    assert len(stack.arns()) == 2


@pytest.mark.full
def test_two_backends_with_equal_names_leave_each_other_alone(new_stack: Callable[[], Stack]) -> None:
    ours, theirs = new_stack(), new_stack()
    old = up_whose_program_dies(ours)

    theirs.up()
    theirs.run("destroy")

    assert ours.held() == ours.arns() == [old]


def test_a_stage_that_moved_to_another_state_is_not_claimed_from_the_first(new_stack: Callable[[], Stack]) -> None:
    """As `pulumi state move` does it: out of one state, into another."""
    first, second = new_stack(), new_stack()
    moved = up_whose_program_dies(first)
    document = json.loads(first.run("stack", "export").text)
    assert first.run("state", "delete", URN, "--yes").exit_code == 0
    (second.folder / "state.json").write_text(json.dumps(document))
    assert second.run("stack", "import", "--file", str(second.folder / "state.json")).exit_code == 0

    first.up()

    assert second.held() == [moved]
    assert moved not in first.held()


def test_a_refresh_and_an_up_take_the_mark_off(stack: Stack) -> None:
    arn = up_whose_program_dies(stack)

    stack.run("refresh")
    stack.up()

    assert mark(stack, arn) is None
    assert stack.settled()


def test_a_run_that_creates_takes_the_marks_of_earlier_runs_off(stack: Stack) -> None:
    old = up_whose_program_dies(stack)
    stack.declare(LOBBY, 'ivs.Stage("foyer")\n')

    said = stack.up()

    assert f"removed its tag {MARK_KEY} from 1 of the stack's resources" in said
    assert mark(stack, old) is None
    assert stack.settled()


def test_an_update_takes_the_mark_off_in_passing(stack: Stack) -> None:
    arn = up_whose_program_dies(stack)
    stack.declare('ivs.Stage("lobby", name="renamed", tags={"team": "live"})\n')

    stack.up()

    assert mark(stack, arn) is None


def test_an_unchanged_up_makes_no_call_for_a_mark(stack: Stack) -> None:
    up_whose_program_dies(stack)
    stack.service.reset_calls()

    stack.up()

    assert stack.service.calls() == []


def test_a_role_that_may_not_remove_tags_is_told_once_and_left_in_peace(stack: Stack) -> None:
    stack.declare(LOBBY, 'ivs.Stage("foyer")\n')
    stack.service.fault("AccessDeniedException", "UntagResource")

    said = stack.up()

    # The CLI shows a message as it comes and once more at the end.
    assert said.count("ivs-realtime:createMark to false") == {"offline": 1, "cli": 2}[stack.engine]
    assert {mark_of(stage["tags"]).phase for stage in stack.stages()} == {"kept"}
    assert stack.run("refresh").exit_code == 0
    stack.service.reset_calls()
    stack.up()
    assert stack.service.calls() == []


def test_a_tag_waits_for_the_room_that_the_mark_takes(stack: Stack) -> None:
    tags = {f"k{number:02}": "v" for number in range(49)}
    ignoring = "opts=pulumi.ResourceOptions(ignore_changes=['tags'])"
    stack.declare(
        f'lobby = ivs.Stage("lobby", tags={tags!r}, {ignoring})\n',
        'ivs.Tag("fiftieth", resource_arn=lobby.arn, key="fiftieth", value="v")\n',
    )

    stack.up()

    (stage,) = stack.stages()
    assert stage["tags"] == {**tags, "fiftieth": "v"}


def test_fifty_tags_bear_no_mark_when_up_is_over(stack: Stack) -> None:
    tags = {f"k{number:02}": "v" for number in range(50)}
    stack.declare(f'ivs.Stage("lobby", tags={tags!r})\n')

    stack.up()

    assert [stage["tags"] for stage in stack.stages()] == [tags]


@pytest.mark.parametrize("seconds", [-240, pytest.param(240, marks=pytest.mark.full)])
def test_a_wrong_clock_changes_nothing(stack: Stack, seconds: int) -> None:
    stack.service.advance(seconds)

    stack.up()

    assert stack.settled()


def test_a_plan_is_carried_out_though_the_attempt_is_random(stack: Stack) -> None:
    if stack.engine == "offline":
        pytest.skip("the offline engine has no plans")
    plan = str(stack.folder / "plan.json")
    assert stack.run("preview", "--save-plan", plan).exit_code == 0

    stack.up("--plan", plan)

    assert stack.settled()


@pytest.mark.full
def test_an_interrupted_creation_waits_for_the_run_that_targets_it(stack: Stack) -> None:
    stack.service.hold("TagResource", when="after")
    process = stack.start("up")
    until(stack.service.held)
    stack.kill_engine(process)
    stack.service.calm()
    stack.wait_for_hosts()
    stack.service.advance(60)
    stack.declare(LOBBY, 'ivs.Stage("foyer")\n')

    stack.up("--target", "**foyer")
    assert len(stack.arns()) == 2
    said = stack.up()

    assert "took over" in said
    assert stack.held() == stack.arns()
    assert len(stack.arns()) == 2


def test_a_renamed_stack_keeps_what_its_successor_must_not_have(stack: Stack) -> None:
    if stack.engine == "offline":
        pytest.skip("the offline engine renames no stacks")
    old = up_whose_program_dies(stack)
    assert stack.run("stack", "rename", "former").exit_code == 0
    assert stack.run("stack", "init").exit_code == 0

    said = stack.up()

    assert f"{old} was made for a declaration of this name" in said
    assert old not in stack.held()
    assert len(stack.arns()) == 2
    assert stack.run("destroy").exit_code == 0
    assert stack.arns() == [old]
