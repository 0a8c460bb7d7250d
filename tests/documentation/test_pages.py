"""Single blocks of pages that are no walk from top to bottom."""

import json
import subprocess
import sys

import pytest

from clients import REGION, client
from documentation.pages import blocks
from documentation.typed import shell
from impact.cli import CommandLine, called

STAGE = "arn:aws:ivs:eu-west-1:111111111111:stage/AbCdEfGh1234"


def block(page, beginning):
    (found,) = (each.text for each in blocks(page) if each.text.startswith(beginning))
    return found


@pytest.mark.full
def test_testing_md_types_a_project_on_the_offline_engine(service, tmp_path):
    (tmp_path / "Pulumi.yaml").write_text("name: rooms\nruntime: python\n")
    (tmp_path / "__main__.py").write_text(block("testing.md", "# rooms.py") + "\n\nrooms()\n")

    done = subprocess.run(
        ["bash", "-euc", block("testing.md", "mkdir -p")],
        cwd=tmp_path,
        env={**shell(tmp_path), **service.environment()},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert "- 2 deleted" in done.stdout


def test_testing_md_answers_for_a_mock():
    names = {}
    exec(block("testing.md", "def answer"), names)

    id_, outputs = names["answer"]("aws:lambda/function:Function", "moderator", {"handler": "x"})
    assert (id_, outputs["handler"]) == ("moderator-1", "x")
    assert outputs["arn"].endswith(":function:moderator")


def test_local_service_md_has_a_test_that_passes(service):
    names = {"declare_rooms": lambda: client(service.url).create_stage(name="lobby")}
    exec(block("local-service.md", "def test_the_lobby"), names)

    names["test_the_lobby_is_declared"](service)


@pytest.fixture
def stack(service, tmp_path):
    engine = CommandLine(tmp_path, service, offline=True)
    engine.begin()
    return engine


def test_pull_requests_md_closes_the_gate_for_a_live_stage(stack, service):
    """The page's two lines, the first with the offline engine's `preview`."""
    variable, report = block("pull-requests.md", "PULUMI_ENABLE_STREAMING").splitlines()
    stack.write('import pulumi_ivs_realtime as ivs\n\nivs.Stage("lobby")\n', f"config:\n  aws:region: {REGION}\n")
    stack.up()
    service.join(client(service.url).list_stages()["stages"][0]["arn"])
    stack.write("", f"config:\n  aws:region: {REGION}\n")
    name, _, value = variable.split()[0].partition("=")
    preview = stack.folder / "preview.json"
    preview.write_text(stack.preview(**{name: value}).stdout)

    words = report.replace("preview.json", str(preview)).split()[1:]
    assert called(*words, environment=stack.environment()).returncode == 3


def test_stages_command_md_adopts_by_the_program_it_writes(stack, service):
    """The first line, and the first of the three with an import file; tests/cli holds the rest to the CLI."""
    client(service.url).create_stage(name="lobby", tags={"team": "live"})
    first, second, *_ = (each.text for each in blocks("stages-command.md") if each.language == "sh")

    for line in (first.splitlines()[0], second.splitlines()[0] + " --force"):
        words = line.replace("adopted.py", f"{stack.folder}/adopted.py").replace(
            "import.json", f"{stack.folder}/i.json"
        )
        done = called(*words.split()[1:], environment=stack.environment())
        assert done.returncode == 0, done.stderr
        if "--import-file" not in line:
            stack.write("import adopted\n", f"config:\n  aws:region: {REGION}\n")
            assert stack.up().returncode == 0

    assert len(client(service.url).list_stages()["stages"]) == 1
    assert json.loads((stack.folder / "i.json").read_text())["resources"]


def test_plugin_md_declares_two_accounts_in_python(stack):
    """Types and names are checked by running the program under mocks: the accounts of the page are nobody's."""
    program = f"""
import pulumi
class Mocks(pulumi.runtime.Mocks):
    def new_resource(self, args):
        print(f"made {{args.typ}} {{args.name}}\\n", end="", flush=True)
        return args.resource_id or args.name, args.inputs
    def call(self, args):
        return {{}}
pulumi.runtime.set_mocks(Mocks())
{block("plugin.md", "import pulumi")}
import asyncio
asyncio.get_event_loop().run_until_complete(pulumi.runtime.stack.wait_for_rpcs())
"""
    (stack.folder / "program.py").write_text(program)
    done = subprocess.run(
        [sys.executable, "program.py"],
        cwd=stack.folder,
        env=stack.environment(),
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert STAGE in program
    assert "made pulumi:providers:ivs-realtime europe" in done.stdout
    assert "made pulumi:providers:ivs-realtime america" in done.stdout
    assert "made ivs-realtime:index:Stage foyer" in done.stdout
