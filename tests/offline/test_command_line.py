"""`ivs-realtime up|preview|refresh|destroy|stack|state --offline`: the CLI's words, flags and JSON."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

from pulumi_ivs_realtime.cli.main import cli

PROGRAM = """
    a = Plain("a", size=1)
    pulumi.export("label", a.label)
    pulumi.export("word", pulumi.Output.secret("s3cret"))
"""


@pytest.fixture
def words(bench, monkeypatch):
    """Runs a command in the project; its exit code and what it printed."""
    bench.write(PROGRAM)
    for name, value in (bench.environment | {"PULUMI_BACKEND_URL": f"file://{bench.backend}"}).items():
        monkeypatch.setenv(name, value)

    def run(*arguments):
        return CliRunner().invoke(cli, [*arguments, "--offline", "--cwd", str(bench.folder)])

    return run


def test_up_previews_first_and_shows_rows_outputs_and_counts(words):
    result = words("up", "--yes")

    assert result.exit_code == 0, result.output
    shown = [line.strip() for line in result.output.splitlines() if line.strip()]
    assert shown[0] == "Previewing update (dev):"
    assert "+  pulumi-python:dynamic/plain:Plain a create" in shown
    assert shown.index("+ 2 to create") < shown.index("Updating (dev):")
    assert "+  pulumi-python:dynamic/plain:Plain a created" in shown
    assert 'label: "<a>"' in shown
    assert "word : [secret]" in shown
    assert "+ 2 created" in shown
    assert shown[-1].startswith("Duration: ")


def test_up_without_yes_does_nothing(words, bench):
    result = words("up")

    assert result.exit_code != 0
    assert "--yes" in result.output
    assert bench.objects == {}


def test_a_change_is_shown_with_its_properties(words, bench):
    words("up", "--yes", "--skip-preview")
    bench.write(PROGRAM.replace("size=1", "size=2"))

    result = words("preview", "--diff")

    assert "~  pulumi-python:dynamic/plain:Plain a update [diff: ~size]" in result.output
    assert "~ size" in result.output
    assert "1 => 2" in result.output


def test_preview_as_json_lists_steps_with_states(words):
    document = json.loads(words("preview", "--json").stdout)

    assert [(step["op"], step["urn"].rsplit("::")[-1]) for step in document["steps"]] == [
        ("create", "bench-dev"),
        ("create", "a"),
    ]
    assert document["steps"][1]["newState"]["inputs"]["size"] == 1
    assert document["changeSummary"] == {"create": 2}


def test_up_as_json_prints_an_event_a_line(words):
    events = [json.loads(line) for line in words("up", "--yes", "--skip-preview", "--json").stdout.splitlines()]

    assert "preludeEvent" in events[0]
    assert events[-2]["summaryEvent"]["resourceChanges"] == {"create": 2}
    assert "s3cret" not in json.dumps(events)


def test_the_event_log_holds_every_event(words, tmp_path):
    log = tmp_path / "events"

    words("up", "--yes", "--skip-preview", "--event-log", str(log))

    events = [json.loads(line) for line in log.read_text().splitlines()]
    assert [event["sequence"] for event in events] == list(range(len(events)))


def test_resources_of_packages_that_are_not_run_are_said_to_be_recorded_only(words, bench):
    bench.write("""
        class Bucket(pulumi.CustomResource):
            def __init__(self, name):
                super().__init__("aws:s3/bucket:Bucket", name, {})

        Bucket("archive")
        Plain("a", size=1)
    """)

    said = words("up", "--yes", "--skip-preview").output

    assert "Resources of package aws are recorded, not made" in said
    assert "package pulumi" not in said


def test_outputs_are_shown_one_by_one_and_as_json(words):
    words("up", "--yes", "--skip-preview")

    assert words("stack", "output", "label").output == "<a>\n"
    assert json.loads(words("stack", "output", "--json").output) == {"label": "<a>", "word": "[secret]"}
    assert json.loads(words("stack", "output", "--json", "--show-secrets").output)["word"] == "s3cret"


def test_a_state_that_was_exported_can_be_imported(words, tmp_path):
    words("up", "--yes", "--skip-preview")
    exported = tmp_path / "state.json"
    words("stack", "export", "--file", str(exported))
    words("state", "delete", "--yes", "urn:pulumi:dev::bench::pulumi-python:dynamic/plain:Plain::a")
    assert "+ 1 to create" in words("preview").output

    assert words("stack", "import", "--file", str(exported)).exit_code == 0

    assert words("up", "--yes", "--skip-preview", "--expect-no-changes").exit_code == 0


def test_a_flag_that_the_engine_does_not_know_is_refused_by_name(words):
    result = words("up", "--yes", "--policy-pack", "rules")

    assert result.exit_code == 2
    assert "--policy-pack" in result.output


def test_without_offline_the_words_go_to_the_pulumi_on_path(tmp_path, monkeypatch):
    pulumi = tmp_path / "pulumi"
    pulumi.write_text('#!/bin/sh\necho "$@"\n')
    pulumi.chmod(0o755)
    command = [sys.executable, "-m", "pulumi_ivs_realtime.cli", "stack", "output", "label", "--json"]

    run = subprocess.run(command, env=os.environ | {"PATH": str(tmp_path)}, capture_output=True, text=True)

    assert run.stdout == "stack output label --json\n"


def test_without_offline_and_without_pulumi_a_sentence_says_what_to_do(tmp_path):
    command = [sys.executable, "-m", "pulumi_ivs_realtime.cli", "up"]

    run = subprocess.run(command, env=os.environ | {"PATH": str(tmp_path)}, capture_output=True, text=True)

    assert run.returncode == 1
    assert run.stderr.startswith("error: There is no pulumi on PATH;")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_lets_the_step_under_way_finish_and_begins_no_other(bench, number):
    bench.write('a = Plain("a", slow=2)\nPlain("b", of=a.label)\n')
    environment = os.environ | bench.environment | {"PULUMI_BACKEND_URL": f"file://{bench.backend}"}
    command = [sys.executable, "-m", "pulumi_ivs_realtime.cli", "up", "--yes", "--skip-preview", "--offline"]
    process = subprocess.Popen(command, cwd=bench.folder, env=environment, stdout=subprocess.PIPE, text=True)
    checkpoint = bench.backend / ".pulumi/stacks/bench/dev.json"
    while not (checkpoint.exists() and "dynamic/plain:Plain::a" in checkpoint.read_text()):
        time.sleep(0.05)

    process.send_signal(number)
    output, _ = process.communicate(timeout=60)

    assert process.returncode == 1
    assert "update canceled" in output
    assert set(bench.objects) == {"a"}
    snapshot = bench.project().snapshot()
    assert [state.urn.rsplit("::")[-1] for state in snapshot.resources] == ["bench-dev", "default", "a"]
    assert snapshot.pending_operations == []
    assert not list(bench.backend.glob(".pulumi/locks/**/*.json"))
