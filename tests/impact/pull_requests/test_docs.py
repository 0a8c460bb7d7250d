"""docs/pull-requests.md says what the command, the action and the report are."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from impact.golden import PREVIEWS, report_of
from impact.pull_requests.github import ACTION, ROOT
from pulumi_ivs_realtime import impact
from pulumi_ivs_realtime.cli.main import cli

PAGE = (ROOT / "docs" / "pull-requests.md").read_text()
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SNIPPETS = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)


def test_the_page_names_every_option_and_exit_code() -> None:
    """And none that the command does not have."""
    text = CliRunner().invoke(cli, ["impact", "--help"]).output
    table = set(re.findall(r"^\| `(--[a-z-]+)", PAGE, flags=re.MULTILINE))
    codes = set(re.findall(r"^\| (\d) \|", PAGE, flags=re.MULTILINE))

    assert table == set(re.findall(r"^ +(--[a-z-]+)", text, flags=re.MULTILINE)) - {"--help"}
    assert codes == set(re.findall(r"\b([0-9]) (?:the|PREVIEW|wrong)", text))


def test_the_page_names_every_input_and_output_of_the_action() -> None:
    """By name, in the paragraph about it."""
    action = yaml.safe_load((ACTION / "action.yml").read_text())

    for name in (*action["inputs"], *action["outputs"]):
        assert f"`{name}`" in PAGE


def test_the_page_names_every_member_of_the_json() -> None:
    """In the paragraph about it."""
    found = impact.document(report_of("a-busy-day"))
    about = PAGE[PAGE.index("## JSON") :]

    for name in (*found, *found["consequences"][0], *found["resources"][0], *found["gate"]):
        assert f"`{name}`" in about


def test_its_five_lines_use_inputs_that_there_are() -> None:
    """What people copy works."""
    (step,) = yaml.safe_load(SNIPPETS[0])
    inputs = yaml.safe_load((ACTION / "action.yml").read_text())["inputs"]

    assert len(SNIPPETS[0].splitlines()) <= 5
    assert set(step["with"]) <= set(inputs)


def test_the_drift_workflow_calls_the_command_as_it_is() -> None:
    """Its flags exist, and the member that it looks at."""
    jobs = yaml.safe_load(SNIPPETS[1])["jobs"]
    script = "\n".join(step.get("run", "") for step in jobs["drift"]["steps"])

    for flags in re.findall(r"ivs-realtime impact preview.json (.*?)(?: >| \|)", script):
        parsed = CliRunner().invoke(cli, ["impact", *flags.split(), "no-such-file.json"])
        assert "No such file" in parsed.output
    assert "drift" in impact.document(report_of("drift"))


_GH = """#!/bin/bash
echo "$*" >>"$CALLS"
if [[ $* == "issue list"* ]]; then cat "$ISSUES"; fi
"""


@pytest.mark.few(1)
@pytest.mark.skipif(shutil.which("jq") is None, reason="no jq on PATH")
@pytest.mark.parametrize(
    ("issues", "done"),
    [
        ("[]", "issue create --title Drift in prod --body-file drift.md"),
        ('[{"number": 3, "title": "Drift in prod-eu"}]', "issue create --title Drift in prod --body-file drift.md"),
        ('[{"number": 7, "title": "Drift in prod"}]', "issue edit 7 --body-file drift.md"),
    ],
)
def test_the_drift_workflow_keeps_one_issue(tmp_path: Path, issues: str, done: str) -> None:
    """Its last step, as it stands on the page, with a stand-in for `gh`."""
    step = yaml.safe_load(SNIPPETS[1])["jobs"]["drift"]["steps"][-1]
    (tmp_path / "preview.json").write_text((PREVIEWS / "drift.jsonl").read_text())
    (tmp_path / "issues").write_text(issues)
    (tmp_path / "gh").write_text(_GH)
    (tmp_path / "gh").chmod(0o755)
    places = {"CALLS": str(tmp_path / "calls"), "ISSUES": str(tmp_path / "issues"), "TITLE": step["env"]["TITLE"]}
    path = os.pathsep.join((str(tmp_path), str(Path(sys.executable).parent), os.environ["PATH"]))

    subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step["run"]], cwd=tmp_path, env={"PATH": path, **places}, check=True
    )

    assert (tmp_path / "calls").read_text().splitlines()[-1] == done


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION / "action.yml"], ids=lambda path: path.name)
def test_no_script_of_a_workflow_holds_an_expression(path: Path) -> None:
    """A branch's name or a title would run as code; what scripts need comes by their environment."""
    scripts = [*_scripts(yaml.safe_load(path.read_text()))]

    assert scripts
    assert not [script for script in scripts if "${{" in script]


