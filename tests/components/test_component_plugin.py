"""Errors inside a component plugin of Python read as elsewhere, as far as the SDK lets them; for the CLI alone."""

import sys
from pathlib import Path

import pytest

from clients import REGION
from impact.cli import NO_CLI, CommandLine

pytestmark = [pytest.mark.cli, pytest.mark.full, NO_CLI]

PLUGIN = """
from typing import Optional, TypedDict

import pulumi
import pulumi_ivs_realtime as ivs
from pulumi.provider.experimental import component_provider_host


class HallArgs(TypedDict):
    topic: Optional[pulumi.Input[str]]


class Hall(pulumi.ComponentResource):
    def __init__(self, name: str, args: HallArgs, opts: Optional[pulumi.ResourceOptions] = None) -> None:
        super().__init__("halls:index:Hall", name, dict(args), opts)
        {body}


if __name__ == "__main__":
    component_provider_host(name="halls", components=[Hall])
"""
PROGRAM = """
import pulumi


class Hall(pulumi.ComponentResource):
    def __init__(self, name: str) -> None:
        super().__init__("halls:index:Hall", name, {"topic": "x"}, None, remote=True)


Hall("main")
"""


@pytest.fixture
def ran(service, tmp_path):
    """Runs a program whose component, in a plugin, has this body; exit code and all that was said."""

    def run(body):
        stack = CommandLine(tmp_path, service)
        stack.begin()
        halls = tmp_path / "halls"
        halls.mkdir()
        plugins = "plugins:\n  providers:\n    - {name: halls, path: ./halls}\n"
        (tmp_path / "Pulumi.yaml").write_text(f"name: rooms\nruntime: python\n{plugins}")
        (halls / "PulumiPlugin.yaml").write_text("runtime: python\n")
        (halls / "__main__.py").write_text(PLUGIN.replace("{body}", body))
        (halls / "venv").symlink_to(Path(sys.prefix))
        stack.write(PROGRAM, f"config:\n  aws:region: {REGION}\n")
        done = stack.up()
        return done.returncode, done.stdout + done.stderr

    return run


def test_a_stage_in_a_plugin_is_made(ran, service):
    code, said = ran('ivs.Stage(name, name="lobby", opts=pulumi.ResourceOptions(parent=self))')

    assert code == 0, said
    assert [call["operation"] for call in service.calls()].count("CreateStage") == 1


def test_what_check_refuses_reads_as_in_a_program(ran):
    code, said = ran('ivs.Stage(name, name="two words")')

    sentence = "name must consist of letters, digits, '-' and '_', not \"two words\""
    assert code != 0
    assert f"error: pulumi-python:dynamic/ivs-realtime:Stage resource 'main' has a problem: {sentence}\n" in said


def test_what_create_refuses_reads_as_in_a_program(ran, service):
    service.fault("AccessDeniedException", "CreateStage")

    code, said = ran("ivs.Stage(name)")

    assert code != 0
    (line,) = {line.strip() for line in said.splitlines() if line.strip().startswith("error: creating stage")}
    assert line.startswith('error: creating stage "main": AWS answered CreateStage with AccessDeniedException')


def test_what_the_component_itself_gets_wrong_stands_in_pulumis_frame(ran):
    """The SDK puts words before the sentence of every exception, and the component's stack behind it."""
    code, said = ran('ivs.Stage(name, tags={1: "a"})')

    assert code != 0
    assert """Unexpected <class 'Exception'>: "main": tags has the key 1; write "1".:""" in said
