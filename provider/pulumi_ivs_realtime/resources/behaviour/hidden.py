"""Inputs that no program declares: whose resource it is, and which of its inputs are secrets."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi import Input

from pulumi_ivs_realtime.declarations import CREATE_URN, ORGANIZATION
from pulumi_ivs_realtime.resources.behaviour.outputs import outputs_in, settled
from pulumi_ivs_realtime.resources.behaviour.run import check_configuration
from pulumi_ivs_realtime.rules.secrets import CONFIDENTIAL


def inputs(
    type_: str, resource_name: str, opts: pulumi.ResourceOptions | None, declared: Mapping[str, Any]
) -> dict[str, Any]:
    """What is declared, and beside it what the host is not told otherwise.

    That is the URN and the organization, for it must know whose resource it makes, and the names of the inputs that
    are secrets, for its messages.

    Args:
        type_: the whole type of the resource's class.
    """
    check_configuration()
    urn = _urn(type_, resource_name, opts.parent if opts else None)
    secret = _secret_ones(declared)
    told = {} if secret is None else {CONFIDENTIAL: secret}  # of each property, also of none, the SDK makes an output
    whose = {CREATE_URN.wire_name: urn, ORGANIZATION.wire_name: pulumi.get_organization()}
    return {**declared, **whose, **told}


def _secret_ones(declared: Mapping[str, Any]) -> pulumi.Output[Any] | None:
    """The names of the arguments that are or hold secrets; nothing, which is not sent, where none does."""
    holding = {name: pulumi.Output.from_input(value) for name, value in declared.items() if any(outputs_in(value))}
    if not holding:
        return None

    async def names() -> list[str] | None:
        return [name for name, value in holding.items() if await value.is_secret()] or None

    # Of no resource, always known and no secret itself: it must change neither dependencies nor previews.
    return pulumi.Output(set(), asyncio.ensure_future(names()), settled(True), settled(False))


def _urn(type_: str, name: str, parent: pulumi.Resource | None) -> Input[str]:
    """As `pulumi.create_urn` makes it, but of one output where that takes five, and of none without a parent.

    Programs wait for each output that they have made: with a thousand stages that is most of the time they take.
    """
    if parent is None or getattr(parent, "_type", None) == "pulumi:pulumi:Stack":  # which is not part of a URN
        return f"urn:pulumi:{pulumi.get_stack()}::{pulumi.get_project()}::{type_}::{name}"

    async def below(above: pulumi.Output[str]) -> str:
        urn = await above.future()
        return f"{str(urn).rpartition('::')[0]}${type_}::{name}"

    # Without the parent as a dependency: its other children would become dependencies of this one.
    return pulumi.Output(set(), below(parent.urn), parent.urn.is_known(), parent.urn.is_secret())


def if_secret(value: Any) -> pulumi.Output[Any] | None:
    """The value where it is or holds a secret, and otherwise nothing, which is not sent.

    Under the name of a property that check() derives from `value`, it lets the engine mark that one as secret, too: a
    dynamic provider sees neither marks nor sets them.
    """
    if not any(outputs_in(value)):
        return None
    whole = pulumi.Output.from_input(value)

    async def kept() -> Any:
        return await whole.future() if await whole.is_secret() else None

    async def is_known() -> bool:
        return await whole.is_known() or not await whole.is_secret()

    ensured = asyncio.ensure_future
    return pulumi.Output(whole.resources(), ensured(kept()), ensured(is_known()), whole.is_secret())
