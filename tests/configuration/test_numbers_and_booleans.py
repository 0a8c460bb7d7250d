"""Numbers and booleans where text is meant: `pulumi config set --path` stores them so, and pulumi-aws takes them."""

import json

import pytest

from pulumi_ivs_realtime.configuration.reading import read_settings
from pulumi_ivs_realtime.errors import InvalidConfiguration
from pulumi_ivs_realtime.rules.texts import as_text

ROLE = "arn:aws:iam::123456789012:role/deploy"


def read(key, value):
    """Settings of a stack that holds this one key, as the host gets it: text, or JSON of a structure."""
    text = value if isinstance(value, str) else json.dumps(value)
    return read_settings({key: text}.get, {})


def role(settings, option):
    return settings.connection.credentials.roles[0].options[option]


def identity(settings):
    return settings.connection.credentials.web_identity


def assumed(name):
    return lambda value: [{"roleArn": ROLE, name: value}]


def by_web(name):
    return lambda value: {"roleArn": ROLE, "webIdentityToken": "t", name: value}


WEB = "aws:assumeRoleWithWebIdentity"

# Each place inside a structured key that is text: how a value gets there, and where it is afterwards.
TEXTS = [
    ("aws:defaultTags", lambda value: {"tags": {"CostCenter": value}}, lambda s: s.defaults["CostCenter"]),
    ("aws:ignoreTags", lambda value: {"keys": [value]}, lambda s: min(s.ignored_tags.keys)),
    ("aws:ignoreTags", lambda value: {"keyPrefixes": [value]}, lambda s: s.ignored_tags.prefixes[0]),
    ("aws:sharedCredentialsFiles", lambda value: [value], lambda s: s.connection.credentials.credentials_files[0]),
    ("aws:sharedConfigFiles", lambda value: [value], lambda s: s.connection.credentials.config_files[0]),
    ("aws:assumeRoles", lambda value: [{"roleArn": value}], lambda s: s.connection.credentials.roles[0].role_arn),
    ("aws:assumeRoles", assumed("sessionName"), lambda s: role(s, "RoleSessionName")),
    ("aws:assumeRoles", assumed("externalId"), lambda s: role(s, "ExternalId")),
    ("aws:assumeRoles", assumed("policy"), lambda s: role(s, "Policy")),
    ("aws:assumeRoles", assumed("sourceIdentity"), lambda s: role(s, "SourceIdentity")),
    ("aws:assumeRoles", lambda value: assumed("policyArns")([value]), lambda s: role(s, "PolicyArns")[0]["arn"]),
    ("aws:assumeRoles", lambda value: assumed("tags")({"team": value}), lambda s: role(s, "Tags")[0]["Value"]),
    ("aws:assumeRoles", lambda value: assumed("transitiveTagKeys")([value]), lambda s: role(s, "TransitiveTagKeys")[0]),
    (WEB, by_web("roleArn"), lambda s: identity(s).role_arn),
    (WEB, by_web("webIdentityToken"), lambda s: identity(s).token),
    (WEB, by_web("webIdentityTokenFile"), lambda s: identity(s).token_file),
    (WEB, by_web("sessionName"), lambda s: identity(s).options["RoleSessionName"]),
    (WEB, by_web("policy"), lambda s: identity(s).options["Policy"]),
    (WEB, lambda value: by_web("policyArns")([value]), lambda s: identity(s).options["PolicyArns"][0]["arn"]),
]

