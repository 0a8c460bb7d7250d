"""Stages on a fresh local service: the main job, tags, names, recording, regions; what others do to them."""

from collections.abc import Sequence

from scenarios.scenario import Configured, Step, destroy, preview, refresh, up
from stage_scenarios.scenario import stages, suite
from stage_scenarios.steps import Joined, Left, StageGone, StageMade, StageTagged

scenarios = suite("us-east-1")
in_ireland = suite("eu-west-1")

THREE = """
lobby = ivs.Stage("lobby", tags={"for": "audience"})
green_room = ivs.Stage("green-room", tags={"for": "speakers"})
recording = ivs.AutoParticipantRecordingConfigurationArgs(
    storage_configuration_arn="arn:aws:ivs:eu-west-1:123456789012:storage-configuration/ShowArchive1"
)
main = ivs.Stage("main", name="main-stage", auto_participant_recording_configuration=recording)
for name, stage in {"lobby": lobby, "green-room": green_room, "main": main}.items():
    pulumi.export(name, {"arn": stage.arn, "name": stage.name, "tags": stage.tags_all})
"""


DEFAULT_TAGS = Configured("  aws:defaultTags:\n    tags:\n      team: live\n")


@in_ireland
def main_job() -> Sequence[Step]:
    """Three stages: declared, unchanged, one tag edited in place, one deleted behind our back, destroyed."""
    return (
        stages(THREE),
        DEFAULT_TAGS,
        preview(),
        up(),
        up(),
        stages(THREE.replace("speakers", "crew")),
        preview(),
        up(),
        StageGone("lobby"),
        refresh(),
        preview(),
        up(),
        destroy(),
    )


def tagged(tags: str) -> str:
    return f'ivs.Stage("lobby", tags={tags})\n'


@scenarios
def stage_tags() -> Sequence[Step]:
    """Tags are added, changed, emptied and removed by TagResource and UntagResource alone."""
    return (
        stages(tagged('{"a": "1", "b": "2"}')),
        up(),
        stages(tagged('{"b": "3", "c": ""}')),
        preview(),
        up(),
        stages(tagged("{}")),
        up(),
        stages(tagged("None")),
        preview(),
        up(),
    )


@scenarios
def stage_default_tags() -> Sequence[Step]:
    """Default tags reach every stage, give way to its own, and leave with the configuration."""
    return (
        stages(tagged('{"team": "own"}') + 'ivs.Stage("hall")\n'),
        DEFAULT_TAGS,
        up(),
        Configured("  aws:defaultTags:\n    tags:\n      team: late\n      env: dev\n"),
        preview(),
        up(),
        Configured(""),
        up(),
    )


@scenarios
def stage_tags_drift() -> Sequence[Step]:
    """Tags set by others are seen by a refresh and put right; ignored ones are neither."""
    return (
        stages(tagged('{"a": "1"}')),
        Configured("  aws:ignoreTags:\n    keys: [theirs]\n"),
        up(),
        StageTagged("lobby", (("theirs", "x"), ("a", "2"), ("b", "3"))),
        refresh(),
        preview(),
        up(),
        refresh(),
    )


@scenarios
def stage_names() -> Sequence[Step]:
    """A name is given, changed and taken away in place; the automatic one comes back."""
    return (
        stages('ivs.Stage("lobby")'),
        up(),
        stages('ivs.Stage("lobby", name="foyer")'),
        preview(),
        up(),
        stages('ivs.Stage("lobby")'),
        up(),
    )


@scenarios
def stage_renamed_by_alias() -> Sequence[Step]:
    """A renamed resource keeps its stage and its automatic name; a new one under the old name gets its own stage."""
    renamed = 'ivs.Stage("hall", opts=ResourceOptions(aliases=[pulumi.Alias(name="lobby")]))\n'
    both = renamed + 'ivs.Stage("lobby", name="another")\n'
    return stages('ivs.Stage("lobby")'), up(), stages(renamed), preview(), up(), stages(both), up(), up()


@scenarios
def stage_region() -> Sequence[Step]:
    """A changed region replaces the stage; a region of the environment never does."""
    return (
        stages('ivs.Stage("lobby")'),
        up(),
        up(AWS_REGION="eu-west-1"),
        stages('ivs.Stage("lobby", region="us-east-1")'),
        up(),
        stages('ivs.Stage("lobby", region="eu-west-1")'),
        preview(),
        up(),
        destroy(),
    )


