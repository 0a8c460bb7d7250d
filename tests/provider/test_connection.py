"""Which credentials sign, seen from the service: twelve digits as an access key id name their own account there."""

import pytest

from provider.steps import Declaration, declared

KEYS = "[{profile}]\naws_access_key_id = {account}\naws_secret_access_key = s\n"


@pytest.fixture(autouse=True)
def _no_keys_in_the_environment(service, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")


def accounts(service):
    return {call["account"] for call in service.calls() if call["operation"] == "CreateStage"}


def create(provider):
    made = Declaration(provider)
    made.up()
    return made


def write(folder, account, profile="default", name="credentials"):
    path = folder / name
    path.write_text(KEYS.format(profile=profile, account=account))
    return str(path)


def test_keys_of_the_configuration_sign(configured, service):
    create(configured(accessKey="111111111111", secretKey="s"))

    assert accounts(service) == {"111111111111"}


def test_keys_of_the_environment_sign(configured, service, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "222222222222")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")

    create(configured())

    assert accounts(service) == {"222222222222"}


def test_a_profile_of_a_shared_file_signs(configured, service, tmp_path):
    create(configured(profile="live", sharedCredentialsFiles=[write(tmp_path, "333333333333", "live")]))

    assert accounts(service) == {"333333333333"}


def test_the_environments_profile_signs(configured, service, tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", write(tmp_path, "444444444444", "live"))
    monkeypatch.setenv("AWS_PROFILE", "live")

    create(configured())

    assert accounts(service) == {"444444444444"}


def test_a_profiles_region_chooses_for_a_new_stage(configured, tmp_path, monkeypatch):
    monkeypatch.delenv("AWS_REGION")
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    config = tmp_path / "config"
    config.write_text("[profile live]\nregion = us-west-2\n")

    provider = configured(profile="live", sharedConfigFiles=[str(config)], accessKey="local", secretKey="s")

    assert provider.check({}, declared()).inputs["region"] == "us-west-2"


def test_roles_are_assumed_in_a_chain(configured, service):
    roles = [{"roleArn": f"arn:aws:iam::{account}:role/deploy"} for account in ("555555555555", "666666666666")]

    create(configured(accessKey="111111111111", secretKey="s", assumeRoles=roles))

    assert accounts(service) == {"666666666666"}
    assumed = [call for call in service.calls() if call["operation"] == "AssumeRole"]
    assert [call["account"] for call in assumed] == ["111111111111", "555555555555"]


def test_sts_is_not_called_without_a_need(configured, service):
    create(configured(accessKey="111111111111", secretKey="s"))

    assert not [call for call in service.calls() if call["operation"] in {"AssumeRole", "GetCallerIdentity"}]


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ({"allowedAccountIds": ["999999999999"]}, "belong to account 111111111111, which aws:allowedAccountIds lacks"),
        ({"forbiddenAccountIds": ["111111111111"]}, "belong to account 111111111111, which aws:forbiddenAccountIds"),
    ],
)
def test_the_wrong_account_is_refused_before_anything_is_made(configured, service, config, sentence):
    with pytest.raises(Exception, match=sentence):
        create(configured(accessKey="111111111111", secretKey="s", **config))

    assert accounts(service) == set()


def test_the_right_account_passes(configured, service):
    create(configured(accessKey="111111111111", secretKey="s", allowedAccountIds=["111111111111"]))

    assert accounts(service) == {"111111111111"}


def test_an_endpoint_of_the_configuration_is_called(configured, service, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_IVS_REALTIME", "http://127.0.0.1:9")

    create(configured(accessKey="local", secretKey="s", endpoints=[{"ivsrealtime": service.url}]))

    assert len(service.calls("CreateStage")) == 1


def test_a_profile_that_does_not_exist_is_named(configured):
    with pytest.raises(Exception, match='the AWS profile "nobody"'):
        create(configured(profile="nobody"))


def test_missing_credentials_are_one_sentence_and_nothing_is_made(configured, service):
    with pytest.raises(Exception, match="no usable AWS credentials"):
        create(configured())

    assert service.calls() == []
