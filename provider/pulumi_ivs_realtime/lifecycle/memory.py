"""What the process of one operation has seen and done; the engine starts a new process for each operation."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, NamedTuple

from pulumi_ivs_realtime.lifecycle.own_state import OwnState
from pulumi_ivs_realtime.model.kinds import KINDS
from pulumi_ivs_realtime.rules.arns import parsed

if TYPE_CHECKING:
    from pulumi_ivs_realtime.rules.inputs import Inputs, ParticipantTokenInputs

_DELETIONS = {kind.delete: kind for kind in KINDS.values()}
_READS = {kind.get: kind for kind in KINDS.values()}


class Predecessor(NamedTuple):
    """A stage that diff() plans to replace.

    Attributes:
        arn: which.
        forced: whether people may be thrown out of it.
    """

    arn: str
    forced: bool


class Memory:
    """What is known in one process, shared by its threads: each verb is one piece.

    Attributes:
        own_state: the readings of the stack's state.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.own_state = OwnState()
        self.forget()

    def forget(self) -> None:
        """Knows nothing, as a new process does."""
        with self._lock:
            self._checked: set[str] = set()
            self._compared: set[str] = set()
            self._made: set[str] = set()
            self._deleted: set[str] = set()
            self._adopting: dict[str, str] = {}
            self._holders: dict[str, str] = {}
            self._kept: set[str] = set()
            self._predecessors: dict[str, Predecessor] = {}
            self._declared: dict[str, ParticipantTokenInputs] = {}
            self._changed: set[str] = set()
            self._tags: dict[tuple[str, str], str] = {}
            self._said: set[tuple[str, str]] = set()
            self._read: set[str] = set()
            self._subject: Inputs | None = None
            self._program_tells = False
        self.own_state.forget()

    def first(self, subject: str, about: str = "") -> bool:
        """Whether this is the first time that the subject comes up, so that it is said or done once a process."""
        with self._lock:
            new = (subject, about) not in self._said
            self._said.add((subject, about))
            return new

    def check(self, urn: str) -> None:
        """check() has seen the resource: from now on diff() compares what today's program says."""
        with self._lock:
            self._checked.add(urn)

    def read(self, urn: str) -> None:
        """read() has read it: a refresh compares by the inputs of the last run, which an alias outdates."""
        with self._lock:
            self._checked.discard(urn)
            self._read.add(urn)
            self._declared.pop(urn, None)

    def is_checked(self, urn: str) -> bool:
        """Whether check() has seen the resource since it was last read."""
        with self._lock:
            return urn in self._checked

    def compare(self, arn: str) -> None:
        """diff() has compared it: its resource goes on, or its replacement is planned."""
        with self._lock:
            self._compared.add(arn)

    def is_compared(self, arn: str) -> bool:
        """Whether diff() has compared it."""
        with self._lock:
            return arn in self._compared

    def make(self, id_: str) -> None:
        """create() returns it: deleting a tainted predecessor must not delete its successor."""
        with self._lock:
            self._made.add(id_)

    def delete(self, arn: str, urn: str) -> None:
        """It was deleted: create() need not ask whether the predecessor of `urn` is live."""
        with self._lock:
            self._deleted.add(arn)
            self._predecessors.pop(urn, None)

    def is_deleted(self, arn: str) -> bool:
        """Whether it was deleted."""
        with self._lock:
            return arn in self._deleted

    def adopt(self, arn: str, urn: str) -> str:
        """`urn` is about to adopt it; returns which resource does, the first that asked."""
        with self._lock:
            return self._adopting.setdefault(arn, urn)

    def hold(self, arn: str, urn: str, *, adopted: bool) -> str:
        """diff() has found that `urn` goes on holding it; returns which resource holds or adopts it.

        Args:
            adopted: only by adoption can a state hold a stage twice, once declared, once left over from a tainted
                predecessor; then it is kept.
        """
        with self._lock:
            holder = self._adopting.get(arn) or self._holders.setdefault(arn, urn)
            if holder == urn:
                self._holders[arn] = urn
                if adopted:
                    self._kept.add(arn)
            return holder

    def holder(self, arn: str) -> str | None:
        """The resource that goes on holding it, as far as diff() has found."""
        with self._lock:
            return self._holders.get(arn)

    def let_go(self, urn: str) -> None:
        """A resource that is created again gives up what it held."""
        with self._lock:
            for arn in [arn for arn, holder in self._holders.items() if holder == urn]:
                del self._holders[arn]
                self._kept.discard(arn)

    def is_kept(self, id_: str) -> bool:
        """Whether the same run made it, adopts it, or goes on declaring it: then it is not deleted."""
        with self._lock:
            return id_ in self._made or id_ in self._adopting or id_ in self._kept

    def replace(self, urn: str, predecessor: Predecessor) -> None:
        """diff() plans to replace the resource's stage."""
        with self._lock:
            self._holders.pop(predecessor.arn, None)
            self._kept.discard(predecessor.arn)
            self._predecessors[urn] = predecessor

    def predecessor(self, urn: str) -> Predecessor | None:
        """The stage whose replacement diff() plans, unless it was deleted first."""
        with self._lock:
            return self._predecessors.get(urn)

    def declare(self, urn: str, inputs: ParticipantTokenInputs) -> None:
        """check() has seen what today's program says of a token."""
        with self._lock:
            self._declared[urn] = inputs

    def declared(self, urn: str) -> ParticipantTokenInputs | None:
        """What today's program says of a token; None for one that check() has not seen since it was last read."""
        with self._lock:
            return self._declared.get(urn)

    def change(self, id_: str) -> None:
        """A token is replaced for what it declares, not for its age: it is revoked at any age."""
        with self._lock:
            self._changed.add(id_)

    def is_changed(self, id_: str) -> bool:
        """Whether a token is replaced for what it declares."""
        with self._lock:
            return id_ in self._changed

    def set_tag(self, arn: str, key: str, urn: str) -> str:
        """`urn` declares a tag; returns which resource does, the first that asked."""
        with self._lock:
            return self._tags.setdefault((arn, key), urn)

    def go_through(self, inputs: Inputs) -> None:
        """A resource with these inputs is read or deleted, as others of its stack may be after it."""
        self._subject = inputs

    def leave_telling(self) -> None:
        """A program of ours waits for what is created, and says how far it is."""
        self._program_tells = True

    def tells(self, operation: str) -> bool:
        """Whether it is this process that says how far such calls are."""
        return operation in _DELETIONS or operation in _READS or not self._program_tells

    def left(self, operation: str) -> int | None:
        """How many resources of the state may still need such a call, at most; reads the state.

        None where that is not known: the state cannot be read, or does not hold what is still to be made.
        """
        kind, subject = _DELETIONS.get(operation) or _READS.get(operation), self._subject
        state = self.own_state.read(subject, since=time.monotonic()).state if kind and subject else None
        if state is None:
            return None
        own = [each for each in state.resources if (place := parsed(each.id)) and kind and place.kind == kind.arn_kind]
        with self._lock:
            if operation in _DELETIONS or self._deleted:
                return sum(each.id not in self._deleted and each.id not in self._compared for each in own)
            return sum(each.urn not in self._read for each in own)


MEMORY = Memory()
"""The memory of this process."""
