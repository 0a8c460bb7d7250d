"""Pulumi's resource options on a Stage."""

import pulumi
import pytest

import pulumi_ivs_realtime as ivs
from show import changed


def stage(*names, **options):
    """A program of stages that all have the same options; arguments of Stage go under `args`."""
    args = options.pop("args", {})

    def run():
        for name in names:
            ivs.Stage(name, **{"name": name, **args}, opts=pulumi.ResourceOptions(**options))

    return run


def test_a_protected_stage_is_not_deleted(show):
    show.up(stage("lobby", protect=True))

    result = show.declare(stage()).up(fails=True)

    assert "protected" in " ".join(result.errors)
    assert set(show.stages()) == {"lobby"}


def test_a_retained_stage_leaves_the_state_and_lives_on(show):
    show.up(stage("lobby", retain_on_delete=True))

    show.up(stage())

    assert set(show.stages()) == {"lobby"}
    assert changed(show.up(stage())) == {}


def test_ignored_tags_of_the_program_are_not_written(show):
    show.up(stage("lobby", args={"tags": {"team": "live"}}))
    show.calls()

    result = show.up(stage("lobby", args={"tags": {"team": "video"}}, ignore_changes=["tags"]))

    assert changed(result) == {}
    assert show.calls() == {}
    assert show.stages()["lobby"]["tags"] == {"team": "live"}


def test_a_tag_beside_a_stage_with_ignored_tags_is_kept(show):
    def program():
        room = ivs.Stage("lobby", name="lobby", opts=pulumi.ResourceOptions(ignore_changes=["tags"]))
        ivs.Tag("cost", resource_arn=room.arn, key="cost", value="7")

    show.up(program)
    show.stack.refresh()

    assert changed(show.up(program)) == {}
    assert show.stages()["lobby"]["tags"] == {"cost": "7"}


def test_a_tag_on_a_managed_stage_is_warned_of_unless_its_key_is_ignored(show):
    def program():
        room = ivs.Stage("lobby", name="lobby")
        ivs.Tag("cost", resource_arn=room.arn, key="cost", value="7")

    warned = [found.message for found in show.up(program).diagnostics if found.severity == "warning"]
    quiet = [found.severity for found in show.up(program, ignoreTags='{"keys": ["cost"]}').diagnostics]

    assert ["manages all tags of its stage" in message for message in warned] == [True]
    assert "warning" not in quiet


def tags_of(stage, *names, **options):
    """A program of Tags that all set one tag."""

    def run():
        arn = stage if isinstance(stage, str) else stage().arn
        for name in names:
            ivs.Tag(name, resource_arn=arn, key="team", value=name, opts=pulumi.ResourceOptions(**options))

    return run


@pytest.mark.parametrize("new", [False, True], ids=["by its ARN", "of a stage that is yet to be made"])
def test_one_tag_declared_twice_is_refused(show, new):
    arn = show.aws.create_stage(name="by-hand")["stage"]["arn"]
    ignoring = pulumi.ResourceOptions(ignore_changes=["tags"])

    program = tags_of((lambda: ivs.Stage("lobby", opts=ignoring)) if new else arn, "one", "two")
    result = show.declare(program).preview(fails=True)

    assert result.errors[0] == '"two" sets the tag "team", which "one" sets there already; keep one of them.'


def test_one_tag_declared_twice_is_refused_when_that_shows_in_its_values_alone(show):
    arn = show.aws.create_stage(name="by-hand")["stage"]["arn"]

    def program():
        tags_of(arn, "one")()
        ivs.Tag("two", resource_arn=pulumi.Output.from_input(arn), key="team", value="2")

    result = show.declare(program).preview(fails=True)

    assert "is set by" in result.errors[0]
    assert f"on {arn} already; keep one of them" in result.errors[0]


def test_a_tag_that_is_declared_again_or_renamed_is_no_second_one(show):
    arn = show.aws.create_stage(name="by-hand")["stage"]["arn"]

    show.up(tags_of(arn, "one"))
    show.up(tags_of(arn, "one"))
    show.up(tags_of(arn, "two", aliases=[pulumi.Alias(name="one")]))
    show.up(tags_of(arn, "three"))
    show.declare(tags_of(arn, "three")).up(replace=["**Tag::three"])

    assert show.stages()["by-hand"]["tags"] == {"team": "three"}


def test_a_stage_moves_to_another_region_by_create_then_delete(show):
    show.up(stage("lobby"))
    show.calls()

    result = show.up(stage("lobby", args={"region": "us-west-2"}))

    assert changed(result) in ({"lobby": "replace"}, {"lobby": "delete-replaced"})
    assert next(step.op for step in result.operations if step.name == "lobby") == "create-replacement"
    assert show.stages() == {}


