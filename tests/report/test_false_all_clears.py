"""The ways in which a report once said that all was well, each with its siblings, on real previews and real runs."""

from __future__ import annotations

import pytest

from impact.cli import CommandLine
from report.rooms import FORCED, GATE, as_native, closed, declare, held, join, join_with, stream, up

SUBCLASSES = "class Room(ivs.Stage): pass\nclass Host(ivs.ParticipantToken): pass\nclass Cost(ivs.Tag): pass\n"


# Subclasses.


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('Room("lobby", force_destroy=True)', ""),
        ('Room("lobby", force_destroy=True)', 'Room("lobby", force_destroy=True, region="us-west-2")'),
        ('Named("lobby", force_destroy=True)', ""),
    ],
    ids=["removed", "moved", "with a type of its own"],
)
def test_a_subclass_of_a_stage_is_a_stage(engine, before, after):
    classes = SUBCLASSES + 'class Named(ivs.Stage, module="acme", name="Room"): pass\n'
    up(engine, classes, before)
    arn = join(engine)
    declare(engine, classes, after)

    said = closed(engine, stream(engine))

    assert "Would cut off people in 1 live session" in said
    assert engine.up().returncode == 0
    assert arn not in str(engine.service.state())


def test_a_subclass_of_a_token_is_a_token(engine):
    up(engine, SUBCLASSES, 'room = Room("lobby")\nHost("host", stage_arn=room.arn, user_id="ada")')
    person = join_with(engine, "host")
    declare(engine, SUBCLASSES, 'room = Room("lobby")\n')

    assert f"ada (participant {person}) is in a live session now and is thrown out" in closed(engine, stream(engine))


def test_a_state_of_an_earlier_version_is_known_by_its_pickled_provider(engine):
    """There subclasses have the type of every nameless dynamic resource."""
    up(engine, FORCED)
    join(engine)
    declare(engine)
    text = stream(engine).replace("pulumi-python:dynamic/ivs-realtime:Stage", "pulumi-python:dynamic:Resource")

    assert "Would cut off people in 1 live session" in closed(engine, text)


# Secrets.

TOKEN = 'room = ivs.Stage("lobby")\nivs.ParticipantToken("host", stage_arn=room.arn, {})\n'


def age(engine: CommandLine, name: str = "host") -> None:
    """The token comes into its renewal window."""
    from impact.cases import _expires

    _expires(engine, name, 30)


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('attributes=pulumi.Output.secret({"seat": "1"})', 'attributes=pulumi.Output.secret({"seat": "2"})'),
        ('user_id=pulumi.Output.secret("ada")', 'user_id=pulumi.Output.secret("eve")'),
        ('attributes={"seat": pulumi.Output.secret("1")}', 'attributes={"seat": pulumi.Output.secret("2")}'),
    ],
    ids=["attributes", "user_id", "one attribute"],
)
def test_a_secret_of_a_token_that_changes_in_its_renewal_window_revokes_it(engine, before, after):
    up(engine, TOKEN.format(before))
    age(engine)
    join_with(engine, "host")
    declare(engine, TOKEN.format(after))

    said = closed(engine, stream(engine))

    assert "is in a live session now and is thrown out" in said
    engine.service.reset_calls()
    assert engine.up().returncode == 0
    assert engine.service.calls("DisconnectParticipant")


def test_a_timed_renewal_of_a_token_with_secrets_opens_the_gate(engine):
    """The engine's reason says that nothing but time has passed."""
    lines = TOKEN.format('attributes=pulumi.Output.secret({"seat": "1"}), user_id=pulumi.Output.secret("ada")')
    up(engine, lines)
    age(engine)
    join_with(engine, "host")

    done = engine.reported(stream(engine), *GATE)

    assert done.returncode == 0, done.stdout
    assert "host is renewed; its predecessor is left to expire" in done.stdout


def test_a_token_made_anew_by_force_may_have_changed_where_it_is_secret(engine):
    lines = TOKEN.format('user_id=pulumi.Output.secret("ada")')
    up(engine, lines)
    age(engine)
    join_with(engine, "host")
    urn = held(engine)["host"]["urn"]

    said = closed(engine, stream(engine, "preview", "--replace", urn))

    assert "may be thrown out: a value of the token host is a secret" in said


@pytest.mark.few(1)
@pytest.mark.parametrize("forced", ["True", "False"])
def test_a_force_destroy_that_is_a_secret_may_be_true(engine, forced):
    up(engine, f'ivs.Stage("lobby", force_destroy=pulumi.Output.secret({forced}))')
    join(engine)
    declare(engine)

    said = closed(engine, stream(engine))

    assert "May cut off people in 1 live session" in said
    assert "It may be deleted by force, and all of them cut off: the value of force_destroy is a secret." in said