def _scripts(value: Any) -> Iterator[str]:
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if key == "run":
            yield inner
        else:
            yield from _scripts(inner)


@pytest.mark.parametrize(
    ("base", "head", "found"),
    [("base", None, "base"), ("base", "head", "head"), (None, "head", "head"), (None, None, None)],
)
def test_a_pull_request_is_previewed_with_its_own_configuration(
    tmp_path: Path, base: str | None, head: str | None, found: str | None
) -> None:
    """Where it commits none, with that of the state which was just made."""
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "preview.yml").read_text())
    (script,) = (each for each in _scripts(workflow) if "Pulumi.dev.yaml" in each)
    for side, text in {"base": base, "head": head}.items():
        (tmp_path / side).mkdir()
        if text:
            (tmp_path / side / "Pulumi.dev.yaml").write_text(text)

    subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=tmp_path, check=True)

    used = tmp_path / "head" / "Pulumi.dev.yaml"
    assert (used.read_text() if used.exists() else None) == found


def test_what_judges_a_change_comes_from_its_base() -> None:
    """Neither the action nor the package is the pull request's, and the report runs nothing of it."""
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "preview.yml").read_text())["jobs"]
    checkouts = {
        name: [step["with"]["ref"] for step in job["steps"] if step.get("with", {}).get("ref")]
        for name, job in jobs.items()
    }
    scripts = "\n".join(_scripts(jobs))

    assert {name for name, refs in checkouts.items() if refs == ["${{ github.event.pull_request.base.sha }}"]} == {
        *jobs
    }
    assert "head" not in str(jobs["aws"])
    assert "./head/.github" not in str(jobs)
    assert "./head" not in scripts
    assert scripts.count("--require-hashes") == scripts.count("--no-deps") == 2


def test_third_parties_actions_are_pinned_by_commit() -> None:
    """A tag can be moved."""
    texts = [path.read_text() for path in WORKFLOWS] + SNIPPETS
    used = {use for text in texts for use in re.findall(r"uses: ([\w-]+/[\w./-]+@\S+)", text)}

    assert used
    assert {use for use in used if not re.search(r"@[0-9a-f]{40}$", use)} == set()


def test_the_action_installs_its_own_checkout_with_hashes() -> None:
    """Never a name from PyPI that nobody may have claimed yet, and nothing that is on PATH."""
    action = yaml.safe_load((ACTION / "action.yml").read_text())
    install = action["runs"]["steps"][0]["run"]

    assert action["inputs"]["package"]["default"] == ""
    assert "--require-hashes" in install
    assert "command -v" not in install


def test_no_workflow_runs_a_strangers_program_with_our_rights() -> None:
    """`pull_request_target` has the repository's secrets."""
    for path in WORKFLOWS:
        assert "pull_request_target" not in yaml.safe_load(path.read_text())[True]


@pytest.mark.skipif(shutil.which("actionlint") is None, reason="no actionlint on PATH")
def test_actionlint_has_nothing_against_the_workflows() -> None:
    """Where it is installed."""
    done = subprocess.run(["actionlint", *map(str, WORKFLOWS)], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout

    snippet = subprocess.run(["actionlint", "-"], input=SNIPPETS[1], capture_output=True, text=True)
    assert snippet.returncode == 0, snippet.stdout