# Keys that are text, a boolean or a number as a whole, which Pulumi hands over as text whatever the file says.
SCALARS = {
    "aws:region": lambda s: s.region,
    "aws:profile": lambda s: s.connection.credentials.profile,
    "aws:accessKey": lambda s: s.connection.credentials.access_key,
    "aws:secretKey": lambda s: s.connection.credentials.secret_key,
    "aws:token": lambda s: s.connection.credentials.token,
    "aws:customCaBundle": lambda s: s.connection.ca_bundle,
    "aws:noProxy": lambda s: s.connection.no_proxy,
    "aws:stsRegion": lambda s: s.connection.sts_region,
}
BOOLEANS = {
    "aws:useFipsEndpoint": lambda s: s.connection.use_fips,
    "aws:useDualstackEndpoint": lambda s: s.connection.use_dualstack,
    "aws:insecure": lambda s: s.connection.insecure,
    "aws:skipMetadataApiCheck": lambda s: s.connection.credentials.skip_metadata,
    "ivs-realtime:createMark": lambda s: s.create_mark,
}
# What a number or a boolean cannot mean: key, value, and what the sentence says.
REFUSED = [
    ("aws:maxRetries", True, "must be a whole number"),
    ("aws:retryMode", 3, "must be one of standard, adaptive, legacy"),
    ("aws:httpProxy", 3128, "must be a URL"),
    ("aws:httpsProxy", 3128, "must be a URL"),
    ("aws:endpoints", [{"ivsrealtime": 8080}], "ivsrealtime must be a URL"),
    ("aws:endpoints", [{"sts": True}], "sts must be a URL"),
    ("aws:assumeRole", 5, "is not a key of pulumi-aws 7"),
    ("aws:assumeRoles", [{"roleArn": ROLE, "duration": 900}], 'must be like "1h", "30m" or "900s"'),
    ("aws:assumeRoleWithWebIdentity", by_web("duration")(900), 'must be like "1h", "30m" or "900s"'),
    ("aws:defaultTags", 5, "must be an object"),
    ("aws:ignoreTags", True, "must be an object"),
    ("aws:allowedAccountIds", [12345678901], '"12345678901" is not an account ID of 12 digits; put one that begins'),
    ("aws:forbiddenAccountIds", [True], '"true" is not an account ID of 12 digits'),
    ("ivs-realtime:quotas", {"CreateStage": True}, "must be calls per second above 0, not true"),
]


@pytest.mark.parametrize(("value", "text"), [(4711, "4711"), (True, "true"), (False, "false"), (1.5, "1.5")])
@pytest.mark.parametrize(("key", "holding", "found"), TEXTS)
def test_inside_a_structure_they_are_taken_as_their_text(key, holding, found, value, text):
    assert found(read(key, holding(value))) == text


@pytest.mark.parametrize("key", ["aws:allowedAccountIds", "aws:forbiddenAccountIds"])
def test_account_ids_are_numbers_to_the_cli(key):
    connection = read(key, [123456789012, "012345678901"]).connection

    assert connection.allowed_accounts + connection.forbidden_accounts == ("123456789012", "012345678901")


@pytest.mark.parametrize("value", ["4711", "true"])
@pytest.mark.parametrize("key", SCALARS)
def test_a_text_may_look_like_a_number(key, value):
    assert SCALARS[key](read(key, value)) == value


@pytest.mark.parametrize("key", BOOLEANS)
def test_a_boolean_is_one_as_text(key):
    assert BOOLEANS[key](read(key, "true")) is True
    assert BOOLEANS[key](read(key, "false")) is False
    with pytest.raises(InvalidConfiguration, match=f"{key} must be true or false"):
        read(key, "1")


@pytest.mark.parametrize("rate", [2, "2", 2.5, "2.5"])
def test_a_rate_with_a_point_is_text_to_the_cli(rate):
    """`pulumi config set --path 'ivs-realtime:quotas.CreateStage' 2.5` stores text, 2 a number."""
    assert read("ivs-realtime:quotas", {"CreateStage": rate}).connection.quotas == (("CreateStage", float(rate)),)


def test_the_number_of_retries_is_text():
    assert read("aws:maxRetries", "7").connection.max_retries == 7


@pytest.mark.parametrize(("key", "value", "sentence"), REFUSED)
def test_what_they_cannot_mean_is_refused_by_its_key(key, value, sentence):
    with pytest.raises(InvalidConfiguration) as error:
        read(key, value)

    assert str(error.value).startswith(key)
    assert sentence in str(error.value)


def test_every_key_that_is_read_is_tried_here():
    asked = set()
    read_settings(lambda key: asked.add(key), {})

    tried = {key for key, *_ in [*TEXTS, *REFUSED]} | {*SCALARS, *BOOLEANS}
    assert asked == tried


def test_nothing_in_the_place_of_a_tag_is_no_tag():
    assert read("aws:defaultTags", {"tags": {"team": None, "cost": 7}}).defaults == {"cost": "7"}


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (4711.0, "4711"),
        (-3.0, "-3"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (123456789012345.0, "123456789012345"),
        (12345678901234567890, "12345678901234567890"),
    ],
)
def test_a_number_is_written_without_an_exponent(number, text):
    assert as_text(number) == text


@pytest.mark.parametrize("number", [2.0**53, 1e300, float("inf"), float("nan")])
def test_a_number_that_lost_digits_on_its_way_stays_a_number(number):
    """Its text may be another one; what asks for text then refuses it."""
    assert as_text(number) is number
