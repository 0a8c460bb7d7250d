"""The stack's configuration: every `aws:` key that pulumi-aws 7 reads, and wrong shapes refused by name."""

import json
import sys

import pytest

from pulumi_ivs_realtime.configuration.keys import misspelt_aws_keys, refuse_unknown_keys
from pulumi_ivs_realtime.configuration.reading import read_settings
from pulumi_ivs_realtime.errors import InvalidConfiguration
from pulumi_ivs_realtime.rules.settings import AssumedRole

ROLE = "arn:aws:iam::123456789012:role/deploy"


def read(environ=None, **config):
    """Settings from keys of the `aws:` namespace; structured values as the host gets them, as JSON."""
    raw = {f"aws:{key}": value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}
    return read_settings(raw.get, environ or {})


def test_nothing_configured_is_the_default():
    settings = read()

    assert (settings.region, settings.defaults, settings.create_mark) == (None, {}, True)
    assert settings.connection.max_retries == 25


def test_the_region_is_the_stacks_and_the_environments_only_a_fallback():
    settings = read({"AWS_REGION": "us-west-2"}, region="eu-west-1")

    assert (settings.region, settings.fallback_region) == ("eu-west-1", "us-west-2")
    assert read({"AWS_DEFAULT_REGION": "us-west-2"}).fallback_region == "us-west-2"


def test_default_tags_come_from_the_configuration_over_the_environment():
    settings = read(
        {"TF_AWS_DEFAULT_TAGS_team": "env", "TF_AWS_DEFAULT_TAGS_cost": "7"}, defaultTags={"tags": {"team": "live"}}
    )

    assert settings.defaults == {"team": "live", "cost": "7"}


def test_ignored_tags_of_configuration_and_environment_are_united():
    ignored = read(
        {"TF_AWS_IGNORE_TAGS_KEYS": "a, b", "TF_AWS_IGNORE_TAGS_KEY_PREFIXES": "x-"},
        ignoreTags={"keys": ["c"], "keyPrefixes": ["y-"]},
    ).ignored_tags

    assert all(ignored.holds(key) for key in ("a", "b", "c", "x-1", "y-1", "aws:cloudformation:stack-name"))
    assert not ignored.holds("d")


def test_roles_are_assumed_in_their_order_with_botos_arguments():
    roles = read(
        assumeRoles=[
            {"roleArn": ROLE, "externalId": "e", "duration": "15m", "sessionName": "s"},
            {"roleArn": ROLE + "2", "tags": {"team": "live"}, "policyArns": ["arn:aws:iam::aws:policy/ReadOnly"]},
        ]
    ).connection.credentials.roles

    assert roles == (
        AssumedRole(ROLE, {"ExternalId": "e", "DurationSeconds": 900, "RoleSessionName": "s"}),
        AssumedRole(
            ROLE + "2",
            {"Tags": [{"Key": "team", "Value": "live"}], "PolicyArns": [{"arn": "arn:aws:iam::aws:policy/ReadOnly"}]},
        ),
    )


def test_the_rest_of_the_connection_is_read_as_it_is_named():
    connection = read(
        endpoints=[{"ivsrealtime": "http://127.0.0.1:1", "s3": "http://127.0.0.1:2"}],
        maxRetries="3",
        useFipsEndpoint="true",
        useDualstackEndpoint="false",
        customCaBundle="/etc/ca.pem",
        insecure="true",
        stsRegion="us-east-1",
        allowedAccountIds=["111111111111"],
        forbiddenAccountIds=["222222222222"],
        skipMetadataApiCheck="true",
    ).connection

    assert connection.endpoints == (("ivsrealtime", "http://127.0.0.1:1"),)
    assert (connection.max_retries, connection.use_fips, connection.use_dualstack) == (3, True, False)
    assert (connection.ca_bundle, connection.insecure, connection.sts_region) == ("/etc/ca.pem", True, "us-east-1")
    assert (connection.allowed_accounts, connection.forbidden_accounts) == (("111111111111",), ("222222222222",))
    assert connection.credentials.skip_metadata


