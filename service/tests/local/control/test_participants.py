"""Participants join with tokens, publish and leave; sessions and events answer for them."""

import http.server
import json
import threading
import time

import jwt
import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ivs_realtime_local import LocalService
from local.conftest import client


@pytest.fixture
def stage(ivs) -> str:
    return ivs.create_stage(name="live")["stage"]["arn"]


def token_for(ivs, arn: str, **wanted) -> str:
    return ivs.create_participant_token(stageArn=arn, **wanted)["participantToken"]["token"]


def test_a_participant_is_who_the_token_says(ivs, service, stage):
    token = token_for(ivs, stage, userId="ada", attributes={"seat": "1"})

    joined = service.join(stage, token=token)[0]

    found = ivs.get_participant(stageArn=stage, sessionId=joined["sessionId"], participantId=joined["participantId"])[
        "participant"
    ]
    assert (found["userId"], found["attributes"], found["state"]) == ("ada", {"seat": "1"}, "CONNECTED")
    assert found["published"] is False


def test_tokens_of_create_stage_open_their_stage(ivs, service):
    answer = ivs.create_stage(participantTokenConfigurations=[{}])

    service.join(answer["stage"]["arn"], token=answer["participantTokens"][0]["token"])

    assert ivs.get_stage(arn=answer["stage"]["arn"])["stage"]["activeSessionId"].startswith("st-")


def test_a_token_is_used_once(ivs, service, stage):
    token = token_for(ivs, stage)
    service.join(stage, token=token)

    with pytest.raises(ValueError, match="it is used"):
        service.join(stage, token=token)


def test_a_token_opens_its_own_stage_only(ivs, service, stage):
    other = ivs.create_stage()["stage"]["arn"]

    with pytest.raises(ValueError, match="for another stage"):
        service.join(other, token=token_for(ivs, stage))


def test_a_forged_token_is_refused(ivs, service, stage):
    header, payload, signature = token_for(ivs, stage).split(".")

    with pytest.raises(ValueError, match="signature does not hold"):
        service.join(stage, token=f"{header}.{payload}.{signature[::-1]}")


def test_an_expired_token_is_refused():
    with LocalService() as service:
        ivs = client(service.url)
        arn = ivs.create_stage()["stage"]["arn"]
        token = token_for(ivs, arn, duration=10)
        service.advance(10 * 60)

        with pytest.raises(ValueError, match="it has expired"):
            service.join(arn, token=token)


def test_tokens_outlive_a_restart(tmp_path):
    """The signing key is part of the state."""
    with LocalService(tmp_path) as service:
        ivs = client(service.url)
        arn = ivs.create_stage()["stage"]["arn"]
        token = token_for(ivs, arn)
        service.kill()
        service.start()

        assert service.join(arn, token=token)[0]["state"] == "CONNECTED"


def test_publishing_needs_the_capability(ivs, service, stage):
    joined = service.join(stage, token=token_for(ivs, stage, capabilities=["SUBSCRIBE"]))[0]

    with pytest.raises(ValueError, match="does not allow to publish"):
        service.publish(stage, joined["participantId"])


def test_twelve_publish_and_no_more(service, stage):
    service.quotas(counts=True)
    service.join(stage, count=12, publish=True)

    with pytest.raises(ValueError, match="12 publishersPerStage"):
        service.join(stage, publish=True)


def test_a_session_ends_with_its_last_participant(ivs, service, stage):
    """Who comes back later begins a new session; the old one stays on record."""
    first, second = service.join(stage, count=2)
    service.leave(stage, first["participantId"])
    assert ivs.get_stage(arn=stage)["stage"]["activeSessionId"] == first["sessionId"]
    service.leave(stage, second["participantId"])
    again = service.join(stage)[0]

    sessions = ivs.list_stage_sessions(stageArn=stage)["stageSessions"]
    ended = ivs.get_stage_session(stageArn=stage, sessionId=first["sessionId"])["stageSession"]

    assert [session["sessionId"] for session in sessions] == [again["sessionId"], first["sessionId"]]
    assert "endTime" not in sessions[0]
    assert ended["endTime"] >= ended["startTime"]


def test_participants_are_filtered_and_paged(ivs, service, stage):
    joined = service.join(stage, count=3, publish=True) + service.join(stage, count=2, userId="ada")
    session = joined[0]["sessionId"]
    service.leave(stage, joined[0]["participantId"])

    def found(**wanted):
        return ivs.list_participants(stageArn=stage, sessionId=session, **wanted)

    assert len(found()["participants"]) == 5
    assert len(found(filterByUserId="ada")["participants"]) == 2
    assert len(found(filterByPublished=True)["participants"]) == 3
    assert len(found(filterByState="DISCONNECTED")["participants"]) == 1
    assert found(filterByRecordingState="ACTIVE")["participants"] == []
    page = found(maxResults=4)
    rest = found(maxResults=4, nextToken=page["nextToken"])
    ids = [one["participantId"] for one in page["participants"] + rest["participants"]]
    assert ids == [one["participantId"] for one in reversed(joined)]


