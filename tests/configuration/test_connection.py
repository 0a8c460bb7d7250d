"""Which credentials sign, seen from the service: twelve digits as an access key id name their own account there."""

import pytest

import loopback
from clients import REGION
from steps import Declaration, declared

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


@pytest.fixture
def identities():
    with loopback.WebIdentities("good").running() as fake:
        yield fake


WEB_ROLE = "arn:aws:iam::777777777777:role/pipeline"


def web_identity(fake, **identity):
    return {
        "assumeRoleWithWebIdentity": {"roleArn": WEB_ROLE, **identity},
        "endpoints": [{"sts": fake.url}],
    }


def test_a_web_identity_of_the_configuration_signs_without_other_credentials(configured, service, identities):
    create(configured(**web_identity(identities, webIdentityToken="good", sessionName="ci", duration="15m")))

    assert accounts(service) == {"777777777777"}
    (asked,) = identities.asked
    assert (asked["RoleArn"], asked["RoleSessionName"], asked["DurationSeconds"]) == (WEB_ROLE, "ci", "900")
    assert identities.signed == [False]


def test_the_token_of_a_web_identity_is_read_from_its_file(configured, service, identities, tmp_path):
    file = tmp_path / "token"
    file.write_text("good\n")

    create(configured(**web_identity(identities, webIdentityTokenFile=str(file))))

    assert accounts(service) == {"777777777777"}
    assert identities.asked[0]["RoleSessionName"] == "pulumi-ivs-realtime"


def test_the_environments_web_identity_signs(configured, service, identities, tmp_path, monkeypatch):
    file = tmp_path / "token"
    file.write_text("good")
    environment = {"ROLE_ARN": WEB_ROLE, "WEB_IDENTITY_TOKEN_FILE": str(file), "ENDPOINT_URL_STS": identities.url}
    for name, value in environment.items():
        monkeypatch.setenv(f"AWS_{name}", value)

    create(configured())

    assert accounts(service) == {"777777777777"}


def test_a_role_is_assumed_with_a_web_identity(configured, service, identities):
    role = {"roleArn": "arn:aws:iam::555555555555:role/deploy"}

    create(configured(**web_identity(identities, webIdentityToken="good"), assumeRoles=[role]))

    assert accounts(service) == {"555555555555"}
    assert [asked["Action"] for asked in identities.asked] == ["AssumeRoleWithWebIdentity", "AssumeRole"]
    assert identities.signed == [False, True]


def test_a_web_identity_that_is_refused_is_one_sentence(configured, service, identities):
    with pytest.raises(Exception, match="AssumeRoleWithWebIdentity with InvalidIdentityToken") as error:
        create(configured(**web_identity(identities, webIdentityToken="hush")))

    assert "check the token's issuer and audience" in str(error.value)
    assert "hush" not in str(error.value)
    assert service.calls() == []


def test_a_token_file_that_is_not_there_is_named(configured, identities):
    with pytest.raises(Exception, match='webIdentityTokenFile "/nonexistent" cannot be read'):
        create(configured(**web_identity(identities, webIdentityTokenFile="/nonexistent")))


def test_an_assumed_role_that_is_refused_is_one_sentence(configured, service):
    service.fault("AccessDeniedException", "AssumeRole")

    with pytest.raises(Exception, match="AWS answered AssumeRole with AccessDenied") as error:
        create(configured(accessKey="111111111111", secretKey="s", assumeRoles=[{"roleArn": WEB_ROLE}]))

    assert "allow sts:AssumeRole (here and in the assumed role's trust policy)" in str(error.value)


@pytest.fixture
def encrypted(service, tmp_path):
    with loopback.encrypted(service.url, tmp_path) as (url, bundle):
        yield {"accessKey": "local", "secretKey": "s", "endpoints": [{"ivsrealtime": url}]}, bundle


def test_a_ca_bundle_of_the_configuration_is_trusted(configured, service, encrypted):
    config, bundle = encrypted

    create(configured(**config, customCaBundle=bundle))

    assert len(service.calls("CreateStage")) == 1


