"""What a command of a scenario through the plugin showed: the user's view, the calls, and the plugin's exchanges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from plugin_scenarios.exchanges import LOG, logged, recorded
from scenarios.comparison.observation import observe
from scenarios.engines import CommandLine
from scenarios.project import Project
from scenarios.scenario import Run, Scenario, Sight
from stage_scenarios.world import World

Observation = dict[str, Any]

_KEPT = ("command", "exit_code", "result", "changes", "diagnostics", "messages", "objects", "service_calls", "outputs")
_OF_OPERATIONS = ("op", "urn", "keys", "diffs", "detailedDiff", "failed")
_FROM_PATH = "warning: using pulumi-resource-ivs-realtime from $PATH"


def observations(engine: CommandLine, scenario: Scenario, project: Project) -> Iterator[Observation]:
    """Run the scenario on the CLI in a fresh project; one observation for each command."""
    world = scenario.world()
    assert isinstance(world, World)
    project = replace(project, world=world)
    project.lay_out()
    log = project.root / LOG
    logging = replace(engine, environment={**engine.environment, "PULUMI_DEBUG_GRPC": str(log)})
    for step in scenario.steps:
        if isinstance(step, Run):
            log.write_text("")
            seen = observe(logging, _written(step, world, project), project)
            yield {**shown(seen), "command": " ".join(step.command), "exchanges": recorded(logged(log), world)}
        elif isinstance(step, Sight):
            yield world.sight(step)
        else:
            project.apply(step)


def _written(step: Run, world: World, project: Project) -> Run:
    """A command in which ARNs stand for `<arn of NAME>`; an import logs its events, too."""
    words = tuple(world.written(word) for word in step.command)
    events = ("--event-log", str(project.root / "events.jsonl")) if words[0] == "import" else ()
    return replace(step, command=(*words, *events))


def shown(seen: Observation) -> Observation:
    """Of an observation what does not repeat the exchanges."""
    kept = {key: seen[key] for key in _KEPT if key in seen}
    operations = [
        {key: each[key] for key in _OF_OPERATIONS if key in each}
        for each in seen.get("operations", [])
        if each["op"] != "same"
    ]
    found = kept.pop("diagnostics", [])
    told = [each for each in found if not f"{each['severity']}: {each['message']}".startswith(_FROM_PATH)]
    lines = [line for line in kept.pop("messages", []) if not line.startswith(_FROM_PATH)]
    more = {"operations": operations, "diagnostics": told, "messages": lines}
    return {**kept, **{key: value for key, value in more.items() if value}}
