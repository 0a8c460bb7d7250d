"""The programs of docs/plugin.md in other languages: up, a change, an import, destroy, on the CLI and its hosts."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from clients import REGION, client
from ivs_realtime_local import LocalService
from plugin.protocol import EXECUTABLE
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY

PAGE = (Path(__file__).parents[2] / "docs" / "plugin.md").read_text()
NOBODYS = f"arn:aws:ivs:{REGION}:123456789012:stage/AbCdEfGh1234"

pytestmark = [pytest.mark.full, pytest.mark.cli, pytest.mark.timeout(900)]

Pulumi = Callable[..., str]


def program(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


def needs(*programs: str) -> None:
    if missing := [each for each in programs if shutil.which(each) is None]:
        pytest.skip(f"not on PATH: {', '.join(missing)}")


def go_folders() -> dict[str, str]:
    """Where Go keeps what it has compiled: minutes of work."""
    if not shutil.which("go"):
        return {}
    done = subprocess.run(("go", "env", "-json", "GOCACHE", "GOMODCACHE"), capture_output=True, text=True, check=True)
    folders: dict[str, str] = json.loads(done.stdout)
    return folders


@pytest.fixture
def pulumi(tmp_path: Path, service: LocalService) -> Pulumi:
    """Runs the CLI in the project's folder; `code` is the expected exit code."""
    for name in ("project", "state", "home"):
        (tmp_path / name).mkdir()
    environment = {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        "HOME": str(tmp_path / "home"),
        "PULUMI_BACKEND_URL": f"file://{tmp_path / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "languages",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        **service.environment(REGION),
        **go_folders(),
    }

    def run(*words: str, code: int = 0, program: str = "pulumi", folder: str = "project") -> str:
        flags = ("--non-interactive",) if program == "pulumi" else ()
        done = subprocess.run(
            (program, *words, *flags),
            cwd=tmp_path / folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


def lives(pulumi: Pulumi, service: LocalService, source: Path, declare: Callable[[Path], None]) -> None:
    """The life of a stack: made, unchanged, edited, extended by an import whose code shows no change, destroyed."""
    aws, yes = client(service.url), ("--yes", "--skip-preview")
    pulumi("stack", "init", "dev")
    pulumi("up", *yes)
    pulumi("up", *yes, "--expect-no-changes")
    source.write_text(source.read_text().replace("audience", "everybody"))
    assert 'for: "audience" => "everybody"' in pulumi("preview", "--diff")
    pulumi("up", *yes)
    [lobby] = aws.list_stages()["stages"]
    assert lobby["tags"] == {"for": "everybody"}
    hall = aws.create_stage(name="hall", tags={"for": "all"})["stage"]["arn"]
    importing = ("import", "ivs-realtime:index:Stage")
    assert f"{NOBODYS} does not exist" in pulumi(*importing, "none", NOBODYS, "--yes", code=1)
    generated = source.with_name("hall")
    pulumi(*importing, "hall", hall, "--yes", "--protect=false", "--out", str(generated))
    declare(generated)
    pulumi("preview", "--expect-no-changes")
    outputs = json.loads(pulumi("stack", "output", "--json"))
    assert outputs["arn"] == lobby["arn"]
    assert outputs["streamKey"] == "[secret]"
    assert not any(MARK_KEY in stage["tags"] for stage in aws.list_stages()["stages"])
    pulumi("destroy", *yes)
    assert aws.list_stages()["stages"] == []


def test_yaml(pulumi: Pulumi, service: LocalService, tmp_path: Path) -> None:
    needs("pulumi", "pulumi-language-yaml")
    source = tmp_path / "project" / "Pulumi.yaml"
    source.write_text(program("yaml"))

    def declare(generated: Path) -> None:
        more = generated.read_text().removeprefix("resources:\n")
        source.write_text(source.read_text().replace("outputs:", f"{more}outputs:"))

    lives(pulumi, service, source, declare)


def test_the_default_provider_reads_the_configuration_of_the_stack(
    pulumi: Pulumi, service: LocalService, tmp_path: Path
) -> None:
    """An engine tells a plugin its own namespace alone."""
    needs("pulumi", "pulumi-language-yaml")
    (tmp_path / "project" / "Pulumi.yaml").write_text(program("yaml"))
    pulumi("stack", "init", "dev")
    pulumi("config", "set", "aws:region", "us-west-2")
    pulumi("config", "set", "--secret", "aws:defaultTags", '{"tags": {"team": "hunter2"}}')

    said = pulumi("up", "--yes", "--skip-preview", "--show-full-output", "--diff")

    [stage] = client(service.url, "us-west-2").list_stages()["stages"]
    assert stage["tags"] == {"for": "audience", "team": "hunter2"}
    assert "hunter2" not in said
    assert "hunter2" not in pulumi("stack", "export")
    pulumi("destroy", "--yes", "--skip-preview")


def test_typescript(pulumi: Pulumi, service: LocalService, tmp_path: Path) -> None:
    """Needs npm's registry for `@pulumi/pulumi`; the SDK is generated, compiled and packed as the page says."""
    needs("pulumi", "pulumi-language-nodejs", "npm", "node")
    pulumi("package", "gen-sdk", EXECUTABLE, "--language", "nodejs", "--out", str(tmp_path / "sdk"))
    sdk = f"sdk{os.sep}nodejs"
    pulumi("install", "--no-audit", "--no-fund", program="npm", folder=sdk)
    pulumi(program=str(tmp_path / sdk / "node_modules" / ".bin" / "tsc"), folder=sdk)
    shutil.copy(tmp_path / sdk / "package.json", tmp_path / sdk / "bin")
    pulumi("pack", "./bin", program="npm", folder=sdk)
    (packed,) = (tmp_path / sdk).glob("*.tgz")
    _project(tmp_path / "project", packed)
    pulumi("install", "--no-audit", "--no-fund", program="npm")
    source = tmp_path / "project" / "index.ts"

    def declare(generated: Path) -> None:
        lines = [line for line in generated.read_text().splitlines() if not line.startswith("import ")]
        source.write_text(source.read_text() + "\n".join(lines).replace("ivs_realtime.", "ivs."))

    lives(pulumi, service, source, declare)


def test_go(pulumi: Pulumi, service: LocalService, tmp_path: Path) -> None:
    """Needs a Go proxy for Pulumi's SDK; `pulumi package add` generates the package's own into the project."""
    needs("pulumi", "pulumi-language-go", "go")
    folder = tmp_path / "project"
    (folder / "Pulumi.yaml").write_text("name: rooms\nruntime: go\n")
    (folder / "go.mod").write_text("module rooms\n\ngo 1.23\n")
    source = folder / "main.go"
    source.write_text(EMPTY_GO)
    pulumi("mod", "tidy", program="go")
    pulumi("package", "add", EXECUTABLE)
    source.write_text(program("go"))
    pulumi("mod", "tidy", program="go")

    def declare(generated: Path) -> None:
        made = re.search(r"\t\t_, err := (ivsrealtime\.NewStage.*?\n)\t\tif err", generated.read_text(), re.DOTALL)
        assert made
        end = "\t\treturn nil\n"
        source.write_text(source.read_text().replace(end, f"\t\t_, err = {made[1]}\t\treturn err\n"))

    lives(pulumi, service, source, declare)


EMPTY_GO = """package main

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

func main() { pulumi.Run(func(*pulumi.Context) error { return nil }) }
"""


def _project(folder: Path, sdk: Path) -> None:
    needed = {"@pulumi/pulumi": "^3", "@pulumi-ivs-realtime/ivs-realtime": f"file:{sdk}"}
    development = {"@types/node": "^20", "typescript": "^5"}
    package = {"name": "rooms", "main": "index.ts", "dependencies": needed, "devDependencies": development}
    options = {"strict": True, "target": "es2020", "module": "commonjs", "moduleResolution": "node"}
    (folder / "package.json").write_text(json.dumps(package))
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "files": ["index.ts"]}))
    (folder / "Pulumi.yaml").write_text("name: rooms\nruntime: nodejs\n")
    (folder / "index.ts").write_text(program("typescript"))
