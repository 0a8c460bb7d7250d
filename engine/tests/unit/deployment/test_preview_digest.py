"""`preview --json`: a preview as one document."""

import pytest

from pulumi_offline.deployment.preview_digest import Digest, without_sames
from pulumi_offline.deployment.step import Step
from pulumi_offline.resource.property_values import Secret
from pulumi_offline.resource.state import State
from pulumi_offline.resource.urns import STACK_TYPE

STACK = f"urn:pulumi:dev::rooms::{STACK_TYPE}::rooms-dev"
LOBBY = "urn:pulumi:dev::rooms::my:Room::lobby"
PROVIDER = "urn:pulumi:dev::rooms::pulumi:providers:my::default"


def state(urn=LOBBY, **options):
    return State(urn, urn.split("::")[2], custom=True, **options)


def step(op, old=None, new=None, *, logical=True):
    made = Step(old, new)
    made.op, made.logical = op, logical
    return made


def digest(*steps):
    made = Digest()
    for each in steps:
        made.add_step(each)
    return made


def test_an_empty_part_is_left_out():
    assert Digest().document == {}


def test_a_step_has_both_states_its_reasons_and_its_differences_in_order():
    update = step("replace", state(inputs={"size": 1}), state(inputs={"size": 2}))
    update.diffs, update.keys = ["size"], ["size"]
    update.detailed = {"size": ("update-replace", True), "name": ("add", False)}

    (shown,) = digest(update).document["steps"]

    assert (shown["op"], shown["urn"]) == ("replace", LOBBY)
    assert (shown["oldState"]["inputs"], shown["newState"]["inputs"]) == ({"size": 1}, {"size": 2})
    assert (shown["diffReasons"], shown["replaceReasons"]) == (["size"], ["size"])
    assert list(shown["detailedDiff"].items()) == [
        ("name", {"kind": "add", "inputDiff": False}),
        ("size", {"kind": "update-replace", "inputDiff": True}),
    ]


def test_a_creation_has_no_old_state_and_no_reasons():
    (shown,) = digest(step("create", new=state())).document["steps"]

    assert {"oldState", "diffReasons", "replaceReasons"}.isdisjoint(shown)
    assert shown["detailedDiff"] is None


def test_a_secret_is_blinded():
    (shown,) = digest(step("create", new=state(inputs={"word": Secret("s3cret")}))).document["steps"]

    assert shown["newState"]["inputs"] == {"word": "[secret]"}


@pytest.mark.parametrize(
    ("hidden", "why"),
    [
        (step("create-replacement", new=state(), logical=False), "half of a replacement"),
        (step("create", new=state(PROVIDER)), "the engine's own provider"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_engines_own_affairs_are_no_steps(hidden, why):
    assert digest(hidden).document == {}, why


def test_what_a_refresh_found_replaces_its_step():
    refresh = step("refresh", state(), state(inputs={"size": 2}))
    made = digest(refresh)
    refresh.detailed = {"size": ("update", True)}
    made.add_result(refresh, "update")

    assert [each["op"] for each in made.document["steps"]] == ["update"]


def test_a_refresh_that_found_no_difference_stays_a_refresh():
    refresh = step("refresh", state(), state())
    made = digest(refresh)
    made.add_result(refresh, "update")

    assert [each["op"] for each in made.document["steps"]] == ["refresh"]


def test_a_refresh_that_found_nothing_left_is_a_deletion():
    refresh = step("refresh", state())
    made = digest(refresh)
    made.add_result(refresh, "delete")

    assert [each["op"] for each in made.document["steps"]] == ["delete"]


def test_messages_name_what_they_are_about_unless_it_is_the_stack():
    made = Digest()
    made.add_message("warning", "slow", LOBBY)
    made.add_message("error", "failed", "")

    assert made.document["diagnostics"] == [
        {"urn": LOBBY, "message": "slow", "severity": "warning"},
        {"message": "failed", "severity": "error"},
    ]


@pytest.mark.parametrize("corrupt", [True, False])
def test_the_summary_counts_and_says_whether_the_state_may_be_wrong(corrupt):
    made = Digest()
    made.begin({"rooms:word": "[secret]"})
    made.end(0.5, {"create": 1}, corrupt=corrupt)

    rest = {"maybeCorrupt": True} if corrupt else {}
    assert made.document == {
        "config": {"rooms:word": "[secret]"},
        "duration": 500_000_000,
        "changeSummary": {"create": 1},
        **rest,
    }


def test_without_show_sames_only_the_stack_stays_of_what_is_the_same():
    same = (step("same", state(STACK), state(STACK)), step("same", state(), state()))
    shown = without_sames(digest(*same, step("create", new=state(f"{LOBBY}-2"))).document)

    assert [each["urn"] for each in shown["steps"]] == [STACK, f"{LOBBY}-2"]
    assert without_sames({"diagnostics": []}) == {"diagnostics": []}