def test_the_environments_ca_bundle_is_trusted(configured, service, encrypted, monkeypatch):
    config, bundle = encrypted
    monkeypatch.setenv("AWS_CA_BUNDLE", bundle)

    create(configured(**config))

    assert len(service.calls("CreateStage")) == 1


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_an_unknown_ca_is_refused_unless_insecure_is_set(configured, service, encrypted):
    config, _ = encrypted

    with pytest.raises(Exception, match="CERTIFICATE_VERIFY_FAILED"):
        create(configured(**config, maxRetries="0"))
    assert service.calls() == []
    create(configured(**config, insecure="true"))

    assert len(service.calls("CreateStage")) == 1


def test_a_ca_bundle_that_is_not_there_is_named(configured, encrypted):
    config, _ = encrypted

    with pytest.raises(Exception, match='aws:customCaBundle: there is no file "/nonexistent"'):
        create(configured(**config, customCaBundle="/nonexistent"))


@pytest.mark.parametrize(
    ("config", "host"),
    [
        ({}, "ivsrealtime.eu-central-1.amazonaws.com"),
        ({"useFipsEndpoint": "true"}, "ivsrealtime-fips.eu-central-1.amazonaws.com"),
        ({"useDualstackEndpoint": "true"}, "ivsrealtime.eu-central-1.api.aws"),
        ({"useFipsEndpoint": "true", "useDualstackEndpoint": "true"}, "ivsrealtime-fips.eu-central-1.api.aws"),
    ],
    ids=["neither", "FIPS", "dual-stack", "both"],
)
def test_the_kind_of_endpoint_is_chosen(configured, monkeypatch, config, host):
    monkeypatch.delenv("AWS_ENDPOINT_URL_IVS_REALTIME")

    assert endpoint(configured(accessKey="local", secretKey="s", **config)) == f"https://{host}"


def test_the_configuration_wins_over_the_environment_in_the_kind_of_endpoint(configured, monkeypatch):
    monkeypatch.delenv("AWS_ENDPOINT_URL_IVS_REALTIME")
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", "true")

    assert "fips" in endpoint(configured(accessKey="local", secretKey="s"))
    assert "fips" not in endpoint(configured(accessKey="local", secretKey="s", useFipsEndpoint="false"))


def endpoint(provider):
    return provider.client(REGION)._caller._client.meta.endpoint_url


@pytest.fixture
def proxied():
    seen = []
    with loopback.proxy(seen) as url:
        yield {"accessKey": "local", "secretKey": "s", "httpProxy": url}, seen


def test_a_proxy_of_the_configuration_is_used(configured, service, proxied):
    config, seen = proxied

    create(configured(**config))

    assert f"{service.url}/CreateStage" in seen


def test_a_proxy_for_https_is_used_as_a_tunnel(configured, service, encrypted):
    config, bundle = encrypted
    seen = []
    with loopback.proxy(seen) as url:
        create(configured(**config, customCaBundle=bundle, httpsProxy=url))

    assert set(seen) == {f"CONNECT {config['endpoints'][0]['ivsrealtime'].removeprefix('https://')}"}
    assert len(service.calls("CreateStage")) == 1


@pytest.mark.parametrize("exempt", ["127.0.0.1", "example.com, 127.0.0.1", "*"])
def test_hosts_without_a_proxy_are_called_directly(configured, service, proxied, exempt):
    config, seen = proxied

    create(configured(**config, noProxy=exempt))

    assert len(service.calls("CreateStage")) == 1
    assert seen == []


def test_a_proxy_for_other_hosts_only_is_still_used(configured, service, proxied):
    config, seen = proxied

    create(configured(**config, noProxy="example.com"))

    assert f"{service.url}/CreateStage" in seen


def test_the_region_of_sts_is_the_configurations(configured, service):
    create(configured(accessKey="111111111111", secretKey="s", stsRegion="us-east-1", allowedAccountIds=["1" * 12]))

    assert {call["operation"]: call["region"] for call in service.calls()}["GetCallerIdentity"] == "us-east-1"


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
