"""An answer that is not the service's is no answer: what became of the call is not known."""

import re

import pytest

from clients import REGION
from loopback import Handler, served
from pulumi_ivs_realtime.aws import answers, calls
from pulumi_ivs_realtime.aws.client import client_for
from pulumi_ivs_realtime.aws.clock import ServiceClock
from pulumi_ivs_realtime.errors import ServiceFault, Throttled, UnrecognizedAnswer
from pulumi_ivs_realtime.model.kinds import KINDS, STAGE
from pulumi_ivs_realtime.rules.settings import Connection, Credentials
from pulumi_ivs_realtime.rules.tags import TagChanges
from steps import Declaration, checked, declared

NOBODY = f"arn:aws:ivs:{REGION}:123456789012:stage/AbCdEfGh1234"

CALLS = {
    "CreateStage": lambda client, arn: client.create(STAGE, dict),
    "GetStage": lambda client, arn: client.get(STAGE, arn),
    "UpdateStage": lambda client, arn: client.update(STAGE, arn, {"name": "foyer"}),
    "DeleteStage": lambda client, arn: client.delete(STAGE, arn),
    "TagResource": lambda client, arn: client.change_tags(arn, TagChanges([], {"team": "live"})),
    "UntagResource": lambda client, arn: client.change_tags(arn, TagChanges(["floor"], {})),
    "ListTagsForResource": lambda client, arn: client.list_tags(arn),
    "ListStages": lambda client, arn: list(client.list(STAGE)),
    "CreateParticipantToken": lambda client, arn: client.create_participant_token({"stageArn": arn}),
    "DisconnectParticipant": lambda client, arn: client.disconnect_participant(arn, "AbCdEfGh1234"),
    "ListParticipants": lambda client, arn: client.list_participants(arn, "st-AbCdEfGh12345", most=1),
}
"""Every operation that the door knows, but for those of the other kinds, which take the same way."""

OF_OTHERS = {operation for kind in KINDS.values() if kind is not STAGE for operation in kind.operations}

WITH_BODY = [operation for operation in CALLS if answers.NEEDED[operation]]
WITHOUT_BODY = [operation for operation in CALLS if not answers.NEEDED[operation]]


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr(calls, "_FIRST_PAUSE", 0.0)


@pytest.fixture
def client(service, new_process):
    return client_for(Connection(), REGION)


@pytest.fixture
def arn(aws):
    return aws.create_stage(name="lobby", tags={"floor": "1"})["stage"]["arn"]


def tags(aws, arn):
    return aws.get_stage(arn=arn)["stage"]["tags"]


def test_every_operation_is_tried_here():
    assert CALLS.keys() | OF_OTHERS == answers.NEEDED.keys()


@pytest.mark.few(8)
@pytest.mark.parametrize("kind", ["html", "redirect"])
@pytest.mark.parametrize("operation", CALLS)
def test_a_page_is_no_answer(client, service, arn, operation, kind):
    service.fault(kind, operation)

    with pytest.raises(UnrecognizedAnswer, match=rf"the answer to {operation} does not seem to be from AWS"):
        CALLS[operation](client, arn)


@pytest.mark.parametrize("operation", WITH_BODY)
def test_an_answer_without_the_modelled_members_is_none(client, service, arn, operation):
    service.fault("empty", operation)

    with pytest.raises(UnrecognizedAnswer, match=r"status 200, no "):
        CALLS[operation](client, arn)


@pytest.mark.parametrize("operation", sorted({*CALLS} - {"CreateStage"}))
def test_one_page_among_answers_changes_nothing(client, service, aws, arn, operation):
    """All but CreateStage may be sent again."""
    if operation == "DisconnectParticipant":
        service.switch(disconnect_unknown="success")
    service.fault("html", operation, count=1)

    CALLS[operation](client, arn)

    assert [call["error"] for call in service.calls(operation)] == ["html", ""]


class Stranger(Handler):
    """Answers everything with one status and body."""

    reply: tuple[int, bytes, str]

    def do_POST(self):  # noqa: N802 - the name that http.server looks for
        self.body()
        self.answer(*self.reply)

    do_GET = do_DELETE = do_POST  # noqa: N815


