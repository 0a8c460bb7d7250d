"""What only a plugin can do, and how a stack goes over to it and back."""

from __future__ import annotations

from collections.abc import Sequence

from plugin_scenarios.scenario import PluginScenario, both, hosted, plugin_urn
from scenarios.scenario import PROJECT, STACK, Run, Step, Suite, destroy, preview, refresh, up
from stage_scenarios.steps import Joined, Left, StageMade, StageTagged

scenarios = Suite("us-east-1", PluginScenario)

HERE = f"urn:pulumi:{STACK}::{PROJECT}::pulumi:providers:ivs-realtime::here"
NOWHERE = "arn:aws:ivs:us-east-1:123456789012:stage/AbCdEfGh1234"
NOTHING_ELSE = "--expect-no-changes"


def importing(type_: str, name: str, id_: str) -> Run:
    """`pulumi import` with the program's provider."""
    words = (
        "import",
        f"ivs-realtime:index:{type_}",
        name,
        id_,
        "--provider",
        f"here={HERE}",
        "--yes",
        "--skip-preview",
    )
    return Run((*words, "--generate-code=false"))


HALL = 'ivs.Stage("hall", name="hall", tags={"for": "all"}, opts=ResourceOptions(protect=True))\n'


@scenarios
def plugin_import() -> Sequence[Step]:
    """A stage that exists is imported, then declared without a change; one that does not exist is refused."""
    return (
        StageMade("hall", (("for", "all"),)),
        hosted(""),
        up(),
        importing("Stage", "none", NOWHERE),
        importing("Stage", "hall", "<arn of hall>"),
        hosted(HALL),
        preview("--diff"),
        up(NOTHING_ELSE),
        hosted(HALL.replace('"all"', '"crew"').replace("protect=True", "")),
        up(),
        destroy(),
    )


@scenarios
def plugin_import_in_the_program() -> Sequence[Step]:
    """`import_=` takes a stage in; what is declared otherwise is shown as an update that follows."""
    source = 'ivs.Stage("hall", name="hall", tags={"for": "all"}, opts=ResourceOptions(import_="<arn of hall>"))\n'
    other = source.replace('"all"', '"crew"')
    return StageMade("hall", (("for", "all"),)), hosted(other), preview(), hosted(source), preview(), up(), up()


@scenarios
def plugin_get() -> Sequence[Step]:
    """`.get()` reads a stage that somebody else manages; it is never changed or deleted."""
    source = """
    hall = pulumi_ivs_realtime.Stage.get("hall", "<arn of hall>", ResourceOptions(provider=here))
    ivs.ParticipantToken("host", stage_arn=hall.arn, user_id="host")
    pulumi.export("tags", hall.tags)
    """
    none = source.replace("<arn of hall>", NOWHERE)
    return StageMade("hall", (("for", "all"),)), hosted(source), up(), up(), destroy(), hosted(none), up()


TWO = """
here = ivs.Provider("here", region="us-east-1", default_tags={"tags": {"team": "live"}})
there = ivs.Provider("there", region="eu-west-1", access_key="111111111111", secret_key="local")
ivs.Stage("lobby", name="one", opts=ResourceOptions(provider=here))
ivs.Stage("foyer", name="two", tags={"a": "1"}, opts=ResourceOptions(provider=there))
ivs.Stage("local", name="three")
"""


@scenarios
def plugin_two_providers() -> Sequence[Step]:
    """Two accounts and two regions in one program, beside a dynamic stage of a third configuration."""
    edited = TWO.replace('"live"', '"late"').replace('"a": "1"', '"a": "2"')
    return (
        both(TWO),
        preview(),
        up(),
        up(),
        both(edited),
        preview("--diff"),
        up(),
        refresh(),
        up(NOTHING_ELSE),
        destroy(),
    )


LOBBY = 'ivs.Stage("lobby", tags={"team": "live"})\n'
AND_MORE = """
lobby = ivs.Stage("lobby", tags={"team": "live"})
camera = ivs.IngestConfiguration("camera", ingest_protocol="RTMPS", stage_arn=lobby.arn)
ivs.ParticipantToken("host", stage_arn=lobby.arn, user_id="host")
ivs.Tag("cost", resource_arn="<arn of hall>", key="cost", value="7")
"""


def back(source: str) -> Step:
    """The program without the provider, each resource with its former type as an alias."""
    names = ("Stage", "IngestConfiguration", "ParticipantToken", "Tag")
    former = "\nfrom functools import partial\n\ndef former(type_):\n"
    former += '    return ResourceOptions(aliases=[pulumi.Alias(type_=f"ivs-realtime:index:{type_}")])\n\n'
    former += "".join(f'{type_} = partial(ivs.{type_}, opts=former("{type_}"))\n' for type_ in names)
    return both(former + source.replace("ivs.", ""))


