"""Scenarios through the plugin: what the CLI recorded holds for the plugin over gRPC, and beside the dynamic host."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import hosts
from plugin.protocol import in_this_process
from plugin.saved import Saved
from plugin_scenarios.exchanges import Asked, comparable
from plugin_scenarios.observation import observations
from plugin_scenarios.scenario import DYNAMIC as DYNAMIC_TYPE
from plugin_scenarios.scenario import PLUGIN as PLUGIN_TYPE
from plugin_scenarios.suite import DIFFERENT, DYNAMIC, ON_THE_CLI_ALONE, SCENARIOS, TOLD_AGAIN, WITH_NEAR_RELATIVES
from pulumi_ivs_realtime.lifecycle import creation
from pulumi_ivs_realtime.rules import spelling
from scenarios.comparison import recording
from scenarios.comparison.differences import differences
from scenarios.engines import cli
from scenarios.project import Project
from scenarios.scenario import Run, Scenario, Sight
from stage_scenarios.world import World

_AUTOMATIC = re.compile(r"-[0-9a-f]{7}\b")
"""The end of an automatic name, which comes from the URN and with it from the type."""

AGAIN = "record it on the pulumi CLI: python -m plugin_scenarios.record"

replayed = [
    pytest.param(each, id=name, marks=[pytest.mark.full] if name in WITH_NEAR_RELATIVES else [])
    for name, each in SCENARIOS.items()
    if name not in ON_THE_CLI_ALONE
]


def kept(scenario: Scenario) -> list[dict[str, Any]]:
    """The recording, which must be up to date."""
    found = recording.load(scenario)
    assert found is not None, f"{scenario.name} has no recording; {AGAIN}"
    assert found.is_of(scenario), f"the recording of {scenario.name} is stale; {AGAIN}"
    return found.steps


@pytest.fixture
def wire_spelling(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process of the plugin."""
    monkeypatch.setitem(spelling._SPELLING, "python", False)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(creation, "_LOOKS", (0.0, 0.0))
    monkeypatch.setattr(creation, "_SETTLING", 0.0)


@pytest.mark.few(6)
@pytest.mark.parametrize("scenario", replayed)
def test_the_plugin_answers_what_it_answered_the_cli(
    scenario: Scenario,
    tmp_path: Path,
    new_process: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    wire_spelling: None,
    quick: None,
) -> None:
    world = scenario.world()
    assert isinstance(world, World)
    project = Project(tmp_path / "scenario", world)
    project.lay_out()
    for name, value in world.environment().items():
        monkeypatch.setenv(name, value)
    asked = Asked(world, Saved().serve(monkeypatch))
    steps = iter(kept(scenario))
    for step in scenario.steps:
        if isinstance(step, Run):
            _ask_again(asked, next(steps), dict(step.environment), monkeypatch)
        elif isinstance(step, Sight):
            next(steps)
        else:
            project.apply(step)


def _ask_again(
    asked: Asked, command: dict[str, Any], environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One command: a new process, its exchanges in the order in which they were answered, and its end."""
    hosts.forget(connections=True)
    asked.world.learn()
    with monkeypatch.context() as patched, in_this_process() as plugin:
        for name, value in environment.items():
            patched.setenv(name, value)
        for exchange in command["exchanges"]:
            seen = asked.answer(plugin, exchange)
            assert comparable(seen) == comparable(exchange), f"{command['command']}: {exchange['method']}"
        plugin.cancel()


@pytest.mark.parametrize("name", TOLD_AGAIN)
def test_both_hosts_made_the_same_calls(name: str) -> None:
    """And showed the same: exit codes, counts, operations; but for the provider itself, which is one resource more."""
    here, there = kept(SCENARIOS[name]), recording.load(DYNAMIC[name])
    assert there is not None
    assert len(here) == len(there.steps)
    for number, (plugin, dynamic) in enumerate(zip(here, there.steps, strict=True)):
        if (name, number) in DIFFERENT:
            continue
        where = f"{name}, command {number}, {plugin['command']}"
        assert plugin.get("exit_code") == dynamic.get("exit_code"), where
        assert _calls(plugin) == _calls(dynamic), where
        assert _operations(plugin) == _operations(dynamic), where
        assert _told(plugin) == _told(dynamic), where


def _calls(step: dict[str, Any]) -> dict[str, list[str]]:
    """The calls that change something, by resource; how often is looked differs with who reads the state when."""
    looks = ("List", "Get")
    calls = {
        _AUTOMATIC.sub("", about.rpartition(":")[2]): sorted(call for call in made if not call.startswith(looks))
        for about, made in step.get("service_calls", {}).items()
    }
    return {about: made for about, made in calls.items() if made}


def _told(step: dict[str, Any]) -> set[tuple[str, str]]:
    """What users are told, whatever the spelling of properties: a dynamic host prints it."""
    found = set()
    for each in step.get("diagnostics", []):
        printed = re.match(r"(info|warning): (.*)", each["message"]) if each["severity"] == "info#err" else None
        severity, message = printed.groups() if printed else (each["severity"], each["message"])
        plain = _AUTOMATIC.sub("", message.replace(DYNAMIC_TYPE, PLUGIN_TYPE)).replace("_", "").lower()
        found.add((severity, plain))
    # Of a failed run with a dynamic host only errors are recorded: what is printed then is a matter of timing.
    return {each for each in found if each[0] == "error"} if step.get("exit_code") else found


def _operations(step: dict[str, Any]) -> list[tuple[str, str]]:
    found = [
        (each["op"], each["urn"].replace(DYNAMIC_TYPE, PLUGIN_TYPE))
        for each in step.get("operations", [])
        if each["op"] != "same" and "pulumi:pulumi:Stack" not in each["urn"] and ":providers:" not in each["urn"]
    ]
    return sorted(found)


@pytest.mark.cli
@pytest.mark.full
@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_the_cli_shows_what_was_recorded(scenario: Scenario, tmp_path: Path) -> None:
    engine = cli()
    if engine is None:
        pytest.skip("pulumi is not on PATH")
    seen = list(observations(engine, scenario, Project(tmp_path / "scenario")))

    assert not differences(_without_exchanges(kept(scenario)), _without_exchanges(seen))


def _without_exchanges(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Seeds are new in each run, and the order of parallel exchanges is a matter of timing."""
    return [{key: value for key, value in step.items() if key != "exchanges"} for step in steps]