def test_a_force_destroy_that_is_a_secret_may_be_true_when_the_region_changes(engine):
    lines = 'ivs.Stage("lobby", force_destroy=pulumi.Output.secret(True){})'
    up(engine, lines.format(""))
    join(engine)
    declare(engine, lines.format(', region="us-west-2"'))

    assert "May cut off people in 1 live session" in closed(engine, stream(engine))


# Files.


def files(engine: CommandLine) -> dict[str, str]:
    up(engine, FORCED)
    calm, calm_document = stream(engine), engine.preview().stdout
    declare(engine)
    grave, grave_document = stream(engine), engine.preview().stdout
    lines = grave.splitlines()
    deletion = next(line for line in lines if '"delete"' in line and "resourcePreEvent" in line)
    return {
        "more than one preview: two documents": calm_document + grave_document,
        "more than one preview: two streams": calm + grave,
        "more than one preview: a stream and a third of another": calm + grave[: len(grave) // 3],
        "more than one preview: a document and a stream": calm_document + grave,
        "more than one preview: a stream and a document": calm + grave_document,
        "does not end: half a stream": "\n".join(lines[: len(lines) // 2]),
        "does not end: half a line": grave[: grave.index('"summaryEvent"') - 5],
        "does not end: half a document": grave_document[: len(grave_document) // 2],
        "a part of it is missing: one line": grave.replace(deletion, ""),
        "does not know: an operation": grave.replace('"op":"delete"', '"op":"vanish"'),
        "more than a preview: rubbish": calm_document + "warning: x",
    }


def test_a_file_that_is_not_one_whole_preview_is_refused_by_name(engine):
    for name, text in files(engine).items():
        for flags in (GATE, ()):
            done = engine.reported(text, *flags)

            assert done.returncode == 1, (name, done.stdout)
            assert name.partition(":")[0] in done.stderr, (name, done.stderr)
            assert done.stdout == ""


def test_the_events_of_a_run_are_no_preview(engine):
    up(engine, FORCED)
    text = stream(engine).replace('"isPreview":true', '"isPreview":false')

    assert "these are the events of a run" in engine.reported(text).stderr


# Tokens by plain ARN.


def test_a_token_by_plain_arn_goes_before_its_live_stage_is_refused(engine, tmp_path):
    up(engine, 'ivs.Stage("lobby")\n')
    arn = held(engine)["lobby"]["id"]
    up(engine, f'ivs.Stage("lobby")\nivs.ParticipantToken("host", stage_arn="{arn}", user_id="ada")\n')
    person = join_with(engine, "host")
    engine.service.join(arn)
    declare(engine)
    state = tmp_path / "exported.json"
    state.write_text(engine.run("stack", "export", "--stack", "dev").stdout)
    text = stream(engine)

    streamed, whole = closed(engine, text), closed(engine, text, "--state", str(state))

    assert f"ada (participant {person}) is in a live session now and may be disconnected first" in streamed
    assert f"ada (participant {person}) is in a live session now and is thrown out first, before pulumi up" in whole
    engine.service.reset_calls()
    engine.up()
    assert engine.service.calls("DisconnectParticipant")


def test_a_token_that_goes_without_a_call_with_a_live_stage_stays_valid(engine, tmp_path):
    up(engine, TOKEN.format('user_id="ada"'))
    join(engine)
    declare(engine)
    state = tmp_path / "exported.json"
    state.write_text(engine.run("stack", "export", "--stack", "dev").stdout)

    said = closed(engine, stream(engine), "--state", str(state))

    assert "The token host is removed; it is valid until" in said
    assert "and nothing will revoke it." in said
    engine.service.reset_calls()
    assert engine.up().returncode
    assert not engine.service.calls("DisconnectParticipant")


def test_a_token_removed_in_its_renewal_window_is_told_to_be_valid(engine):
    up(engine, TOKEN.format('user_id="ada"'))
    age(engine)
    declare(engine, 'room = ivs.Stage("lobby")\n')

    done = engine.reported(stream(engine), *GATE)

    assert done.returncode == 0
    assert " ! The token host is removed; it is valid until" in done.stdout


# Rooms of other providers.


def test_a_stage_of_another_provider_is_a_room(engine):
    up(engine, 'ivs.Stage("lobby")\n')
    arn = join(engine)
    declare(engine)
    text = as_native(stream(engine), "lobby")

    said = closed(engine, text)
    assert "Would cut off people in 1 live session" in said
    assert "because aws-native:ivs:Stage does not look whether anyone is there" in said

    engine.service.leave(arn)
    assert "and aws-native:ivs:Stage does not look again before it deletes" in closed(engine, text)
    engine.service.reset()
    assert engine.reported(text, *GATE).returncode == 0


def test_adopting_what_the_same_preview_deletes_is_the_worst(engine):
    """The migration of docs/resources.md with its first step forgotten."""
    up(engine, 'ivs.Stage("old")\n')
    arn = join(engine, "old")
    declare(engine, f'ivs.Stage("new", adopt="{arn}")\n')
    text = stream(engine)

    said = closed(engine, as_native(text, "old"))

    assert said.startswith("rooms/dev: 1 stage is adopted and deleted by the same run")
    assert f"new adopts {arn}, which the same run deletes as old (aws-native:ivs:Stage)" in said
    ours = engine.reported(text, *GATE)
    assert ours.returncode == 0, ours.stdout
    assert f"The stage of old is kept ({arn}): new adopts it." in ours.stdout
    assert engine.up().returncode == 0
    assert arn in str(engine.service.state())


def test_an_adoption_by_a_secret_may_be_of_what_is_deleted(engine):
    up(engine, 'ivs.Stage("old")\n')
    arn = join(engine, "old")
    declare(engine, f'ivs.Stage("new", adopt=pulumi.Output.secret("{arn}"))\n')

    said = closed(engine, as_native(stream(engine), "old"))

    assert f"new may adopt {arn}, which the same run deletes" in said


def test_a_retained_stage_of_another_provider_may_be_adopted(engine):
    lines = 'ivs.Stage("old", opts=pulumi.ResourceOptions(retain_on_delete=True))\n'
    up(engine, lines)
    arn = join(engine, "old")
    declare(engine, f'ivs.Stage("new", adopt="{arn}")\n')

    done = engine.reported(as_native(stream(engine), "old"), *GATE)

    assert done.returncode == 0, done.stdout
    assert f"new adopts {arn}" in done.stdout


# What is said of what happens.


def test_up_fails_at_a_live_stage_and_applies_the_rest(engine):
    up(engine, 'ivs.Stage("lobby")\nivs.Stage("hall", tags={"n": "1"})\n')
    join(engine)
    declare(engine, 'ivs.Stage("hall", tags={"n": "2"})\nivs.Stage("new")\n')

    said = closed(engine, stream(engine))

    assert said.startswith("rooms/dev: pulumi up fails at 1 live stage; the other 2 changes are applied")
    assert engine.up().returncode
    assert {"hall", "new"} <= held(engine).keys()


@pytest.mark.few(1)
@pytest.mark.parametrize("in_state", [True, False])
def test_people_of_a_retained_stage_stay_where_they_are(engine, in_state):
    """Only what the state says keeps it: today's option comes too late for what is there."""
    option = ", opts=pulumi.ResourceOptions(retain_on_delete=True)"
    up(engine, f'ivs.Stage("lobby"{option if in_state else ""})\n')
    arn = join(engine)
    declare(engine, f'ivs.Stage("lobby", region="us-west-2"{option})\n')
    text = stream(engine)

    if not in_state:
        assert "pulumi up would be refused" in closed(engine, text)
        return
    done = engine.reported(text, *GATE)
    assert done.returncode == 0, done.stdout
    assert f"They stay in {arn} in eu-central-1, which nobody manages from then on" in done.stdout
    assert "whoever joins later joins the new stage in us-west-2" in done.stdout


def test_an_idle_stage_left_over_is_no_deletion_of_this_change(engine):
    up(engine, 'ivs.Stage("lobby")\n')
    declare(engine, 'ivs.Stage("lobby", region="us-west-2")\n')
    engine.service.fault("AccessDeniedException", "DeleteStage")
    assert engine.up().returncode
    engine.service.calm()

    done = engine.reported(stream(engine), *GATE, "--fail-on", "delete")

    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith("rooms/dev: 1 stage left over from an earlier run deleted")


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("after", "alias"),
    [
        ('ivs.Stage("foyer", tags={"n": "1"})\n', 'aliases=[pulumi.Alias(name="lobby")]'),
        (
            'g = Group("g")\nivs.Stage("lobby", tags={"n": "1"}, opts=pulumi.ResourceOptions(parent=g))\n',
            'aliases=["urn:pulumi:dev::rooms::pulumi-python:dynamic/ivs-realtime:Stage::lobby"]',
        ),
    ],
    ids=["renamed", "moved into a component"],
)
def test_what_looks_like_a_rename_is_named_with_the_alias(engine, after, alias):
    group = (
        "class Group(pulumi.ComponentResource):\n    def __init__(self, name):\n"
        '        super().__init__("x:index:Group", name)\n'
    )
    up(engine, group, 'ivs.Stage("lobby", tags={"n": "1"})\n')
    declare(engine, group, after)

    done = engine.reported(stream(engine))

    assert "and they look like one renamed resource" in done.stdout
    assert alias in done.stdout
