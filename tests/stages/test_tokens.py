"""Tokens of whole programs: renewed in time, replaced with their stage, and never to be read anywhere."""

import json
import logging

import pulumi
import pytest

import pulumi_ivs_realtime as ivs
from stages.conftest import changed


def program(region="eu-central-1", **arguments):
    def run():
        show = ivs.Stage("show", name="show", region=region)
        host = ivs.ParticipantToken("host", stage_arn=show.arn, **arguments)
        pulumi.export("token", host.token)
        pulumi.export("participant", host.participant_id)

    return run


def test_a_replaced_stage_replaces_its_token(show):
    show.up(program())
    old = show.stack.outputs["participant"]

    show.up(program(region="us-west-2"))

    assert show.stack.outputs["participant"] != old


def test_a_destroyed_stage_takes_its_tokens_with_it_without_a_call_for_each(show):
    show.up(program())
    show.calls()

    show.stack.destroy()

    assert show.calls() == {"GetStage": 1, "DeleteStage": 1}


def test_a_changed_capability_revokes_the_old_token(show):
    show.up(program())
    (stage,) = show.stages().values()
    old = show.stack.outputs["token"]

    result = show.up(program(capabilities=["SUBSCRIBE"]))

    assert changed(result)["host"] in {"replace", "delete-replaced"}
    with pytest.raises(ValueError, match=r"token|participant"):
        show.service.join(stage["arn"], token=old)
    show.service.join(stage["arn"], token=show.stack.outputs["token"])


def test_a_token_survives_its_stages_edits(show):
    show.up(program())
    before = show.stack.outputs

    def renamed():
        stage = ivs.Stage("show", name="renamed", region="eu-central-1", tags={"team": "live"})
        host = ivs.ParticipantToken("host", stage_arn=stage.arn)
        pulumi.export("token", host.token)
        pulumi.export("participant", host.participant_id)

    assert changed(show.up(renamed)) == {"show": "update"}
    assert show.stack.outputs == before


def test_fifty_tokens_are_to_be_read_nowhere(show, tmp_path, capfd, caplog):
    caplog.set_level(logging.DEBUG)

    def many():
        show = ivs.Stage("show", name="show")
        for number in range(50):
            token = ivs.ParticipantToken(f"viewer-{number}", stage_arn=show.arn).token
            pulumi.export(f"token-{number}", token)

    results = [show.up(many), show.preview(many), show.stack.refresh(), show.up(many)]
    texts = {text for name, text in show.stack.outputs.items() if name.startswith("token-")}
    state = show.stack.state
    shown = capfd.readouterr()
    places = {
        "state files": "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file()),
        "exported state": json.dumps(state),
        "events": json.dumps([result.events for result in results]),
        "preview --json": json.dumps([result.digest for result in results]),
        "stdout and stderr": shown.out + shown.err,
        "logs": caplog.text,
        "the service's calls and state": json.dumps([show.service.calls(), show.service.state()]),
    }

    assert len(texts) == 50
    assert {place for place, text in places.items() if any(token in text for token in texts)} == set()