def test_events_of_a_participant_are_newest_first(ivs, service, stage):
    joined = service.join(stage, publish=True)[0]
    service.leave(stage)

    events = ivs.list_participant_events(
        stageArn=stage, sessionId=joined["sessionId"], participantId=joined["participantId"]
    )["events"]

    assert [event["name"] for event in events] == ["LEFT", "PUBLISH_STOPPED", "PUBLISH_STARTED", "JOINED"]


def test_sessions_of_other_stages_are_not_found(ivs, service, stage):
    other = ivs.create_stage()["stage"]["arn"]
    session = service.join(stage)[0]["sessionId"]

    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        ivs.get_stage_session(stageArn=other, sessionId=session)
    assert ivs.list_participants(stageArn=other, sessionId=session)["participants"] == []


def test_deleting_a_live_stage_throws_everyone_out(ivs, service, stage):
    service.join(stage, count=3, publish=True)

    ivs.delete_stage(arn=stage)

    assert ivs.list_stage_sessions(stageArn=stage)["stageSessions"] == []
    with pytest.raises(ValueError, match="There is no stage"):
        service.join(stage)


def test_recording_is_active_while_a_recorded_participant_publishes(ivs, service):
    storage = "arn:aws:ivs:eu-central-1:123456789012:storage-configuration/abcdefabcdef"
    recording = {"storageConfigurationArn": storage}
    arn = ivs.create_stage(autoParticipantRecordingConfiguration=recording)["stage"]["arn"]
    joined = service.join(arn, publish=True)[0]
    off = {"storageConfigurationArn": ""}

    with pytest.raises(ClientError, match="ConflictException"):
        ivs.update_stage(arn=arn, autoParticipantRecordingConfiguration=off)
    ivs.update_stage(arn=arn, name="renamed-while-live")
    service.unpublish(arn, joined["participantId"])

    ivs.update_stage(arn=arn, autoParticipantRecordingConfiguration=off)


def test_a_token_signed_with_an_imported_key_opens_the_stage(ivs, service, stage):
    """Self-signed tokens cost no call; they die with their public key."""
    private = ec.generate_private_key(ec.SECP384R1())
    pem = private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    key = ivs.import_public_key(publicKeyMaterial=pem.decode())["publicKey"]["arn"]

    def signed(participant: str) -> str:
        claims = {
            "jti": participant,
            "resource": stage,
            "topic": stage.rsplit("/", 1)[1],
            "version": "1.0",
            "user_id": "ada",
            "attributes": {},
            "capabilities": {"allow_publish": True, "allow_subscribe": True},
            "iat": int(time.time()),
            "exp": int(time.time()) + 60,
        }
        return jwt.encode(claims, private, "ES384", headers={"kid": key})

    service.join(stage, token=signed("first"), publish=True)
    assert ivs.get_stage(arn=stage)["stage"]["activeSessionId"]
    ivs.disconnect_participant(stageArn=stage, participantId="first")
    with pytest.raises(ValueError, match="revoked"):
        service.join(stage, token=signed("first"))

    ivs.delete_public_key(arn=key)
    with pytest.raises(ValueError, match="a key that is not imported"):
        service.join(stage, token=signed("second"))


def test_events_go_to_a_file_in_eventbridge_shape(tmp_path):
    with LocalService(options=("--events-file", str(tmp_path / "events.jsonl"))) as service:
        arn = client(service.url).create_stage()["stage"]["arn"]
        joined = service.join(arn, userId="ada", publish=True)[0]
        service.leave(arn)

    events = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text().splitlines()]

    assert [event["detail"]["event_name"] for event in events] == ["Participant Published", "Participant Unpublished"]
    first = events[0]
    assert (first["source"], first["detail-type"]) == ("aws.ivs", "IVS Stage Update")
    assert (first["region"], first["account"], first["resources"]) == ("eu-central-1", "123456789012", [arn])
    assert first["detail"] | {"event_time": ""} == {
        "event_name": "Participant Published",
        "event_time": "",
        "session_id": joined["sessionId"],
        "participant_id": joined["participantId"],
        "user_id": "ada",
    }


def test_events_go_to_a_webhook():
    heard: list[dict] = []
    two = threading.Event()

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()
            if len(heard) == 2:
                two.set()

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Listener) as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        with LocalService(options=("--events-webhook", f"http://127.0.0.1:{listener.server_port}/")) as service:
            arn = client(service.url).create_stage()["stage"]["arn"]
            service.join(arn, publish=True)
            service.leave(arn)
            assert two.wait(10)
        listener.shutdown()

    assert [event["detail"]["event_name"] for event in heard] == ["Participant Published", "Participant Unpublished"]
