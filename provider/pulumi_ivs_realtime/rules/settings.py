"""The stack's configuration as pulumi-aws 7 reads it, and our own switches, as one typed value.

Structured values arrive in the host as JSON strings and booleans as "true". Inside of them, numbers and booleans stand
where text is meant, for so `pulumi config set --path` stores them; they are taken as their text. Any other wrong shape
is an error that names the key, never silence. Source: pulumi-aws 7, "Configuration options"; `aws:` keys that concern
other services are left alone.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi_ivs_realtime.errors import InvalidConfiguration
from pulumi_ivs_realtime.model import operations
from pulumi_ivs_realtime.rules.spelling import nearest
from pulumi_ivs_realtime.rules.tags import SYSTEM_PREFIX, IgnoredTags, Tags
from pulumi_ivs_realtime.rules.texts import as_text

Get = Callable[[str], Any]
Environ = Mapping[str, str]

_DEFAULT_TAG = "TF_AWS_DEFAULT_TAGS_"
_IGNORED_KEYS = "TF_AWS_IGNORE_TAGS_KEYS"
_IGNORED_PREFIXES = "TF_AWS_IGNORE_TAGS_KEY_PREFIXES"


@dataclass(frozen=True)
class AssumedRole:
    """One link of `aws:assumeRoles`.

    Attributes:
        role_arn: the role.
        options: further arguments of STS AssumeRole, in boto3's spelling (`ExternalId`, `DurationSeconds`, …).
    """

    role_arn: str
    options: dict[str, Any]


@dataclass(frozen=True)
class WebIdentity:
    """`aws:assumeRoleWithWebIdentity`: the first role, from an OIDC token or the file that holds it.

    Attributes:
        role_arn: the role.
        options: further arguments of STS AssumeRoleWithWebIdentity, in boto3's spelling.
        token: the token itself, which comes before a file.
        token_file: path of the file with the token.
    """

    role_arn: str
    options: dict[str, Any]
    token: str | None = field(repr=False)
    token_file: str | None


@dataclass(frozen=True)
class Credentials:
    """How to sign; everything optional, boto3's own chain fills the rest."""

    profile: str | None = None
    access_key: str | None = None
    secret_key: str | None = None
    token: str | None = None
    credentials_files: tuple[str, ...] = ()
    config_files: tuple[str, ...] = ()
    web_identity: WebIdentity | None = None
    roles: tuple[AssumedRole, ...] = ()
    skip_metadata: bool = False

    def __repr__(self) -> str:
        return f"Credentials(profile={self.profile!r})"


@dataclass(frozen=True)
class Connection:
    """How to reach AWS: everything a client needs but for the region.

    `trusted_accounts`: PULUMI_IVS_TRUST_NOT_FOUND, the accounts whose "not found" is believed without STS.
    """

    credentials: Credentials = field(default_factory=Credentials)
    endpoints: tuple[tuple[str, str], ...] = ()
    sts_region: str | None = None
    use_fips: bool | None = None
    use_dualstack: bool | None = None
    ca_bundle: str | None = None
    insecure: bool = False
    proxies: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # their addresses may hold passwords
    no_proxy: str | None = None
    max_retries: int = 25
    quotas: tuple[tuple[str, float], ...] = ()
    allowed_accounts: tuple[str, ...] = ()
    forbidden_accounts: tuple[str, ...] = ()
    trusted_accounts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settings:
    """Everything that configuration and environment say.

    Attributes:
        region: from `aws:region`; None when the stack does not say.
        fallback_region: from the environment or the profile; never a reason to replace.
        create_mark: `ivs-realtime:createMark`, true by default.
        force_destroy: ARNs in PULUMI_IVS_FORCE_DESTROY, separated by commas.
    """

    region: str | None = None
    fallback_region: str | None = None
    default_tags: tuple[tuple[str, str], ...] = ()
    ignored_tags: IgnoredTags = field(default_factory=IgnoredTags)
    create_mark: bool = True
    force_destroy: frozenset[str] = frozenset()
    connection: Connection = field(default_factory=Connection)

    @property
    def defaults(self) -> Tags:
        """The default tags of `aws:defaultTags`."""
        return dict(self.default_tags)


