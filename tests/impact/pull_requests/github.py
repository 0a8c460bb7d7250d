"""As much of GitHub as the composite action meets: a runner for its steps, and the API of a pull request's comments."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml

ROOT = Path(__file__).parents[3]
ACTION = ROOT / ".github" / "actions" / "impact"


@dataclass
class Comments:
    """The comments of one pull request, over HTTP.

    Attributes:
        requests: method and path of each request.
        forbidden: whether the token may read only.
        login: whose the token is; "" for that of a job.
    """

    comments: list[dict[str, Any]] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    forbidden: bool = False
    login: str = ""

    def bodies(self, login: str = "github-actions[bot]") -> list[str]:
        return [each["body"] for each in self.comments if each["user"]["login"] == login]

    def add(self, body: str, login: str = "github-actions[bot]") -> dict[str, Any]:
        user = {"login": login, "type": "Bot" if login.endswith("[bot]") else "User"}
        self.comments.append({"id": len(self.comments) + 1, "body": body, "user": user})
        return self.comments[-1]

    def answer(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        self.requests.append((method, path))
        where, query = urlsplit(path).path, parse_qs(urlsplit(path).query)
        if where == "/user":
            return (200, {"login": self.login}) if self.login else (403, {"message": "Resource not accessible"})
        if method == "GET":
            size, page = int(query["per_page"][0]), int(query["page"][0])
            return 200, self.comments[size * (page - 1) : size * page]
        if self.forbidden:
            return 403, {"message": "Resource not accessible by integration"}
        if method == "POST":
            return 201, self.add(body["body"], self.login or "github-actions[bot]")
        found = next(each for each in self.comments if where.endswith(f"/issues/comments/{each['id']}"))
        found.update(body)
        return 200, found


@contextmanager
def api(comments: Comments) -> Iterator[str]:
    """The address of an API that serves these comments."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
            status, answer = comments.answer(self.command, self.path, body)
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_PATCH = do_GET  # noqa: N815 - the names that http.server looks for

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Outcome:
    """What a run of the action left: the failed step's exit code, all output, outputs by `step.name`, the summary."""

    exit_code: int
    output: str
    outputs: dict[str, str]
    summary: str


class Runner:
    """Runs the action's steps with bash, as GitHub's runner does.

    Args:
        temp: the runner's temporary folder.
        environment: what earlier steps of the job set.
        pull_request: its number; "" outside of one.
    """

    def __init__(self, temp: Path, environment: dict[str, str], pull_request: str = "7") -> None:
        self._temp, self._environment, self._pull_request = temp, environment, pull_request
        self._action = yaml.safe_load((ACTION / "action.yml").read_text())
        installed = temp / "impact" / "bin" / "ivs-realtime"  # as the action leaves it after the first of two stacks
        installed.parent.mkdir(parents=True)
        installed.symlink_to(Path(sys.executable).parent / "ivs-realtime")

    def run(self, **given: str) -> Outcome:
        """The whole action; `given` are its inputs, with `_` for `-`."""
        inputs = {name: str(each.get("default", "")) for name, each in self._action["inputs"].items()}
        inputs |= {name.replace("_", "-"): value for name, value in given.items()}
        values = {f"inputs.{name}": value for name, value in inputs.items()}
        values |= {"github.event.pull_request.number": self._pull_request, "github.token": "t0ken"}
        (self._temp / "summary.md").write_text("")
        said, code = "", 0
        for step in self._action["runs"]["steps"]:
            if code == 0 and self._wanted(step, inputs):
                code, text = self._step(step, values)
                said += text
        outputs = {name: value for name, value in values.items() if name.startswith("steps.")}
        return Outcome(code, said, outputs, (self._temp / "summary.md").read_text())

    def _wanted(self, step: dict[str, Any], inputs: dict[str, str]) -> bool:
        if "if" not in step:
            return True
        assert step["if"] == "inputs.comment == 'true' && github.event.pull_request.number != ''"
        return inputs["comment"] == "true" and self._pull_request != ""

    def _step(self, step: dict[str, Any], values: dict[str, str]) -> tuple[int, str]:
        output = self._temp / "output"
        output.write_text("")
        assert "${{" not in step["run"], "an expression in a script lets the pull request's words run as code"
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=_filled(step.get("working-directory", "."), values),
            env={**self._runner(output), **{name: _filled(text, values) for name, text in step.get("env", {}).items()}},
            capture_output=True,
            text=True,
            timeout=120,
        )
        for line in output.read_text().splitlines():
            name, _, value = line.partition("=")
            values[f"steps.{step['id']}.outputs.{name}"] = value
        return done.returncode, done.stdout + done.stderr

    def _runner(self, output: Path) -> dict[str, str]:
        return {
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
            "HOME": str(self._temp),
            "LANG": "C.UTF-8",
            "RUNNER_TEMP": str(self._temp),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self._temp / "summary.md"),
            "GITHUB_ACTION_PATH": str(ACTION),
            "GITHUB_REPOSITORY": "team/rooms",
            **self._environment,
        }


def _filled(text: str, values: dict[str, str]) -> str:
    return re.sub(r"\$\{\{\s*(.*?)\s*\}\}", lambda match: values[match[1]], text)