def recorded(recording: str) -> str:
    return f'ivs.Stage("lobby", auto_participant_recording_configuration={recording})\n'


@scenarios
def stage_recording() -> Sequence[Step]:
    """Recording is switched on, changed and switched off in place; the service's defaults are no drift."""
    arn = '"storage_configuration_arn": "arn:aws:ivs:us-east-1:123456789012:storage-configuration/ShowArchive1"'
    return (
        stages(recorded("None")),
        up(),
        stages(recorded(f"{{{arn}}}")),
        preview(),
        up(),
        refresh(),
        up(),
        stages(recorded(f'{{{arn}, "media_types": ["AUDIO_ONLY"]}}')),
        up(),
        stages(recorded("None")),
        up(),
        refresh(),
    )


@scenarios
def stage_bad_inputs() -> Sequence[Step]:
    """Every bad input is named at once, by property, before any call."""
    return (
        stages("""
        ivs.Stage("lobby", name="two words", tags={"": "x", "aws:mine": "y"})
        """),
        preview(),
        up(),
        stages(recorded('{"storage_configuration_arm": "x"}')),
        preview(),
        stages(tagged("{str(n): '' for n in range(51)}")),
        preview(),
    )


@scenarios
def stage_live_is_not_destroyed() -> Sequence[Step]:
    """A live stage is destroyed neither by `destroy` nor by removal, until everyone has left."""
    return (
        stages('ivs.Stage("lobby")'),
        up(),
        Joined("lobby"),
        destroy(),
        stages(""),
        up(),
        Left("lobby"),
        up(),
    )


@scenarios
def stage_live_is_not_replaced() -> Sequence[Step]:
    """A planned replacement of a live stage is refused before anything is made, unless `force_destroy` was applied."""
    moved = 'ivs.Stage("lobby", region="eu-west-1")'
    return (
        stages('ivs.Stage("lobby")'),
        up(),
        Joined("lobby"),
        stages(moved),
        preview(),
        up(),
        stages('ivs.Stage("lobby", force_destroy=True)'),
        up(),
        stages(moved.replace(")", ", force_destroy=True)")),
        up(),
    )


@scenarios
def stage_adoption() -> Sequence[Step]:
    """A stage that exists is adopted with what changes shown before, and is managed from then on."""
    return (
        StageMade("old-hall", (("left", "over"),)),
        stages('ivs.Stage("hall", name="hall", tags={"a": "1"}, adopt="<arn of old-hall>")'),
        preview(),
        up(),
        up(),
        destroy(),
    )


@scenarios
def stage_secret_inputs() -> Sequence[Step]:
    """A secret stands in no message: neither an adoption that changes it nor a refusal quotes it."""
    hall = 'ivs.Stage("hall", name=pulumi.Output.secret("hall-7"), tags={"a": pulumi.Output.secret("1")}'
    adopted = f'{hall}, adopt="<arn of old-hall>")'
    return (
        StageMade("old-hall", (("left", "over"),)),
        stages(adopted.replace("hall-7", "hall 7")),
        preview(),
        stages(adopted),
        preview(),
        up(),
        up(),
        refresh(),
    )


@scenarios
def stage_misspelt_configuration() -> Sequence[Step]:
    """A key that pulumi-aws nearly has is warned of; one in our own namespace that is none of ours is refused."""
    return (
        stages('ivs.Stage("lobby")'),
        Configured("  aws:regoin: eu-west-1\n"),
        preview(),
        up(),
        Configured("  ivs-realtime:createMerk: 'false'\n"),
        preview(),
        up(),
    )


@scenarios
def stage_look_ups() -> Sequence[Step]:
    """Stages of others are looked up by name and tag, also in previews."""
    source = """
    pulumi.export("one", ivs.get_stage_output(name="hall").arn)
    pulumi.export("many", [stage.name for stage in ivs.get_stages(tags={"for": "all"}).stages])
    """
    return StageMade("hall", (("for", "all"),)), StageMade("den"), stages(source), preview(), up(), refresh(), destroy()
