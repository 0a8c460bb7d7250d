"""What the engine saves of a run, as `pulumi stack export` prints it: creations under way, then resources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from plugin.protocol import Plugin, Props
from pulumi_ivs_realtime.lifecycle.own_state import OwnState, Reading
from pulumi_ivs_realtime.rules.identity.states import StackState


@dataclass
class Saved:
    """The state of one stack."""

    resources: list[Props] = field(default_factory=list)
    pending: list[Props] = field(default_factory=list)

    def serve(self, monkeypatch: pytest.MonkeyPatch) -> Saved:
        """From now on this is what a provider in this process reads."""

        def read(*_: Any, **__: Any) -> Reading:
            return Reading(StackState({"resources": self.resources, "pending_operations": self.pending}))

        monkeypatch.setattr(OwnState, "read", read)
        monkeypatch.setattr(OwnState, "begin", lambda *_: None)
        return self

    def begin(self, urn: str, inputs: Props) -> None:
        """A creation is about to be asked for."""
        self.pending.append({"type": "creating", "resource": {"urn": urn, "inputs": inputs}})

    def record(self, urn: str, id_: str, inputs: Props) -> None:
        """A creation has returned."""
        self.pending = [each for each in self.pending if each["resource"]["urn"] != urn]
        self.resources.append({"urn": urn, "id": id_, "inputs": inputs})

    def make(self, plugin: Plugin, news: Props, *, recorded: bool = True) -> tuple[str, Props, Props]:
        """What an engine does to make a resource: the id, the inputs and the outputs."""
        inputs = plugin.checked(news)
        self.begin(plugin.urn, inputs)
        id_, outputs = plugin.create(inputs)
        if recorded:
            self.record(plugin.urn, id_, inputs)
        return id_, inputs, outputs
