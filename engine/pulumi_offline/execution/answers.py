"""What a provider answers to inputs: whether they are valid, and what of them is new."""

from __future__ import annotations

from pulumi_offline.deployment.deployment import Deployment
from pulumi_offline.resource import property_paths as paths
from pulumi_offline.resource.property_diff import input_diff
from pulumi_offline.resource.property_values import UNKNOWN, Props, Secret
from pulumi_offline.resource.providers import Diff, Provider
from pulumi_offline.resource.state import State


async def check(deployment: Deployment, provider: Provider, new: State, olds: Props, news: Props) -> bool:
    """Let the provider check these inputs on top of those; whether it finds them valid."""
    inputs, failures = await provider.check(new.urn, olds, news)
    for property_, reason in failures:
        _report(deployment, new, property_, reason)
    new.inputs = inputs
    return not failures


async def compared(
    deployment: Deployment, provider: Provider, old: State, news: Props, ignore_changes: list[str]
) -> Diff:
    """What the provider says to new inputs of a resource; the engine's own comparison where it says nothing."""
    diff = await provider.diff(old.urn, old.id, old.inputs, old.outputs, news, ignore_changes)
    if diff.changes != "unknown":
        return diff
    kept = with_ignored(deployment, old.urn, news, old.inputs, ignore_changes)
    own = input_diff(old.inputs, kept)
    own.replaces, own.delete_before_replace = diff.replaces, diff.delete_before_replace
    return own


def with_ignored(
    deployment: Deployment, urn: str, inputs: Props, old_inputs: Props, ignore_changes: list[str]
) -> Props:
    """The inputs with those that are to be ignored as they were."""
    failed: list[str] = []
    for text in ignore_changes:
        path = paths.parse(text)
        if path is None:
            continue
        inputs, done = paths.reset(path, old_inputs, inputs)
        if not done:
            failed.append(text)
    if failed:
        what = '", "'.join(failed)
        message = f'cannot ignore changes in added or removed elements of the path: "{what}"'
        deployment.events.diagnostic("info", message, urn)
    return inputs


def _report(deployment: Deployment, new: State, property_: str, reason: str) -> None:
    name = new.urn.split("::", 3)[3]
    message = f"{new.type} resource '{name}' has a problem: {reason}"
    if property_:
        value = _displayed(new.inputs.get(property_))
        message = f"{new.type} resource '{name}': property {property_} value {value} has a problem: {reason}"
    deployment.events.diagnostic("error", message, new.urn)


def _displayed(value: object) -> str:
    """A value as the CLI puts it into the message of a failed check."""
    value = "[secret]" if isinstance(value, Secret) else value
    if isinstance(value, str):
        return f"{{{value}}}"
    if value is None:
        return "{<nil>}"
    if value is UNKNOWN:
        return "{{{}}}"
    return f"{{{value}}}"