def read_settings(get: Get, environ: Environ) -> Settings:
    """Settings from the stack's configuration (`get("aws:region")`) and the environment.

    Raises:
        InvalidConfiguration: a key has the wrong shape; the sentence names it.
    """
    values = _Values(get)
    return Settings(
        region=values.text("aws:region"),
        fallback_region=environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or None,
        default_tags=_default_tags(values, environ),
        ignored_tags=_ignored_tags(values, environ),
        create_mark=values.flag("ivs-realtime:createMark", default=True),
        force_destroy=frozenset(_words(environ.get("PULUMI_IVS_FORCE_DESTROY", ""))),
        connection=_connection(values, environ),
    )


_OWN = ("ivs-realtime:createMark", "ivs-realtime:quotas")


def refuse_unknown_keys(keys: Iterable[str]) -> None:
    """Refuses keys of our namespace that we do not read.

    Raises:
        InvalidConfiguration: there is one; the sentence names the nearest of ours.
    """
    for key in keys:
        if key.startswith("ivs-realtime:") and key not in _OWN:
            raise InvalidConfiguration(f"{key} is unknown; {nearest(key, list(_OWN))}")


def misspelt_aws_keys(keys: Iterable[str]) -> list[str]:
    """A sentence for each key of the namespace `aws:` that pulumi-aws does not have but nearly has.

    It is a reason to warn and no more: the next pulumi-aws may have it.
    """
    names = [key.removeprefix("aws:") for key in keys if key.startswith("aws:")]
    return [
        f'aws:{name} is not a key of pulumi-aws 7 and has no effect; did you mean "aws:{close[0]}"?'
        for name in names
        if name not in _AWS_KEYS and (close := difflib.get_close_matches(name, _AWS_KEYS, n=1, cutoff=0.8))
    ]


# Source: pulumi-aws 7, "Configuration options".
_AWS_KEYS = (
    "accessKey",
    "allowedAccountIds",
    "assumeRoleWithWebIdentity",
    "assumeRoles",
    "customCaBundle",
    "defaultTags",
    "ec2MetadataServiceEndpoint",
    "ec2MetadataServiceEndpointMode",
    "endpoints",
    "forbiddenAccountIds",
    "httpProxy",
    "httpsProxy",
    "ignoreTags",
    "insecure",
    "maxRetries",
    "noProxy",
    "profile",
    "region",
    "retryMode",
    "s3UsEast1RegionalEndpoint",
    "s3UsePathStyle",
    "secretKey",
    "sharedConfigFiles",
    "sharedCredentialsFiles",
    "skipCredentialsValidation",
    "skipMetadataApiCheck",
    "skipRegionValidation",
    "skipRequestingAccountId",
    "stsRegion",
    "tagPolicyCompliance",
    "token",
    "tokenBucketRateLimiterCapacity",
    "useDualstackEndpoint",
    "useFipsEndpoint",
    "userAgents",
)


def debugging(environ: Environ) -> bool:
    """Whether PULUMI_IVS_DEBUG asks for tracebacks."""
    return environ.get("PULUMI_IVS_DEBUG", "").lower() in {"1", "true", "yes"}


_RETRY_MODES = ("standard", "adaptive", "legacy")


def _connection(values: _Values, environ: Environ) -> Connection:
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
    found = _words(environ.get(_TRUST, ""))
    for account in found:
        if not _ACCOUNT.fullmatch(account):
            raise InvalidConfiguration(
                f'{_TRUST} must be account ids of 12 digits, separated by commas, not "{account}".'
            )
    return tuple(found)


