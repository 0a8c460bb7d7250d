"""A public key: other material is imported first, the same material only when the old one has gone."""

import pytest

from control_plane.kinds import CASES, public_key
from steps import Declaration, checked, declared

[CASE] = [case for case in CASES if case.named == "PublicKey"]


@pytest.fixture
def key(provider_of):
    made = Declaration(provider_of(CASE))
    made.up(publicKeyMaterial=public_key(1), name="first")
    return made


def planned(key, **props):
    news = checked(key.provider, declared(type_=CASE.named, **props), key.inputs)
    return key.provider.diff(key.id, key.outs, news)


def test_the_fingerprint_is_an_output(key, aws):
    assert key.outs["fingerprint"] == CASE.one(aws, key.id)["fingerprint"]


def test_new_material_comes_first(key, capsys):
    found = planned(key, publicKeyMaterial=public_key(2), name="first")

    assert (found.replaces, found.delete_before_replace) == (["publicKeyMaterial"], False)
    assert '"lobby" is replaced: tokens signed with the old key are refused from then on' in capsys.readouterr().err


def test_the_same_material_goes_first(key, capsys):
    found = planned(key, publicKeyMaterial=public_key(1).replace("\n", "\r\n"), name="second")

    assert (found.replaces, found.delete_before_replace) == (["name"], True)
    assert "until the key is imported again, tokens that it signed are refused" in capsys.readouterr().err


def test_the_same_material_in_another_region_comes_first(key, capsys):
    found = planned(key, publicKeyMaterial=public_key(1), name="first", region="eu-west-1")

    assert (found.replaces, found.delete_before_replace) == (["region"], False)
    assert "tokens that name the key by its old ARN are refused from then on" in capsys.readouterr().err


def test_a_rename_goes_first_also_where_the_service_would_take_the_same_key_twice(key, service):
    """What AWS does there is not confirmed: deleting first is right both ways."""
    service.switch(same_public_key="allow")

    assert planned(key, publicKeyMaterial=public_key(1), name="second").delete_before_replace is True
    key.destroy()
    key.up(publicKeyMaterial=public_key(1), name="second")

    assert key.outs["name"] == "second"


def test_the_same_key_twice_is_said_in_the_services_words(key, provider_of):
    other = Declaration(provider_of(CASE), "other")

    with pytest.raises(Exception, match=r"AWS answered ImportPublicKey with ConflictException: .* holds the same"):
        other.up(publicKeyMaterial=public_key(1))
