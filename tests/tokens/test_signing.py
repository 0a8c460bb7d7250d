"""Tokens signed with a key pair of one's own, checked by the local service."""

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

import pulumi_ivs_realtime as ivs

KEY_ARN = "arn:aws:ivs:eu-central-1:123456789012:public-key/Abcdefgh1234"


def pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


@pytest.fixture(scope="module")
def key():
    return ec.generate_private_key(ec.SECP384R1())


@pytest.fixture
def wanted(aws, key):
    stage = aws.create_stage(name="lobby")["stage"]
    return {
        "stage_arn": stage["arn"],
        "public_key_arn": KEY_ARN,
        "private_key": pem(key),
        "endpoints": stage["endpoints"],
        "user_id": "viewer",
    }


def test_the_token_says_what_aws_documents_and_costs_no_call(wanted, key, service):
    service.reset_calls()

    made = ivs.create_participant_token(**wanted, capabilities=["SUBSCRIBE"], attributes={"seat": "4"}, duration=60)

    claims = jwt.decode(made.token, key.public_key(), algorithms=["ES384"])
    assert jwt.get_unverified_header(made.token)["kid"] == KEY_ARN
    assert claims["exp"] - claims["iat"] == 3600
    assert claims["resource"] == wanted["stage_arn"]
    assert claims["topic"] == wanted["stage_arn"].rpartition("/")[2]
    assert claims["jti"] == made.participant_id
    assert claims["capabilities"] == {"allow_subscribe": True}
    assert (claims["user_id"], claims["attributes"], claims["version"]) == ("viewer", {"seat": "4"}, "1.0")
    assert service.calls() == []


def test_each_token_is_another(wanted):
    assert (
        ivs.create_participant_token(**wanted).participant_id != ivs.create_participant_token(**wanted).participant_id
    )


def test_the_token_is_not_in_its_representation(wanted):
    made = ivs.create_participant_token(**wanted)

    assert made.token not in repr(made)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"duration": 0}, "duration must be between 1 and 20160, not 0"),
        ({"attributes": {"k": "v" * 1025}}, "attributes must have at most 1024 bytes"),
        ({"public_key_arn": KEY_ARN.replace("eu-central-1", "us-west-2")}, "is in us-west-2, but the stage is in"),
        ({"endpoints": {}}, 'endpoints lacks "events"; endpoints lacks "whip"'),
        ({"endpoints": None}, "endpoints must be an object, not nothing"),
        ({"endpoints": "https://example.com/"}, "endpoints must be an object, not a string"),
        ({"endpoints": {"events": 3, "whip": "https://x"}}, "endpoints.events must be a string, not a number"),
        ({"duration": None}, "duration must be a whole number of minutes, not nothing"),
        ({"duration": 0.5}, "duration must be a whole number of minutes, not 0.5"),
        ({"capabilities": None}, "capabilities must be a list, not nothing"),
        ({"capabilities": "PUBLISH"}, "create_participant_token: capabilities must be a list, not a string."),
        ({"capabilities": ["LISTEN"]}, "capabilities[0] must be one of PUBLISH, SUBSCRIBE"),
        ({"attributes": "seat 4"}, "attributes must be an object, not a string"),
        ({"attributes": {"seat": 4}}, 'attributes["seat"] must be a string, not a number'),
        ({"user_id": 7}, "user_id must be a string, not a number"),
        ({"stage_arn": None}, "stage_arn must be a string, not nothing"),
        ({"public_key_arn": None}, "public_key_arn must be a string, not nothing"),
        ({"private_key": "secret text"}, "private_key is not the PEM of a P-384 private key"),
        ({"private_key": None}, "private_key is not the PEM of a P-384 private key"),
    ],
)
def test_limits_are_checked_and_the_key_is_never_shown(wanted, wrong, sentence):
    with pytest.raises(ivs.IvsRealTimeError, match="create_participant_token") as error:
        ivs.create_participant_token(**{**wanted, **wrong})

    assert sentence in str(error.value)
    assert "secret text" not in str(error.value)


def test_all_limits_that_are_broken_are_told_in_the_spelling_of_the_arguments(wanted):
    wrong = {"stage_arn": "x", "user_id": 7, "public_key_arn": "y", "private_key": "z", "duration": 1.5}

    with pytest.raises(ivs.IvsRealTimeError) as error:
        ivs.create_participant_token(**{**wanted, **wrong})

    reasons = str(error.value).removeprefix("create_participant_token: ").split("; ")
    assert {reason.split()[0] for reason in reasons} == wrong.keys()


def test_the_endpoints_of_a_look_up_and_of_a_stage_will_do(wanted, key, new_process):
    looked_up = ivs.get_stage(arn=wanted["stage_arn"]).endpoints
    of_a_stage = ivs.StageEndpoints(**wanted["endpoints"])

    for endpoints in (looked_up, of_a_stage):
        made = ivs.create_participant_token(**{**wanted, "endpoints": endpoints})
        claims = jwt.decode(made.token, key.public_key(), algorithms=["ES384"])
        assert claims["whip_url"] == wanted["endpoints"]["whip"]
        assert claims["events_url"] == wanted["endpoints"]["events"]


def test_a_public_key_is_refused_in_place_of_the_private_one(wanted, key):
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    with pytest.raises(ivs.IvsRealTimeError, match="private_key is not the PEM of a P-384 private key"):
        ivs.create_participant_token(**{**wanted, "private_key": public.decode()})


def test_a_key_of_another_curve_is_refused(wanted):
    other = pem(ec.generate_private_key(ec.SECP256R1()))

    with pytest.raises(ivs.IvsRealTimeError, match="P-384"):
        ivs.create_participant_token(**{**wanted, "private_key": other})


def test_the_local_service_lets_its_holder_join_once_the_public_key_is_imported(wanted, key, aws, service):
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(ValueError, match="not imported"):
        service.join(wanted["stage_arn"], token=ivs.create_participant_token(**wanted).token)
    imported = aws.import_public_key(publicKeyMaterial=public.decode())["publicKey"]["arn"]

    made = ivs.create_participant_token(**{**wanted, "public_key_arn": imported})

    (joined,) = service.join(wanted["stage_arn"], token=made.token)
    assert joined["participantId"] == made.participant_id
    aws.delete_public_key(arn=imported)
