"""The local service as a child process, for tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

_REGION = "eu-central-1"


class LocalService:
    """A running local service; use it as a context manager, or `start()` and `stop()`.

    The child ends when this process does, however that ends.

    Args:
        data: directory of the state; None keeps it in memory.
        port: 0 for any free one.
        options: more options of `ivs-realtime-local`, such as `"--quotas"`.

    Attributes:
        url: the address, without a slash at the end; empty while the service does not run.
    """

    def __init__(self, data: str | os.PathLike[str] | None = None, *, port: int = 0, options: tuple[str, ...] = ()):
        self._options = [*(["--data", os.fspath(data)] if data else []), "--port", str(port), *options]
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def __enter__(self) -> LocalService:
        return self.start()

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def start(self) -> LocalService:
        """Starts the service and waits until it answers.

        Raises:
            RuntimeError: it did not start; the message is its own.
        """
        # A file, because a pipe that nobody reads would one day stop the service.
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - open as long as the child runs
        command = [sys.executable, "-m", "ivs_realtime_local", "--until-stdin-ends", *self._options]
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, text=True
        )
        assert self._process.stdout is not None  # noqa: S101 - for the type checker
        self.url = self._process.stdout.readline().strip()
        if not self.url:
            raise RuntimeError(self._last_words())
        return self

    def stop(self) -> None:
        """Ends the service as a user would, and waits for it."""
        if self._process:
            self._process.terminate()
            self._ended()

    def kill(self) -> None:
        """Ends the service without letting it finish anything (`kill -9`)."""
        if self._process:
            self._process.kill()
            self._ended()

    def _ended(self) -> None:
        if self._process:
            self._process.communicate()
            self._errors.close()
            self._process, self.url = None, ""

    def said(self) -> str:
        """What the service wrote to its error output so far."""
        file = self._errors.fileno()  # whose place in the file is the service's, too
        return os.pread(file, os.fstat(file).st_size, 0).decode(errors="replace")

    def _last_words(self) -> str:
        if self._process:
            self._process.wait()
        said = self.said().strip()
        self._ended()
        return said

    @property
    def pid(self) -> int:
        """The process id of the running service."""
        if not self._process:
            raise RuntimeError("The local service does not run.")
        return self._process.pid

    def environment(self, region: str = _REGION) -> dict[str, str]:
        """Environment variables that lead AWS clients here, with dummy credentials."""
        return {
            "AWS_ENDPOINT_URL_IVS_REALTIME": self.url,
            "AWS_ENDPOINT_URL_STS": self.url,
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
        }

    def reset(self) -> None:
        """Makes the service as new: no resources, calls, faults, quotas or changed switches."""
        self.control("DELETE", "state")

    def calls(self, operation: str | None = None, *, since: int = 0) -> list[dict[str, Any]]:
        """The calls so far, oldest first; see `calls.Call` for their members."""
        query = {"since": since, **({"operation": operation} if operation else {})}
        calls: list[dict[str, Any]] = self.control("GET", "calls", query=query)["calls"]
        return calls

    def reset_calls(self) -> None:
        """Forgets the calls so far."""
        self.control("DELETE", "calls")

    def events(self) -> list[dict[str, Any]]:
        """The events so far in EventBridge's shape, oldest first."""
        events: list[dict[str, Any]] = self.control("GET", "events")["events"]
        return events

    def join(self, stage_arn: str, **wanted: Any) -> list[dict[str, Any]]:
        """Participants join: `token`, `userId`, `count`, `publish`; returns them."""
        joined = self.control("POST", "participants", {"stageArn": stage_arn, **wanted})
        participants: list[dict[str, Any]] = joined["participants"]
        return participants

    def leave(self, stage_arn: str, participant_id: str | None = None) -> None:
        """A participant leaves, or everyone does."""
        one = {"participantId": participant_id} if participant_id else {}
        self.control("DELETE", "participants", query={"stageArn": stage_arn, **one})

    def publish(self, stage_arn: str, participant_id: str) -> None:
        """A participant begins to publish."""
        self.control("PATCH", "participants", _publishing(stage_arn, participant_id, True))

    def unpublish(self, stage_arn: str, participant_id: str) -> None:
        """A participant ceases to publish."""
        self.control("PATCH", "participants", _publishing(stage_arn, participant_id, False))

    def fault(self, kind: str, operation: str = "*", **wanted: Any) -> None:
        """Adds a fault; see `faults.Fault`."""
        self.control("POST", "faults", {"kind": kind, "operation": operation, **wanted})

    def latency(self, operation: str = "*", *, before: float = 0.0, after: float = 0.0) -> None:
        """Makes calls wait, in seconds, before and after they take effect."""
        self.control("PUT", "latency", {"operation": operation, "before": before, "after": after})

    def hold(self, operation: str = "*", *, when: str = "before") -> None:
        """Calls wait `before` or `after` they take effect, until `calm()`: for a crash at an exact point."""
        self.control("POST", "holds", {"operation": operation, "when": when})

    def held(self) -> list[dict[str, Any]]:
        """The calls that wait now: `operation`, `when`, `request`."""
        held: list[dict[str, Any]] = self.control("GET", "holds")["held"]
        return held

    def lag(self, seconds: float) -> None:
        """Lets ListStages show stages only some seconds after they were made."""
        self.control("PUT", "lag", {"seconds": seconds})

    def calm(self) -> None:
        """Takes all faults and latencies away, and lets go on what is held."""
        self.control("DELETE", "faults")

    def quotas(self, **wanted: Any) -> None:
        """Sets `calls`, `counts`, `timeFactor`, `rates`."""
        self.control("PUT", "quotas", wanted)

    def switch(self, **wanted: str) -> None:
        """Settles unsettled behaviours; see `switches.Switches`."""
        self.control("PUT", "switches", wanted)

    def advance(self, seconds: float) -> None:
        """Moves the service's clock, which every answer bears in its header Date; a negative number moves it back."""
        self.control("POST", "clock", {"advance": seconds})

    def state(self) -> dict[str, Any]:
        """Regions, stages and participants."""
        return self.control("GET", "state")

    def control(
        self, method: str, path: str, body: dict[str, Any] | None = None, *, query: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """One request to the control API; see `ivs_realtime_local.control.control_paths`.

        Raises:
            ValueError: the service refused it; the message is its own.
        """
        url = f"{self.url}/_local/{path}" + (f"?{urllib.parse.urlencode(query)}" if query else "")
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(url, data, method=method)  # noqa: S310 - our own address
        try:
            with _direct.open(request) as response:
                answer: dict[str, Any] = json.load(response)
                return answer
        except urllib.error.HTTPError as error:
            with error:
                raise ValueError(json.load(error).get("error", str(error))) from None


# Whatever proxy the environment names, the loopback interface is not behind it.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _publishing(stage_arn: str, participant_id: str, publish: bool) -> dict[str, Any]:
    return {"stageArn": stage_arn, "participantId": participant_id, "publish": publish}