@scenarios
def plugin_migration_and_back() -> Sequence[Step]:
    """A stack of dynamic resources goes over unchanged; back, the outputs are updated without a call."""
    edited = AND_MORE.replace('"team": "live"', '"team": "late"')
    over = (preview(), up(), up(NOTHING_ELSE), refresh(), up(NOTHING_ELSE))
    again = (back(edited), preview(), up(), up(NOTHING_ELSE), refresh(), destroy())
    return StageMade("hall"), both(AND_MORE), up(), hosted(AND_MORE), *over, hosted(edited), up(), *again


@scenarios
def plugin_migration_back_at_once() -> Sequence[Step]:
    """Over, and back before anything was updated: the outputs still hold what the dynamic host needs."""
    return both(LOBBY), up(), hosted(LOBBY), up(), back(LOBBY), up(), up(NOTHING_ELSE), destroy()


@scenarios
def plugin_migration_destroyed() -> Sequence[Step]:
    """A stack that has gone over is destroyed by the plugin, also when nothing was updated before."""
    return StageMade("hall"), both(AND_MORE), up(), hosted(AND_MORE), up(), destroy()


@scenarios
def plugin_migration_of_a_live_stage() -> Sequence[Step]:
    """Nobody in a live stage notices; it is protected by the plugin, too."""
    moved = 'ivs.Stage("lobby", tags={"team": "live"}, region="eu-west-1")\n'
    guarded = (hosted(moved), preview(), up(), hosted(""), up(), Left("lobby"), up())
    return both(LOBBY), up(), Joined("lobby"), hosted(LOBBY), up(), *guarded


FOREIGN = 'there = ivs.Provider("there", access_key="111111111111", secret_key="local")\n'


@scenarios
def plugin_of_another_account() -> Sequence[Step]:
    """What stands in the state is not handed over to another account's provider, by alias or by provider."""
    taken = FOREIGN + 'ivs.Stage("lobby", tags={"team": "live"}, opts=ResourceOptions(provider=there))\n'
    moved = 'ivs.Stage("lobby", tags={"team": "late"}, opts=ResourceOptions(provider=there))\n'
    return (
        both(LOBBY),
        up(),
        both(taken),
        preview(),
        up(),
        hosted(LOBBY),
        up(),
        hosted(FOREIGN.replace("ivs.", "pulumi_ivs_realtime.") + moved.replace("ivs.", "pulumi_ivs_realtime.")),
        preview(),
        up(),
    )


@scenarios
def plugin_and_dynamic_of_one_name() -> Sequence[Step]:
    """Both kinds under one name are refused: the one would take over what the other made."""
    source = """
    here = ivs.Provider("here")
    ivs.Stage("lobby", name="dynamic")
    ivs.Stage("lobby", name="hosted", opts=ResourceOptions(provider=here))
    """
    return both(source), preview(), up()


@scenarios
def plugin_and_dynamic_of_one_name_later() -> Sequence[Step]:
    """So is a second of the other kind beside what stands in the state already: nothing is touched."""
    source = """
    here = ivs.Provider("here")
    ivs.Stage("lobby", name="hosted", opts=ResourceOptions(provider=here))
    ivs.Stage("lobby", name="dynamic")
    """
    return both('ivs.Stage("lobby", name="dynamic")\n'), up(), both(source), preview(), up()


@scenarios
def plugin_options() -> Sequence[Step]:
    """Options that dynamic resources cannot have: replace_on_changes and secret outputs; and those that both have."""
    source = """
    ivs.Stage("replaced", name="one", opts=ResourceOptions(replace_on_changes=["name"]))
    ivs.Stage("heedless", tags={"a": "1"}, opts=ResourceOptions(ignore_changes=["tags"]))
    ivs.Stage("secretive", opts=ResourceOptions(additional_secret_outputs=["endpoints"]))
    ivs.Stage("kept", opts=ResourceOptions(retain_on_delete=True))
    """
    edited = source.replace('"one"', '"two"').replace('{"a": "1"}', '{"a": "2"}')
    return hosted(source), up(), hosted(edited), preview(), up(), up(NOTHING_ELSE), destroy()


@scenarios
def plugin_wrong_arguments() -> Sequence[Step]:
    """A provider whose arguments are wrong is refused in a sentence, in the preview."""
    wrong = 'ivs.Provider("here", settings={"regoin": "eu-west-1"}, default_tags={"tag": {}})\n'
    return both(wrong), preview(), up()


@scenarios
def plugin_drift_by_key() -> Sequence[Step]:
    """A refresh shows drift by key, and `preview --diff` what puts it right."""
    others = StageTagged("lobby", (("team", "theirs"), ("more", "1")))
    return hosted(LOBBY), up(), others, refresh("--diff"), preview("--diff"), up(), refresh(), up(NOTHING_ELSE)


@scenarios
def plugin_replaced_by_force() -> Sequence[Step]:
    """A live stage is not replaced by force."""
    urn = plugin_urn("lobby")
    live = (Joined("lobby"), up("--target-replace", urn))
    return hosted(LOBBY), up(), *live, Left("lobby"), up("--target-replace", urn), up(NOTHING_ELSE)