def _credentials(values: _Values) -> Credentials:
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
    _only_known(key, role, {"roleArn", *_ROLE_OPTIONS})
    arn = _text(f"{key}: roleArn", role.get("roleArn"))
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
        return [{"arn": arn} for arn in _texts(key, value)]
    if name == "transitiveTagKeys":
        return _texts(key, value)
    if name == "tags":
        return [{"Key": tag, "Value": text} for tag, text in _tags(key, value).items()]
    return _text(key, value)


_DURATION = re.compile(r"(?=.)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")


def _seconds(key: str, value: Any) -> int:
    found = _DURATION.fullmatch(str(value))
    if not found:
        raise InvalidConfiguration(f'{key} must be like "1h", "30m" or "900s", not "{value}".')
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return 3600 * hours + 60 * minutes + seconds


_TOKENS = ("webIdentityToken", "webIdentityTokenFile")


def _web_identity(values: _Values) -> WebIdentity | None:
    key = "aws:assumeRoleWithWebIdentity"
    found = values.object(key)
    if not found:
        return None
    _only_known(key, found, {"roleArn", "sessionName", "duration", "policy", "policyArns", *_TOKENS})
    if "roleArn" not in found or not found.keys() & set(_TOKENS):
        raise InvalidConfiguration(f"{key} needs roleArn, and webIdentityToken or webIdentityTokenFile.")
    role, token, file = (_text(f"{key}: {name}", found.get(name)) for name in ("roleArn", *_TOKENS))
    return WebIdentity(str(role), _role_options(key, found), token, file)


def _endpoints(values: _Values) -> tuple[tuple[str, str], ...]:
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


def _proxies(values: _Values) -> tuple[tuple[str, str], ...]:
    keys = {"http": "aws:httpProxy", "https": "aws:httpsProxy"}
    found = {scheme: values.text(key) for scheme, key in keys.items()}
    return tuple((scheme, _url(keys[scheme], url)) for scheme, url in found.items() if url)


def _url(key: str, value: Any) -> str:
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        raise InvalidConfiguration(f"{key} must be a URL that begins with http:// or https://.")
    return value


_RATE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


def _quotas(values: _Values) -> tuple[tuple[str, float], ...]:
    key = "ivs-realtime:quotas"
    found = values.object(key)
    return tuple((operation, _rate(key, operation, rate)) for operation, rate in found.items())


def _rate(key: str, operation: str, value: Any) -> float:
    if operation not in operations():
        raise InvalidConfiguration(f'{key}: "{operation}" is no operation of Amazon IVS Real-Time.')
    # `pulumi config set --path` stores whole numbers as numbers, but 2.5 as text.
    if not _RATE.fullmatch(str(as_text(value))) or float(value) == 0:
        raise InvalidConfiguration(f"{key}: {operation} must be calls per second above 0, not {json.dumps(value)}.")
    return float(value)


def _default_tags(values: _Values, environ: Environ) -> tuple[tuple[str, str], ...]:
    key = "aws:defaultTags"
    found = values.object(key)
    _only_known(key, found, {"tags"})
    tags = _tags(f"{key}: tags", found.get("tags") or {})
    for tag in tags:
        if tag.lower().startswith(SYSTEM_PREFIX):
            raise InvalidConfiguration(
                f'{key}: tags: {tag} begins with "{SYSTEM_PREFIX}", which AWS reserves for itself.'
            )
    inherited = {name[len(_DEFAULT_TAG) :]: value for name, value in environ.items() if name.startswith(_DEFAULT_TAG)}
    return tuple(sorted({**inherited, **tags}.items()))


