"""docs/local-service.md is in step with the program; UPDATE_DOCS=1 rewrites what is generated."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from ivs_realtime_local.command import serve
from ivs_realtime_local.control import control_paths as control
from ivs_realtime_local.resources.routes import HANDLERS
from ivs_realtime_local.state.switches import CHOICES
from local import errors
from local.conftest import client

PAGE = Path(__file__).parents[4] / "docs" / "local-service.md"


def held(marker: str, generated: str) -> None:
    """Between the marker and its end stands what the program says."""
    page = PAGE.read_text()
    wanted = re.sub(
        rf"(<!-- {marker} -->\n).*?(<!-- end -->)", lambda found: f"{found[1]}{generated}\n{found[2]}", page, flags=re.S
    )
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(wanted)
    assert PAGE.read_text() == wanted, "run the tests with UPDATE_DOCS=1"


def test_the_first_snippet_works_as_printed(tmp_path):
    """The service is started by its line; what is exported, and the call, are the lines of the page."""
    first, second = re.findall(r"```console\n(.*?)```", PAGE.read_text(), re.S)[:2]
    printed = first.splitlines()[-1]
    start = next(line for line in first.splitlines() if line.startswith("$ ivs-realtime-local "))
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = {"PATH": path, "HOME": str(tmp_path)}
    words = start.removeprefix("$ ").split()
    with subprocess.Popen(words, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as served:
        try:
            address = served.stdout.readline().strip()
            script = "\n".join(line.removeprefix("$ ") for line in second.replace(printed, address).splitlines())
            done = subprocess.run(["bash", "-euc", script], env=environment, capture_output=True, text=True)
        finally:
            served.terminate()

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["stage"]["name"] == "lobby"


def test_the_options_are_those_of_the_command():
    told = CliRunner().invoke(serve, ["--help"], prog_name="ivs-realtime-local", terminal_width=110).output
    options = told[told.index("Options:") :].rstrip()

    held("ivs-realtime-local --help", f"```text\n{options}\n```")


def test_the_control_table_is_that_of_the_module():
    table = "\n".join(line for line in control.__doc__.splitlines() if line.startswith("|"))

    held("control", table)


def test_the_table_of_errors_is_the_tested_one():
    held("errors", errors.table())


def test_every_route_of_the_control_is_in_its_table(service):
    routes = {(method, route.path) for route in control.Control(*[None] * 3).routes() for method in route.methods}
    table = control.__doc__

    for method, path in routes - {("HEAD", path) for _, path in routes}:
        assert re.search(rf"`(?:[^|]*`, )?`?(?:GET`, `|POST`, `)*{method}[^|]*/_local{path}", table), (method, path)


def test_every_switch_is_listed_with_its_values():
    page = PAGE.read_text()

    for name, values in CHOICES.items():
        assert f"| `{name}` | {', '.join(f'`{value}`' for value in values)} |" in page


def test_every_operation_that_is_served_is_named():
    page = PAGE.read_text()
    named = set(re.findall(r"[A-Z][A-Za-z]+", page))
    configurations = {name for name in HANDLERS if "Configuration" in name}

    assert set(HANDLERS) - configurations <= named
    assert "Storage-, Encoder-, IngestConfiguration" in page


def test_the_example_runs(capsys):
    """The context manager, as the page shows it."""
    example = re.search(r"```python\n(from ivs_realtime_local.*?)```", PAGE.read_text(), re.S)[1]

    exec(example, {"create_a_stage": lambda url: client(url).create_stage()["stage"]["arn"]})

    assert "'CreateStage'" in capsys.readouterr().out
