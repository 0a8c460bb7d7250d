"""What happens at the service behind the engine's back, and what somebody sees there."""

from dataclasses import dataclass
from typing import Any

from pulumi_ivs_realtime.model.kinds import Kind
from scenarios.scenario import Sight, WorldStep


@dataclass(frozen=True)
class StageMade(WorldStep):
    """A stage is made by someone else; a program can name it as `<arn of NAME>`."""

    name: str
    tags: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class StageGone(WorldStep):
    """A stage is deleted behind the engine's back; an automatic name may be given without its suffix."""

    name: str


@dataclass(frozen=True)
class StageTagged(WorldStep):
    """A stage gets tags behind the engine's back."""

    name: str
    tags: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class StageUntagged(WorldStep):
    """A stage loses tags behind the engine's back."""

    name: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Made(WorldStep):
    """A resource of another kind is made by someone else; `properties` are those of its creation.

    `<arn of NAME>` stands for an ARN.
    """

    kind: Kind
    properties: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Gone(WorldStep):
    """A resource of another kind is deleted behind the engine's back."""

    kind: Kind
    name: str


@dataclass(frozen=True)
class Publishing(WorldStep):
    """An encoder begins to publish with an ingest configuration."""

    name: str


@dataclass(frozen=True)
class ThrownOut(WorldStep):
    """The encoder of an ingest configuration is disconnected from its stage."""

    name: str


@dataclass(frozen=True)
class Joined(WorldStep):
    """A participant joins: the stage is live."""

    name: str


@dataclass(frozen=True)
class Left(WorldStep):
    """Everyone leaves."""

    name: str


@dataclass(frozen=True)
class ServiceFault(WorldStep):
    """The next `count` calls of an operation are struck; see the local service's faults.

    `kind` may end in " after": the error comes after the effect.
    """

    kind: str
    operation: str
    count: int | None = None


@dataclass(frozen=True)
class CountsLimited(WorldStep):
    """An account may have as many resources as AWS documents, and no more."""


@dataclass(frozen=True)
class Calm(WorldStep):
    """The service works again."""


@dataclass(frozen=True)
class Lagging(WorldStep):
    """ListStages shows stages only some seconds after they were made."""

    seconds: float


@dataclass(frozen=True)
class MarksAge(WorldStep):
    """An hour passes for the marks that stand on stages."""


@dataclass(frozen=True)
class Passed(WorldStep):
    """Time passes: the clocks of programs, hosts and the service are moved ahead."""

    minutes: int


@dataclass(frozen=True)
class Kept(WorldStep):
    """Someone notes the token that the stack exports as `token`."""

    token: str


@dataclass(frozen=True)
class JoinedWith(Sight):
    """Someone tries to join with a noted token; what comes of it is observed."""

    name: str
    token: str


@dataclass(frozen=True)
class Looked(Sight):
    """Someone looks who is in a stage; that is observed."""

    name: str
