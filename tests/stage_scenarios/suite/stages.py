"""Stages on a fresh local service: the main job, tags, names, recording, regions; what others do to them."""

from collections.abc import Sequence

from scenarios.scenario import Configured, Step, destroy, preview, refresh, state, up
from stage_scenarios.scenario import stage_urn, stages, suite
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
def stage_calm_preview() -> Sequence[Step]:
    """Dependants of `arn`, `id`, `name` and `region` stay still while the stage's tags change."""
    source = """
    lobby = ivs.Stage("lobby", tags={"a": "1"})
    Thing("arn", value=lobby.arn)
    Thing("id", value=lobby.id)
    Thing("name", value=[lobby.name, lobby.region])
    Thing("applied", value=lobby.arn.apply(lambda arn: arn.split(":")[3]))
    Thing("tags", value=lobby.tags_all)
    """
    return stages(source), up(), stages(source.replace('"a": "1"', '"a": "2"')), preview(), up()


CALM = """
class Room(ComponentResource):
    def __init__(self, stage):
        super().__init__("scenario:index:Room", "room")
        Thing("inside", value=[stage.arn, stage.region], opts=ResourceOptions(parent=self))
        self.register_outputs({"arn": stage.arn})

lobby = ivs.Stage("lobby", name="lobby", tags={"a": "1"}, auto_participant_recording_configuration=None)
for output in ("arn", "id", "region", "name", "tags", "tags_all"):
    Thing("by-" + output, value=getattr(lobby, output))
Room(lobby)
pulumi.Output.all(lobby.arn, lobby.region).apply(lambda found: Thing("applied", value=found))
lobby.arn.apply(lambda arn: pulumi.log.info("applied to " + arn))
pulumi.export("arn", lobby.arn)
"""


@scenarios
def stage_dependants_stay_still() -> Sequence[Step]:
    """An edit of tags, name or recording shows the stage and what uses the edited property, and nothing else."""
    archive = "arn:aws:ivs:us-east-1:123456789012:storage-configuration/ShowArchive1"
    edits = (
        CALM.replace('{"a": "1"}', '{"a": "2"}'),
        CALM.replace('name="lobby"', 'name="foyer"'),
        CALM.replace("configuration=None", f'configuration={{"storage_configuration_arn": "{archive}"}}'),
    )
    steps: list[Step] = []
    for edited in edits:
        steps += [stages(CALM), up(), stages(edited), preview(), up()]
    return steps


OPTIONS = """
def tagged(args):
    return pulumi.ResourceTransformResult({**args.props, "tags": {"by": "transform"}}, args.opts)

protected = ivs.Stage("protected", opts=ResourceOptions(protect=True))
ivs.Stage("ignoring", tags={"a": "1"}, opts=ResourceOptions(ignore_changes=["tags"]))
ivs.Stage("deleted-first", opts=ResourceOptions(delete_before_replace=True))
ivs.Stage("later", opts=ResourceOptions(depends_on=[protected]))
ivs.Stage("secretive", opts=ResourceOptions(additional_secret_outputs=["endpoints"]))
ivs.Stage("transformed", opts=ResourceOptions(transforms=[tagged]))
timeouts = pulumi.CustomTimeouts(create="1s")
without = ResourceOptions(replace_on_changes=["name"], ignore_changes=["tags_all"], custom_timeouts=timeouts)
ivs.Stage("heedless", name="one", opts=without)
"""


