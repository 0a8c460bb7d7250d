"""An engine behind the words of `pulumi`, in a project of its own against a local service."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from click.testing import CliRunner

from ivs_realtime_local import LocalService
from pulumi_ivs_realtime.aws.client import forget_clients
from pulumi_ivs_realtime.cli.main import cli

Json = dict[str, Any]

PROJECT, STACK = "rooms", "dev"
NO_CLI = pytest.mark.skipif(shutil.which("pulumi") is None, reason="no pulumi on PATH")
ENGINES = [pytest.param(True, id="offline"), pytest.param(False, id="cli", marks=[pytest.mark.cli, NO_CLI])]

_FOREIGN = ("AWS_", "PULUMI_", "TF_AWS_")


def called(*words: str, environment: dict[str, str], stdin: str = "") -> subprocess.CompletedProcess[str]:
    """`ivs-realtime …` in this process, with this environment: importing boto3 for each would be most of the time."""
    forget_clients()  # a process of its own would have none
    with patch.dict(os.environ, environment, clear=True), CliRunner().isolation(stdin) as (stdout, stderr, _):
        code: Any = 0
        try:
            cli.main(words, prog_name="ivs-realtime")
        except SystemExit as ended:
            code = ended.code or 0
        sys.stdout.flush()
        sys.stderr.flush()
        said, complained = (each.getvalue().decode().replace("\r\n", "\n") for each in (stdout, stderr))
    if isinstance(code, str):  # as the interpreter does with it
        code, complained = 1, f"{complained}{code}\n"
    return subprocess.CompletedProcess(words, code, said, complained)


@dataclass(frozen=True)
class CommandLine:
    """Runs the real CLI, or the offline engine, in `folder`; state, home and plugins are kept under it.

    The offline engine and the report need no process of their own.
    """

    folder: Path
    service: LocalService
    offline: bool = False

    def begin(self, **environment: str) -> None:
        """An empty project with an empty stack."""
        (self.folder / "state").mkdir()
        (self.folder / "Pulumi.yaml").write_text(f"name: {PROJECT}\nruntime: python\n")
        self.write("")
        assert self.run("stack", "init", STACK, **environment).returncode == 0

    def write(self, program: str, config: str = "") -> None:
        """Edits the program and the stack's configuration."""
        (self.folder / "__main__.py").write_text(program)
        self.configure(config)

    def configure(self, config: str) -> None:
        """Edits the stack's configuration, YAML with the key `config`."""
        stack = self.folder / f"Pulumi.{STACK}.yaml"
        salt = [line for line in (stack.read_text() if stack.exists() else "").splitlines() if "encryptionsalt" in line]
        stack.write_text("\n".join([*salt, config]))

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """One command."""
        if self.offline:
            words = (*words, "--offline", "--cwd", str(self.folder))
            return called(*words, environment={**self.environment(), **environment})
        pulumi = shutil.which("pulumi")
        assert pulumi is not None
        return subprocess.run(
            [pulumi, *words, "--non-interactive"],
            cwd=self.folder,
            env={**self.environment(), **environment},
            capture_output=True,
            text=True,
            timeout=300,
        )

    def up(self, *flags: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Applies the program."""
        return self.run("up", "--yes", "--skip-preview", "--stack", STACK, *flags, **environment)

    def preview(self, *flags: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Previews the program as JSON."""
        return self.run("preview", "--json", "--stack", STACK, *flags, **environment)

    def streamed(self, *flags: str) -> list[Json]:
        """The events of a preview."""
        lines = self.preview(*flags, PULUMI_ENABLE_STREAMING_JSON_PREVIEW="true").stdout
        return [json.loads(line) for line in lines.splitlines() if line]

    def reported(self, preview: str, *flags: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """`ivs-realtime impact` of a preview, as text."""
        words = ("impact", "-", "--format", "text", *flags)
        return called(*words, environment={**self.environment(), **environment}, stdin=preview)

    def version(self) -> str:
        """What a recording says it was made with."""
        return "offline engine" if self.offline else f"pulumi CLI {self.run('version').stdout.strip()}"

    def exported(self) -> Json:
        """The stack's state, with secrets."""
        found: Json = json.loads(self.run("stack", "export", "--show-secrets", "--stack", STACK).stdout)
        return found

    def imported(self, state: Json, **environment: str) -> None:
        """Replaces the stack's state."""
        file = self.folder / "edited.json"
        file.write_text(json.dumps(state))
        done = self.run("stack", "import", "--file", str(file), "--stack", STACK, **environment)
        assert done.returncode == 0, done.stderr

    def stages(self) -> dict[str, str]:
        """The ARNs of the stack's stages by resource name."""
        found = self.exported()["deployment"].get("resources", [])
        return {
            each["urn"].rpartition("::")[2]: each["id"]
            for each in found
            if each["type"].endswith("/ivs-realtime:Stage")
        }

    def environment(self) -> dict[str, str]:
        """The whole environment of the engine."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
        return {
            **kept,
            **self.service.environment(),
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
            "PULUMI_HOME": str(self.folder / "home"),
            "PULUMI_BACKEND_URL": f"file://{self.folder}/state",
            "PULUMI_CONFIG_PASSPHRASE": "previews",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        }
