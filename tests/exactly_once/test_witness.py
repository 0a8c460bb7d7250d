"""The last act of create(), the witness of the state, and who may claim what, in one process over HTTP."""

from __future__ import annotations

import time
from typing import Any

import pytest

from marks import OURS, URN
from pulumi_ivs_realtime.lifecycle import creation
from pulumi_ivs_realtime.lifecycle.own_state import OwnState, Reading, exported
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY, Mark, mark_of
from pulumi_ivs_realtime.rules.identity.states import StackState
from steps import Declaration, checked, declared

ATTEMPT = "a1"


def made(phase="made", attempt=ATTEMPT, age=3600.0) -> dict[str, str]:
    return {MARK_KEY: str(Mark(OURS, int(time.time() - age), f"{attempt}.n1", phase))}


def pending(attempt: str = ATTEMPT, urn: str = URN, **more: Any) -> dict[str, Any]:
    return {"type": "creating", "resource": {"urn": urn, "inputs": {"__createUrn": urn, "__attempt": attempt}, **more}}


def formerly_pending(attempt: str = ATTEMPT, urn: str = URN) -> dict[str, Any]:
    """As a version wrote it that did not hide these inputs."""
    return {"type": "creating", "resource": {"urn": urn, "inputs": {"createUrn": urn, "attempt": attempt}}}


def held(arn: str, urn: str = URN, **more: Any) -> dict[str, Any]:
    return {"urn": urn, "id": arn, "inputs": {}, **more}


@pytest.fixture
def state(monkeypatch):
    """What `pulumi stack export` says, once it is called with resources and pending operations."""

    def says(*resources, operations=(), reason=""):
        deployment = {"resources": list(resources), "pending_operations": list(operations)}
        reading = Reading(None, reason) if reason else Reading(StackState(deployment))
        monkeypatch.setattr(OwnState, "read", lambda *_, **__: reading)
        monkeypatch.setattr(OwnState, "begin", lambda *_: None)

    says(reason="the command pulumi is not on the PATH")
    return says


def tags(aws, arn):
    return aws.get_stage(arn=arn)["stage"]["tags"]


def test_create_ends_by_retiring_its_mark(provider, service, aws, state):
    lobby = Declaration(provider)

    lobby.up(__attempt=ATTEMPT)

    assert [call["operation"] for call in service.calls()] == ["ListStages", "CreateStage", "TagResource"]
    mark = mark_of(tags(aws, lobby.id))
    assert (mark.phase, mark.attempt) == ("made", ATTEMPT)
    assert lobby.outs["__createAttempt"] == ATTEMPT


def test_a_later_attempt_is_no_change(provider, state):
    lobby = Declaration(provider)
    lobby.up(__attempt=ATTEMPT)

    assert lobby.up(__attempt="a2") == "same"
    assert lobby.inputs["__attempt"] == ATTEMPT


def test_a_state_of_before_attempts_gets_none(provider, state):
    lobby = Declaration(provider)
    lobby.up()

    assert lobby.up(__attempt="a2") == "same"
    assert "__attempt" not in lobby.inputs


@pytest.mark.few(1)
@pytest.mark.parametrize(("fault", "when"), [("drop", {}), ("500", {"after": True}), ("500", {})])
def test_a_lost_reply_to_the_last_act_is_repeated(provider, service, aws, impatient, state, fault, when):
    service.fault(fault, "TagResource", count=6, **when)
    lobby = Declaration(provider)

    lobby.up(__attempt=ATTEMPT)

    assert mark_of(tags(aws, lobby.id)).phase == "made"


def test_a_service_that_falls_silent_before_the_last_act_fails_the_creation(
    provider, service, aws, impatient, state, monkeypatch
):
    """A recorded stage whose mark anybody may claim is the disaster."""
    monkeypatch.setattr(creation, "_SILENCE", 0.0)
    service.fault("500", "TagResource")

    with pytest.raises(Exception, match="TagResource"):
        Declaration(provider).up(__attempt=ATTEMPT)


def test_fifty_tags_leave_no_mark(provider, aws, state):
    fifty = {f"k{number:02}": "v" for number in range(50)}
    lobby = Declaration(provider)

    lobby.up(tags=fifty, __attempt=ATTEMPT)

    assert tags(aws, lobby.id) == fifty


@pytest.mark.parametrize("operation", [pending(), formerly_pending()], ids=["of today", "of an earlier version"])
def test_what_is_made_is_taken_over_with_the_witness_of_the_state(provider, aws, impatient, state, operation):
    begun = aws.create_stage(tags=made())["stage"]["arn"]
    state(operations=[operation])
    lobby = Declaration(provider)

    lobby.up(__attempt="a2")

    assert lobby.id == begun
    assert mark_of(tags(aws, begun)).attempt == "a2"


