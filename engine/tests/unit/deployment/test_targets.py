"""`--target` and its like."""

import pytest

from pulumi_offline.deployment.targets import Targets

LOBBY = "urn:pulumi:dev::rooms::my:Hall$my:Lobby::lobby"


def test_none_contain_everything():
    assert not Targets()
    assert LOBBY in Targets()


@pytest.mark.parametrize("pattern", [LOBBY, "**lobby", "urn:pulumi:dev::rooms::my:*:Lobby::lobby", "**"])
def test_a_pattern_contains_what_it_describes(pattern):
    assert LOBBY in Targets([pattern])


@pytest.mark.parametrize("pattern", ["lobby", "*lobby", "urn:pulumi:dev::*::lobby", "**hall"])
def test_one_star_stops_at_a_colon(pattern):
    assert LOBBY not in Targets([pattern])


def test_a_copy_goes_its_own_way():
    first = Targets(["**hall"])
    second = first.copy()
    second.add(LOBBY)
    second.add(LOBBY)

    assert LOBBY not in first
    assert "my:hall" in second
    assert second.literals == [LOBBY]
