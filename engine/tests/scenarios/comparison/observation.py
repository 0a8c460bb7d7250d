"""What a step of a scenario showed, normalised: the form in which engines are compared and recordings are kept."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from scenarios.comparison.normalisation import needs, normal, normal_state, scrubbed
from scenarios.comparison.order import Graph, canonical
from scenarios.engines import Completed, Engine
from scenarios.project import Project
from scenarios.scenario import Run, Scenario, Sight

Observation = dict[str, Any]
State = dict[str, Any]

STDERR = "info#err"
SUGGESTION = re.compile(r"\nDid you mean:\n.*", re.DOTALL)  # the CLI's help after a URN that it does not find
UNLOCK = "`pulumi-offline cancel --yes`"  # each engine names its own command


@dataclass(frozen=True)
class Graphs:
    """Who depends on whom: after the command, and before or after it (what is deleted goes by what it was)."""

    declared: Graph
    known: Graph


def observations(engine: Engine, scenario: Scenario, project: Project) -> Iterator[Observation]:
    """Run the scenario in a fresh project; one observation for each command of the engine."""
    project = replace(project, world=scenario.world())
    project.lay_out()
    for step in scenario.steps:
        if isinstance(step, Run):
            yield observe(engine, step, project)
        elif project.world and isinstance(step, Sight):
            yield project.world.sight(step)
        else:
            project.apply(step)


def observe(engine: Engine, run: Run, project: Project) -> Observation:
    """Run one command and gather what it showed."""
    before, calls = project.checkpoint(), len(project.calls())
    if project.world:
        project.world.calls()  # those of the steps before are forgotten
    completed = engine.run(project, run)
    objects = project.world.objects() if project.world else list(project.objects())
    after = project.checkpoint()
    graphs = Graphs(dependencies(after), dependencies(before, after))
    seen = {
        "command": " ".join(run.command),
        "exit_code": completed.exit_code,
        **summary(completed),
        # What reached the log of events before a kill is a matter of timing; the state tells how far it got.
        "operations": [] if run.kill_at else operations(completed, graphs, project),
        "diagnostics": diagnostics(completed, project),
        "messages": messages(completed, run, project),
        "document": document(completed, run, project),
        "calls": normal(calls_by_name(project.calls()[calls:]), project),
        "outputs": normal(stack_outputs(after), project),
        "objects": objects,
        "service_calls": project.world.calls() if project.world else {},
        "state": normal_state(after, project),
    }
    return {key: value for key, value in seen.items() if value not in (None, [], {}, "")}


def dependencies(*states: State) -> Graph:
    """Who depends on whom in any of the states."""
    graph: dict[str, set[str]] = {}
    for resource in (resource for state in states for resource in state.get("resources") or ()):
        graph.setdefault(resource["urn"], set()).update(needs(resource))
    return graph


def summary(completed: Completed) -> Observation:
    for event in completed.events:
        if "summaryEvent" in event:
            found = event["summaryEvent"]
            return {"result": found.get("result"), "changes": found.get("resourceChanges") or {}}
    return {}


def operations(completed: Completed, graphs: Graphs, project: Project) -> list[Observation]:
    """Every step that the engine began, in canonical order, with why and with what came of it."""
    began = [event["resourcePreEvent"]["metadata"] for event in completed.events if "resourcePreEvent" in event]
    failed = {_step(event["resOpFailedEvent"]["metadata"]) for event in completed.events if "resOpFailedEvent" in event}
    ended = {
        _step(event["resOutputsEvent"]["metadata"]): event["resOutputsEvent"]["metadata"]
        for event in completed.events
        if "resOutputsEvent" in event
    }

    def related(a: State, b: State) -> bool:
        return in_order(a, b, graphs)

    ordered = canonical(began, related, lambda step: f"{step['urn']} {step['op']}")
    return [normal(_operation(step, ended.get(_step(step)), _step(step) in failed), project) for step in ordered]


def in_order(a: State, b: State, graphs: Graphs) -> bool:
    """Whether the order of two operations means anything.

    Refreshes come before all else, in no order of their own; two objects of one name are deleted beside each other.
    """
    deletes = [step["op"].startswith(("delete", "discard")) for step in (a, b)]
    if a["urn"] == b["urn"]:
        return not all(deletes)
    if (a["op"] == "refresh") != (b["op"] == "refresh"):
        return True
    graph = graphs.known if any(deletes) else graphs.declared
    return a["op"] != "refresh" and (a["urn"] in graph.get(b["urn"], ()) or b["urn"] in graph.get(a["urn"], ()))


def _step(metadata: State) -> tuple[str, str]:
    return metadata["op"], metadata["urn"]


def _operation(began: State, ended: State | None, failed: bool) -> Observation:
    found = {key: began.get(key) for key in ("op", "urn", "keys", "diffs", "detailedDiff") if began.get(key)}
    if failed:
        found["failed"] = True
    if began["op"] != "same":
        found["inputs"] = (began.get("new") or {}).get("inputs")
        found["outputs"] = ((ended or {}).get("new") or {}).get("outputs")
    return {key: value for key, value in found.items() if value}


def diagnostics(completed: Completed, project: Project) -> list[Observation]:
    """Messages by resource; their order among each other is a matter of timing."""
    found = [event["diagnosticEvent"] for event in completed.events if "diagnosticEvent" in event]
    # A failed step interrupts the program, and Python may get to say where: whether it does is a matter of timing.
    noise = ("debug", STDERR) if summary(completed).get("result") == "failed" else ("debug",)
    kept = [
        {"severity": each["severity"], "urn": each.get("urn", ""), "message": scrubbed(each["message"], project)}
        for each in found
        if each["severity"] not in noise
    ]
    return sorted((each for each in kept if each["message"]), key=lambda each: sorted(each.items()))


def messages(completed: Completed, run: Run, project: Project) -> list[str]:
    """What the command itself said: its errors, and the answer of one that is no operation."""
    errors = SUGGESTION.sub("", scrubbed(completed.stderr, project)).replace(UNLOCK, "`pulumi cancel`").splitlines()
    told = completed.events or _answers_json(run)
    answer = [] if told else scrubbed(completed.stdout, project).splitlines()
    return [line for line in (*errors, *answer) if line]


def document(completed: Completed, run: Run, project: Project) -> Any:
    """The JSON that the command answers with, if it does."""
    if _exports(run):
        return normal_state(json.loads(completed.stdout)["deployment"], project)
    return normal_answer(json.loads(completed.stdout), project) if _answers_json(run) else None


def normal_answer(answer: Any, project: Project) -> Any:
    """`preview --json` without its duration, its steps sorted by resource."""
    found = normal(answer, project)
    if isinstance(found, dict) and "steps" in found:
        found.pop("duration", None)
        found["steps"].sort(key=lambda step: step["urn"])
    return found


def _answers_json(run: Run) -> bool:
    return "--json" in run.command or _exports(run)


def _exports(run: Run) -> bool:
    return run.command[:2] == ("stack", "export") and "--file" not in run.command


def calls_by_name(calls: list[State]) -> Observation:
    """The provider's calls by the resource's name, each resource's in order, with their arguments."""
    found: Observation = {}
    for call in calls:
        arguments = {key: value for key, value in call.items() if key not in ("method", "name", "pid")}
        found.setdefault(call["name"], []).append([call["method"], arguments])
    return dict(sorted(found.items()))


def stack_outputs(deployment: State) -> Observation:
    for resource in deployment.get("resources") or ():
        if resource["type"] == "pulumi:pulumi:Stack":
            outputs: Observation = resource.get("outputs") or {}
            return outputs
    return {}
