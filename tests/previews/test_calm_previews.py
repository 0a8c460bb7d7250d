"""What depends on a stage stays still while the stage is edited."""

import pulumi
import pytest

import pulumi_ivs_realtime as ivs
from scenarios.comparison import recording
from show import changed
from stage_scenarios.suite import SCENARIOS

SEEN: list[dict] = []


def program(**edited):
    """A stage, and what may depend on it: another resource, a component, an apply."""

    class Room(pulumi.ComponentResource):
        def __init__(self, stage: ivs.Stage) -> None:
            super().__init__("show:index:Room", "room")
            inside = pulumi.ResourceOptions(parent=self)
            ivs.Tag("inside", resource_arn=stage.arn, key="x-room", value=stage.region, opts=inside)
            self.register_outputs({"arn": stage.arn})

    def run():
        stage = ivs.Stage(
            "lobby",
            **{"name": "lobby", "tags": {"team": "live"}, **edited},
            opts=pulumi.ResourceOptions(ignore_changes=[]),
        )
        other = ivs.Stage("other", name="other")
        ivs.Tag("by-arn", resource_arn=other.arn, key="x-arn", value=stage.arn)
        ivs.Tag("by-id", resource_arn=other.arn, key="x-id", value=stage.id)
        ivs.ParticipantToken("host", stage_arn=stage.arn)
        Room(stage)
        seen: dict = {}
        SEEN.append(seen)
        for name in ("arn", "region", "name", "tags_all"):
            getattr(stage, name).apply(lambda value, name=name: seen.__setitem__(name, value))
        pulumi.export("arn", stage.arn)

    return run


QUIET = {"ignoreTags": '{"keyPrefixes": ["x-"]}'}


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("edited", "still"),
    [
        ({"tags": {"team": "video"}}, {"arn", "region", "name", "tags_all"}),
        ({"name": "foyer"}, {"arn", "region", "name", "tags_all"}),
        (
            {"auto_participant_recording_configuration": {"storage_configuration_arn": ""}},
            {"arn", "region", "name", "tags_all"},
        ),
    ],
    ids=["tags", "name", "recording"],
)
def test_an_edit_shows_one_update_and_nothing_else(show, edited, still):
    show.up(program(), **QUIET)
    SEEN.clear()

    preview = show.preview(program(**edited), **QUIET)

    assert changed(preview) == {"lobby": "update"}
    assert set(SEEN[-1]) == still
    assert changed(show.up(program(**edited), **QUIET)) == {"lobby": "update"}
    assert changed(show.up(program(**edited), **QUIET)) == {}


SCENARIO = "stage-dependants-stay-still"


@pytest.mark.parametrize(
    ("edit", "moved"),
    list(enumerate([{"lobby", "by-tags", "by-tags_all"}, {"lobby", "by-name"}, {"lobby"}])),
    ids=["tags", "name", "recording"],
)
def test_on_the_cli_too_only_what_uses_the_edited_property_moves(edit, moved):
    """The recording's steps are an `up`, the edit's preview and its `up`, three times."""
    kept = recording.load(SCENARIOS[SCENARIO])
    assert kept.is_of(SCENARIOS[SCENARIO]), "the recording is stale"

    for command in kept.steps[3 * edit + 1 : 3 * edit + 3]:
        found = {step["urn"].rpartition("::")[2]: step["op"] for step in command["operations"]}
        assert {name: op for name, op in found.items() if op != "same"} == dict.fromkeys(moved, "update")
        assert {"inside", "applied", "by-arn", "by-id", "by-region"} <= found.keys()
        assert [said["message"].split()[0] for said in command["diagnostics"]] == ["applied"]


def test_a_refresh_without_drift_shows_nothing(show):
    show.up(program(), **QUIET)

    assert show.stack.refresh().changes == {"same": 8}
    assert changed(show.up(program(), **QUIET)) == {}


def test_changed_default_tags_show_on_every_stage_at_the_next_up(show):
    show.up(program(), **QUIET)

    preview = show.preview(program(), defaultTags='{"tags": {"cost": "7"}}', **QUIET)

    assert changed(preview) == {"lobby": "update", "other": "update"}
