"""A participant token's life: created, renewed without throwing anyone out, revoked, expired."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi.dynamic import ConfigureRequest
from pulumi.dynamic.config import Config

from pulumi_ivs_realtime.lifecycle import participant_token
from pulumi_ivs_realtime.lifecycle.frame import Failed
from pulumi_ivs_realtime.lifecycle.participant_token import ParticipantTokenProvider
from pulumi_ivs_realtime.rules.inputs import ParticipantTokenInputs
from pulumi_ivs_realtime.rules.kinds import tokens
from steps import declared

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)


class Clock:
    """The clock of provider and service, moved by the test."""

    def __init__(self, service):
        self._service, self.ahead = service, timedelta()

    def move(self, **delta):
        self.ahead += timedelta(**delta)
        self._service.advance(timedelta(**delta).total_seconds())

    def now(self):
        return datetime.now(timezone.utc) + self.ahead


@pytest.fixture
def clock(service, monkeypatch):
    moved = Clock(service)
    monkeypatch.setattr(participant_token, "_now", moved.now)
    yield moved
    service.advance(-moved.ahead.total_seconds())


@pytest.fixture
def fresh(service, new_process):
    """A token provider in a new process."""

    def configure():
        new_process()
        provider = ParticipantTokenProvider()
        provider.configure(ConfigureRequest(Config({}, "rooms")))
        return provider

    return configure


@pytest.fixture
def stage(aws, service):
    arn = aws.create_stage(name="lobby")["stage"]["arn"]
    service.reset_calls()
    return arn


class Token:
    """One declared token, driven as the engine drives it: each run in a new process, replacements included."""

    def __init__(self, fresh):
        self._fresh, self.id, self.outs = fresh, "", {}

    def up(self, **props):
        provider = self._fresh()
        inputs = provider.check({}, declared("host", **props))
        assert not inputs.failures
        if not self.id:
            return self._create(provider, inputs.inputs)
        diff = provider.diff(self.id, self.outs, inputs.inputs)
        if not diff.changes:
            return "same"
        if not diff.replaces:
            self.outs = provider.update(self.id, self.outs, inputs.inputs).outs
            return "update"
        old_id, old_outs = self.id, self.outs
        self._create(provider, inputs.inputs)
        provider.delete(old_id, old_outs)
        return "replace"

    def refresh(self):
        provider = self._fresh()
        found = provider.read(self.id, self.outs)
        changed = provider.diff(found.id, found.outs, self.outs).changes
        self.id, self.outs = found.id, found.outs
        return changed

    def destroy(self):
        self._fresh().delete(self.id, self.outs)

    def _create(self, provider, inputs):
        made = provider.create(inputs)
        self.id, self.outs = made.id, made.outs
        return "create"


def calls(service):
    return [call["operation"] for call in service.calls()]


def test_a_token_lets_its_holder_join(fresh, service, stage, clock):
    host = Token(fresh)

    assert host.up(stageArn=stage, userId="host", attributes={"role": "host"}) == "create"

    (joined,) = service.join(stage, token=host.outs["token"])
    assert joined["participantId"] == host.id == host.outs["participantId"]
    assert host.up(stageArn=stage, userId="host", attributes={"role": "host"}) == "same"
    assert calls(service) == ["CreateParticipantToken"]


def test_renewal_leaves_whoever_uses_the_old_token_in_the_room(fresh, service, stage, clock):
    host = Token(fresh)
    host.up(stageArn=stage, duration=100)
    service.join(stage, token=host.outs["token"])
    old = host.id

    clock.move(minutes=74)
    assert host.up(stageArn=stage, duration=100) == "same"
    clock.move(minutes=2)
    assert host.up(stageArn=stage, duration=100) == "replace"

    assert host.id != old
    assert "DisconnectParticipant" not in calls(service)
    assert len(service.join(stage, token=host.outs["token"])) == 1


def test_time_is_no_drift_in_a_refresh(fresh, stage, clock):
    host = Token(fresh)
    host.up(stageArn=stage, duration=100)
    clock.move(minutes=99)

    assert not host.refresh()
    clock.move(minutes=99)
    assert not host.refresh()
    assert host.up(stageArn=stage, duration=100) == "replace"


def test_a_changed_capability_revokes_the_old_token(fresh, service, stage, clock):
    host = Token(fresh)
    host.up(stageArn=stage)
    old = host.outs["token"]

    assert host.up(stageArn=stage, capabilities=["SUBSCRIBE"]) == "replace"

    with pytest.raises(ValueError, match=r"token|participant"):
        service.join(stage, token=old)
    service.join(stage, token=host.outs["token"])


def test_a_changed_capability_revokes_within_the_renewal_window_too(fresh, service, stage, clock):
    host = Token(fresh)
    host.up(stageArn=stage, duration=100)
    clock.move(minutes=90)

    host.up(stageArn=stage, duration=100, capabilities=["SUBSCRIBE"])

    assert "DisconnectParticipant" in calls(service)


def test_a_revocation_that_failed_is_made_up_for_within_the_renewal_window_too(fresh, service, stage, clock):
    """The engine asks again in the next `up`, in another process, whose diff() never saw the old token."""
    host = Token(fresh)
    host.up(stageArn=stage, duration=100)
    clock.move(minutes=90)
    old_id, old_outs = host.id, host.outs
    service.fault("AccessDeniedException", "DisconnectParticipant", count=1)
    with pytest.raises(Failed):
        host.up(stageArn=stage, duration=100, capabilities=["SUBSCRIBE"])

    next_time = fresh()
    next_time.check({}, declared("host", stageArn=stage, duration=100, capabilities=["SUBSCRIBE"]))
    next_time.delete(old_id, old_outs)

    with pytest.raises(ValueError, match="revoked"):
        service.join(stage, token=old_outs["token"])


def test_a_wider_window_renews_at_once_and_throws_nobody_out(fresh, service, stage, clock):
    """What today's window renews is left to expire by today's window."""
    host = Token(fresh)
    host.up(stageArn=stage, duration=100, renewBefore=10)
    clock.move(minutes=60)

    assert host.up(stageArn=stage, duration=100, renewBefore=50) == "replace"
    assert "DisconnectParticipant" not in calls(service)


def test_removal_before_the_window_revokes_and_within_it_leaves_it_to_expire(fresh, service, stage, clock):
    early, late = Token(fresh), Token(fresh)
    early.up(stageArn=stage, duration=100)
    late.up(stageArn=stage, duration=100)
    early.destroy()
    assert calls(service).count("DisconnectParticipant") == 1

    clock.move(minutes=80)
    late.destroy()

    assert calls(service).count("DisconnectParticipant") == 1


def test_an_expired_token_and_one_whose_stage_is_gone_are_deleted_in_peace(fresh, aws, service, stage, clock):
    expired, homeless = Token(fresh), Token(fresh)
    expired.up(stageArn=stage, duration=1, renewBefore=0)
    homeless.up(stageArn=stage)
    clock.move(minutes=2)
    aws.delete_stage(arn=stage)

    expired.destroy()
    homeless.destroy()


def test_a_token_that_is_never_renewed_stays(fresh, stage, clock):
    host = Token(fresh)
    host.up(stageArn=stage, duration=60, renewBefore=0)
    clock.move(days=30)

    assert host.up(stageArn=stage, duration=60, renewBefore=0) == "same"


def test_a_token_that_is_to_be_renewed_again_is_replaced_at_once_when_it_is_due(fresh, stage, clock):
    """`renewBefore` is taken as the program has it now, not as it was."""
    host = Token(fresh)
    host.up(stageArn=stage, duration=60, renewBefore=0)
    clock.move(minutes=61)

    assert host.up(stageArn=stage, duration=60) == "replace"


def test_another_renewal_window_is_an_update_without_a_call(fresh, service, stage, clock):
    host = Token(fresh)
    host.up(stageArn=stage)
    service.reset_calls()

    assert host.up(stageArn=stage, renewBefore=60) == "update"
    assert calls(service) == []


def test_capabilities_in_another_order_are_no_change(fresh, stage, clock):
    host = Token(fresh)
    host.up(stageArn=stage)

    assert host.up(stageArn=stage, capabilities=["SUBSCRIBE", "PUBLISH"]) == "same"


@pytest.mark.parametrize(
    ("props", "sentence"),
    [
        ({"stageArn": "lobby"}, 'stage_arn must be the ARN of a stage, not "lobby"'),
        ({"duration": 20161}, "duration must be between 1 and 20160, not 20161"),
        ({"duration": 0.5}, "duration must be a whole number of minutes, not 0.5"),
        ({"userId": "u" * 129}, "user_id must have at most 128 characters, not 129"),
        ({"attributes": {"k": "ü" * 512}}, "attributes must have at most 1024 bytes in all, not 1025"),
        ({"capabilities": ["SPEAK"]}, 'capabilities[0] must be one of PUBLISH, SUBSCRIBE, not "SPEAK"'),
        ({"renewBefore": 720}, "renew_before must be at least 0 and less than the duration of 720 minutes, not 720"),
    ],
)
def test_bad_input_is_refused_without_a_call(fresh, service, stage, props, sentence):
    failures = fresh().check({}, declared("host", **{"stageArn": stage, **props})).failures

    assert [failure.reason for failure in failures if failure.reason.startswith(sentence)]
    assert service.calls() == []


@given(duration=st.integers(1, 20160), part=st.floats(0, 0.99), elapsed=st.floats(0, 2))
def test_renewal_is_due_exactly_from_renew_before_minutes_before_expiry(duration, part, elapsed):
    before = part * duration
    inputs = ParticipantTokenInputs(duration=duration, renew_before=before)
    now = NOW + timedelta(minutes=elapsed * duration)

    due = tokens.renewal_due(inputs, tokens.iso(NOW + timedelta(minutes=duration)), now)

    assert due == (before > 0 and (NOW + timedelta(minutes=duration) - now).total_seconds() <= before * 60)
