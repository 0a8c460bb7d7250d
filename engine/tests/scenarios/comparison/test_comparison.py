"""The suite's own parts: the canonical order, normalisation, differences, and when a recording is stale."""

from dataclasses import replace
from pathlib import Path

import pytest

from scenarios.comparison.differences import differences
from scenarios.comparison.normalisation import VERSION, dependencies_first, normal, scrubbed
from scenarios.comparison.observation import Graphs, in_order
from scenarios.comparison.order import canonical
from scenarios.comparison.recording import Recording
from scenarios.project import Project
from scenarios.scenario import as_run, program, up
from scenarios.suite import SCENARIOS

PROJECT = Project(Path("/somewhere/scenario"))
GRAPHS = Graphs({"b": {"a"}, "c": {"b"}}, {"b": {"a"}, "c": {"b"}, "y": {"x"}})


def ordered(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    items = [{"op": op, "urn": urn} for op, urn in steps]
    found = canonical(items, lambda a, b: in_order(a, b, GRAPHS), lambda step: step["urn"])
    return [(step["op"], step["urn"]) for step in found]


def test_there_are_at_least_sixty_scenarios() -> None:
    assert len(SCENARIOS) >= 60


def test_every_scenario_says_what_holds() -> None:
    assert [name for name, scenario in SCENARIOS.items() if not scenario.why] == []


def test_unrelated_operations_are_sorted() -> None:
    assert ordered(("create", "x"), ("create", "a")) == [("create", "a"), ("create", "x")]


def test_the_order_of_related_operations_is_kept() -> None:
    steps = [("delete", "c"), ("delete", "b"), ("delete", "a")]
    assert ordered(*steps) == steps
    assert ordered(*reversed(steps)) == list(reversed(steps))


def test_a_dependency_that_is_gone_orders_deletions_only() -> None:
    assert ordered(("delete", "y"), ("delete", "x")) == [("delete", "y"), ("delete", "x")]
    assert ordered(("update", "y"), ("update", "x")) == [("update", "x"), ("update", "y")]


def test_operations_on_one_resource_keep_their_order() -> None:
    steps = [("delete-replaced", "x"), ("create-replacement", "x")]
    assert ordered(*steps) == steps


def test_refreshes_have_no_order_among_each_other_but_come_first() -> None:
    assert ordered(("refresh", "c"), ("refresh", "a"), ("update", "x")) == [
        ("refresh", "a"),
        ("refresh", "c"),
        ("update", "x"),
    ]
    assert ordered(("update", "a"), ("refresh", "x"))[0] == ("update", "a")


def test_texts_lose_colours_paths_durations_and_the_frames_of_tracebacks() -> None:
    text = (
        "<{%reset%}>\x1b[1mTraceback (most recent call last):\n"
        '  File "/somewhere/scenario/project/__main__.py", line 3, in <module>\n    1 / 0\n    ~~^~~\n'
        "ZeroDivisionError: in /somewhere/scenario/project after 1.5s  \n"
    )
    expected = "Traceback (most recent call last):\nZeroDivisionError: in <project> after <time>"
    assert scrubbed(text, PROJECT) == expected


def test_secrets_and_pickles_are_compared_by_presence() -> None:
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:abc"}
    value = {"__provider": "gASV", "password": secret, "created": "2026-01-01", "kept": 1}
    assert normal(value, PROJECT) == {"__provider": "<pickle>", "password": "<secret>", "kept": 1}


@pytest.mark.parametrize(
    "dependency",
    [{"dependencies": ["a"]}, {"parent": "a"}, {"provider": "a::id"}, {"propertyDependencies": {"value": ["a"]}}],
    ids=lambda dependency: next(iter(dependency)),
)
def test_a_state_with_a_dependant_first_is_out_of_order(dependency: dict[str, object]) -> None:
    first, second = {"urn": "a"}, {"urn": "b", **dependency}
    assert dependencies_first([first, second])
    assert not dependencies_first([second, first])


def test_equal_observations_have_no_differences() -> None:
    step = {"command": "up", "exit_code": 0}
    assert differences([step], [dict(step)]) == []


def test_a_difference_names_command_and_field_and_shows_both_sides() -> None:
    recorded = {"command": "up", "changes": {"create": 1}}
    [found] = differences([recorded], [{**recorded, "changes": {"update": 1}}])
    assert found.startswith("command 1, `up`: changes\n")
    assert '- "create": 1' in found
    assert '+ "update": 1' in found


def test_a_missing_command_and_a_field_that_nobody_recorded_are_differences() -> None:
    step = {"command": "up"}
    assert differences([step, step], [step]) == ["2 commands were recorded, 1 ran"]
    assert len(differences([step], [{**step, "messages": ["error: no"]}])) == 1


def test_a_changed_scenario_or_normaliser_makes_its_recording_stale() -> None:
    scenario = SCENARIOS["basic"]
    kept = Recording("v3", "3", scenario.digest(), VERSION, [])
    assert kept.is_of(scenario)
    assert not kept.is_of(replace(scenario, steps=(program(""), up())))
    assert not replace(kept, normaliser=VERSION - 1).is_of(scenario)


def test_comments_make_no_recording_stale() -> None:
    plain = SCENARIOS["basic"]
    remarked = replace(plain, steps=(program('Thing("a")  # the first\n\n# and no more\n'), *plain.steps[1:]))

    assert remarked.digest() == replace(plain, steps=(program('Thing("a")\n'), *plain.steps[1:])).digest()
    assert remarked.digest() != replace(plain, steps=(program('Thing("b")\n'), *plain.steps[1:])).digest()
    assert as_run('text = "# stays"\n') == 'text = "# stays"'
    assert as_run("not python (\n# stays") == "not python (\n# stays"
