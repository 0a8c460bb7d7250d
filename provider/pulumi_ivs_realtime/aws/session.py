"""boto3 sessions and clients from the stack's configuration."""

from __future__ import annotations

import ipaddress
import os
import threading
from collections.abc import Callable
from copy import copy
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]  # typeshed lacks it

from pulumi_ivs_realtime.aws import answers
from pulumi_ivs_realtime.aws.translation import translated
from pulumi_ivs_realtime.errors import InvalidConfiguration
from pulumi_ivs_realtime.rules.settings import AssumedRole, Connection, Credentials, WebIdentity

if TYPE_CHECKING:
    import boto3
    import botocore.hooks
    import botocore.loaders
    import botocore.session
    from types_boto3_ivs_realtime.client import IvsrealtimeClient

CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 20.0
LONGEST_REQUEST = CONNECT_TIMEOUT + READ_TIMEOUT
"""Below `marks.LONGEST_CALL`: no call outlives its mark's grace."""

_STS_ATTEMPTS = 5
_SESSION_NAME = "pulumi-ivs-realtime"

# boto3 sessions are not thread-safe, clients are: every session is used under this lock.
_SESSIONS = threading.Lock()


class Connected(NamedTuple):
    """What a connection has in a region.

    Attributes:
        client: of `ivs-realtime`.
        caller_account: asks STS which account the credentials belong to; raises IvsRealTimeError. Asks where the
            service is when that is this machine, so that the keys of a local service never sign to AWS.
    """

    client: IvsrealtimeClient
    caller_account: Callable[[], str]


def connect(connection: Connection, region: str) -> Connected:
    """A client of `ivs-realtime` in `region`; it makes no call but those that assumed or checked accounts need.

    Raises:
        InvalidConfiguration: a profile or file that does not exist, or an account that is not allowed.
        IvsRealTimeError: STS refused or did not answer.
    """
    if connection.ca_bundle and not os.path.exists(connection.ca_bundle):
        raise InvalidConfiguration(f'aws:customCaBundle: there is no file "{connection.ca_bundle}".')
    with _SESSIONS:
        session = _session(connection, region)
        _check_account(session, connection, region)
        client: IvsrealtimeClient = _client(session, "ivs-realtime", connection, region)

    def caller_account() -> str:
        with _SESSIONS, translated("GetCallerIdentity"):
            return _account(_sts_beside(client.meta.endpoint_url, session, connection, region))

    return Connected(client, caller_account)


def warm() -> None:
    """Imports and reads what every client needs, for processes that are forked from this one; makes no call."""
    nobody = Credentials(access_key="none", secret_key="none")  # noqa: S106  # or botocore would look for some
    connect(Connection(credentials=nobody), "us-east-1")


def destinations(connection: Connection, region: str) -> dict[str, str]:
    """Where clients would connect to, proxies included: addresses by what stands there; makes no call.

    Raises:
        InvalidConfiguration: the profile does not exist.
    """
    import boto3

    found = {}
    with _SESSIONS:
        session = boto3.session.Session(botocore_session=_botocore_session(connection.credentials))
        for service, place in (("ivs-realtime", region), ("sts", connection.sts_region or region)):
            url = str(_client(session, service, connection, place).meta.endpoint_url)
            found[f"the endpoint of {service}"] = url
            if proxy := _proxy(url, connection):
                found[f"the proxy before {url}"] = proxy
    return found


def _proxy(url: str, connection: Connection) -> str | None:
    from botocore.utils import get_environ_proxies

    if connection.proxies:
        proxies = {} if _exempt(url, connection) else dict(connection.proxies)
    else:
        proxies = get_environ_proxies(url)
    return proxies.get(urlsplit(url).scheme)


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

    session = botocore.session.Session(
        profile=credentials.profile, event_hooks=copy(_builtin_handlers()), include_builtin_handlers=False
    )
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
    session.register_component("data_loader", _loader(session.get_config_variable("data_path")))
    return session


@cache
def _builtin_handlers() -> botocore.hooks.HierarchicalEmitter:
    """What botocore registers in every new session; registering it takes nine times as long as copying it."""
    import botocore.hooks
    import botocore.session

    handlers = botocore.hooks.HierarchicalEmitter()
    botocore.session.Session(event_hooks=handlers)
    return handlers


@cache
def _loader(data_path: str | None) -> botocore.loaders.Loader:
    """One for all sessions: it keeps the models that it has read."""
    from botocore.loaders import create_loader

    return create_loader(data_path)