STRANGE = {
    "a list": (200, b"[]", "application/json"),
    "null": (200, b"null", "application/json"),
    "no text": (200, b"\xff\xfe\x00", "application/json"),
    "another type": (200, b'{"stage": "lobby", "tags": [], "stages": {}, "participants": 1}', "application/json"),
    "no ARN": (200, b'{"stage": {"name": "lobby"}, "stages": [{}], "participants": [null]}', "application/json"),
    "nothing at all": (200, b"", "text/plain"),
    "a refusal of a proxy": (403, b"<html>blocked</html>", "text/html"),
    "a refusal as JSON": (403, b'{"code": 403, "message": "blocked"}', "application/json"),
    "a page that is missing": (404, b"<html>missing</html>", "text/html"),
    "a list that refuses": (400, b"[1]", "application/json"),
    "a fault that is no text": (502, b"\xff", "text/plain"),
}


def spread(operations):
    """Every operation with every reply; `make test` takes each of both in turn, a third of the pairs."""
    return [
        pytest.param(operation, reply, id=f"{name}-{operation}", marks=[pytest.mark.full] * bool((i + j) % 3))
        for i, operation in enumerate(operations)
        for j, (name, reply) in enumerate(STRANGE.items())
    ]


def strangers(reply):
    return served(type("Stranger", (Stranger,), {"reply": reply}))


def connected(url):
    keys = Credentials(access_key="local", secret_key="local")
    return client_for(Connection(credentials=keys, endpoints=(("ivsrealtime", url),), max_retries=1), REGION)


@pytest.mark.few(8)
@pytest.mark.parametrize(("operation", "reply"), spread(WITH_BODY))
def test_whatever_a_stranger_says_is_no_answer(new_process, operation, reply):
    with strangers(reply) as url, pytest.raises(UnrecognizedAnswer):
        CALLS[operation](connected(url), NOBODY)


@pytest.mark.parametrize(("operation", "reply"), spread(WITHOUT_BODY))
def test_whatever_a_stranger_says_is_no_success(new_process, operation, reply):
    with strangers(reply) as url, pytest.raises(UnrecognizedAnswer):
        CALLS[operation](connected(url), NOBODY)


def test_a_time_that_is_none_makes_it_no_answer(new_process):
    token = b'{"participantToken": {"participantId": "a", "token": "b", "expirationTime": "soon"}}'

    with strangers((200, token, "application/json")) as url, pytest.raises(UnrecognizedAnswer, match="expirationTime"):
        CALLS["CreateParticipantToken"](connected(url), NOBODY)


def test_what_a_gateway_says_with_5xx_stays_a_fault(new_process):
    with strangers((502, b"<html>Bad Gateway</html>", "text/html")) as url, pytest.raises(ServiceFault):
        CALLS["GetStage"](connected(url), NOBODY)


def test_a_stranger_does_not_tell_the_time(new_process):
    """Its header Date is today's, and the client's own clock is in 1970."""
    with strangers((502, b"<html>Bad Gateway</html>", "text/html")) as url:
        client = connected(url)
        client._caller.clock = ServiceClock(local=lambda: 7.0)
        with pytest.raises(ServiceFault):
            client.get(STAGE, NOBODY)

    assert client.now() == 7.0


# --- An empty answer without a request id is settled by one read


def test_deletion_without_a_request_id_is_settled_by_a_read(client, service, aws, arn):
    service.fault("no-request-id", "DeleteStage")

    client.delete(STAGE, arn)

    assert [call["operation"] for call in service.calls()][-3:] == ["DeleteStage", "GetStage", "GetCallerIdentity"]
    assert aws.list_stages()["stages"] == []


def test_tags_without_a_request_id_are_settled_by_a_read(client, service, aws, arn):
    service.fault("no-request-id")

    client.change_tags(arn, TagChanges(["floor"], {"team": "live"}))

    assert tags(aws, arn) == {"team": "live"}


def test_tags_of_other_kinds_are_read_by_their_own_call(client, service, aws):
    configuration = aws.create_storage_configuration(s3={"bucketName": "archive"})["storageConfiguration"]["arn"]
    service.fault("no-request-id")

    client.change_tags(configuration, TagChanges([], {"team": "live"}))

    assert [call["operation"] for call in service.calls()][-2:] == ["TagResource", "GetStorageConfiguration"]