@scenarios
def stage_options() -> Sequence[Step]:
    """Stages are protected, ignore, are deleted first, depend, hide, are transformed; a target leaves others alone.

    `replace_on_changes` and `ignore_changes` of what check() computes have no effect on them.
    """
    edited = OPTIONS.replace('{"a": "1"}', '{"a": "2"}').replace('deleted-first"', 'deleted-first", region="eu-west-1"')
    edited = edited.replace('name="one"', 'name="two", tags={"c": "1"}')
    targeted = edited.replace('"later"', '"later", tags={"b": "1"}')
    unprotected = targeted.replace("protected = ", "protected = None  # ").replace("depends_on=[protected]", "")
    return (
        stages(OPTIONS),
        up(),
        stages(edited),
        preview(),
        up(),
        stages(targeted.replace('"secretive"', '"secretive", tags={"b": "1"}')),
        up("--target", stage_urn("later")),
        stages(unprotected),
        preview(),
        up(),
        destroy("--target", stage_urn("ignoring")),
        state("unprotect", "--yes", stage_urn("protected")),
        destroy(),
    )


@scenarios
def stage_with_an_aws_provider() -> Sequence[Step]:
    """A provider of pulumi-aws, which a dynamic resource would silently not follow, is refused."""
    # A stand-in: to register a real one, an engine would have to have the plugin of pulumi-aws.
    provider = 'class Aws:\n    package = "aws"\n\n'
    return stages(provider + 'ivs.Stage("lobby", opts=ResourceOptions(provider=Aws()))\n'), preview(), up()


@scenarios
def stage_with_options_that_are_none() -> Sequence[Step]:
    """A mapping in the place of the resource options is refused."""
    return stages('ivs.Stage("lobby", opts={"protect": True})\n'), preview(), up()


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
def stage_target_replace() -> Sequence[Step]:
    """`--target-replace` makes a new stage and deletes the old one."""
    urn = stage_urn("lobby")
    return stages('ivs.Stage("lobby")'), up(), preview("--target-replace", urn), up("--target-replace", urn), up()


@scenarios
def stage_taint() -> Sequence[Step]:
    """A tainted stage is replaced once."""
    return stages('ivs.Stage("lobby")'), up(), state("taint", "--yes", stage_urn("lobby")), preview(), up(), up()


@scenarios
def stage_deleted_from_the_state() -> Sequence[Step]:
    """A stage deleted from the state is left alone; the next `up` makes another."""
    return stages('ivs.Stage("lobby")'), up(), state("delete", "--yes", stage_urn("lobby")), up(), destroy()


@scenarios
def stage_retained() -> Sequence[Step]:
    """A retained stage outlives its declaration; declared again, there are two."""
    source = 'ivs.Stage("lobby", opts=ResourceOptions(retain_on_delete=True))'
    return stages(source), up(), stages(""), up(), stages(source), up()


@scenarios
def stage_in_components() -> Sequence[Step]:
    """Equal names in two components are two stages with names of their own."""
    source = """
    class Studio(ComponentResource):
        def __init__(self, name, kind):
            super().__init__(f"scenario:index:{kind}", name)
            self.stage = ivs.Stage("lobby", opts=ResourceOptions(parent=self))
            self.register_outputs({"arn": self.stage.arn})

    Studio("one", "Radio")
    Studio("two", "Television")
    """
    return stages(source), up(), up(), destroy()


@scenarios
def stage_look_ups() -> Sequence[Step]:
    """Stages of others are looked up by name and tag, also in previews."""
    source = """
    pulumi.export("one", ivs.get_stage_output(name="hall").arn)
    pulumi.export("many", [stage.name for stage in ivs.get_stages(tags={"for": "all"}).stages])
    """
    return StageMade("hall", (("for", "all"),)), StageMade("den"), stages(source), preview(), up(), refresh(), destroy()


@scenarios
def stage_replacement_trigger() -> Sequence[Step]:
    """What the engine replaces by reasons of its own is deleted, in either order, and no stage is left behind."""

    def lobby(trigger: str, more: str = "") -> Step:
        return stages(f'ivs.Stage("lobby", opts=ResourceOptions(replacement_trigger="{trigger}"{more}))\n')

    delete_first = ", delete_before_replace=True"
    return lobby("1"), up(), lobby("2"), up(), lobby("3", delete_first), preview(), up(), up(), destroy()