def test_quotas_leave_room_for_others():
    raw = {"ivs-realtime:quotas": '{"CreateStage": 2.5}', "ivs-realtime:createMark": "false"}
    settings = read_settings(raw.get, {})

    assert settings.connection.quotas == (("CreateStage", 2.5),)
    assert not settings.create_mark


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ({"assumeRole": {"roleArn": ROLE}}, "aws:assumeRole is not a key of pulumi-aws 7; set aws:assumeRoles"),
        ({"assumeRoles": {"roleArn": ROLE}}, "aws:assumeRoles must be a list of objects"),
        ({"assumeRoles": [{"role": ROLE}]}, "aws:assumeRoles: role is unknown; known are duration"),
        ({"assumeRoles": [{"roleArn": ROLE, "duration": 900}]}, 'duration must be like "1h", "30m" or "900s"'),
        ({"assumeRoleWithWebIdentity": {"roleArn": ROLE}}, "aws:assumeRoleWithWebIdentity needs roleArn, and web"),
        ({"defaultTags": "team=live"}, "aws:defaultTags must be structured (JSON), not a plain string"),
        ({"defaultTags": {"team": "live"}}, "aws:defaultTags: team is unknown; known are tags"),
        ({"defaultTags": {"tags": {"cost": [7]}}}, "aws:defaultTags: tags: cost must be a string, not a list"),
        ({"defaultTags": {"tags": ["cost"]}}, 'aws:defaultTags: tags must be {"key": "value"}'),
        (
            {"defaultTags": {"tags": {"aws:x": "1"}}},
            'aws:defaultTags: tags: aws:x begins with "aws:", which',
        ),
        ({"region": ["eu-west-1"]}, "aws:region must be a string, not a list or an object"),
        ({"ignoreTags": {"keys": "a"}}, "aws:ignoreTags.keys must be a list of strings"),
        ({"ignoreTags": {"prefixes": []}}, "aws:ignoreTags: prefixes is unknown; known are keyPrefixes, keys"),
        ({"endpoints": {"ivsrealtime": "x"}}, "aws:endpoints must be a list of objects"),
        ({"allowedAccountIds": "1"}, "aws:allowedAccountIds must be a list of strings"),
        ({"assumeRoles": [{"roleArn": ROLE, "duration": "h"}]}, 'aws:assumeRoles: duration must be like "1h", "30m"'),
        ({"assumeRoles": [{"roleArn": ROLE, "sessionName": {}}]}, "aws:assumeRoles: sessionName must be a str"),
        ({"assumeRoles": [{"roleArn": ROLE, "policyArns": "a"}]}, "aws:assumeRoles: policyArns must be a list of str"),
        ({"assumeRoles": [{"roleArn": ROLE, "tags": ["a"]}]}, 'aws:assumeRoles: tags must be {"key": "value"}'),
        ({"assumeRoleWithWebIdentity": "role"}, "aws:assumeRoleWithWebIdentity must be structured"),
        ({"assumeRoleWithWebIdentity": {"role": ROLE}}, "aws:assumeRoleWithWebIdentity: role is unknown; known are"),
        ({"assumeRoleWithWebIdentity": {"roleArn": ROLE, "webIdentityToken": []}}, "webIdentityToken must be a str"),
        ({"endpoints": [{"ivs-realtime": "http://x"}]}, "ivs-realtime is unknown; did you mean ivsrealtime?"),
        ({"endpoints": [{"ivsrealtime": "x.example"}]}, "ivsrealtime must be a URL that begins with http://"),
        ({"endpoints": [{"sts": 5}]}, "aws:endpoints: sts must be a URL"),
        ({"httpsProxy": "proxy:3128"}, "aws:httpsProxy must be a URL that begins with http://"),
        ({"useFipsEndpoint": "yes"}, "aws:useFipsEndpoint must be true or false"),
        ({"useDualstackEndpoint": "1"}, "aws:useDualstackEndpoint must be true or false"),
        ({"maxRetries": "many"}, "aws:maxRetries must be a whole number"),
        ({"retryMode": "often"}, "aws:retryMode must be one of standard, adaptive, legacy"),
        ({"insecure": "yes"}, "aws:insecure must be true or false"),
    ],
)
def test_a_wrong_shape_is_refused_by_its_key(config, sentence):
    with pytest.raises(InvalidConfiguration) as error:
        read(**config)

    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("quotas", "sentence"),
    [
        ('{"MakeStage": 1}', '"MakeStage" is not an operation of Amazon IVS Real-Time'),
        ('{"CreateStage": 0}', "CreateStage must be calls per second above 0"),
    ],
)
def test_wrong_quotas_are_refused(quotas, sentence):
    with pytest.raises(InvalidConfiguration) as error:
        read_settings({"ivs-realtime:quotas": quotas}.get, {})

    assert sentence in str(error.value)


def test_a_key_of_our_own_that_does_not_exist_is_refused():
    with pytest.raises(InvalidConfiguration, match='createMarks is unknown; did you mean "ivs-realtime:createMark"'):
        refuse_unknown_keys(["aws:region", "ivs-realtime:createMarks"])


def test_a_key_that_pulumi_aws_nearly_has_is_named_and_others_are_left_alone():
    keys = ["aws:regoin", "aws:region", "aws:s3UsePathStyle", "aws:somethingNew", "rooms:regoin"]

    assert misspelt_aws_keys(keys) == [
        'aws:regoin is not a key of pulumi-aws 7 and has no effect; did you mean "aws:region"?'
    ]


def test_durations_are_written_as_go_writes_them():
    durations = [
        read(assumeRoles=[{"roleArn": ROLE, "duration": text}]).connection.credentials.roles[0].options
        for text in ("1h", "1h30m", "15m0s", "900s")
    ]

    assert [options["DurationSeconds"] for options in durations] == [3600, 5400, 900, 900]


def test_credentials_are_not_in_the_representation_of_settings():
    settings = read(accessKey="AKIDEXAMPLE", secretKey="SECRETEXAMPLE", token="TOKENEXAMPLE")

    assert not any(text in repr(settings) for text in ("AKIDEXAMPLE", "SECRETEXAMPLE", "TOKENEXAMPLE"))


def test_a_process_that_is_no_host_keeps_its_tracebacks(configured):
    configured()

    assert not hasattr(sys, "tracebacklimit")
