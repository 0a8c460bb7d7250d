"""Which stage belongs to which declaration: whatever a user does to a stack, the right ones stay alive."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crashes.stack import LOBBY, URN, Stack
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY


def arns(stack: Stack) -> list[str]:
    found = stack.stages()
    assert not any(MARK_KEY in stage["tags"] for stage in found)
    return sorted(stage["arn"] for stage in found)


def test_target_replace_makes_a_new_stage_and_deletes_the_old_one(stack: Stack) -> None:
    stack.up()
    (old,) = arns(stack)

    stack.up("--target-replace", URN)

    assert len(arns(stack)) == 1
    assert arns(stack) == stack.held() != [old]


def test_target_replace_of_a_live_stage_cuts_nobody_off(stack: Stack) -> None:
    """The engine does not ask diff(), but create() finds the predecessor in the state; without anyone there it goes."""
    stack.up()
    (old,) = arns(stack)
    stack.service.join(old)

    refused = stack.run("up", "--target-replace", URN)

    assert refused.exit_code != 0
    assert f"PULUMI_IVS_FORCE_DESTROY={old}" in refused.text
    assert arns(stack) == [old]
    stack.service.leave(old)
    stack.up("--target-replace", URN)
    assert len(arns(stack)) == 1
    assert arns(stack) == stack.held() != [old]


def test_the_move_of_a_live_stage_to_another_region_makes_nothing_and_cuts_nobody_off(stack: Stack) -> None:
    stack.up()
    (old,) = arns(stack)
    session = stack.service.join(old)[0]["sessionId"]
    stack.declare('ivs.Stage("lobby", region="us-west-2")\n')

    refused = stack.run("up")

    assert refused.exit_code != 0
    assert f"{old} is live (session {session}) and is not replaced" in refused.text
    assert f"PULUMI_IVS_FORCE_DESTROY={old}" in refused.text
    assert arns(stack) == stack.held() == [old]
    assert stack.client("us-west-2").list_stages()["stages"] == []


def test_another_region_is_another_stage(stack: Stack) -> None:
    stack.up()
    stack.declare('ivs.Stage("lobby", region="us-west-2")\n')

    stack.up()

    assert arns(stack) == []
    assert [stage["arn"] for stage in stack.client("us-west-2").list_stages()["stages"]] == stack.held()


def test_taint_makes_a_new_stage_and_an_adopted_one_survives_it(stack: Stack) -> None:
    by_hand = stack.aws.create_stage(name="by-hand")["stage"]["arn"]
    stack.declare(f'ivs.Stage("lobby", adopt="{by_hand}")\n', 'ivs.Stage("main")\n')
    stack.up()
    (main,) = set(arns(stack)) - {by_hand}
    if stack.run("state", "taint", URN, "--yes").exit_code != 0:
        pytest.skip("this engine has no `state taint`")
    assert stack.run("state", "taint", URN.replace("lobby", "main"), "--yes").exit_code == 0

    stack.up()

    assert len(arns(stack)) == 2
    assert arns(stack) == stack.held()
    assert by_hand in arns(stack)
    assert main not in arns(stack)


def test_a_renamed_stage_and_a_new_one_under_its_old_name_are_two(stack: Stack) -> None:
    stack.up()
    (old,) = arns(stack)
    stack.declare('ivs.Stage("foyer", opts=pulumi.ResourceOptions(aliases=[pulumi.Alias(name="lobby")]))\n')
    stack.up()
    assert arns(stack) == [old]

    stack.declare('ivs.Stage("foyer")\n', LOBBY)
    stack.up()

    assert len(arns(stack)) == 2
    assert old in arns(stack)
    assert arns(stack) == stack.held()


def test_what_is_taken_out_of_the_state_stays_and_is_not_taken_back(stack: Stack) -> None:
    stack.up()
    (old,) = arns(stack)
    assert stack.run("state", "delete", URN, "--yes").exit_code == 0

    stack.up()

    assert len(arns(stack)) == 2
    assert old not in stack.held()
    stack.declare()
    stack.up()
    assert arns(stack) == [old]


def test_a_retained_stage_stays_when_its_name_is_declared_again(stack: Stack) -> None:
    stack.declare('ivs.Stage("lobby", opts=pulumi.ResourceOptions(retain_on_delete=True))\n')
    stack.up()
    (old,) = arns(stack)
    stack.declare()
    stack.up()
    assert arns(stack) == [old]

    stack.declare(LOBBY)
    stack.up()

    assert len(arns(stack)) == 2
    assert stack.held() == [arn for arn in arns(stack) if arn != old]


def test_one_logical_name_in_components_of_two_types_is_two_stages(stack: Stack) -> None:
    component = """
class {0}(pulumi.ComponentResource):
    def __init__(self):
        super().__init__("rooms:index:{0}", "rooms")
        ivs.Stage("lobby", opts=pulumi.ResourceOptions(parent=self))

{0}()
"""
    stack.declare(component.format("Public"), component.format("Private"))

    stack.up()

    assert len(arns(stack)) == 2
    assert arns(stack) == stack.held()
    assert len({stage["name"] for stage in stack.stages()}) == 2


def test_two_backends_with_equal_names_leave_each_other_alone(new_stack: Callable[[], Stack]) -> None:
    ours, theirs = new_stack(), new_stack()
    ours.up()
    theirs.up()
    assert len(arns(ours)) == 2
    assert set(ours.held()).isdisjoint(theirs.held())

    ours.up("--target-replace", URN)
    theirs.run("destroy")

    assert theirs.held() == []
    assert arns(ours) == ours.held()
    assert len(arns(ours)) == 1
