"""One declaration, one stage: lost replies, and the mark that tells them (docs/decisions/identity.md)."""

import pytest

from marks import stages
from pulumi_ivs_realtime.lifecycle import creation
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY, mark_of
from steps import Declaration


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


def test_a_fiftieth_tag_that_cannot_be_set_is_set_by_the_next_up(configured, service, aws, impatient):
    tags = {f"k{number:02}": "v" for number in range(50)}
    service.fault("AccessDeniedException", "TagResource", count=1)
    lobby = Declaration(configured())

    lobby.up(tags=tags)
    made = lobby.id
    assert len(stages(aws)[0]["tags"]) == 49

    assert lobby.up(tags=tags) == "update"
    assert [(stage["arn"], stage["tags"]) for stage in stages(aws)] == [(made, tags)]


@pytest.mark.few(2)
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


def test_the_pending_deletion_of_a_stage_that_is_still_declared_keeps_it(configured, aws):
    """An adopted stage was tainted, and the run died between the adoption and the deletion of its predecessor."""
    arn = aws.create_stage(name="by-hand")["stage"]["arn"]
    lobby = Declaration(configured())
    lobby.up(name="lobby", adopt=arn)
    lobby.provider = configured()
    assert lobby.up(name="lobby", adopt=arn) == "same"

    lobby.destroy()

    assert len(stages(aws)) == 1
