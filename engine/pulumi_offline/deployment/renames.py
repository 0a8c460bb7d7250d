"""References to resources that were found under an alias, brought to the URN that they have now."""

from __future__ import annotations

from collections.abc import Iterable

from pulumi_offline.resource.state import State
from pulumi_offline.resource.urns import STACK_TYPE, name_of, provider_id, provider_urn, qualified_type, type_of


def renamed(resources: list[State]) -> list[State]:
    """The resources as the checkpoint keeps them: every reference by today's URN, no alias."""
    if not any(state.aliases for state in resources):
        return resources
    urns = _renames(resources)
    return [_rewritten(state, urns) for state in resources]


def _renames(resources: Iterable[State]) -> dict[str, str]:
    urns: dict[str, str] = {}
    for state in resources:
        urns |= dict.fromkeys(state.aliases, state.urn)
        parent = urns.get(state.parent)
        if parent and qualified_type(parent) != STACK_TYPE:
            stack = state.urn.split("::", 2)
            type_ = f"{qualified_type(parent)}${type_of(state.urn)}"
            urns[state.urn] = f"{stack[0]}::{stack[1]}::{type_}::{name_of(state.urn)}"
    return urns


def _rewritten(state: State, urns: dict[str, str]) -> State:
    now = {
        "urn": urns.get(state.urn, state.urn),
        "parent": urns.get(state.parent, state.parent),
        "dependencies": [urns.get(urn, urn) for urn in state.dependencies],
        "property_dependencies": _property_dependencies(state.property_dependencies, urns),
        "deleted_with": urns.get(state.deleted_with, state.deleted_with),
        "replace_with": [urns.get(urn, urn) for urn in state.replace_with],
        "provider": _provider(state.provider, urns),
        "aliases": [],
    }
    changed = {name: value for name, value in now.items() if getattr(state, name) != value}
    if not changed:
        return state
    new = state.copy()
    for name, value in changed.items():
        setattr(new, name, value)
    return new


def _property_dependencies(found: dict[str, list[str]], urns: dict[str, str]) -> dict[str, list[str]]:
    if urns.keys().isdisjoint(urn for each in found.values() for urn in each):
        return found
    return {key: [urns.get(urn, urn) for urn in each] for key, each in found.items() if each}  # the CLI drops the rest


def _provider(reference: str, urns: dict[str, str]) -> str:
    urn = provider_urn(reference)
    return f"{urns[urn]}::{provider_id(reference)}" if urn in urns else reference
