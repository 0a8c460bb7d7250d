"""How to reach AWS: credentials, roles, endpoints, proxies, quotas. Source: pulumi-aws 7, "Configuration options"."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from pulumi_ivs_realtime.configuration.values import (
    Environ,
    Values,
    as_one_text,
    as_tags,
    as_texts,
    refuse_unknown,
    words,
)
from pulumi_ivs_realtime.errors import InvalidConfiguration
from pulumi_ivs_realtime.model import operations
from pulumi_ivs_realtime.rules.settings import AssumedRole, Connection, Credentials, WebIdentity
from pulumi_ivs_realtime.rules.texts import as_text

_RETRY_MODES = ("standard", "adaptive", "legacy")


def read_connection(values: Values, environ: Environ) -> Connection:
    """How to reach AWS, from the keys of `aws:` and `ivs-realtime:quotas`.

    Raises:
        InvalidConfiguration: a key has the wrong shape; the sentence names it.
    """
    # Retries here are always adaptive (aws/limiter.py); the key is checked, so that a typo is not silent.
    if values.text("aws:retryMode") not in (None, *_RETRY_MODES):
        raise InvalidConfiguration(f"aws:retryMode must be one of {', '.join(_RETRY_MODES)}.")
    return Connection(
        credentials=_credentials(values),
        endpoints=_endpoints(values),
        sts_region=values.text("aws:stsRegion"),
        use_fips=values.maybe("aws:useFipsEndpoint"),
        use_dualstack=values.maybe("aws:useDualstackEndpoint"),
        ca_bundle=values.text("aws:customCaBundle"),
        insecure=values.flag("aws:insecure", default=False),
        proxies=_proxies(values),
        no_proxy=values.text("aws:noProxy"),
        max_retries=values.whole("aws:maxRetries", default=25),
        quotas=_quotas(values),
        allowed_accounts=_accounts(values, "aws:allowedAccountIds"),
        forbidden_accounts=_accounts(values, "aws:forbiddenAccountIds"),
        trusted_accounts=_trusted_accounts(environ),
    )


_TRUST = "PULUMI_IVS_TRUST_NOT_FOUND"
_ACCOUNT = re.compile(r"[0-9]{12}")


def _trusted_accounts(environ: Environ) -> tuple[str, ...]:
    found = words(environ.get(_TRUST, ""))
    for account in found:
        if not _ACCOUNT.fullmatch(account):
            raise InvalidConfiguration(
                f'{_TRUST} must be account ids of 12 digits, separated by commas, not "{account}".'
            )
    return tuple(found)


def _credentials(values: Values) -> Credentials:
    if values.raw("aws:assumeRole") is not None:
        raise InvalidConfiguration(
            'aws:assumeRole is not a key of pulumi-aws 7; set aws:assumeRoles to a list: [{"roleArn": "arn:…"}].'
        )
    return Credentials(
        profile=values.text("aws:profile"),
        access_key=values.text("aws:accessKey"),
        secret_key=values.text("aws:secretKey"),
        token=values.text("aws:token"),
        credentials_files=tuple(values.texts("aws:sharedCredentialsFiles")),
        config_files=tuple(values.texts("aws:sharedConfigFiles")),
        web_identity=_web_identity(values),
        roles=tuple(_role(role) for role in values.objects("aws:assumeRoles")),
        skip_metadata=values.flag("aws:skipMetadataApiCheck", default=False),
    )


_ROLE_OPTIONS = {
    "sessionName": "RoleSessionName",
    "externalId": "ExternalId",
    "duration": "DurationSeconds",
    "policy": "Policy",
    "policyArns": "PolicyArns",
    "sourceIdentity": "SourceIdentity",
    "tags": "Tags",
    "transitiveTagKeys": "TransitiveTagKeys",
}


def _role(role: Mapping[str, Any]) -> AssumedRole:
    key = "aws:assumeRoles"
    refuse_unknown(key, role, {"roleArn", *_ROLE_OPTIONS})
    arn = as_one_text(f"{key}: roleArn", role.get("roleArn"))
    if arn is None:
        raise InvalidConfiguration(f"{key}: each role needs a roleArn (a string).")
    return AssumedRole(arn, _role_options(key, role))


def _role_options(key: str, role: Mapping[str, Any]) -> dict[str, Any]:
    return {
        option: _role_option(f"{key}: {name}", name, role[name])
        for name, option in _ROLE_OPTIONS.items()
        if role.get(name) is not None
    }


def _role_option(key: str, name: str, value: Any) -> Any:
    if name == "duration":
        return _seconds(key, value)
    if name == "policyArns":
        return [{"arn": arn} for arn in as_texts(key, value)]
    if name == "transitiveTagKeys":
        return as_texts(key, value)
    if name == "tags":
        return [{"Key": tag, "Value": text} for tag, text in as_tags(key, value).items()]
    return as_one_text(key, value)


_DURATION = re.compile(r"(?=.)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")


def _seconds(key: str, value: Any) -> int:
    found = _DURATION.fullmatch(str(value))
    if not found:
        raise InvalidConfiguration(f'{key} must be like "1h", "30m" or "900s", not "{value}".')
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return 3600 * hours + 60 * minutes + seconds


_TOKENS = ("webIdentityToken", "webIdentityTokenFile")


def _web_identity(values: Values) -> WebIdentity | None:
    key = "aws:assumeRoleWithWebIdentity"
    found = values.object(key)
    if not found:
        return None
    refuse_unknown(key, found, {"roleArn", "sessionName", "duration", "policy", "policyArns", *_TOKENS})
    if "roleArn" not in found or not found.keys() & set(_TOKENS):
        raise InvalidConfiguration(f"{key} needs roleArn, and webIdentityToken or webIdentityTokenFile.")
    role, token, file = (as_one_text(f"{key}: {name}", found.get(name)) for name in ("roleArn", *_TOKENS))
    return WebIdentity(str(role), _role_options(key, found), token, file)


def _endpoints(values: Values) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for entry in values.objects("aws:endpoints"):
        for service, url in entry.items():
            if service in ("ivsrealtime", "sts") and url:
                found[service] = _url(f"aws:endpoints: {service}", url)
            elif _letters(service) == "ivsrealtime" != service:
                raise InvalidConfiguration(f"aws:endpoints: {service} is unknown; did you mean ivsrealtime?")
    return tuple(found.items())


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text)).lower()


def _proxies(values: Values) -> tuple[tuple[str, str], ...]:
    keys = {"http": "aws:httpProxy", "https": "aws:httpsProxy"}
    found = {scheme: values.text(key) for scheme, key in keys.items()}
    return tuple((scheme, _url(keys[scheme], url)) for scheme, url in found.items() if url)


def _url(key: str, value: Any) -> str:
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        raise InvalidConfiguration(f"{key} must be a URL that begins with http:// or https://.")
    return value


_RATE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


def _quotas(values: Values) -> tuple[tuple[str, float], ...]:
    key = "ivs-realtime:quotas"
    found = values.object(key)
    return tuple((operation, _rate(key, operation, rate)) for operation, rate in found.items())


def _rate(key: str, operation: str, value: Any) -> float:
    if operation not in operations():
        raise InvalidConfiguration(f'{key}: "{operation}" is not an operation of Amazon IVS Real-Time.')
    # `pulumi config set --path` stores whole numbers as numbers, but 2.5 as text.
    if not _RATE.fullmatch(str(as_text(value))) or float(value) == 0:
        raise InvalidConfiguration(f"{key}: {operation} must be calls per second above 0, not {json.dumps(value)}.")
    return float(value)


def _accounts(values: Values, key: str) -> tuple[str, ...]:
    found = values.texts(key)
    for account in found:
        # A number has no leading zero, and an account that is not met would neither be allowed nor forbidden.
        if not _ACCOUNT.fullmatch(account):
            raise InvalidConfiguration(
                f'{key}: "{account}" is not an account ID of 12 digits; put one that begins with 0 in quotes.'
            )
    return tuple(found)
