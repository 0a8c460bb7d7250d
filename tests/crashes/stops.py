"""Stops at random moments of a run, and what they leave: the check of docs/decisions/identity.md on a whole stack."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from crashes.stack import Stack
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY
from stage_scenarios.crashes import alive, connected_to, until

LATENCY = 0.06
"""Seconds, as a call to AWS takes."""

_PATIENCE = 300
"""Seconds for what takes a tenth of them on a machine that does nothing else."""

STOPS = ("Ctrl-C twice", "SIGTERM", "kill the engine", "kill the program", "kill the host", "kill all")
RUNS = ("up", "up of 30", "replace", "delete")
CALLS = {"up": 3, "up of 30": 3, "replace": 3, "delete": 1}
"""A stage's calls in each run: CreateStage, TagResource and UntagResource, or DeleteStage."""

QUOTAS = ",".join(
    f'"{operation}":500'
    for operation in ("CreateStage", "DeleteStage", "UntagResource", "TagResource", "ListStages", "GetStage")
)


@dataclass
class Losses:
    """What must not be left after a stop, `cancel` and `up`.

    Attributes:
        unseen: finished stages without a mark that no state holds.
        doubled: declarations with a second stage.
        marked: stages of the state that bear a mark after a refresh and another `up`.
        left: stages that stay under a mark, which `stages --orphans` shows; no loss, but counted.
        told: what the stopped run and those after it said.
    """

    unseen: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)
    left: int = 0
    told: str = ""

    def __bool__(self) -> bool:
        return bool(self.unseen or self.doubled or self.marked)


class Stopped:
    """One stack that is stopped again and again, each time in another way."""

    def __init__(self, stack: Stack, chance: random.Random) -> None:
        self.stack, self.chance = stack, chance
        stack.service.latency(before=LATENCY / 2, after=LATENCY / 2)
        stack.configure({"ivs-realtime:quotas": "{" + QUOTAS + "}"})

    def stop(self, run: str, how: str, *, wait: bool) -> Losses:
        """One run that is stopped, then `cancel` and `up`.

        Args:
            wait: whether the next `up` finds young marks, and waits for them itself.
        """
        self._told: list[str] = []
        self._prepare(run)
        self._strike(run, how)
        self._mend_checkpoint()
        self._follow_up("cancel", "--yes")
        if not wait:
            self.stack.service.advance(60)
        self._follow_up("up")
        losses = self._losses()
        self._cleared()
        return losses

    def _prepare(self, run: str) -> None:
        stages = 30 if run == "up of 30" else 12
        self.names = [f"room-{number:02}" for number in range(stages)]
        self._declare("before")
        if run in {"replace", "delete"}:
            self.stack.up()
        self._declare("after" if run == "replace" else "before")

    def _declare(self, trigger: str) -> None:
        options = f'opts=pulumi.ResourceOptions(replacement_trigger="{trigger}")'
        self.stack.declare(f'[ivs.Stage(f"room-{{number:02}}", {options}) for number in range({len(self.names)})]\n')

    def _follow_up(self, *words: str) -> None:
        """A command after the stop, which must succeed."""
        done = self.stack.run(*words)
        self._told.append(f"== {' '.join(words)}\n{done.text}")
        assert done.exit_code == 0, "\n".join(self._told)

    def _strike(self, run: str, how: str) -> None:
        """Stops the run when it has made a random number of its calls; the last ones are followed by a checkpoint."""
        self.stack.service.reset_calls()
        log = self.stack.folder / "stopped.log"
        with log.open("w") as output:
            process = self.stack.start("destroy" if run == "delete" else "up", alone=True, output=output.fileno())
        calls = self.chance.randint(1, CALLS[run] * len(self.names))
        until(lambda: process.poll() is not None or self._made_calls(run) >= calls, _PATIENCE)
        time.sleep(self.chance.uniform(0.0, 2 * LATENCY))
        members = family(process.pid)
        _strike(how, process, members, self.chance)
        at_work = [pid for pid in members if _is(pid, "program") or _is(pid, "host")]
        process.wait(_PATIENCE)
        until(lambda: not any(map(alive, at_work)) and not connected_to(self.stack.service), _PATIENCE)
        self._told.append(f"== {run}, stopped by {how}\n{log.read_text()}")
        for left in filter(alive, members):  # the CLI's language host outlives it, and does nothing more
            os.kill(left, signal.SIGKILL)

    def _mend_checkpoint(self) -> None:
        """A CLI killed while it writes leaves empty attributes beside a whole checkpoint: docs/resources.md."""
        for attributes in (self.stack.folder / "state" / ".pulumi" / "stacks").rglob("*.json.attrs"):
            if not attributes.stat().st_size:
                attributes.unlink()

    def _made_calls(self, run: str) -> int:
        counted = ("DeleteStage",) if run == "delete" else ("CreateStage", "TagResource", "UntagResource")
        return sum(call["operation"] in counted for call in self.stack.service.calls())

    def _losses(self) -> Losses:
        found = {stage["arn"]: stage for stage in self.stack.stages()}
        held = self.stack.held()
        names = [stage["name"] for stage in found.values()]
        outside = [stage for arn, stage in found.items() if arn not in held]
        losses = Losses(told="\n".join(self._told))
        losses.unseen = [stage["arn"] for stage in outside if MARK_KEY not in stage["tags"]]
        losses.doubled = sorted({name for name in names if names.count(name) > 1})
        losses.left = len(outside)
        self._follow_up("refresh", "--clear-pending-creates")
        self._follow_up("up")
        held = self.stack.held()
        assert len(held) == len(self.names), "\n".join(self._told)
        losses.marked = [
            each["arn"] for each in self.stack.stages() if MARK_KEY in each["tags"] and each["arn"] in held
        ]
        return losses

    def _cleared(self) -> None:
        """Makes room for the next stop."""
        self.stack.run("destroy")
        for left in self.stack.stages():
            self.stack.aws.delete_stage(arn=left["arn"])


