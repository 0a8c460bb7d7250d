""" "Not found" is believed only of the account that the ARN names: another account's resource may look like none."""

import pulumi
import pytest
from pulumi.dynamic import ConfigureRequest
from pulumi.dynamic.config import Config

from clients import REGION
from loopback import Handler, served
from pulumi_ivs_realtime.aws import client as door
from pulumi_ivs_realtime.aws.client import client_for
from pulumi_ivs_realtime.configuration.reading import read_settings
from pulumi_ivs_realtime.errors import InvalidConfiguration, LookupFailed, NotFound, NotFoundUnproven
from pulumi_ivs_realtime.lifecycle.participant_token import ParticipantTokenProvider
from pulumi_ivs_realtime.lifecycle.tag import TagProvider
from pulumi_ivs_realtime.model.kinds import STAGE
from pulumi_ivs_realtime.resources.lookups import asking, stages, tags
from pulumi_ivs_realtime.rules.settings import Connection
from steps import Declaration, declared

OURS, THEIRS = "123456789012", "210987654321"
GONE = f"arn:aws:ivs:{REGION}:{OURS}:stage/AbCdEfGh1234"
TRUST = "PULUMI_IVS_TRUST_NOT_FOUND"
OTHERS = rf"belongs to account {OURS}, and the credentials to account {THEIRS}"
UNKNOWN = r"STS does not say whose the credentials are"


@pytest.fixture
def lobby(provider):
    made = Declaration(provider)
    made.up(name="lobby", tags={"team": "live"})
    return made


@pytest.fixture
def resources(lobby, aws, new_process, service):
    """A stage, a token and a tag of it, each with what the engine keeps of it, in a new process."""
    made = aws.create_participant_token(stageArn=lobby.id, duration=1000)["participantToken"]
    token = {"stageArn": lobby.id, "expirationTime": made["expirationTime"].isoformat(), "duration": 1000}
    tag = {"resourceArn": lobby.id, "key": "team", "value": "live"}
    new_process()
    service.reset_calls()
    return {
        "stage": (lobby.provider, lobby.id, lobby.outs),
        "token": (configured_as(ParticipantTokenProvider()), made["participantId"], token),
        "tag": (configured_as(TagProvider()), f"{lobby.id},team", tag),
    }


def configured_as(provider):
    provider.configure(ConfigureRequest(Config({}, "rooms")))
    return provider


def hidden(service, monkeypatch):
    """From here on the credentials are another account's, to whom the service says that there is no such stage."""
    service.switch(foreign_account="ResourceNotFoundException")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", THEIRS)
    door.forget_clients()


@pytest.fixture(autouse=True)
def _as_it_was(service):
    yield
    service.switch(foreign_account="AccessDeniedException")


DELETED = ["stage", "token", "tag"]
READ = ["stage", "tag"]
"""A token is never read: the service shows it once."""


@pytest.mark.parametrize("kind", READ)
def test_refresh_forgets_nothing_of_another_account(resources, service, monkeypatch, kind):
    provider, id_, props = resources[kind]
    hidden(service, monkeypatch)

    with pytest.raises(Exception, match=OTHERS):
        provider.read(id_, props)


@pytest.mark.parametrize("kind", DELETED)
def test_nothing_of_another_account_is_called_deleted(resources, service, monkeypatch, kind):
    provider, id_, props = resources[kind]
    hidden(service, monkeypatch)

    with pytest.raises(Exception, match=OTHERS):
        provider.delete(id_, props)


@pytest.mark.parametrize("kind", ["stage", "tag"])
def test_an_update_says_whose_it_is(resources, service, monkeypatch, kind):
    provider, id_, props = resources[kind]
    changed = {"stage": {**props, "name": "foyer"}, "tag": {**props, "value": "dark"}}[kind]
    hidden(service, monkeypatch)

    with pytest.raises(Exception, match=OTHERS):
        provider.update(id_, props, changed)


def test_a_forced_deletion_does_not_believe_it_either(lobby, service, new_process, monkeypatch):
    new_process()
    hidden(service, monkeypatch)

    with pytest.raises(Exception, match=OTHERS):
        lobby.provider.delete(lobby.id, {**lobby.outs, "forceDestroy": True})


@pytest.mark.parametrize("kind", READ)
def test_what_is_gone_from_the_right_account_is_gone(resources, aws, service, kind):
    provider, id_, props = resources[kind]
    aws.delete_stage(arn=props.get("resourceArn", id_))

    assert provider.read(id_, props).id == ""


@pytest.mark.parametrize("kind", DELETED)
def test_what_is_gone_from_the_right_account_is_deleted(resources, aws, service, kind):
    provider, id_, props = resources[kind]
    aws.delete_stage(arn=props.get("resourceArn") or props.get("stageArn") or id_)

    provider.delete(id_, props)


