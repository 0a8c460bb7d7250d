"""Marks of the plugin: each goes once the state holds its resource, and never before."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import grpc
import pytest

import hosts
from plugin.saved import Saved
from pulumi_ivs_realtime.aws.client import IvsRealTimeClient
from pulumi_ivs_realtime.lifecycle.own_state import OwnState, Reading
from pulumi_ivs_realtime.plugin import marks
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY, mark_of
from pulumi_ivs_realtime.rules.identity.states import StackState
from stage_scenarios.crashes import until
from stage_scenarios.world import let_marks_age

DYNAMIC = "urn:pulumi:dev::rooms::pulumi-python:dynamic/ivs-realtime:Stage::lobby"


@pytest.fixture
def saved(monkeypatch: pytest.MonkeyPatch) -> Saved:
    return Saved().serve(monkeypatch)


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets for how long a last look lasts."""
    return lambda seconds: monkeypatch.setattr(marks, "_LAST", seconds)


def tags(aws: Any, arn: str) -> dict[str, str]:
    found: dict[str, str] = aws.get_stage(arn=arn)["stage"]["tags"]
    return found


def test_it_goes_while_the_run_goes_on(plugin, aws, saved):
    id_, _, _ = saved.make(plugin, {"tags": {"a": "1"}})

    until(lambda: tags(aws, id_) == {"a": "1"}, 5)


def test_cancel_returns_when_it_has_gone(plugin, aws, saved, monkeypatch):
    monkeypatch.setattr(marks, "_FIRST_PAUSE", 60.0)
    id_, _, _ = saved.make(plugin, {})

    plugin.cancel()

    assert tags(aws, id_) == {}


def test_what_the_state_does_not_hold_keeps_its_mark(plugin, aws, saved, patience):
    patience(0.5)
    id_, _, _ = saved.make(plugin, {}, recorded=False)

    plugin.cancel()

    assert mark_of(tags(aws, id_)).phase == "made"


def test_several_go_together(plugin, aws, saved):
    made = [saved.make(plugin.at("Stage", f"room-{number}"), {})[0] for number in range(5)]

    plugin.cancel()

    assert [tags(aws, arn) for arn in made] == [{}] * 5


def test_where_the_state_cannot_be_read_create_takes_it_off_itself(plugin, aws, service):
    id_, outputs = plugin.create(plugin.checked({}))

    assert tags(aws, id_) == {}
    assert "__createAttempt" not in outputs
    assert "UntagResource" in [call["operation"] for call in service.calls()]


def test_the_state_of_another_stack_with_equal_names_proves_nothing(plugin, aws, monkeypatch):
    """A plugin is not told the organization: what it reads must show the creation that is under way."""
    monkeypatch.setattr(OwnState, "read", lambda *_, **__: Reading(StackState({"resources": []})))
    monkeypatch.setattr(OwnState, "begin", lambda *_: None)

    id_, _ = plugin.create(plugin.checked({}))

    assert tags(aws, id_) == {}


def test_no_mark_where_the_configuration_says_so(plugin, aws, saved):
    plugin.configure(region="eu-central-1", createMark=False)

    id_, _, _ = saved.make(plugin, {})

    assert tags(aws, id_) == {}


def test_what_cannot_be_untagged_is_kept_and_said(plugin, aws, service, saved, capfd):
    service.fault("AccessDeniedException", "UntagResource")
    id_, _, _ = saved.make(plugin, {})

    plugin.cancel()

    assert mark_of(tags(aws, id_)).phase == "kept"
    assert "these credentials lack ivs:UntagResource" in capfd.readouterr().err


def test_a_fault_is_said_and_leaves_it_to_a_later_run(plugin, aws, saved, monkeypatch, capfd):
    def fails(*_: object, **__: object) -> None:
        raise marks.IvsRealTimeError("no connection.")

    id_, _, _ = saved.make(plugin, {})
    monkeypatch.setattr(marks, "remove_mark", fails)

    plugin.cancel()

    assert MARK_KEY in tags(aws, id_)
    assert f"{id_} keeps the tag of its creation until a later" in capfd.readouterr().err


