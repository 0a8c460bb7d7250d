"""Pulumi.yaml beyond what recordings show: names of folders, other environments, salts in files of any layout."""

import os
import subprocess
import sys

import pytest

from pulumi_offline import Unsupported, WorkspaceError


def declare(bench, text):
    (bench.folder / "Pulumi.yaml").write_text(text)
    bench.write("")
    return bench.project()


@pytest.mark.parametrize("name", ["..", ".", "../x", "a/b", "x" * 101, "a b"])
def test_a_project_is_not_called_like_a_folder_above(bench, name):
    with pytest.raises(WorkspaceError, match="project"):
        declare(bench, f"name: '{name}'\nruntime: python\n")


@pytest.mark.parametrize("name", ["..", "."])
def test_a_stack_is_not_called_like_a_folder_above(bench, name):
    bench.write("")

    with pytest.raises(WorkspaceError, match="its files would lie among those of others"):
        bench.project(stack=name)


@pytest.mark.parametrize("reference", ["organization/../dev", "..", "organization/bench/.."])
def test_a_reference_to_a_stack_leads_nowhere_else(bench, reference):
    bench.write(f'pulumi.StackReference("{reference}")')

    result = bench.project().preview()

    assert not result.succeeded
    assert "its files would lie among those of others" in " ".join(result.errors)


def test_the_environment_that_the_project_wants_is_refused_where_it_is_another_one(bench):
    project = declare(bench, "name: bench\nruntime: {name: python, options: {virtualenv: venv}}\n")
    with pytest.raises(WorkspaceError, match="there is no virtual environment: make it with `python3 -m venv`"):
        project.preview()

    (bench.folder / "venv/bin").mkdir(parents=True)
    (bench.folder / "venv/bin/python").symlink_to(sys.executable)
    with pytest.raises(WorkspaceError, match=r"this engine runs in .*; install pulumi-offline there"):
        project.preview()


def test_the_environment_of_this_process_is_the_one_that_is_wanted(bench):
    project = declare(bench, f"name: bench\nruntime: {{name: python, options: {{virtualenv: '{sys.prefix}'}}}}\n")

    assert project.preview().succeeded


@pytest.mark.parametrize(
    ("options", "error"), [("{toolchain: poetry}", Unsupported), ("{virtualenv: 12}", WorkspaceError)]
)
def test_an_environment_that_nobody_can_find_is_refused(bench, options, error):
    with pytest.raises(error):
        declare(bench, f"name: bench\nruntime: {{name: python, options: {options}}}\n").preview()


@pytest.mark.full
def test_the_command_line_goes_on_in_the_environment_that_is_wanted(bench):
    """Here one of links, which is this one under another name: what is installed is found by PYTHONPATH."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", bench.folder / "venv"], check=True)
    declare(bench, "name: bench\nruntime: {name: python, options: {virtualenv: venv}}\n")
    bench.write('import sys\npulumi.export("prefix", sys.prefix)')
    environment = os.environ | bench.environment | {"PULUMI_BACKEND_URL": f"file://{bench.backend}"}
    environment |= {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-m", "pulumi_offline", "up", "--yes", "--skip-preview"]

    run = subprocess.run(command, cwd=bench.folder, env=environment, capture_output=True, text=True)

    assert run.returncode == 0, run.stdout + run.stderr
    assert bench.folder.joinpath("venv").name in run.stdout


@pytest.mark.parametrize(
    "text", ["config:\n  a: 1\n", "---\nconfig:\n  a: 1\n", "\ufeffconfig:\n  a: 1\n", "config:\n  a: 1"]
)
def test_the_salt_of_a_new_stack_costs_none_of_its_configuration(bench, text):
    (bench.folder / "Pulumi.dev.yaml").write_text(text)
    bench.write('pulumi.export("a", pulumi.Config().require("a"))')

    assert bench.project().up().outputs == {"a": "1"}
    assert bench.project().up().outputs == {"a": "1"}


def test_a_file_to_which_no_line_can_be_added_is_refused_and_kept(bench):
    path = bench.folder / "Pulumi.dev.yaml"
    path.write_text("{config: {a: 1}}\n")
    bench.write("")

    with pytest.raises(WorkspaceError, match="no encryption salt can be added; write this line into it: encry"):
        bench.project().up()

    assert path.read_text() == "{config: {a: 1}}\n"
