"""One declaration, one stage: lost replies, unfinished stages, live stages, adoption (docs/decisions/identity.md)."""

import time

import pytest

from provider.steps import Declaration, checked, declared, refusals
from pulumi_ivs_realtime.lifecycle import creation
from pulumi_ivs_realtime.rules.marks import MARK_KEY, Mark, creator

URN = declared("lobby")["createUrn"]
OURS = creator("organization", URN)


def stages(aws):
    return aws.list_stages(maxResults=100)["stages"]


def mark(owner=OURS, age=3600.0, nonce="n1"):
    return {MARK_KEY: str(Mark(owner, int(time.time() - age), nonce))}


@pytest.mark.parametrize(
    ("fault", "when"), [("drop", {}), ("reset", {}), ("500", {}), ("500", {"after": True}), ("503", {"after": True})]
)
def test_a_lost_reply_leaves_exactly_one_stage(provider, service, aws, impatient, fault, when):
    service.fault(fault, "CreateStage", count=1, **when)
    lobby = Declaration(provider)

    lobby.up(tags={"team": "live"})

    assert [(stage["arn"], stage["tags"]) for stage in stages(aws)] == [(lobby.id, {"team": "live"})]
    assert set(lobby.outs["endpoints"]) == {"events", "whip", "rtmp", "rtmps"}


def test_create_stage_is_never_sent_twice_by_the_sdk(provider, service, impatient):
    service.fault("drop", "CreateStage", count=1)

    Declaration(provider).up()

    assert len(service.calls("CreateStage")) == 1


def test_throttling_is_waited_out(provider, service, aws):
    service.fault("429", "CreateStage", count=3)

    Declaration(provider).up()

    assert len(stages(aws)) == 1


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
    waited = []
    monkeypatch.setattr(creation, "LONGEST_CALL", 600.0)
    monkeypatch.setattr(creation.time, "sleep", waited.append)
    begun = aws.create_stage(tags=mark(age=0))["stage"]["arn"]
    lobby = Declaration(provider)

    lobby.up()

    assert lobby.id == begun
    assert [500 < seconds <= 600 for seconds in waited] == [True]


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


def test_a_mark_that_cannot_be_removed_fails_the_create_and_is_taken_over_next_time(
    configured, service, aws, impatient
):
    service.fault("AccessDeniedException", "UntagResource", count=1)
    with pytest.raises(Exception, match=r"AccessDeniedException.*ivs:UntagResource"):
        Declaration(configured()).up()
    (unfinished,) = stages(aws)

    lobby = Declaration(configured())
    lobby.up()

    assert lobby.id == unfinished["arn"]
    assert [stage["tags"] for stage in stages(aws)] == [{}]


def test_fifty_tags_and_the_mark_find_room(provider, service, aws):
    tags = {f"k{number:02}": "v" for number in range(50)}

    Declaration(provider).up(tags=tags)

    assert [stage["tags"] for stage in stages(aws)] == [tags]
    assert len(service.calls("CreateStage")[0]["request"]["tags"]) == 50


def test_without_the_mark_create_is_one_call(configured, service):
    Declaration(configured(createMark="false")).up(tags={"team": "live"})

    assert [call["operation"] for call in service.calls()] == ["CreateStage"]


def test_what_this_process_created_is_never_deleted(provider, aws):
    lobby = Declaration(provider)
    lobby.up()

    lobby.destroy()

    assert len(stages(aws)) == 1


def test_a_live_stage_is_not_deleted(configured, service, aws):
    lobby = Declaration(configured())
    lobby.up()
    service.join(lobby.id)
    lobby.provider = configured()

    with pytest.raises(Exception, match=r"is live \(session st-.*PULUMI_IVS_FORCE_DESTROY="):
        lobby.destroy()

    assert len(stages(aws)) == 1


def test_a_live_stage_is_deleted_by_force(configured, service, aws, monkeypatch):
    lobby = Declaration(configured())
    lobby.up()
    service.join(lobby.id)
    monkeypatch.setenv("PULUMI_IVS_FORCE_DESTROY", lobby.id)
    lobby.provider = configured()

    lobby.destroy()

    assert stages(aws) == []


def test_force_destroy_is_an_update_without_a_call_and_lets_a_live_stage_go(configured, service, aws):
    lobby = Declaration(configured())
    lobby.up()
    service.join(lobby.id)
    service.reset_calls()

    assert lobby.up(forceDestroy=True) == "update"
    assert service.calls() == []
    lobby.provider = configured()
    lobby.destroy()
    assert stages(aws) == []


def test_the_replacement_of_a_live_stage_is_refused_before_anything_is_made(configured, service, aws):
    lobby = Declaration(configured())
    lobby.up()
    service.join(lobby.id)
    provider = configured(region="us-west-2")
    moved = checked(provider, declared(), lobby.inputs)
    assert provider.diff(lobby.id, lobby.outs, moved).replaces == ["region"]
    service.reset_calls()

    with pytest.raises(Exception, match="is live"):
        provider.create(checked(provider, declared()))

    assert service.calls("CreateStage") == []


def test_adoption_brings_a_stage_to_the_declared_state(provider, aws):
    arn = aws.create_stage(name="by-hand", tags={"stray": "1", "team": "old"})["stage"]["arn"]
    lobby = Declaration(provider)

    assert lobby.up(name="lobby", tags={"team": "live"}, adopt=arn) == "create"

    assert lobby.id == arn
    assert [(stage["name"], stage["tags"]) for stage in stages(aws)] == [("lobby", {"team": "live"})]


def test_adoption_says_beforehand_what_will_change(provider, aws, capsys):
    arn = aws.create_stage(name="by-hand")["stage"]["arn"]

    checked(provider, declared(name="lobby", adopt=arn))

    assert f'adopting {arn}: name "by-hand" → "lobby"' in "".join(capsys.readouterr())


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
        f"adopt {arn} lies in eu-central-1, but this stage in us-west-2"
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
