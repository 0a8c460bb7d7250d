"""A stage with people in it is not deleted, replaced or taken over, unless the program says so beforehand."""

import contextlib

import pytest

from marks import stages
from steps import Declaration, checked, declared


def test_a_live_stage_is_not_deleted(configured, service, aws):
    lobby = Declaration(configured())
    lobby.up()
    service.join(lobby.id)
    lobby.provider = configured()

    with pytest.raises(Exception, match=r"is live \(session st-.*PULUMI_IVS_FORCE_DESTROY="):
        lobby.destroy()

    assert len(stages(aws)) == 1


def test_a_live_stage_is_deleted_by_force(configured, service, aws, monkeypatch):
    lobby = Declaration(configured())
    lobby.up()
    service.join(lobby.id)
    monkeypatch.setenv("PULUMI_IVS_FORCE_DESTROY", lobby.id)
    lobby.provider = configured()

    lobby.destroy()

    assert stages(aws) == []


@pytest.mark.parametrize("text", ["false", "true"])
def test_force_destroy_may_be_text_as_configuration_has_it(configured, service, aws, text):
    lobby = Declaration(configured())
    lobby.up(forceDestroy=text)
    service.join(lobby.id)
    lobby.provider = configured()

    with contextlib.nullcontext() if text == "true" else pytest.raises(Exception, match="is live"):
        lobby.destroy()

    assert len(stages(aws)) == (text == "false")


def test_a_state_in_which_force_destroy_is_some_other_text_protects_a_live_stage(configured, service, aws):
    lobby = Declaration(configured())
    lobby.up()
    service.join(lobby.id)
    lobby.provider, lobby.outs = configured(), {**lobby.outs, "forceDestroy": "no"}

    with pytest.raises(Exception, match="is live"):
        lobby.destroy()

    assert len(stages(aws)) == 1


def test_force_destroy_is_an_update_without_a_call_and_lets_a_live_stage_go(configured, service, aws):
    lobby = Declaration(configured())
    lobby.up()
    service.join(lobby.id)
    service.reset_calls()

    assert lobby.up(forceDestroy=True) == "update"
    assert service.calls() == []
    lobby.provider = configured()
    lobby.destroy()
    assert stages(aws) == []


def test_the_replacement_of_a_live_stage_is_refused_before_anything_is_made(configured, service, aws):
    lobby = Declaration(configured())
    lobby.up()
    service.join(lobby.id)
    provider = configured(region="us-west-2")
    moved = checked(provider, declared(), lobby.inputs)
    assert provider.diff(lobby.id, lobby.outs, moved).replaces == ["region"]
    service.reset_calls()

    with pytest.raises(Exception, match="is live"):
        provider.create(checked(provider, declared()))

    assert service.calls("CreateStage") == []


def test_force_destroy_that_comes_with_the_replacement_does_not_count(configured, service, aws):
    """delete() sees what was applied: it would refuse, and two stages would stand there."""
    lobby = Declaration(configured())
    lobby.up()
    service.join(lobby.id)
    provider = configured(region="us-west-2")
    moved = checked(provider, declared(forceDestroy=True), lobby.inputs)
    assert provider.diff(lobby.id, lobby.outs, moved).replaces == ["region"]

    with pytest.raises(Exception, match="is live"):
        provider.create(checked(provider, declared(forceDestroy=True)))