@pytest.mark.parametrize(
    "operations",
    [
        pytest.param([], id="none"),
        pytest.param([pending("a9")], id="of another attempt"),
        pytest.param([pending(urn=URN.replace("lobby", "foyer"))], id="of another resource"),
        pytest.param([{**pending(), "type": "updating"}], id="no creation"),
    ],
)
def test_what_is_made_is_left_alone_without_a_witness(provider, aws, impatient, state, capsys, operations):
    begun = aws.create_stage(tags=made())["stage"]["arn"]
    state(operations=operations)
    lobby = Declaration(provider)

    lobby.up(__attempt="a2")

    assert lobby.id != begun
    assert f"{begun} was made for a declaration of this name" in "".join(capsys.readouterr())
    assert mark_of(tags(aws, begun)).phase == "made"


def test_what_is_made_is_left_alone_where_the_state_cannot_be_read(provider, aws, impatient, state, capsys):
    begun = aws.create_stage(tags=made())["stage"]["arn"]
    lobby = Declaration(provider)

    lobby.up(__attempt="a2")

    assert lobby.id != begun
    assert "pulumi is not on the PATH" in "".join(capsys.readouterr())


@pytest.mark.parametrize("phase", ["begun", "made"])
def test_what_the_state_holds_is_never_claimed(provider, aws, impatient, state, phase):
    """Not even by a mark that is left from a version which removed it inside create()."""
    mine = aws.create_stage(tags=made(phase))["stage"]["arn"]
    state(held(mine, urn=URN.replace("lobby", "foyer")), operations=[pending()])
    lobby = Declaration(provider)

    lobby.up(__attempt="a2")

    assert lobby.id != mine


def test_what_waits_for_its_deletion_is_held(provider, aws, impatient, state):
    leaving = aws.create_stage(tags=made())["stage"]["arn"]
    state(held(leaving, delete=True), operations=[pending()])
    lobby = Declaration(provider)

    lobby.up(__attempt="a2")

    assert lobby.id != leaving


def test_a_live_stage_is_not_taken_over_by_its_witness(provider, service, aws, impatient, state):
    begun = aws.create_stage(tags=made())["stage"]["arn"]
    service.join(begun)
    state(operations=[pending()])

    with pytest.raises(Exception, match="is live"):
        Declaration(provider).up(__attempt="a2")


def test_a_kept_mark_gives_no_claim_and_is_no_drift(provider, aws, impatient, state):
    kept = aws.create_stage(tags=made("kept"))["stage"]["arn"]
    state(operations=[pending()])
    lobby = Declaration(provider)

    lobby.up(__attempt="a2")

    assert lobby.id != kept


def test_a_forced_replacement_of_a_live_stage_is_refused_before_anything_is_made(provider, service, aws, state):
    old = aws.create_stage(name="old")["stage"]["arn"]
    service.join(old)
    state(held(old))
    service.reset_calls()

    with pytest.raises(Exception, match=f"{old} is live .* and is not replaced"):
        provider.create(checked(provider, declared("lobby", __attempt=ATTEMPT)))

    assert service.calls("CreateStage") == []


@pytest.mark.parametrize(
    "more", [{"retainOnDelete": True}, {"inputs": {"forceDestroy": True}}, {"delete": True}], ids=str
)
def test_a_predecessor_that_may_go_or_stays_holds_nothing_up(provider, service, aws, impatient, state, more):
    old = aws.create_stage(name="old")["stage"]["arn"]
    service.join(old)
    state(held(old, **more))
    lobby = Declaration(provider)

    lobby.up(__attempt=ATTEMPT)

    assert lobby.id != old


def test_a_secret_force_destroy_is_not_known_and_protects(provider, service, aws, state):
    old = aws.create_stage(name="old")["stage"]["arn"]
    service.join(old)
    state(held(old, inputs={"forceDestroy": {"4dabf18193072939515e22adb298388d": "1b47", "ciphertext": "v1:x"}}))

    with pytest.raises(Exception, match="is live"):
        Declaration(provider).up(__attempt=ATTEMPT)


def test_the_state_is_read_without_asking_for_a_newer_pulumi(tmp_path, monkeypatch):
    """That question goes to pulumi.com, and may take longer than the reading."""
    pulumi = tmp_path / "pulumi"
    pulumi.write_text('#!/bin/sh\n[ "$PULUMI_SKIP_UPDATE_CHECK" = true ] && echo \'{"deployment": {}}\'\n')
    pulumi.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("PULUMI_SKIP_UPDATE_CHECK", raising=False)

    assert exported("organization/scenario/dev").state is not None
