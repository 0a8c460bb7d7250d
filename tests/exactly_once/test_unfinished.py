"""Unfinished stages: whose they are, when they are taken over, and when they are left alone."""

import pytest

from marks import URN, mark, stages
from pulumi_ivs_realtime.aws import client as door
from pulumi_ivs_realtime.lifecycle import creation
from pulumi_ivs_realtime.model.kinds import STAGE
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY, creator
from steps import Declaration


def test_an_unfinished_stage_of_this_declaration_is_taken_over(configured, service, aws, impatient):
    begun = aws.create_stage(name="old", tags={**mark(), "stray": "1"})["stage"]["arn"]
    lobby = Declaration(configured())

    lobby.up(name="lobby", tags={"team": "live"})

    assert lobby.id == begun
    assert [(stage["name"], stage["tags"]) for stage in stages(aws)] == [("lobby", {"team": "live"})]


def test_fifty_tags_find_room_on_a_stage_that_is_taken_over(provider, aws, impatient):
    aws.create_stage(tags=mark())
    tags = {f"k{number:02}": "v" for number in range(50)}

    Declaration(provider).up(tags=tags)

    assert [stage["tags"] for stage in stages(aws)] == [tags]


def test_an_unfinished_stage_of_another_declaration_is_left_alone(provider, aws):
    other = creator("another-organization", URN)
    begun = aws.create_stage(name="lobby", tags=mark(other))["stage"]["arn"]
    lobby = Declaration(provider)

    lobby.up()

    assert lobby.id != begun
    assert len(stages(aws)) == 2


def test_a_young_mark_is_waited_for(provider, aws, monkeypatch):
    waited, begun = [], aws.create_stage(tags=mark(age=0))["stage"]["arn"]

    def sleep(seconds):
        waited.append(seconds)
        if len(waited) == 1:
            aws.tag_resource(resourceArn=begun, tags=mark(age=seconds + 60))

    monkeypatch.setattr(creation, "LONGEST_CALL", 600.0)
    monkeypatch.setattr(creation.time, "sleep", sleep)
    lobby = Declaration(provider)

    lobby.up()

    assert lobby.id == begun
    assert 500 < waited[0] <= 600
    assert waited[1:] == [creation._SETTLING]


def test_a_mark_that_goes_while_it_is_waited_for_makes_the_stage_somebodys(provider, aws, monkeypatch):
    monkeypatch.setattr(creation, "LONGEST_CALL", 600.0)
    begun = aws.create_stage(tags=mark(age=0))["stage"]["arn"]
    monkeypatch.setattr(creation.time, "sleep", lambda _: aws.untag_resource(resourceArn=begun, tagKeys=[MARK_KEY]))
    lobby = Declaration(provider)

    lobby.up()

    assert lobby.id != begun


def test_two_unfinished_stages_stop_with_both_arns(provider, aws):
    first, second = (aws.create_stage(tags=mark(nonce=nonce))["stage"]["arn"] for nonce in ("n1", "n2"))

    with pytest.raises(Exception, match="both unfinished stages of this declaration") as error:
        Declaration(provider).up()

    assert first in str(error.value)
    assert second in str(error.value)
    assert len(stages(aws)) == 2


def test_a_live_unfinished_stage_is_refused(provider, service, aws):
    begun = aws.create_stage(tags=mark())["stage"]["arn"]
    service.join(begun)

    with pytest.raises(Exception, match=f"{begun}, begun for this declaration by an earlier run, is live"):
        Declaration(provider).up()

    assert len(stages(aws)) == 1


def test_a_stage_that_became_live_since_the_sweep_is_not_taken_over(provider, service, aws, monkeypatch):
    begun = aws.create_stage(tags=mark())["stage"]["arn"]
    provider.client("eu-central-1").all_of(STAGE)
    service.join(begun)

    with pytest.raises(Exception, match="is live"):
        Declaration(provider).up()

    assert aws.get_stage(arn=begun)["stage"]["tags"] != {}


def test_a_stage_that_was_finished_since_the_sweep_is_somebodys(provider, aws):
    begun = aws.create_stage(tags=mark())["stage"]["arn"]
    provider.client("eu-central-1").all_of(STAGE)
    aws.untag_resource(resourceArn=begun, tagKeys=[MARK_KEY])
    lobby = Declaration(provider)

    lobby.up()

    assert lobby.id != begun


def test_of_two_runs_that_reach_for_one_stage_one_gets_it(configured, service, aws, monkeypatch):
    """Two backends with equal organization, project and stack names."""
    begun = aws.create_stage(tags=mark())["stage"]["arn"]
    monkeypatch.setattr(creation, "LONGEST_CALL", 2.0)
    loser = Declaration(configured())
    winners = mark(age=0, nonce="winner")
    slept = []

    def sleep(seconds):
        slept.append(seconds)
        if len(slept) == 1:  # our claim stands; now the other run writes its own over it
            aws.tag_resource(resourceArn=begun, tags=winners)
        else:  # it finishes while we wait for its mark to age
            aws.untag_resource(resourceArn=begun, tagKeys=[MARK_KEY])

    monkeypatch.setattr(creation.time, "sleep", sleep)

    loser.up()

    assert loser.id != begun
    assert len(stages(aws)) == 2


def test_a_slow_create_does_not_finish_what_another_run_has_taken_over(provider, service, aws, monkeypatch):
    monkeypatch.setattr(creation, "_SURE", 0.0)
    create = door.IvsRealTimeClient.create

    def taken_over_meanwhile(client, kind, arguments):
        stage = create(client, kind, arguments)
        aws.tag_resource(resourceArn=stage["arn"], tags=mark(age=0, nonce="another"))
        return stage

    monkeypatch.setattr(door.IvsRealTimeClient, "create", taken_over_meanwhile)

    with pytest.raises(Exception, match="was taken over by another run with equal organization, project and stack"):
        Declaration(provider).up()

    assert "another" in stages(aws)[0]["tags"][MARK_KEY]


def test_an_unfinished_stage_with_fifty_tags_is_taken_over(configured, aws, impatient):
    tags = {f"k{number:02}": "v" for number in range(50)}
    begun = aws.create_stage(tags={**dict(list(tags.items())[:49]), **mark()})["stage"]["arn"]
    lobby = Declaration(configured())

    lobby.up(tags=tags)

    assert lobby.id == begun
    assert [stage["tags"] for stage in stages(aws)] == [tags]