def test_delete_before_replace_deletes_first(show):
    show.up(stage("lobby"))

    result = show.up(stage("lobby", args={"region": "us-west-2"}, delete_before_replace=True))

    assert next(step.op for step in result.operations if step.name == "lobby") == "delete-replaced"


def test_an_alias_keeps_stage_and_automatic_name(show):
    def named(resource_name, *aliases):
        return lambda: ivs.Stage(resource_name, opts=pulumi.ResourceOptions(aliases=list(aliases)))

    show.up(named("lobby"))
    before = show.stages()

    assert changed(show.up(named("foyer", pulumi.Alias(name="lobby")))) == {}
    assert show.stages() == before


def test_an_additional_secret_output_is_a_secret_in_the_state(show):
    show.up(stage("lobby", additional_secret_outputs=["endpoints"]))

    assert "ciphertext" in show.stack.resource("lobby")["outputs"]["endpoints"]


def test_a_transform_reaches_the_declared_tags(show):
    def tagged(args):
        return pulumi.ResourceTransformResult({**args.props, "tags": {"by": "transform"}}, args.opts)

    show.up(stage("lobby", transforms=[tagged]))

    assert show.stages()["lobby"]["tags"] == {"by": "transform"}


def test_a_target_leaves_the_others_alone(show):
    show.up(stage("lobby", "main"))
    urn = "urn:pulumi:dev::show::pulumi-python:dynamic/ivs-realtime:Stage::lobby"

    show.declare(stage("lobby", "main", args={"tags": {"team": "live"}})).up(target=[urn])

    assert {name: found["tags"] for name, found in show.stages().items()} == {"lobby": {"team": "live"}, "main": {}}


def test_target_replace_makes_a_new_stage_and_deletes_the_old_one(show):
    show.up(stage("lobby"))
    old = show.stages()["lobby"]["arn"]
    urn = "urn:pulumi:dev::show::pulumi-python:dynamic/ivs-realtime:Stage::lobby"

    show.declare(stage("lobby")).up(target_replace=[urn])

    assert [found["arn"] == old for found in show.stages().values()] == [False]


@pytest.mark.parametrize("of_the_parent", [False, True], ids=["of the resource", "of a parent"])
def test_an_aws_provider_is_refused_in_one_sentence(show, of_the_parent):
    class Fake(pulumi.ProviderResource):
        def __init__(self):
            super().__init__("aws", "other-account", {})

    class Room(pulumi.ComponentResource):
        def __init__(self, provider):
            super().__init__("show:index:Room", "room", None, pulumi.ResourceOptions(providers=[provider]))
            ivs.Stage("lobby", opts=pulumi.ResourceOptions(parent=self))

    def program():
        if of_the_parent:
            Room(Fake())
        else:
            ivs.Stage("lobby", opts=pulumi.ResourceOptions(provider=Fake()))

    result = show.declare(program).preview(fails=True)

    assert result.errors[0].startswith('"lobby" is given a provider of "aws", which a dynamic resource cannot follow')


@pytest.mark.parametrize("declare", [ivs.Stage, ivs.Tag, ivs.ParticipantToken])
def test_options_that_are_none_and_an_import_are_refused_as_values(declare):
    needed = {ivs.Tag: {"resource_arn": "arn", "key": "k", "value": "v"}, ivs.ParticipantToken: {"stage_arn": "arn"}}
    with pytest.raises(ValueError, match=r'"lobby" is given opts of the type dict; pass opts=pulumi.ResourceOptions'):
        declare("lobby", **needed.get(declare, {}), opts={"protect": True})
    with pytest.raises(ValueError, match=r'"lobby" is given import_, but Pulumi cannot import dynamic resources'):
        declare("lobby", **needed.get(declare, {}), opts=pulumi.ResourceOptions(import_="arn"))


def test_one_stage_adopted_twice_in_a_program_is_refused(show):
    arn = show.aws.create_stage(name="by-hand")["stage"]["arn"]

    result = show.declare(stage("lobby", "main", args={"adopt": arn})).preview(fails=True)

    assert result.errors[0] == f'"main" adopts {arn}, which "lobby" adopts already.'


def test_plain_credentials_in_the_configuration_are_warned_of(show):
    result = show.preview(stage("lobby"), accessKey="local", secretKey="plain-text")

    warnings = [found.message for found in result.diagnostics if found.severity == "warning"]
    assert any("aws:secretKey is not a secret of the stack" in message for message in warnings)
    assert not any("plain-text" in message for message in warnings)
