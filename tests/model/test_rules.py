"""What happens without a rule of identity.md: the shortest story that leads there, as Hypothesis found it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import pytest

from model.engine import Run
from model.life import Life, finish
from model.lifecycle import Rules
from model.world import Disaster

MADE = 3  # steps of a creation until the service has the stage
RETIRED = 4  # until create() has retired its mark and returned
RECORDED = 5  # until the checkpoint has it
Story = Callable[[Life], object]
STORIES: dict[str, tuple[str, Story]] = {}


def without(rule_: str, disaster: str) -> Callable[[Story], Story]:
    def kept(story: Story) -> Story:
        STORIES[rule_] = (disaster, story)
        return story

    return kept


def begin(life: Life, team: int, steps: int, *, urn: str = "lobby", **special: object) -> Run:
    run = life.start(team, {urn: special})
    assert run
    for _ in range(steps):
        run.step(urn)
    return run


def complete(life: Life, team: int, **special: object) -> None:
    finish(life.world, begin(life, team, 0, **special))


def leave(life: Life, team: int) -> None:
    """The engine dies, and the longest call passes."""
    life.kill_the_engine(team)
    life.world.now += 1


def held(life: Life, team: int) -> int:
    return life.world.backends[team].state["lobby"]


@without("look_for_nonce", "orphans")
def the_reply_to_create_stage_is_lost(life: Life) -> None:
    life.world.creates = ["lost after"]
    complete(life, 0)


@without("take_over", "orphans")
def the_engine_dies_after_create_stage(life: Life) -> None:
    begin(life, 0, MADE)
    leave(life, 0)


@without("wait_for_young", "shared")
def another_team_looks_while_a_stage_is_made(life: Life) -> None:
    begin(life, 0, MADE)
    life.declared[1] = ["lobby"]
    complete(life, 1)


@without("idle_only", "taken over while it was live")
def somebody_joins_an_unfinished_stage(life: Life) -> None:
    begin(life, 0, MADE)
    leave(life, 0)
    life.world.stages[1].live = True
    begin(life, 0, MADE)


@without("two_stop", "without a word about its double")
def a_call_takes_effect_late(life: Life) -> None:
    life.world.creates = ["late"]
    begin(life, 0, MADE + 2)
    life.a_late_call_takes_effect()
    leave(life, 0)


@without("claim_first", "shared")
def a_stage_is_finished_between_another_teams_look_and_its_claim(life: Life) -> None:
    begin(life, 0, MADE)
    life.world.now += 1
    life.declared[1] = ["lobby"]
    begin(life, 1, 2)


@without("retire", "shared")
@without("witness", "shared")
def the_program_dies_before_it_takes_the_mark_off(life: Life) -> None:
    begin(life, 0, RECORDED)
    life.kill_the_program(0)
    life.world.now += 1
    life.declared[1] = ["lobby"]


@without("mark_names_creator", "lost")
def two_creations_die_together(life: Life) -> None:
    life.declared[0] = ["lobby", "main"]
    run = begin(life, 0, MADE)
    for _ in range(MADE):
        run.step("main")
    leave(life, 0)


@without("engine_before_create", "orphans")
def the_host_of_a_dead_engine_goes_on_to_create(life: Life) -> None:
    begin(life, 0, MADE - 1)
    leave(life, 0)
    complete(life, 0)


@without("engine_before_retiring", "orphans")
def the_host_of_a_dead_engine_goes_on_to_retire(life: Life) -> None:
    begin(life, 0, MADE)
    leave(life, 0)
    life.pending_creates_are_cleared(0)


@without("keep_created", "destroyed")
def a_tainted_stage_is_adopted_by_its_own_successor(life: Life) -> None:
    complete(life, 0)
    complete(life, 0, adopt=held(life, 0), replace="forced")


@without("keep_declared", "destroyed")
def the_engine_dies_before_the_adopted_predecessor_is_dealt_with(life: Life) -> None:
    complete(life, 0)
    begin(life, 0, RECORDED, adopt=held(life, 0), replace="forced")
    leave(life, 0)


@without("refuse_live", "cut off")
def a_live_stage_is_replaced(life: Life) -> None:
    complete(life, 0)
    life.world.stages[held(life, 0)].live = True
    complete(life, 0, replace="planned", delete_first=True)


@without("proof_before_removal", "orphans")
def a_second_interrupt_lets_the_engine_answer_without_saving(life: Life) -> None:
    begin(life, 0, 1)
    life.interrupt_twice(0)


@without("give_back", "orphans")
def the_host_dies_between_its_last_act_and_its_answer(life: Life) -> None:
    begin(life, 0, RETIRED)
    life.kill_the_host(0)


def test_every_rule_is_taken_away_once():
    assert set(STORIES) == {field.name for field in fields(Rules)}


@pytest.mark.parametrize("name", STORIES)
def test_without_this_rule_there_is_a_disaster(name):
    disaster, story = STORIES[name]

    with pytest.raises(Disaster, match=disaster):
        told(story, replace(Rules(), **{name: False}))


@pytest.mark.parametrize("name", STORIES)
def test_with_it_the_same_story_ends_well(name):
    told(STORIES[name][1], Rules())


def told(story: Story, rules: Rules) -> None:
    life = Life()
    life.switches = rules
    life.declared = [["lobby"], []]
    story(life)
    life.teardown()