def test_a_revocation_without_a_request_id_is_settled_by_a_read(client, service, aws, arn):
    token = aws.create_participant_token(stageArn=arn)["participantToken"]
    service.fault("no-request-id", "DisconnectParticipant")

    client.disconnect_participant(arn, token["participantId"])

    with pytest.raises(ValueError, match="revoked"):
        service.join(arn, token=token["token"])


@pytest.mark.parametrize("operation", ["DeleteStage", "TagResource", "UntagResource"])
def test_an_empty_answer_after_which_a_read_shows_no_effect_is_none(client, service, arn, operation):
    service.fault("empty", operation)

    with pytest.raises(UnrecognizedAnswer, match=r"bears no request id, and a read shows no effect"):
        CALLS[operation](client, arn)


@pytest.mark.parametrize("operation", ["DeleteStage", "TagResource", "UntagResource"])
def test_what_a_stranger_kept_is_sent_again(client, service, aws, arn, operation):
    service.fault("empty", operation, count=1)

    CALLS[operation](client, arn)

    assert len(service.calls(operation)) == 2


def test_an_answer_with_a_request_id_costs_no_read(client, service, arn):
    client.change_tags(arn, TagChanges(["floor"], {"team": "live"}))

    assert [call["operation"] for call in service.calls()][-2:] == ["UntagResource", "TagResource"]


# --- Pages that never end


@pytest.mark.parametrize("operation", ["ListStages", "ListParticipants"])
def test_pages_that_lead_back_to_themselves_are_an_error(client, service, arn, operation):
    service.fault("endless", operation)

    with pytest.raises(UnrecognizedAnswer, match=rf"{operation}.*same nextToken came twice"):
        CALLS[operation](client, arn)

    assert len(service.calls(operation)) == 2


# --- What follows for the resources


@pytest.mark.parametrize("kind", ["html", "empty"])
def test_a_creation_that_a_page_answered_is_looked_for(provider, service, aws, impatient, kind):
    service.fault(kind, "CreateStage", count=1, after=True)
    lobby = Declaration(provider)

    lobby.up(name="lobby", tags={"team": "live"})

    assert [stage["arn"] for stage in aws.list_stages()["stages"]] == [lobby.id]
    assert tags(aws, lobby.id) == {"team": "live"}


def test_a_creation_that_a_page_kept_is_made_once(provider, service, aws, impatient):
    service.fault("html", "CreateStage", count=2)

    Declaration(provider).up(name="lobby")

    assert [stage["name"] for stage in aws.list_stages()["stages"]] == ["lobby"]


def test_without_a_mark_a_page_is_an_error_and_no_second_call(configured, service, aws):
    provider = configured(createMark="false")
    service.fault("html", "CreateStage")

    with pytest.raises(Exception, match="the call may or may not have taken effect"):
        provider.create(checked(provider, declared(name="lobby")))

    assert len(service.calls("CreateStage")) == 1


@pytest.mark.few(2)
@pytest.mark.parametrize("kind", ["html", "redirect", "empty"])
@pytest.mark.parametrize("operation", ["GetStage", "DeleteStage"])
def test_a_stage_that_a_page_answers_for_is_not_forgotten(provider, service, new_process, kind, operation):
    lobby = Declaration(provider)
    lobby.up(name="lobby")
    new_process()
    service.fault(kind, operation)

    with pytest.raises(Exception, match="does not seem to be from AWS"):
        lobby.destroy()
    if operation == "GetStage":
        with pytest.raises(Exception, match="does not seem to be from AWS"):
            lobby.refresh()

    service.calm()
    assert lobby.refresh()


def test_a_mark_that_a_page_kept_is_removed_in_the_end(provider, service, aws, impatient):
    service.fault("html", "UntagResource", count=7)
    lobby = Declaration(provider)

    lobby.up(name="lobby")

    assert tags(aws, lobby.id) == {}


def test_throttling_stays_throttling(client, service, arn):
    service.fault("429", "GetStage")
    client._caller._max_retries = 1

    with pytest.raises(Throttled):
        client.get(STAGE, arn)


@pytest.mark.parametrize("kind", ["html", "empty", "redirect"])
def test_sts_that_a_page_answers_for_is_no_answer(configured, service, kind):
    provider = configured(allowedAccountIds=["123456789012"])
    service.fault(kind, "GetCallerIdentity")

    with pytest.raises(Exception, match=re.escape("answer to GetCallerIdentity does not seem to be from AWS")):
        provider.create(checked(provider, declared(name="lobby")))
