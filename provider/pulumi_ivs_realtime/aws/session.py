"""boto3 sessions and clients from the stack's configuration."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from pulumi_ivs_realtime.errors import InvalidConfiguration
from pulumi_ivs_realtime.rules.settings import AssumedRole, Connection, Credentials, WebIdentity

if TYPE_CHECKING:
    import boto3
    import botocore.session
    from types_boto3_ivs_realtime.client import IvsrealtimeClient

CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 20.0
"""Together below `marks.LONGEST_CALL`: no call outlives its mark's grace."""

# boto3 sessions are not thread-safe, clients are: every session is used under this lock.
_SESSIONS = threading.Lock()


def connect(connection: Connection, region: str) -> IvsrealtimeClient:
    """A client of `ivs-realtime` in `region`; it makes no call but those that assumed or checked accounts need.

    Raises:
        InvalidConfiguration: a profile that does not exist, or an account that is not allowed.
    """
    with _SESSIONS:
        session = _session(connection, region)
        _check_account(session, connection, region)
        return session.client(
            "ivs-realtime", region_name=region, config=_config(connection), **_address(connection, "ivsrealtime")
        )


def profile_region(connection: Connection) -> str | None:
    """The region of the profile; None when it has none.

    Raises:
        InvalidConfiguration: the profile does not exist.
    """
    with _SESSIONS:
        return _botocore_session(connection.credentials).get_config_variable("region") or None


def _session(connection: Connection, region: str) -> boto3.session.Session:
    import boto3

    credentials = connection.credentials
    session = boto3.session.Session(
        botocore_session=_botocore_session(credentials),
        aws_access_key_id=credentials.access_key,
        aws_secret_access_key=credentials.secret_key,
        aws_session_token=credentials.token,
    )
    if credentials.web_identity:
        session = _web_identity_session(session, credentials.web_identity, connection, region)
    for role in credentials.roles:
        session = _role_session(session, role, connection, region)
    return session


def _botocore_session(credentials: Credentials) -> botocore.session.Session:
    import botocore.session
    from botocore.exceptions import ProfileNotFound

    session = botocore.session.Session(profile=credentials.profile)
    for name, files in (
        ("credentials_file", credentials.credentials_files),
        ("config_file", credentials.config_files),
    ):
        if files:
            session.set_config_variable(name, files[0])
    if credentials.skip_metadata:
        session.set_config_variable("metadata_service_num_attempts", 0)
    try:
        session.get_scoped_config()
    except ProfileNotFound:
        raise InvalidConfiguration(
            f'the AWS profile "{session.profile}" (aws:profile or AWS_PROFILE) is in none of the shared files.'
        ) from None
    return session


def _role_session(
    session: boto3.session.Session, role: AssumedRole, connection: Connection, region: str
) -> boto3.session.Session:
    arguments = {"RoleArn": role.role_arn, "RoleSessionName": "pulumi-ivs-realtime", **role.options}
    return _assumed(_sts(session, connection, region).assume_role(**arguments))


def _web_identity_session(
    session: boto3.session.Session, identity: WebIdentity, connection: Connection, region: str
) -> boto3.session.Session:
    token = identity.token
    if token is None:
        with open(str(identity.token_file), encoding="utf-8") as file:
            token = file.read().strip()
    return _assumed(
        _sts(session, connection, region).assume_role_with_web_identity(
            RoleArn=identity.role_arn, RoleSessionName=identity.session_name, WebIdentityToken=token
        )
    )


def _assumed(answer: Any) -> boto3.session.Session:
    import boto3

    keys = answer["Credentials"]
    return boto3.session.Session(
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


def _check_account(session: boto3.session.Session, connection: Connection, region: str) -> None:
    if not connection.allowed_accounts and not connection.forbidden_accounts:
        return
    account = _sts(session, connection, region).get_caller_identity()["Account"]
    if connection.allowed_accounts and account not in connection.allowed_accounts:
        raise InvalidConfiguration(f"the credentials belong to account {account}, which aws:allowedAccountIds lacks.")
    if account in connection.forbidden_accounts:
        raise InvalidConfiguration(f"the credentials belong to account {account}, which aws:forbiddenAccountIds holds.")


def _sts(session: boto3.session.Session, connection: Connection, region: str) -> Any:
    return session.client(
        "sts",
        region_name=connection.sts_region or region,
        config=_config(connection, attempts=5),
        **_address(connection, "sts"),
    )


def _config(connection: Connection, attempts: int = 1) -> Any:
    from botocore.config import Config

    return Config(
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=READ_TIMEOUT,
        retries={"mode": "standard", "total_max_attempts": attempts},
        use_fips_endpoint=connection.use_fips,
        use_dualstack_endpoint=connection.use_dualstack,
        user_agent_extra="pulumi-ivs-realtime",
    )


def _address(connection: Connection, service: str) -> dict[str, Any]:
    verify: bool | str | None = False if connection.insecure else connection.ca_bundle
    found = {"endpoint_url": dict(connection.endpoints).get(service), "verify": verify}
    return {key: value for key, value in found.items() if value is not None}
