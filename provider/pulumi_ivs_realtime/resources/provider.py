"""The explicit provider: an account, a region and credentials of their own, for the provider plugin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
from pulumi import Input

from pulumi_ivs_realtime.rules.identity.hosts import PACKAGE


class Provider(pulumi.ProviderResource):
    """Where resources are made, and with whose credentials; several of them in one program.

    Resources with `opts=pulumi.ResourceOptions(provider=…)` are served by the provider plugin
    `pulumi-resource-ivs-realtime`, which this package installs and which must be on the PATH of `pulumi`. All others
    stay dynamic resources. As with pulumi-aws, an explicit provider takes nothing from the stack's configuration.
    """

    def __init__(
        self,
        resource_name: str,
        *,
        region: Input[str] | None = None,
        profile: Input[str] | None = None,
        access_key: Input[str] | None = None,
        secret_key: Input[str] | None = None,
        token: Input[str] | None = None,
        assume_roles: Input[Sequence[Input[Mapping[str, Any]]]] | None = None,
        assume_role_with_web_identity: Input[Mapping[str, Any]] | None = None,
        default_tags: Input[Mapping[str, Any]] | None = None,
        ignore_tags: Input[Mapping[str, Any]] | None = None,
        allowed_account_ids: Input[Sequence[Input[str]]] | None = None,
        forbidden_account_ids: Input[Sequence[Input[str]]] | None = None,
        endpoints: Input[Sequence[Input[Mapping[str, str]]]] | None = None,
        max_retries: Input[int] | None = None,
        settings: Mapping[str, Any] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares a provider.

        Args:
            resource_name: Pulumi's logical name.
            region: where resources lie that do not say so.
            profile: a profile of the AWS configuration.
            access_key: an access key; made a secret.
            secret_key: its secret key; made a secret.
            token: a session token; made a secret.
            assume_roles: roles to assume, one after another: `[{"roleArn": "arn:…"}]`.
            assume_role_with_web_identity: the first role, from an OIDC token.
            default_tags: tags of all resources: `{"tags": {…}}`.
            ignore_tags: tags that are left alone: `{"keys": […], "keyPrefixes": […]}`.
            allowed_account_ids: accounts that may be worked in.
            forbidden_account_ids: accounts that may not.
            endpoints: endpoints by service: `[{"ivsrealtime": "http://…"}]`.
            max_retries: how often a call is repeated. Default 25.
            settings: any other key of `aws:` or `ivs-realtime:` in its own spelling, such as `{"createMark": False}`.
            opts: Pulumi's resource options.
        """
        hidden = {"accessKey": access_key, "secretKey": secret_key, "token": token}
        props = {
            "region": region,
            "profile": profile,
            "assumeRoles": assume_roles,
            "assumeRoleWithWebIdentity": assume_role_with_web_identity,
            "defaultTags": default_tags,
            "ignoreTags": ignore_tags,
            "allowedAccountIds": allowed_account_ids,
            "forbiddenAccountIds": forbidden_account_ids,
            "endpoints": endpoints,
            "maxRetries": max_retries,
            **(settings or {}),
            **{name: pulumi.Output.secret(value) for name, value in hidden.items() if value is not None},
        }
        given = {name: _as_text(value) for name, value in props.items() if value is not None}
        super().__init__(PACKAGE, resource_name, given, opts)


def _as_text(value: Any) -> pulumi.Output[str] | str:
    """A provider's arguments travel as text: all that is not text as JSON."""
    if isinstance(value, str):
        return value
    return pulumi.Output.from_input(value).apply(
        lambda known: known if isinstance(known, str) else pulumi.runtime.to_json(known)
    )