def test_sts_is_asked_once_a_process_and_only_when_it_matters(resources, aws, service):
    provider, id_, props = resources["stage"]
    provider.read(id_, props)
    assert service.calls("GetCallerIdentity") == []
    aws.delete_stage(arn=id_)

    for _ in range(3):
        provider.read(id_, props)
    with pytest.raises(Exception, match=r"does not exist"):
        client_for(provider.settings.connection, "us-west-2").get(STAGE, GONE.replace(REGION, "us-west-2"))

    assert len(service.calls("GetCallerIdentity")) == 1


# --- STS cannot be asked


@pytest.mark.parametrize("kind", DELETED)
def test_without_sts_nothing_is_forgotten_and_the_way_on_is_named(resources, aws, service, kind):
    provider, id_, props = resources[kind]
    aws.delete_stage(arn=props.get("resourceArn") or props.get("stageArn") or id_)
    service.fault("AccessDeniedException", "GetCallerIdentity")

    with pytest.raises(Exception, match=rf"{UNKNOWN} .AWS answered GetCallerIdentity.*{TRUST}={OURS}"):
        provider.delete(id_, props)
    if kind in READ:
        with pytest.raises(Exception, match=UNKNOWN):
            provider.read(id_, props)


@pytest.mark.parametrize("kind", ["html", "reset"])
def test_sts_that_does_not_answer_is_not_asked_twice(resources, aws, service, kind):
    provider, id_, props = resources["stage"]
    aws.delete_stage(arn=id_)
    service.fault(kind, "GetCallerIdentity")

    for _ in range(2):
        with pytest.raises(Exception, match=UNKNOWN):
            provider.read(id_, props)
        asked = len(service.calls("GetCallerIdentity"))
        service.calm()

    assert len(service.calls("GetCallerIdentity")) == asked


@pytest.mark.parametrize(("trusted", "believed"), [(OURS, True), (f"{THEIRS}, {OURS}", True), (THEIRS, False)])
def test_the_environment_says_whose_the_credentials_are(configured, service, monkeypatch, trusted, believed):
    monkeypatch.setenv(TRUST, trusted)
    provider = configured()
    service.fault("AccessDeniedException", "GetCallerIdentity")

    if believed:
        assert provider.read(GONE, declared(region=REGION)).id == ""
        provider.delete(GONE, declared(region=REGION))
    else:
        with pytest.raises(Exception, match=UNKNOWN):
            provider.read(GONE, declared(region=REGION))


def test_the_environment_does_not_outweigh_sts(configured, service, monkeypatch):
    monkeypatch.setenv(TRUST, OURS)
    hidden(service, monkeypatch)

    with pytest.raises(Exception, match=OTHERS):
        configured().delete(GONE, declared(region=REGION))


@pytest.mark.parametrize("value", ["1", "true", GONE, "12345678901"])
def test_what_is_no_account_is_refused(value):
    with pytest.raises(InvalidConfiguration, match=rf'{TRUST} must be account ids .*not "{value}"'):
        read_settings({}.get, {TRUST: value})


# --- Where STS is asked


@pytest.mark.parametrize("sts", ["https://sts.eu-central-1.amazonaws.com", None])
def test_beside_a_service_on_this_machine_sts_is_asked_there(new_process, service, monkeypatch, sts):
    """Whatever leads STS elsewhere: the keys of a local service are nobody else's."""
    monkeypatch.delenv("AWS_ENDPOINT_URL_STS")
    endpoints = {"ivsrealtime": service.url, **({"sts": sts} if sts else {})}
    client = client_for(Connection(endpoints=tuple(endpoints.items())), REGION)

    with pytest.raises(NotFound):
        client.get(STAGE, GONE)

    assert [call["operation"] for call in service.calls()] == ["GetStage", "GetCallerIdentity"]


class Sts(Handler):
    """Answers GetCallerIdentity with what is no answer, though it is XML."""

    def do_POST(self):  # noqa: N802 - the name that http.server looks for
        self.body()
        self.answer(200, b"<html><body>Please log in.</body></html>", "text/html")


def test_xml_that_is_no_answer_of_sts_is_none(new_process, service):
    with served(Sts) as url:
        client = client_for(Connection(endpoints=(("ivsrealtime", service.url), ("sts", url))), REGION)
        with pytest.raises(NotFoundUnproven, match=UNKNOWN):
            client.get(STAGE, GONE)


# --- Look-ups forget nothing, and add the hint


@pytest.fixture
def looking(service, new_process, monkeypatch):
    monkeypatch.setattr(asking, "program_settings", lambda: read_settings({}.get, {}))
    pulumi.runtime.settings.reset_options()


@pytest.mark.parametrize(
    "look_up", [lambda: stages.get_stage(arn=GONE), lambda: tags.get_tags(resource_arn=GONE)], ids=["stage", "tags"]
)
def test_a_look_up_adds_whose_it_is(looking, service, monkeypatch, look_up):
    hidden(service, monkeypatch)

    with pytest.raises(LookupFailed, match=rf"there is no (stage|resource) {GONE}: it {OTHERS}\.$"):
        look_up()


def test_a_look_up_of_ones_own_account_adds_nothing(looking):
    with pytest.raises(LookupFailed, match=rf"there is no stage {GONE}\.$"):
        stages.get_stage(arn=GONE)
