"""What a run has decided so far, resource by resource."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass
class Decisions:
    """The URNs for which steps were made, by their kind.

    Attributes:
        urns: all that the program registered.
        pending_deletes: the identities of resources whose deletion is under way for a replacement.
        replace_keys: of resources that were deleted for one they depend on, the properties that said so.
        aliased: old URN → the URN that claimed it.
        renamed: URN → the old URN under which it was found.
        skipped_creates: resources that would be created, were they targets.
    """

    urns: set[str] = dataclasses.field(default_factory=set)
    creates: set[str] = dataclasses.field(default_factory=set)
    sames: set[str] = dataclasses.field(default_factory=set)
    updates: set[str] = dataclasses.field(default_factory=set)
    replaces: set[str] = dataclasses.field(default_factory=set)
    deletes: set[str] = dataclasses.field(default_factory=set)
    reads: set[str] = dataclasses.field(default_factory=set)
    pending_deletes: set[int] = dataclasses.field(default_factory=set)
    replace_keys: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    aliased: dict[str, str] = dataclasses.field(default_factory=dict)
    renamed: dict[str, str] = dataclasses.field(default_factory=dict)
    skipped_creates: set[str] = dataclasses.field(default_factory=set)

    @property
    def handled(self) -> set[str]:
        """The URNs for which a step was made."""
        return self.creates | self.sames | self.updates | self.replaces | self.deletes | self.reads

    def operated_on(self, urn: str) -> bool:
        """Whether a resource of the snapshot was taken up by the program, under this or another name."""
        urn = self.aliased.get(urn, urn)
        return urn in self.sames or urn in self.updates or urn in self.replaces or urn in self.reads