def _ignored_tags(values: _Values, environ: Environ) -> IgnoredTags:
    key = "aws:ignoreTags"
    found = values.object(key)
    _only_known(key, found, {"keys", "keyPrefixes"})
    keys = [*_texts(key + ".keys", found.get("keys")), *_words(environ.get(_IGNORED_KEYS, ""))]
    prefixes = [*_texts(key + ".keyPrefixes", found.get("keyPrefixes")), *_words(environ.get(_IGNORED_PREFIXES, ""))]
    return IgnoredTags(frozenset(keys), tuple(sorted(set(prefixes))))


def _words(text: str) -> list[str]:
    return [word for word in (part.strip() for part in text.split(",")) if word]


def _text(key: str, value: Any) -> str | None:
    text = as_text(value)
    if text is not None and not isinstance(text, str):
        raise InvalidConfiguration(f"{key} must be a string, not {_kind(value)}.")
    return text


def _tags(key: str, value: Any) -> Tags:
    if not isinstance(value, dict):
        raise InvalidConfiguration(f'{key} must be {{"key": "value"}}.')
    texts = {tag: _text(f"{key}: {tag}", text) for tag, text in value.items()}
    return {tag: text for tag, text in texts.items() if text is not None}


def _texts(key: str, value: Any) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise InvalidConfiguration(f"{key} must be a list of strings, not {_kind(value)}.")
    texts = [_text(f"{key}[{index}]", item) for index, item in enumerate(value)]
    return [text for text in texts if text is not None]


_ACCOUNT = re.compile(r"[0-9]{12}")


def _accounts(values: _Values, key: str) -> tuple[str, ...]:
    found = values.texts(key)
    for account in found:
        # A number has no leading zero, and an account that is not met would neither be allowed nor forbidden.
        if not _ACCOUNT.fullmatch(account):
            raise InvalidConfiguration(
                f'{key}: "{account}" is not an account ID of 12 digits; put one that begins with 0 in quotes.'
            )
    return tuple(found)


def _kind(value: Any) -> str:
    kinds = {list: "a list", dict: "an object", str: "a string", bool: "a boolean", int: "a number"}
    # A float is one only where its text would be inexact.
    return kinds.get(type(value), "a number that large; put it in quotes")


def _only_known(key: str, found: Mapping[str, Any], known: set[str]) -> None:
    for unknown in found.keys() - known:
        raise InvalidConfiguration(f"{key}: {unknown} is unknown; known are {', '.join(sorted(known))}.")


class _Values:
    """Typed access to configuration values that may come as JSON text."""

    def __init__(self, get: Get) -> None:
        self._get = get

    def raw(self, key: str) -> Any:
        value = self._get(key)
        return None if value == "" else value

    def text(self, key: str) -> str | None:
        value = self.raw(key)
        if isinstance(value, str) and value[:1] in {"[", "{"}:
            raise InvalidConfiguration(f"{key} must be a string, not a list or an object.")
        return _text(key, value)

    def maybe(self, key: str) -> bool | None:
        value = self.raw(key)
        if value is None or isinstance(value, bool):
            return value
        if value in ("true", "false"):
            return bool(value == "true")
        raise InvalidConfiguration(f"{key} must be true or false.")

    def flag(self, key: str, *, default: bool) -> bool:
        value = self.maybe(key)
        return default if value is None else value

    def whole(self, key: str, *, default: int) -> int:
        value = self.raw(key)
        if value is None:
            return default
        if not str(value).removesuffix(".0").isdecimal():
            raise InvalidConfiguration(f"{key} must be a whole number.")
        return int(float(value))

    def object(self, key: str) -> dict[str, Any]:
        value = self._structured(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise InvalidConfiguration(f"{key} must be an object.")
        return value

    def objects(self, key: str) -> list[dict[str, Any]]:
        value = self._structured(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise InvalidConfiguration(f"{key} must be a list of objects.")
        return value

    def texts(self, key: str) -> list[str]:
        return _texts(key, self._structured(key))

    def _structured(self, key: str) -> Any:
        value = self.raw(key)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise InvalidConfiguration(f"{key} must be structured (JSON), not a plain string.") from None
