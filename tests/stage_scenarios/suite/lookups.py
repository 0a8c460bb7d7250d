"""Look-ups of stages: of what is there, of what this run makes, of none and of many."""

from collections.abc import Sequence

from scenarios.scenario import Step, destroy, preview, up
from stage_scenarios.scenario import stages, suite
from stage_scenarios.steps import StageGone, StageMade

scenarios = suite("us-east-1")


@scenarios
def look_up_of_a_stage_that_is_yet_to_be_made() -> Sequence[Step]:
    """In a preview its result is not known; while the stage is updated it is, and so are those who use it."""
    source = """
    lobby = ivs.Stage("lobby", name="lobby", tags={"a": "1"})
    found = ivs.get_stage_output(arn=lobby.arn)
    host = ivs.ParticipantToken("host", stage_arn=found.arn, attributes={"whip": found.endpoints.whip})
    pulumi.export("tags", found.tags)
    """
    return stages(source), preview(), up(), stages(source.replace('"1"', '"2"')), preview(), up(), up(), destroy()


@scenarios
def look_up_that_finds_none() -> Sequence[Step]:
    """The preview fails with one sentence; once there is such a stage, all goes well."""
    source = 'pulumi.export("arn", ivs.get_stage(name="hall").arn)\n'
    return stages(source), preview(), StageMade("hall"), preview(), up()


@scenarios
def look_up_by_an_output_that_finds_none() -> Sequence[Step]:
    """So does a look-up by an output; what came before it is made all the same."""
    source = """
    lobby = ivs.Stage("lobby", name="lobby")
    pulumi.export("arn", ivs.get_stage_output(name=lobby.urn.apply(lambda _: "hall")).arn)
    """
    return stages(source), preview(), StageMade("hall"), up(), StageGone("hall"), preview()


@scenarios
def look_up_in_an_apply_that_finds_none() -> Sequence[Step]:
    """So does a look-up inside an apply; PULUMI_IVS_DEBUG shows where it stands."""
    source = """
    rooms = ComponentResource("rooms:index:Rooms", "rooms")
    rooms.urn.apply(lambda _: ivs.get_stage(name="hall"))
    """
    return stages(source), preview(), preview(PULUMI_IVS_DEBUG="1"), up()


@scenarios
def look_up_of_an_output_is_refused() -> Sequence[Step]:
    """A plain look-up with an output, which would match nothing, names the form for outputs."""
    return stages('ivs.get_stages(tags={"floor": Output.from_input("1")})\n'), preview(), up()


@scenarios
def look_up_of_many() -> Sequence[Step]:
    """Filters by tag and name share one sweep in each run."""
    source = """
    every = ivs.get_stages()
    floor = ivs.get_stages(tags={"floor": "1"})
    named = ivs.get_stages_output(name_regex=Output.from_input("^room-[ab]$"))
    none = ivs.get_stages(tags={"floor": "1"}, name_regex="c$")
    pulumi.export("names", [sorted(every.names), sorted(floor.names), none.names])
    pulumi.export("named", named.apply(lambda found: sorted(found.names)))
    """
    rooms = [StageMade(f"room-{name}", (("floor", floor),)) for name, floor in (("a", "1"), ("b", "1"), ("c", "2"))]
    return *rooms, stages(source), preview(), up(), StageGone("room-c"), up()
