"""Stages with resource options, in components, under `state` commands and forced replacements."""

from collections.abc import Sequence

from scenarios.scenario import Step, destroy, preview, state, up
from stage_scenarios.scenario import stage_urn, stages, suite

scenarios = suite("us-east-1")


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
def stage_replacement_trigger() -> Sequence[Step]:
    """What the engine replaces by reasons of its own is deleted, in either order, and no stage is left behind."""

    def lobby(trigger: str, more: str = "") -> Step:
        return stages(f'ivs.Stage("lobby", opts=ResourceOptions(replacement_trigger="{trigger}"{more}))\n')

    delete_first = ", delete_before_replace=True"
    return lobby("1"), up(), lobby("2"), up(), lobby("3", delete_first), preview(), up(), up(), destroy()
