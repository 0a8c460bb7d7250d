"""Resources by their tokens, each with its lifecycle as the protocol's requests drive it."""

from __future__ import annotations

import hashlib
from typing import Any

from pulumi_ivs_realtime.declarations import ATTEMPT, CREATE_ATTEMPT, CREATE_URN, ORGANIZATION, Resource
from pulumi_ivs_realtime.errors import InvalidInputs, NotFound
from pulumi_ivs_realtime.lifecycle.encoder_configuration import EncoderConfigurationProvider
from pulumi_ivs_realtime.lifecycle.frame import UNKNOWN, Provider
from pulumi_ivs_realtime.lifecycle.ingest_configuration import IngestConfigurationProvider
from pulumi_ivs_realtime.lifecycle.managed import ManagedProvider
from pulumi_ivs_realtime.lifecycle.participant_token import ParticipantTokenProvider
from pulumi_ivs_realtime.lifecycle.public_key import PublicKeyProvider
from pulumi_ivs_realtime.lifecycle.stage import StageProvider
from pulumi_ivs_realtime.lifecycle.storage_configuration import StorageConfigurationProvider
from pulumi_ivs_realtime.lifecycle.tag import TagProvider
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.hidden import HIDDEN
from pulumi_ivs_realtime.rules.identity.hosts import PACKAGE, PLUGIN
from pulumi_ivs_realtime.rules.settings import Settings

Props = dict[str, Any]

_LIFECYCLES: tuple[type[Provider], ...] = (
    StageProvider,
    ParticipantTokenProvider,
    TagProvider,
    StorageConfigurationProvider,
    EncoderConfigurationProvider,
    IngestConfigurationProvider,
    PublicKeyProvider,
)
LIFECYCLES = {f"{PLUGIN}{each.declaration.name}": each for each in _LIFECYCLES}
"""By the token of the resource."""

NO_ORGANIZATION = "organization"
"""What a plugin takes for the stack's organization, which the protocol does not tell; so does a file backend."""


def token_of(urn: str) -> str:
    """The type of the resource itself, without those of its parents."""
    return urn.split("::")[2].rpartition("$")[2]


def lifecycle(urn: str, settings: Settings) -> Provider:
    """The lifecycle of the resource with this URN.

    Raises:
        InvalidInputs: this package has no such resource.
    """
    token = token_of(urn)
    if token not in LIFECYCLES:
        raise InvalidInputs(f"{token} is not a resource of {PACKAGE}.")
    provider = LIFECYCLES[token]()
    provider.settings = settings
    return provider


def hidden(urn: str, seed: bytes) -> Props:
    """The inputs that no program passes; the seed is the same in a preview, its plan, and the update by that plan."""
    attempt = hashlib.sha256(seed).hexdigest()[:16] if seed else None
    own = {CREATE_URN.wire_name: urn, ORGANIZATION.wire_name: NO_ORGANIZATION}
    return {**own, **({ATTEMPT.wire_name: attempt} if attempt else {})}


def previewed(declaration: Resource, inputs: Props, olds: Props) -> Props:
    """The outputs of a creation or an update as far as a preview knows them.

    Args:
        declaration: of the resource.
        inputs: the new inputs.
        olds: the old outputs; {} for a creation.
    """
    computed = {each.wire_name: each for each in declaration.computed}
    known = {name: olds[name] for name in computed.keys() & olds.keys()}
    changed = {name for name in inputs.keys() | olds.keys() - computed.keys() if olds.get(name) != inputs.get(name)}
    moving = _MOVING if changed - _OF_TAGS else frozenset()  # the answer of an update tells them anew
    stale = {name for name, each in computed.items() if name in moving or changed & set(each.follows)}
    lacking = computed.keys() - known.keys() - ({CREATE_ATTEMPT.wire_name} if olds else set())
    unknown = dict.fromkeys(lacking | stale, UNKNOWN)
    return {name: value for name, value in {**inputs, **known, **unknown}.items() if name != ATTEMPT.wire_name}


def imported(provider: Provider, id_: str, urn: str) -> tuple[Props, Props]:
    """The inputs and outputs of a resource that exists, for `pulumi import` and `get`.

    Raises:
        InvalidInputs: it does not exist, or cannot be read.
    """
    if not isinstance(provider, ManagedProvider):
        raise InvalidInputs(f"a {provider.declaration.noun} cannot be imported; {provider.declaration.instead_of_get}.")
    place = parsed(id_)
    if place is None or place.kind != provider.kind.arn_kind:
        raise InvalidInputs(f'"{id_}" is not the ARN of {provider.kind.a_noun}.')
    try:
        found = provider.client_of(id_).get(provider.kind, id_)
    except NotFound:
        raise InvalidInputs(f"{id_} does not exist.") from None
    inputs = provider.rules.imported(found, provider.settings, {**hidden(urn, b""), "region": place.region})
    return inputs.to_props(), provider.rules.outputs(inputs, found)


def stable(declaration: Resource) -> list[str]:
    """The outputs that no update changes."""
    own = [each.wire_name for each in declaration.computed if not each.follows and each.wire_name not in _MOVING]
    return sorted({*own, *declaration.replacing})


_MOVING = frozenset({"activeSessionId", "state"})
_OF_TAGS = frozenset({"tags", "tagsAll", "__provider"}) | HIDDEN
"""Inputs that no update of the resource itself changes."""
