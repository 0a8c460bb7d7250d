"""A live room is not replaced by force: the engine calls no diff(), and create() looks for the predecessor itself."""

from __future__ import annotations

import pytest

from crashes.stack import RETAINED, URN, Stack

LIVE = 'ivs.Stage("lobby", {arguments}opts=pulumi.ResourceOptions({options}))\n'


@pytest.mark.few(3)
@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ("", ""),
        pytest.param('name="renamed", ', "", marks=pytest.mark.full),
        ('region="us-west-2", ', ""),
        ("", "delete_before_replace=True"),
    ],
)
def test_a_forced_replacement_of_a_live_stage_makes_nothing(stack: Stack, arguments: str, options: str) -> None:
    stack.up()
    (old,) = stack.held()
    stack.service.join(old)
    stack.declare(LIVE.format(arguments=arguments, options=options))
    stack.service.reset_calls()

    refused = stack.run("up", "--target-replace", URN)

    assert refused.exit_code != 0
    assert f"PULUMI_IVS_FORCE_DESTROY={old}" in refused.text, refused.text
    assert stack.service.calls("CreateStage") == []
    assert stack.held() == [old]


def test_a_tainted_live_stage_that_is_renamed_by_an_alias_makes_nothing(stack: Stack) -> None:
    stack.up()
    (old,) = stack.held()
    stack.service.join(old)
    assert stack.run("state", "taint", URN, "--yes").exit_code == 0
    stack.declare('ivs.Stage("foyer", opts=pulumi.ResourceOptions(aliases=[pulumi.Alias(name="lobby")]))\n')
    stack.service.reset_calls()

    refused = stack.run("up")

    assert f"PULUMI_IVS_FORCE_DESTROY={old}" in refused.text, refused.text
    assert stack.service.calls("CreateStage") == []
    assert stack.held() == [old]


def test_a_forced_replacement_leaves_a_live_stage_that_is_retained(stack: Stack) -> None:
    stack.declare(RETAINED)
    stack.up()
    (old,) = stack.held()
    stack.service.join(old)

    stack.up("--target-replace", URN)

    assert old in stack.arns()
    assert old not in stack.held()
    assert stack.aws.get_stage(arn=old)["stage"]["activeSessionId"]


def test_a_live_retained_stage_stays_where_it_is_when_its_declaration_moves(stack: Stack) -> None:
    stack.declare(RETAINED)
    stack.up()
    (old,) = stack.held()
    stack.service.join(old)

    stack.declare(RETAINED.replace('"lobby", ', '"lobby", region="us-west-2", '))
    stack.up()

    assert stack.aws.get_stage(arn=old)["stage"]["activeSessionId"]
    assert stack.held() != [old]