def test_a_later_creation_tidies_what_an_earlier_run_left(plugin, aws, saved, patience):
    patience(0.1)
    left, inputs, _ = saved.make(plugin, {}, recorded=False)
    plugin.cancel()
    saved.record(plugin.urn, left, inputs)  # the engine ended before the plugin could look
    hosts.forget()

    saved.make(plugin.at("Stage", "foyer"), {})

    until(lambda: MARK_KEY not in tags(aws, left), 5)


def test_a_refresh_finds_what_an_earlier_run_left_as_drift(plugin, aws, saved, patience):
    patience(0.1)
    id_, inputs, outputs = saved.make(plugin, {}, recorded=False)
    hosts.forget()

    _, inputs, outputs = plugin.read(id_, inputs, outputs)
    news = plugin.checked({}, inputs)

    assert 'tagsAll["pulumi:creating"]' in plugin.diff(id_, inputs, outputs, news).detailedDiff
    plugin.update(id_, outputs, news)
    assert tags(aws, id_) == {}


@pytest.mark.parametrize("retired", [True, False])
def test_what_the_other_host_began_is_taken_over(plugin, aws, saved, retired, capfd, impatient, provider):
    """A dynamic host died, and then the program went over to the plugin: the pending creation bears witness."""
    hidden = {"__createUrn": DYNAMIC, "__organization": "acme", "__attempt": "a1"}
    began = provider.check({}, {**hidden, "name": "lobby"}).inputs
    saved.begin(DYNAMIC, began)
    theirs = _died(provider, began, retired)
    let_marks_age(lambda _: aws, aws.list_stages()["stages"])
    hosts.forget()
    inputs = plugin.checked({"name": "lobby"})
    saved.begin(plugin.urn, inputs)

    id_, _ = plugin.create(inputs)

    assert id_ == (theirs or id_)
    assert len(aws.list_stages()["stages"]) == 1
    assert "took over" in capfd.readouterr().err


@pytest.mark.parametrize(("retired", "taken"), [(False, True), (True, False)])
def test_what_failed_in_the_other_host_is_taken_over_while_it_was_not_finished(
    plugin, aws, saved, impatient, provider, retired, taken
):
    """The engine has forgotten it; a finished one might be somebody's."""
    began = provider.check({}, {"__createUrn": DYNAMIC, "__organization": "organization", "__attempt": "a1"}).inputs
    _died(provider, began, retired)
    let_marks_age(lambda _: aws, aws.list_stages()["stages"])
    hosts.forget()
    inputs = plugin.checked({"name": "lobby"})
    saved.begin(plugin.urn, inputs)

    plugin.create(inputs)

    assert len(aws.list_stages()["stages"]) == (1 if taken else 2)


def _died(provider: Any, inputs: dict[str, Any], retired: bool) -> str:
    """The dynamic host makes it and dies: before or after it has retired the mark."""
    if retired:
        return str(provider.create(inputs).id)

    def dies(*_: object, **__: object) -> None:
        raise HostDiedError

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(IvsRealTimeClient, "change_tags", dies)
        with pytest.raises(Exception, match="HostDied"):
            provider.create(inputs)
    return ""


class HostDiedError(Exception):
    """Stands for the end of the host."""


def test_a_preview_has_no_marks_to_take_off(plugin):
    plugin.create(plugin.checked({}), preview=True)
    began = time.monotonic()

    plugin.cancel()

    assert time.monotonic() - began < 0.5


def test_an_error_of_create_leaves_nothing_to_take_off(plugin, service, saved):
    service.fault("AccessDeniedException", "CreateStage")
    with pytest.raises(grpc.RpcError):
        saved.make(plugin, {})
    began = time.monotonic()

    plugin.cancel()

    assert time.monotonic() - began < 0.5
