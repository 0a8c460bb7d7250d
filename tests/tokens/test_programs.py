"""Tokens of whole programs: renewed in time, replaced with their stage, and never to be read anywhere."""

import pulumi
import pytest

import pulumi_ivs_realtime as ivs
from show import changed


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
