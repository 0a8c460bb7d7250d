"""Programs of other kinds than the plain one that ends well, and their part in exactly once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from crashes.stack import LOBBY, Stack
from crashes.stops import family, is_engine
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY, mark_of
from stage_scenarios.crashes import until


def test_a_program_that_raises_after_declaring_leaves_what_the_next_run_cleans(stack: Stack) -> None:
    stack.declare(LOBBY, 'raise ValueError("no more")\n')
    assert stack.run("up").exit_code != 0

    stack.declare(LOBBY)
    stack.up()
    stack.run("refresh")
    stack.up()

    assert stack.settled()
    assert len(stack.arns()) == 1


@pytest.mark.parametrize("seconds", [3, pytest.param(40, marks=pytest.mark.full)])
def test_a_program_that_blocks_its_loop_takes_the_mark_off_afterwards(stack: Stack, seconds: int) -> None:
    """Meanwhile the program hears of nothing; what create() left gives nobody a claim, however old it is."""
    blocking = f"__import__('time').sleep({seconds})"
    stack.declare(LOBBY, f'ivs.Stage("foyer").arn.apply(lambda _: {blocking})\n')

    stack.up()

    assert stack.settled()
    assert len(stack.arns()) == 2


ROOMS = """#!{python}
import pulumi
import pulumi_ivs_realtime as ivs
from pulumi.provider.experimental import component_provider_host


class Rooms(pulumi.ComponentResource):
    def __init__(self, name: str, args: dict, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rooms:index:Rooms", name, args, opts)
        ivs.Stage("lobby", opts=pulumi.ResourceOptions(parent=self))
        self.register_outputs({{}})


component_provider_host(name="rooms", components=[Rooms])
"""


def test_a_component_plugin_removes_the_mark_inside_create(stack: Stack) -> None:
    """It has no program that waits for the state."""
    if stack.engine == "offline":
        pytest.skip("the offline engine runs no components of other packages")
    plugin = stack.folder / "bin" / "pulumi-resource-rooms"
    plugin.parent.mkdir()
    plugin.write_text(ROOMS.format(python=sys.executable))
    plugin.chmod(0o755)
    stack.more_path.append(str(plugin.parent))
    stack.declare('pulumi.ComponentResource("rooms:index:Rooms", "rooms", {}, remote=True)\n')

    stack.up()

    operations = [call["operation"] for call in stack.service.calls() if call["operation"] != "GetCallerIdentity"]
    assert operations == ["ListStages", "CreateStage", "UntagResource"]
    assert stack.settled()
    assert len(stack.arns()) == 1


INLINE = """
import sys
from pulumi import automation
import pulumi_ivs_realtime as ivs


def program():
    for number in range(12):
        ivs.Stage(f"room-{number:02}")


stack = automation.select_stack("dev", project_name="scenario", program=program, work_dir=sys.argv[1])
stack.up(on_output=lambda line: print(line, flush=True))
"""


@pytest.mark.parametrize("calls", [12, 18, pytest.param(24, marks=pytest.mark.full)])
def test_an_inline_program_outlives_its_engine_and_leaves_nothing_unseen(stack: Stack, calls: int) -> None:
    """The engine is interrupted twice and saves nothing more; the program of the Automation API goes on."""
    if stack.engine == "offline":
        pytest.skip("the Automation API runs the pulumi CLI")
    program = stack.folder / "inline.py"
    program.write_text(INLINE)
    process = subprocess.Popen(
        [sys.executable, str(program), str(stack.folder / "project")],
        env=stack.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    until(lambda: len(stack.service.calls()) >= calls)
    (engine,) = [pid for pid in family(process.pid) if is_engine(pid)]
    for _ in range(2):
        os.kill(engine, signal.SIGINT)
        time.sleep(0.1)
    text, _ = process.communicate(timeout=90)
    assert process.returncode != 0, text
    stack.run("cancel", "--yes")
    stack.service.advance(60)
    stack.declare('[ivs.Stage(f"room-{number:02}") for number in range(12)]\n')

    stack.up()
    stack.run("refresh", "--clear-pending-creates")
    stack.up()

    assert stack.settled()
    assert len(stack.arns()) == 12


FORGETFUL = """#!/bin/sh
echo '{"version": 3, "deployment": {}}'
"""


def test_what_the_saved_state_does_not_show_keeps_its_mark(stack: Stack) -> None:
    """As after a second Ctrl-C: the engine has answered without saving. The program asks the state for proof."""
    pulumi = stack.folder / "forgetful" / "pulumi"
    pulumi.parent.mkdir()
    pulumi.write_text(FORGETFUL)
    pulumi.chmod(0o755)
    stack.declare(f"import os\nos.environ['PATH'] = '{pulumi.parent}' + os.pathsep + os.environ['PATH']\n", LOBBY)

    said = stack.up()

    (stage,) = stack.stages()
    mark = mark_of(stage["tags"])
    assert mark is not None
    assert mark.phase == "made"
    assert f"keep the tag {MARK_KEY}" in said
    assert "the engine's saved state does not show them" in said
