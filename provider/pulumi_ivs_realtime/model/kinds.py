"""The kinds of resources that have an ARN of their own, and what the service calls their operations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from pulumi_ivs_realtime.model.quotas import COUNT_QUOTAS
from pulumi_ivs_realtime.model.shapes import Shape, operations, shape


@dataclass(frozen=True)
class Kind:
    """One kind of resource.

    Attributes:
        name: as the names of operations spell it, `StorageConfiguration`.
        creation: the verb of the operation that makes one.
        updatable: whether the service has an operation that changes one; else another takes its place.
    """

    name: str
    creation: str = "Create"
    updatable: bool = False

    @property
    def create(self) -> str:
        """The operation that makes one: `CreateStorageConfiguration`."""
        return f"{self.creation}{self.name}"

    @property
    def get(self) -> str:
        """The operation that reads one."""
        return f"Get{self.name}"

    @property
    def list(self) -> str:
        """The operation that lists all of a region."""
        return f"List{self.name}s"

    @property
    def delete(self) -> str:
        """The operation that deletes one."""
        return f"Delete{self.name}"

    @property
    def update(self) -> str:
        """The operation that changes one; "" where the service has none."""
        return f"Update{self.name}" if self.updatable else ""

    @property
    def operations(self) -> tuple[str, ...]:
        """All operations that the life of one takes, those of its tags included."""
        own = (self.create, self.get, self.list, *([self.update] if self.update else []), self.delete)
        return (*own, "TagResource", "UntagResource")

    @property
    def member(self) -> str:
        """What requests and answers call one: `storageConfiguration`."""
        return f"{self.name[0].lower()}{self.name[1:]}"

    @property
    def members(self) -> str:
        """What a listing calls them: `storageConfigurations`."""
        return f"{self.member}s"

    @cached_property
    def arn_kind(self) -> str:
        """What its ARNs call it: `storage-configuration`."""
        return re.sub(r"(?<=[a-z])([A-Z])", lambda found: f"-{found[1]}", self.name).lower()

    @property
    def noun(self) -> str:
        """What messages call it: `storage configuration`."""
        return self.arn_kind.replace("-", " ")

    @property
    def a_noun(self) -> str:
        """The same with its article: `a storage configuration`."""
        return f"{'an' if self.noun[0] in 'aeiou' else 'a'} {self.noun}"

    @cached_property
    def members_of_one(self) -> Mapping[str, Shape]:
        """The members of one as its Get operation returns it, with their shapes."""
        answer = shape(operations()[self.get]["output"]["shape"])
        found: Mapping[str, Shape] = shape(answer["members"][self.member]["shape"])["members"]
        return found

    @cached_property
    def request(self) -> str:
        """The shape of the request that makes one."""
        return str(operations()[self.create]["input"]["shape"])

    @cached_property
    def listed(self) -> frozenset[str]:
        """The members of one that a listing shows."""
        answer = shape(operations()[self.list]["output"]["shape"])
        summary = shape(shape(answer["members"][self.members]["shape"])["member"]["shape"])
        return frozenset(summary["members"])

    @property
    def quota(self) -> int:
        """How many of them an account may have in a region."""
        return COUNT_QUOTAS[self.members]


STAGE = Kind("Stage", updatable=True)
STORAGE_CONFIGURATION = Kind("StorageConfiguration")
ENCODER_CONFIGURATION = Kind("EncoderConfiguration")
INGEST_CONFIGURATION = Kind("IngestConfiguration", updatable=True)
PUBLIC_KEY = Kind("PublicKey", creation="Import")

KINDS = {
    kind.arn_kind: kind
    for kind in (STAGE, STORAGE_CONFIGURATION, ENCODER_CONFIGURATION, INGEST_CONFIGURATION, PUBLIC_KEY)
}
"""All of them by what their ARNs say."""
