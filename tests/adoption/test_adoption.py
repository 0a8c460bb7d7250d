"""A stage that exists is taken over by a declaration that says so, and by one alone."""

import pytest

from marks import mark, stages
from steps import Declaration, checked, declared, refusals


def test_adoption_brings_a_stage_to_the_declared_state(provider, aws):
    arn = aws.create_stage(name="by-hand", tags={"stray": "1", "team": "old"})["stage"]["arn"]
    lobby = Declaration(provider)

    assert lobby.up(name="lobby", tags={"team": "live"}, adopt=arn) == "create"

    assert lobby.id == arn
    assert [(stage["name"], stage["tags"]) for stage in stages(aws)] == [("lobby", {"team": "live"})]


def test_adoption_says_beforehand_what_will_change(provider, aws, capsys):
    arn = aws.create_stage(name="by-hand")["stage"]["arn"]

    checked(provider, declared(name="lobby", adopt=arn))

    assert f'"lobby" adopts {arn}: name "by-hand" → "lobby"' in "".join(capsys.readouterr())


def test_adoption_of_a_live_stage_cuts_nobody_off(provider, service, aws):
    arn = aws.create_stage(name="by-hand")["stage"]["arn"]
    service.join(arn)

    Declaration(provider).up(name="lobby", adopt=arn)

    assert aws.get_stage(arn=arn)["stage"]["activeSessionId"]


def test_later_changes_of_adopt_are_no_change(provider, aws):
    arn = aws.create_stage(name="by-hand")["stage"]["arn"]
    lobby = Declaration(provider)
    lobby.up(name="lobby", adopt=arn)

    assert lobby.up(name="lobby") == "same"


def test_adoption_is_refused_where_it_cannot_work(provider, aws):
    arn = aws.create_stage(name="by-hand")["stage"]["arn"]
    gone = arn[:-4] + "zzzz"

    assert refusals(provider, adopt="lobby") == ['adopt must be the ARN of a stage, not "lobby"']
    assert refusals(provider, adopt=gone) == [
        f"adopt {gone} does not exist; take the argument away to create a new stage"
    ]
    assert refusals(provider, adopt=arn, region="us-west-2") == [
        f"adopt {arn} is in eu-central-1, but this stage is in us-west-2"
    ]


def test_one_stage_is_adopted_once(provider, aws):
    arn = aws.create_stage(name="by-hand")["stage"]["arn"]
    checked(provider, declared("first", adopt=arn))

    (failure,) = provider.check({}, declared("second", adopt=arn)).failures

    assert f"{arn} is adopted twice" in failure.reason


def test_an_adopted_stage_that_is_tainted_survives(configured, aws):
    arn = aws.create_stage(name="by-hand")["stage"]["arn"]
    lobby = Declaration(configured())
    lobby.up(name="lobby", adopt=arn)

    provider = configured()
    again = provider.create(checked(provider, declared(name="lobby", adopt=arn)))
    provider.delete(lobby.id, lobby.outs)

    assert again.id == arn
    assert len(stages(aws)) == 1


def test_adoption_takes_the_mark_away(provider, aws):
    """Else the declaration that began the stage could still take it over."""
    begun = aws.create_stage(name="lobby", tags=mark("another"))["stage"]["arn"]

    Declaration(provider).up(name="lobby", adopt=begun)

    assert [stage["tags"] for stage in stages(aws)] == [{}]


def test_a_stage_in_the_making_is_not_adopted(provider, aws):
    begun = aws.create_stage(tags=mark("another", age=0))["stage"]["arn"]

    assert refusals(provider, adopt=begun) == [f"adopt {begun} is being created by another run; try again in 30 s"]


def test_a_stage_that_another_resource_holds_is_not_adopted(configured, aws):
    lobby = Declaration(configured())
    lobby.up()
    lobby.provider = configured()
    assert lobby.up() == "same"

    assert refusals(lobby.provider, resource_name="main", adopt=lobby.id) == [
        f'adopt {lobby.id} is managed by "lobby" already'
    ]


def test_a_stage_that_another_resource_adopts_is_told_when_its_holder_comes_second(configured, aws):
    lobby = Declaration(configured())
    lobby.up()
    lobby.provider = configured()
    checked(lobby.provider, declared("main", name=lobby.inputs["name"], adopt=lobby.id))

    with pytest.raises(Exception, match=f'{lobby.id} is declared by "main", too'):
        lobby.up()
