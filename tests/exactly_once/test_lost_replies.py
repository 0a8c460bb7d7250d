"""One declaration, one stage: lost replies, unfinished stages, live stages, adoption (docs/decisions/identity.md)."""

import contextlib
import io
import socket
import sys
import time

import pytest

from pulumi_ivs_realtime.aws import client as door
from pulumi_ivs_realtime.lifecycle import creation, host
from pulumi_ivs_realtime.rules.marks import MARK_KEY, Mark, creator, mark_of
from steps import Declaration, checked, declared, refusals

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


def test_a_role_that_may_not_remove_tags_keeps_the_mark_and_is_told_so_once(configured, service, aws, capsys):
    service.fault("AccessDeniedException", "UntagResource")
    provider = configured()
    lobby, main = Declaration(provider), Declaration(provider, "main")
    lobby.up()
    main.up()

    assert {mark_of(stage["tags"]).phase for stage in stages(aws)} == {"kept"}
    assert "".join(capsys.readouterr()).count("set ivs-realtime:createMark to false") == 1
    assert lobby.refresh()
    assert lobby.up() == "same"


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


@pytest.mark.parametrize("text", ["false", "true"])
def test_force_destroy_may_be_text_as_configuration_has_it(configured, service, aws, text):
    lobby = Declaration(configured())
    lobby.up(forceDestroy=text)
    service.join(lobby.id)
    lobby.provider = configured()

    with contextlib.nullcontext() if text == "true" else pytest.raises(Exception, match="is live"):
        lobby.destroy()

    assert len(stages(aws)) == (text == "false")


def test_a_state_in_which_force_destroy_is_some_other_text_protects_a_live_stage(configured, service, aws):
    lobby = Declaration(configured())
    lobby.up()
    service.join(lobby.id)
    lobby.provider, lobby.outs = configured(), {**lobby.outs, "forceDestroy": "no"}

    with pytest.raises(Exception, match="is live"):
        lobby.destroy()

    assert len(stages(aws)) == 1


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


def test_a_stage_that_became_live_since_the_sweep_is_not_taken_over(provider, service, aws, monkeypatch):
    begun = aws.create_stage(tags=mark())["stage"]["arn"]
    provider.client("eu-central-1").all_stages()
    service.join(begun)

    with pytest.raises(Exception, match="is live"):
        Declaration(provider).up()

    assert aws.get_stage(arn=begun)["stage"]["tags"] != {}


def test_a_stage_that_was_finished_since_the_sweep_is_somebodys(provider, aws):
    begun = aws.create_stage(tags=mark())["stage"]["arn"]
    provider.client("eu-central-1").all_stages()
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
    create = door.IvsRealTimeClient.create_stage

    def taken_over_meanwhile(client, arguments):
        stage = create(client, arguments)
        aws.tag_resource(resourceArn=stage["arn"], tags=mark(age=0, nonce="another"))
        return stage

    monkeypatch.setattr(door.IvsRealTimeClient, "create_stage", taken_over_meanwhile)

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


def test_a_fiftieth_tag_that_cannot_be_set_is_set_by_the_next_up(configured, service, aws, impatient):
    tags = {f"k{number:02}": "v" for number in range(50)}
    service.fault("AccessDeniedException", "TagResource", count=1)
    lobby = Declaration(configured())

    lobby.up(tags=tags)
    made = lobby.id
    assert len(stages(aws)[0]["tags"]) == 49

    assert lobby.up(tags=tags) == "update"
    assert [(stage["arn"], stage["tags"]) for stage in stages(aws)] == [(made, tags)]


@pytest.mark.parametrize(("fault", "when"), [("drop", {}), ("reset", {}), ("500", {"after": True}), ("500", {})])
def test_a_lost_reply_to_the_marks_removal_leaves_a_finished_stage(provider, service, aws, impatient, fault, when):
    service.fault(fault, "UntagResource", count=6, **when)
    lobby = Declaration(provider)

    lobby.up()

    assert [(stage["arn"], stage["tags"]) for stage in stages(aws)] == [(lobby.id, {})]
    assert lobby.up() == "same"