class StoppedPlugin(Stopped):
    """A stack of the provider plugin that is stopped again and again."""

    def _declare(self, trigger: str) -> None:
        self.stack.declare(
            f'here = ivs.Provider("here", settings={{"quotas": {{{QUOTAS}}}}})\n'
            f'options = pulumi.ResourceOptions(provider=here, replacement_trigger="{trigger}")\n'
            f'[ivs.Stage(f"room-{{number:02}}", opts=options) for number in range({len(self.names)})]\n'
        )


def _strike(how: str, process: subprocess.Popen[str], members: list[int], chance: random.Random) -> None:
    if process.poll() is not None:
        return
    if how == "Ctrl-C twice":
        for _ in range(2):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all that run in the foreground
            time.sleep(chance.uniform(0.0, 0.4))
        return
    victims = {
        "SIGTERM": [process.pid],
        "kill the engine": [process.pid],
        "kill the program": [pid for pid in members if _is(pid, "program")],
        "kill the host": [pid for pid in members if _is(pid, "host")],
        "kill all": [process.pid, *members],
    }[how]
    for pid in victims:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM if how == "SIGTERM" else signal.SIGKILL)


def _is(pid: int, role: str) -> bool:
    """Whether a process is the program or the provider's host.

    The CLI's are known by their command lines. The offline engine forks both from one process; only the host listens.
    """
    with contextlib.suppress(OSError):
        line = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        if "zygote" in line:
            forked = "zygote" in Path(f"/proc/{_parent(pid)}/cmdline").read_bytes().decode(errors="replace")
            return forked and _listens(pid) == (role == "host")
        return any(word in line for word in _COMMANDS[role])
    return False


_COMMANDS = {
    "program": ("pulumi-language-python-exec",),
    "host": ("pulumi.dynamic", "pulumi-resource-ivs-realtime"),
}
"""Words of the command lines of the CLI's processes."""


def is_engine(pid: int) -> bool:
    """Whether a process is the CLI at an `up`; programs and hosts run it, too, to read the state."""
    with contextlib.suppress(OSError):
        program, *words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
        return Path(program).name == "pulumi" and "up" in words
    return False


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _listens(pid: int) -> bool:
    rows = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
    listening = {f"socket:[{row[9]}]" for row in rows if row[3] == "0A"}
    with contextlib.suppress(OSError):
        return any(os.readlink(each) in listening for each in Path(f"/proc/{pid}/fd").iterdir())
    return False


def family(pid: int) -> list[int]:
    """All that descend from a process."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            child = int(stat.parent.name)
            children.setdefault(_parent(child), []).append(child)
    return list(_below(pid, children))


def _below(pid: int, children: dict[int, list[int]]) -> Iterator[int]:
    for child in children.get(pid, []):
        yield child
        yield from _below(child, children)