def _role_session(
    session: boto3.session.Session, role: AssumedRole, connection: Connection, region: str
) -> boto3.session.Session:
    arguments = {"RoleArn": role.role_arn, "RoleSessionName": _SESSION_NAME, **role.options}
    with translated("AssumeRole"):
        return _assumed("AssumeRole", _sts(session, connection, region).assume_role(**arguments))


def _web_identity_session(
    session: boto3.session.Session, identity: WebIdentity, connection: Connection, region: str
) -> boto3.session.Session:
    arguments = {"RoleArn": identity.role_arn, "RoleSessionName": _SESSION_NAME, **identity.options}
    token = identity.token or _content(str(identity.token_file))
    with translated("AssumeRoleWithWebIdentity"):
        sts = _sts(session, connection, region)
        answer = sts.assume_role_with_web_identity(WebIdentityToken=token, **arguments)
        return _assumed("AssumeRoleWithWebIdentity", answer)


def _content(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read().strip()
    except OSError as error:
        raise InvalidConfiguration(
            f'aws:assumeRoleWithWebIdentity: webIdentityTokenFile "{path}" cannot be read ({error.strerror}).'
        ) from None


def _assumed(operation: str, answer: Any) -> boto3.session.Session:
    import boto3

    keys = answer.get("Credentials") or {}
    if not all(keys.get(name) for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")):
        raise answers.unrecognized(operation, "no credentials")
    return boto3.session.Session(
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


def _check_account(session: boto3.session.Session, connection: Connection, region: str) -> None:
    if not connection.allowed_accounts and not connection.forbidden_accounts:
        return
    with translated("GetCallerIdentity"):
        account = _account(_sts(session, connection, region))
    if connection.allowed_accounts and account not in connection.allowed_accounts:
        raise InvalidConfiguration(f"the credentials belong to account {account}, which aws:allowedAccountIds lacks.")
    if account in connection.forbidden_accounts:
        raise InvalidConfiguration(f"the credentials belong to account {account}, which aws:forbiddenAccountIds holds.")


def _account(sts: Any) -> str:
    account = sts.get_caller_identity().get("Account")
    if not isinstance(account, str) or not account.isdecimal():
        raise answers.unrecognized("GetCallerIdentity", "no account")
    return account


def _sts(session: boto3.session.Session, connection: Connection, region: str) -> Any:
    sts = _client(session, "sts", connection, connection.sts_region or region, attempts=_STS_ATTEMPTS)
    answers.register_sts(sts)
    return sts


def _sts_beside(url: str, session: boto3.session.Session, connection: Connection, region: str) -> Any:
    sts = _sts(session, connection, region)
    if not _is_loopback(url) or _is_loopback(sts.meta.endpoint_url):
        return sts
    sts = _client(session, "sts", connection, region, attempts=_STS_ATTEMPTS, endpoint=url)
    answers.register_sts(sts)
    return sts


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _client(
    session: boto3.session.Session,
    service: Any,
    connection: Connection,
    region: str,
    attempts: int = 1,
    endpoint: str | None = None,
) -> Any:
    endpoint = endpoint or dict(connection.endpoints).get(service.replace("-", ""))
    verify: bool | str | None = False if connection.insecure else connection.ca_bundle

    def made(proxies: dict[str, str] | None) -> Any:
        config = _config(connection, attempts, proxies, _user_agent(session))
        return session.client(service, region_name=region, config=config, endpoint_url=endpoint, verify=verify)

    client = made(dict(connection.proxies) or None)
    # Only a client knows its host; given proxies, botocore asks for no exceptions.
    return made({}) if _exempt(client.meta.endpoint_url, connection) else client


def _exempt(url: str, connection: Connection) -> bool:
    """Whether `aws:noProxy` keeps an address from the proxies of the configuration."""
    if not connection.proxies or not connection.no_proxy:
        return False
    return bool(proxy_bypass_environment(urlsplit(url).netloc, {"no": connection.no_proxy}))


def _user_agent(session: boto3.session.Session) -> str:
    """Who asks, as botocore says it, put together once: botocore does so for each call, a sixth of its time."""
    inner = session._session
    app = inner.get_config_variable("user_agent_appid")
    said = inner.user_agent().removesuffix(inner.user_agent_extra).rstrip()  # which botocore adds to each override
    return f"{said} app/{app}" if app else said


def _config(
    connection: Connection, attempts: int, proxies: dict[str, str] | None, user_agent: str | None = None
) -> Any:
    from botocore.config import Config

    return Config(
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=READ_TIMEOUT,
        retries={"mode": "standard", "total_max_attempts": attempts},
        use_fips_endpoint=connection.use_fips,
        use_dualstack_endpoint=connection.use_dualstack,
        user_agent=user_agent,
        user_agent_extra="pulumi-ivs-realtime",
        proxies=proxies,
    )