def test_a_service_that_falls_silent_before_the_mark_goes_leaves_a_stage_of_the_state(
    configured, service, aws, impatient, monkeypatch
):
    """The mark may have gone or not: the state holds the stage, and the next `up` removes what is left."""
    monkeypatch.setattr(creation, "_SILENCE", 0.0)
    service.fault("500", "UntagResource")
    lobby = Declaration(configured())
    lobby.up()
    service.calm()
    assert MARK_KEY in stages(aws)[0]["tags"]

    assert lobby.refresh()
    assert lobby.up() == "update"

    assert [(stage["arn"], stage["tags"]) for stage in stages(aws)] == [(lobby.id, {})]
    assert lobby.up() == "same"


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


def test_the_pending_deletion_of_a_stage_that_is_still_declared_keeps_it(configured, aws):
    """An adopted stage was tainted, and the run died between the adoption and the deletion of its predecessor."""
    arn = aws.create_stage(name="by-hand")["stage"]["arn"]
    lobby = Declaration(configured())
    lobby.up(name="lobby", adopt=arn)
    lobby.provider = configured()
    assert lobby.up(name="lobby", adopt=arn) == "same"

    lobby.destroy()

    assert len(stages(aws)) == 1


def test_force_destroy_that_comes_with_the_replacement_does_not_count(configured, service, aws):
    """delete() sees what was applied: it would refuse, and two stages would stand there."""
    lobby = Declaration(configured())
    lobby.up()
    service.join(lobby.id)
    provider = configured(region="us-west-2")
    moved = checked(provider, declared(forceDestroy=True), lobby.inputs)
    assert provider.diff(lobby.id, lobby.outs, moved).replaces == ["region"]

    with pytest.raises(Exception, match="is live"):
        provider.create(checked(provider, declared(forceDestroy=True)))


class HostEnded(BaseException):
    """Stands for the end of this process."""


@pytest.fixture
def engine_gone(monkeypatch):
    """The host was started by an engine that has been killed since."""
    listener = socket.create_server(("127.0.0.1", 0))
    monkeypatch.setattr(sys, "argv", ["host", f"127.0.0.1:{listener.getsockname()[1]}"])
    monkeypatch.setattr(sys, "tracebacklimit", None, raising=False)  # a host sets it, for the rest of the process

    def end(code):
        raise HostEnded(code)

    monkeypatch.setattr(host.os, "_exit", end)
    yield listener.close
    listener.close()


def test_a_host_without_its_engine_makes_no_stage(provider, aws, engine_gone):
    engine_gone()

    with pytest.raises(HostEnded):
        Declaration(provider).up()

    assert stages(aws) == []


def test_a_host_without_its_engine_leaves_the_mark(provider, aws, engine_gone, monkeypatch):
    create = door.IvsRealTimeClient.create_stage

    def engine_dies_meanwhile(client, arguments):
        stage = create(client, arguments)
        engine_gone()
        return stage

    monkeypatch.setattr(door.IvsRealTimeClient, "create_stage", engine_dies_meanwhile)

    with pytest.raises(HostEnded):
        Declaration(provider).up()

    assert [MARK_KEY in stage["tags"] for stage in stages(aws)] == [True]


def test_a_host_without_its_engine_leaves_the_mark_also_when_the_removal_must_be_repeated(
    provider, service, aws, engine_gone, monkeypatch
):
    service.fault("429", "UntagResource", count=1)
    slow_down = door.Limiter.slow_down

    def engine_dies_meanwhile(limiter, operation):
        engine_gone()
        slow_down(limiter, operation)

    monkeypatch.setattr(door.Limiter, "slow_down", engine_dies_meanwhile)

    with pytest.raises(HostEnded):
        Declaration(provider).up()

    assert [MARK_KEY in stage["tags"] for stage in stages(aws)] == [True]


def test_a_host_without_its_engine_takes_nothing_over(provider, aws, engine_gone):
    begun = aws.create_stage(tags=mark())["stage"]
    engine_gone()

    with pytest.raises(HostEnded):
        Declaration(provider).up()

    assert aws.get_stage(arn=begun["arn"])["stage"]["tags"] == begun["tags"]


class NobodyReads(io.StringIO):
    """A pipe whose reader has been killed."""

    def write(self, _):
        raise BrokenPipeError


def test_a_host_without_its_engine_ends_though_nobody_reads_its_words(engine_gone, monkeypatch):
    engine_gone()
    monkeypatch.setattr(sys, "stderr", NobodyReads())

    with pytest.raises(HostEnded):
        host.require_engine()
