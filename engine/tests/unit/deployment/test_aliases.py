"""Under which other URNs a resource may stand in the state."""

from pulumi_offline.execution.aliases import Aliases
from pulumi_offline.resource.goals import Alias, Goal

HALL = "urn:pulumi:dev::rooms::my:Hall::hall"
OLD_HALL = "urn:pulumi:dev::rooms::my:Hall::foyer"
STACK = "urn:pulumi:dev::rooms::pulumi:pulumi:Stack::rooms-dev"


def urns(*aliases, name="lobby", parent="", renamed=()):
    goal = Goal("my:Room", name, custom=True, properties={}, parent=parent, aliases=list(aliases))
    return Aliases("dev", "rooms", dict(renamed)).urns(goal)


def test_a_whole_urn_is_taken_as_it_is():
    assert urns(Alias(urn=OLD_HALL)) == [OLD_HALL]


def test_an_alias_says_only_what_differs():
    assert urns(Alias(name="foyer")) == ["urn:pulumi:dev::rooms::my:Room::foyer"]
    assert urns(Alias(type="my:Space"), parent=HALL) == ["urn:pulumi:dev::rooms::my:Hall$my:Space::lobby"]
    assert urns(Alias(stack="prod", project="halls")) == ["urn:pulumi:prod::halls::my:Room::lobby"]


def test_an_alias_without_a_parent_stands_at_the_top():
    top = ["urn:pulumi:dev::rooms::my:Room::lobby"]

    assert urns(Alias(no_parent=True), parent=HALL) == top
    assert urns(Alias(parent=STACK), parent=HALL) == top


def test_each_urn_is_named_once():
    assert len(urns(Alias(name="foyer"), Alias(name="foyer"))) == 1


def test_a_child_follows_a_parent_that_was_found_under_an_alias():
    renamed = {HALL: OLD_HALL}

    assert urns(parent=HALL, renamed=renamed.items()) == ["urn:pulumi:dev::rooms::my:Hall$my:Room::lobby"]
    assert urns(name="hall-stage", parent=HALL, renamed=renamed.items()) == [
        "urn:pulumi:dev::rooms::my:Hall$my:Room::foyer-stage"
    ]


def test_a_child_with_an_alias_of_its_own_may_stand_below_either_parent():
    found = urns(Alias(name="hall-main"), name="hall-stage", parent=HALL, renamed=[(HALL, OLD_HALL)])

    assert found == [
        "urn:pulumi:dev::rooms::my:Hall$my:Room::hall-main",
        "urn:pulumi:dev::rooms::my:Hall$my:Room::foyer-stage",
        "urn:pulumi:dev::rooms::my:Hall$my:Room::foyer-main",
    ]
