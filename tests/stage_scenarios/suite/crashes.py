"""Kills and lost replies while stages are made, replaced and deleted: the next `up` ends with exactly what is declared.

Where it does not, the scenario says so: it is one of the windows of docs/decisions/identity.md.
"""

from collections.abc import Sequence

from scenarios.scenario import Step, Unlock, destroy, refresh, up
from stage_scenarios.scenario import stage_urn, stages, suite
from stage_scenarios.steps import Calm, Lagging, MarksAge, ServiceFault

scenarios = suite("us-east-1")

LOBBY = 'ivs.Stage("lobby", tags={"team": "live"})\n'
ELSEWHERE = 'ivs.Stage("lobby", region="us-west-2")\n'
DELETE_FIRST = 'ivs.Stage("lobby", opts=ResourceOptions(delete_before_replace=True))\n'


def made(kill_at: str) -> Sequence[Step]:
    """The stage is made while something dies; an hour later the next `up` takes it over."""
    unlock = (Unlock(),) if kill_at.startswith("engine") else ()
    return stages(LOBBY), up(kill_at=kill_at), *unlock, MarksAge(), up(), up(), destroy()


@scenarios
def engine_dies_before_create_stage() -> Sequence[Step]:
    """The host goes on for one call, finds its engine gone, and leaves the mark."""
    return made("engine:CreateStage:before")


@scenarios
def engine_dies_after_create_stage() -> Sequence[Step]:
    """The host finds its engine gone before it takes the mark away."""
    return made("engine:CreateStage:after")


@scenarios
def host_dies_before_create_stage() -> Sequence[Step]:
    """The call takes effect though nobody waits for its reply."""
    return made("host:CreateStage:before")


@scenarios
def host_dies_after_create_stage() -> Sequence[Step]:
    """The reply reaches nobody."""
    return made("host:CreateStage:after")


@scenarios
def host_dies_while_the_mark_goes() -> Sequence[Step]:
    """It is the program that takes the mark away, once the state holds the stage: nothing is lost, nothing doubled."""
    return made("host:UntagResource:before")


@scenarios
def listing_lags_behind_a_crash() -> Sequence[Step]:
    """The third window: the next `up` does not see the unfinished stage. It stays under its mark."""
    return stages(LOBBY), Lagging(3600), up(kill_at="host:CreateStage:after"), MarksAge(), up(), Lagging(0), up()


@scenarios
def host_dies_before_delete_stage() -> Sequence[Step]:
    """The stage goes though nobody waits for the reply; the next `destroy` finds it gone."""
    return stages(LOBBY), up(), destroy(kill_at="host:DeleteStage:before"), destroy()


@scenarios
def host_dies_after_delete_stage() -> Sequence[Step]:
    """Likewise, with the reply on its way."""
    return stages(LOBBY), up(), destroy(kill_at="host:DeleteStage:after"), destroy()


@scenarios
def engine_dies_before_delete_stage() -> Sequence[Step]:
    """The state still holds the stage, which the host has deleted; the next `destroy` finds it gone."""
    return stages(LOBBY), up(), destroy(kill_at="engine:DeleteStage:before"), Unlock(), destroy()


@scenarios
def engine_dies_after_delete_stage() -> Sequence[Step]:
    """Likewise, with the reply on its way."""
    return stages(LOBBY), up(), destroy(kill_at="engine:DeleteStage:after"), Unlock(), destroy()


@scenarios
def engine_dies_while_a_replacement_is_made() -> Sequence[Step]:
    """The old stage is still there; the next `up` takes the new one over and deletes the old one."""
    killed = up(kill_at="engine:CreateStage:after")
    return stages(LOBBY), up(), stages(ELSEWHERE), killed, Unlock(), MarksAge(), up(), up()


@scenarios
def engine_dies_while_the_replaced_is_deleted() -> Sequence[Step]:
    """The new one is in the state; the next `up` finds the old one gone."""
    killed = up(kill_at="engine:DeleteStage:before")
    return stages(LOBBY), up(), stages(ELSEWHERE), killed, Unlock(), up(), up()


@scenarios
def host_dies_while_a_replacement_is_made() -> Sequence[Step]:
    """Likewise when the host dies: the old stage stays until the new one, taken over, is in the state."""
    return stages(LOBBY), up(), stages(ELSEWHERE), up(kill_at="host:CreateStage:after"), MarksAge(), up(), up()


@scenarios
def host_dies_while_the_replaced_is_deleted() -> Sequence[Step]:
    """The new one is in the state; the next `up` deletes the old one, or finds it gone."""
    return stages(LOBBY), up(), stages(ELSEWHERE), up(kill_at="host:DeleteStage:after"), up(), up()


@scenarios
def engine_dies_between_delete_and_create() -> Sequence[Step]:
    """The last window: the state holds a stage that is gone. A refresh tells, and `up` makes it."""
    killed = up("--target-replace", stage_urn("lobby"), kill_at="engine:DeleteStage:after")
    return stages(DELETE_FIRST), up(), killed, Unlock(), refresh(), up(), up()


@scenarios
def connection_breaks_before_create_stage() -> Sequence[Step]:
    """The reply is lost before the effect: nothing is found under the nonce, and one stage is made."""
    return stages(LOBBY), ServiceFault("reset", "CreateStage", 1), up(), up(), destroy()


@scenarios
def create_stage_fails_after_its_effect() -> Sequence[Step]:
    """An internal error after the effect: the stage is found by its nonce, and is the only one."""
    return stages(LOBBY), ServiceFault("500 after", "CreateStage", 1), up(), up(), destroy()


@scenarios
def delete_stage_fails_after_its_effect() -> Sequence[Step]:
    """An internal error after the effect: the deletion is repeated and finds nothing."""
    return stages(LOBBY), up(), ServiceFault("500 after", "DeleteStage", 1), destroy(), Calm(), destroy()
