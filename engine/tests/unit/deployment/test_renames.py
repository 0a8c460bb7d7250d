"""References to resources that were found under an alias."""

from pulumi_offline.deployment.renames import renamed
from pulumi_offline.resource.state import State

BEFORE = "urn:pulumi:dev::rooms::my:Hall::old"
NOW = "urn:pulumi:dev::rooms::my:Hall::new"


def test_without_an_alias_nothing_is_another():
    resources = [State(NOW, "my:Hall", True)]

    assert renamed(resources) is resources


def test_every_kind_of_reference_follows():
    parent = State(NOW, "my:Hall", True, aliases=[BEFORE])
    child = State(
        "urn:pulumi:dev::rooms::my:Hall$my:Lobby::lobby",
        "my:Lobby",
        True,
        parent=BEFORE,
        dependencies=[BEFORE],
        property_dependencies={"a": [BEFORE], "b": []},
        deleted_with=BEFORE,
        replace_with=[BEFORE],
        provider=f"{BEFORE}::id",
    )

    first, second = renamed([parent, child])

    assert (first.urn, first.aliases) == (NOW, [])
    assert second.parent == second.deleted_with == NOW
    assert second.dependencies == second.replace_with == [NOW]
    assert second.property_dependencies == {"a": [NOW]}
    assert second.provider == f"{NOW}::id"
    assert child.parent == BEFORE


def test_children_take_the_type_of_a_parent_that_has_another():
    parent = State("urn:pulumi:dev::rooms::my:House::new", "my:House", False, aliases=[BEFORE])
    child = State("urn:pulumi:dev::rooms::my:Hall$my:Lobby::lobby", "my:Lobby", True, parent=BEFORE)

    assert renamed([parent, child])[1].urn == "urn:pulumi:dev::rooms::my:House$my:Lobby::lobby"
