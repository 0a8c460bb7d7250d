"""The stack's own state, read while a run is under way: the witness of what earlier runs began and never recorded.

The engine writes a creation's inputs into the state before it calls create(), and the ARN when create() has returned.
A provider is told neither, but `pulumi stack export` prints both, also during a run.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
import time
from typing import NamedTuple

from pulumi_ivs_realtime.lifecycle.host import engine_address
from pulumi_ivs_realtime.rules.identity.states import StackState
from pulumi_ivs_realtime.rules.inputs import Inputs

_PATIENCE = 60.0
"""Seconds for one reading; Pulumi Cloud takes its time over a large state."""

_PAUSE = 0.3
"""Seconds before the second reading: a file backend was seen to show a checkpoint that was just being written."""


class Reading(NamedTuple):
    """One reading of the state.

    Attributes:
        state: None when it could not be read; then nothing may be concluded from it.
        reason: why it could not be read; "" when it could.
        may_come: whether another reading may succeed: a file backend writes the state in place.
    """

    state: StackState | None
    reason: str = ""
    may_come: bool = False


class OwnState:
    """The readings of one process, shared by its threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._readings: dict[str, tuple[float, Reading]] = {}

    def begin(self, inputs: Inputs) -> None:
        """Starts the first reading beside whatever else is to be done; it is waited for by `read`."""
        if _stack(inputs) not in self._readings:
            threading.Thread(target=self.read, args=(inputs,), name="reading the state", daemon=True).start()

    def read(self, inputs: Inputs, *, since: float = float("-inf")) -> Reading:
        """The state of the stack to which a resource with these inputs belongs.

        Args:
            inputs: the resource's inputs.
            since: a `time.monotonic()`; a reading that began before it is not good enough.
        """
        stack = _stack(inputs)
        with self._lock:
            began, reading = self._readings.get(stack, (float("-inf"), None))
            if reading is None or began < since:
                began = time.monotonic()
                hosted = engine_address() is not None
                reading = exported(stack) if hosted else Reading(None, "no engine runs this process")
                self._readings[stack] = began, reading
            return reading

    def forget(self) -> None:
        """Forgets all readings, as a new process has none."""
        with self._lock:
            self._readings.clear()


def exported(stack: str | None) -> Reading:
    """What `pulumi stack export` prints of a stack, `organization/project/stack`; None stands for the selected one.

    Program and host inherit the engine's environment and folder, and with them its backend and login.
    """
    program = shutil.which("pulumi")
    if program is None:
        return Reading(None, "the command pulumi is not on the PATH")
    words = [program, "stack", "export", "--non-interactive", *(("--stack", stack) if stack else ())]
    try:
        done = run_beside(words)
        if done.returncode:
            time.sleep(_PAUSE)
            done = run_beside(words)
        if done.returncode:
            reason = f"`pulumi stack export` failed: {_first_line(done.stderr or done.stdout)}"
            return Reading(None, reason, may_come=True)
        return Reading(StackState(json.loads(done.stdout)["deployment"] or {}))
    except (OSError, subprocess.TimeoutExpired) as error:
        return Reading(None, f"`pulumi stack export` failed: {type(error).__name__}")
    except (ValueError, KeyError, TypeError, AttributeError):
        return Reading(None, "`pulumi stack export` printed no deployment")


def run_beside(words: list[str]) -> subprocess.CompletedProcess[bytes]:
    """Runs a command of the CLI beside the run under way, with the engine's environment and folder.

    Raises:
        OSError, subprocess.TimeoutExpired: it cannot be run, or takes longer than a minute.
    """
    return subprocess.run(  # noqa: S603
        words,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},  # which may take longer than the reading
        timeout=_PATIENCE,
        check=False,
        start_new_session=True,  # an interrupt of the run must not end the reading that settles what it made
    )


def _stack(inputs: Inputs) -> str:
    head, project = inputs.urn.split("::")[:2]
    stack = head.rpartition(":")[2]
    # A file backend calls every organization so, and a provider plugin, which is not told of one.
    return stack if inputs.organization == "organization" else f"{inputs.organization}/{project}/{stack}"


def _first_line(text: bytes) -> str:
    lines = [line.strip() for line in text.decode(errors="replace").splitlines() if line.strip()]
    return next((line for line in lines if line.startswith("error:")), lines[0] if lines else "it said nothing")
