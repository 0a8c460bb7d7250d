"""What a stack's state says of resources and unfinished creations, as `pulumi stack export` prints it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pulumi_ivs_realtime.declarations import ATTEMPT, ORGANIZATION
from pulumi_ivs_realtime.rules.hidden import as_now_spelt


class Recorded(NamedTuple):
    """A resource of the state.

    Attributes:
        urn: Pulumi's.
        id: the ARN, for resources of this package that are made in a region.
        inputs: as stored, in today's spelling; secrets are encrypted, and then no plain value.
        retained: whether Pulumi leaves the object alone when it deletes the resource.
        leaving: whether the resource is marked for deletion.
    """

    urn: str
    id: str
    inputs: Mapping[str, Any]
    retained: bool
    leaving: bool


class StackState:
    """One reading of a stack's state."""

    def __init__(self, deployment: Mapping[str, Any]) -> None:
        self.resources = [_recorded(each) for each in deployment.get("resources") or [] if each.get("id")]
        self._held = {each.id for each in self.resources}
        operations = deployment.get("pending_operations") or []
        self._creating = [each["resource"] for each in operations if each.get("type") == "creating"]

    @property
    def organizations(self) -> set[str]:
        """Those that the stack belongs to, as its resources of this package were told."""
        inputs = [*(each.inputs for each in self.resources), *map(_inputs, self._creating)]
        return {str(each[ORGANIZATION.wire_name]) for each in inputs if each.get(ORGANIZATION.wire_name)}

    def holds(self, arn: str) -> bool:
        """Whether any resource has this ARN as its id, also one that is marked for deletion."""
        return arn in self._held

    def retains(self, arn: str) -> bool:
        """Whether every resource with this ARN as its id is retained when Pulumi deletes it."""
        found = [each for each in self.resources if each.id == arn]
        return bool(found) and all(each.retained for each in found)

    def began(self, urn: str, attempt: str) -> bool:
        """Whether a creation of `urn` with this attempt was begun and never recorded."""
        return any(each.get("urn") == urn and _attempt(each) == attempt for each in self._creating)

    def began_before(self, urn: str, attempt: str) -> bool:
        """Whether a creation of `urn` was begun and never recorded, other than that of this attempt."""
        return any(each.get("urn") == urn and _attempt(each) != attempt for each in self._creating)

    def is_pending(self, attempt: str) -> bool:
        """Whether a creation with this attempt was begun and never recorded."""
        return any(_attempt(each) == attempt for each in self._creating)

    def aliases(self, urn: str, attempt: str) -> list[str]:
        """Other URNs of the resource that this creation makes, as the program's aliases say."""
        own = [each for each in self._creating if each.get("urn") == urn and _attempt(each) == attempt]
        return [alias for each in own for alias in each.get("aliases") or []]

    def standing(self, urns: Iterable[str]) -> list[Recorded]:
        """The resources with one of these URNs that are not marked for deletion."""
        wanted = set(urns)
        return [each for each in self.resources if each.urn in wanted and not each.leaving]


def _recorded(resource: Mapping[str, Any]) -> Recorded:
    return Recorded(
        urn=resource["urn"],
        id=resource["id"],
        inputs=_inputs(resource),
        retained=bool(resource.get("retainOnDelete")),
        leaving=bool(resource.get("delete")),
    )


def _attempt(resource: Mapping[str, Any]) -> object:
    return _inputs(resource).get(ATTEMPT.wire_name)


def _inputs(resource: Mapping[str, Any]) -> dict[str, Any]:
    return as_now_spelt(resource.get("inputs") or {})
