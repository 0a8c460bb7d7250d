"""What configuration and environment say, as typed values; read in the room `configuration`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pulumi_ivs_realtime.rules.tags import IgnoredTags, Tags


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
