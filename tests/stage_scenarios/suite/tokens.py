"""Participant tokens, and single tags on stages of others."""

from collections.abc import Sequence

from scenarios.scenario import Step, destroy, preview, refresh, stack, up
from stage_scenarios.scenario import stages, suite
from stage_scenarios.steps import StageGone, StageMade

scenarios = suite("us-east-1")

TOKEN = """
lobby = ivs.Stage("lobby")
host = ivs.ParticipantToken("host", stage_arn=lobby.arn, user_id="host", capabilities=["PUBLISH"])
pulumi.export("token", host.token)
"""


@scenarios
def token() -> Sequence[Step]:
    """A token is made after its stage, secret everywhere, unchanged by the next `up` and a refresh."""
    return stages(TOKEN), preview(), up(), up(), refresh(), stack("output"), destroy()


@scenarios
def token_is_changed() -> Sequence[Step]:
    """A changed capability replaces the token and revokes the old one."""
    return stages(TOKEN), up(), stages(TOKEN.replace("PUBLISH", "SUBSCRIBE")), preview(), up()


@scenarios
def token_is_removed() -> Sequence[Step]:
    """A token that leaves the program is revoked."""
    return stages(TOKEN), up(), stages('ivs.Stage("lobby")\n'), preview(), up()


@scenarios
def token_of_a_stage_that_is_gone() -> Sequence[Step]:
    """Destroying a token whose stage is gone succeeds."""
    return stages(TOKEN), up(), StageGone("lobby"), destroy()


@scenarios
def token_with_bad_inputs() -> Sequence[Step]:
    """Limits of tokens are checked in the preview."""
    source = """
    arn = "arn:aws:ivs:us-east-1:123456789012:stage/AbCdEfGhIjKl"
    ivs.ParticipantToken("host", stage_arn=arn, duration=0, capabilities=["FLY"], attributes={"x": "y" * 1025})
    """
    return stages(source), preview()


@scenarios
def tag_of_another_stage() -> Sequence[Step]:
    """One tag on a stage that someone else manages: set, changed, removed; the others are left alone."""
    source = 'ivs.Tag("team", resource_arn="<arn of hall>", key="team", value="live")\n'
    edited = source.replace('"live"', '"late"')
    return StageMade("hall", (("theirs", "x"),)), stages(source), preview(), up(), up(), stages(edited), up(), destroy()


@scenarios
def tag_declared_twice() -> Sequence[Step]:
    """A second Tag of one key is refused, in the program or once its values are known; a renamed one is no second."""
    source = 'team = ivs.Tag("team", resource_arn="<arn of hall>", key="team", value="live")\n'
    second = source.replace('Tag("team"', 'Tag("crew"')
    later = second.replace('"<arn of hall>"', 'Output.from_input("<arn of hall>")').replace(
        '"live"', '"live", opts=ResourceOptions(depends_on=[team])'
    )
    renamed = second.replace('"live"', '"live", opts=ResourceOptions(aliases=[pulumi.Alias(name="team")])')
    edits = (source + second, source + later, renamed, source)
    runs = [step for edited in edits for step in (stages(edited), preview(), up())]
    return StageMade("hall"), stages(source), up(), *runs, destroy()
