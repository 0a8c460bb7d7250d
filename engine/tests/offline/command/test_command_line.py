"""`pulumi-offline up|preview|refresh|destroy|stack|state`: the CLI's words, flags and JSON."""

import json
import os
import signal
import subprocess
import sys
import time

import click
import pytest

from offline.command.conftest import PROGRAM
from pulumi_offline.cli.main import cli


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


def test_internal_properties_are_shown_nowhere(words, bench):
    """Neither in a creation, nor in a change, nor in a deletion; the provider and the state have them."""
    source = """
        a = Plain("a", size=1, __kept="word-1")
        pulumi.export("a", a)
    """
    bench.write(source)
    printed = [words("preview", "--diff"), words("up", "--yes", "--diff")]
    bench.write(source.replace("word-1", "word-2").replace("size=1", "size=2"))
    printed += [words("preview", "--diff"), words("up", "--yes", "--diff"), words("destroy", "--yes", "--diff")]

    assert [each.exit_code for each in printed] == [0] * 5
    assert not [line for each in printed for line in each.output.splitlines() if "__" in line or "word-" in line]
    assert "[diff: ~size]" in printed[3].output


@pytest.mark.parametrize("command", ["up", "refresh", "destroy"])
def test_without_yes_nothing_is_done_not_even_a_preview(words, bench, command):
    words("up", "--yes", "--skip-preview")
    bench.write(PROGRAM.replace("size=1", "size=2"))

    result = words(command)

    assert (result.exit_code, result.output) == (1, "error: --yes must be passed: the offline engine does not ask\n")
    assert bench.objects["a"]["size"] == 1


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


@pytest.mark.parametrize(
    ("value", "streamed"), [("true", True), ("1", True), ("TRUE", True), ("yes", False), ("", False)]
)
def test_a_preview_as_json_is_streamed_where_the_cli_streams_it(words, monkeypatch, value, streamed):
    monkeypatch.setenv("PULUMI_ENABLE_STREAMING_JSON_PREVIEW", value)

    first = words("preview", "--json").stdout.splitlines()[0]

    assert first.startswith('{"sequence":0') is streamed


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


@pytest.mark.few(1)
@pytest.mark.parametrize("end", ["", 'raise SystemExit("no more")'], ids=["a program that ends", "one that fails"])
def test_a_program_whose_transforms_are_called_leaves_no_line_of_grpc(bench, end):
    bench.write(f"""
        transform = lambda args: pulumi.ResourceTransformResult(args.props, args.opts)
        Plain("a", opts=pulumi.ResourceOptions(transforms=[transform]))
        {end}
    """)
    environment = os.environ | bench.environment | {"PULUMI_BACKEND_URL": f"file://{bench.backend}"}
    command = [sys.executable, "-m", "pulumi_offline", "up", "--yes", "--skip-preview"]

    run = subprocess.run(command, cwd=bench.folder, env=environment, capture_output=True, text=True)

    assert "Resources:" in run.stdout
    assert "goaway" not in run.stderr


@pytest.mark.full
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_lets_the_step_under_way_finish_and_begins_no_other(bench, number):
    bench.write('a = Plain("a", slow=2)\nPlain("b", of=a.label)\n')
    environment = os.environ | bench.environment | {"PULUMI_BACKEND_URL": f"file://{bench.backend}"}
    command = [sys.executable, "-m", "pulumi_offline", "up", "--yes", "--skip-preview"]
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


def test_messages_stand_below_what_they_are_about_the_stack_last(words, bench):
    bench.write("""
        Plain("a", size=-1)
        pulumi.log.warn("take care")
        pulumi.log.warn("and more")
    """)

    shown = words("preview").output

    assert shown[shown.index("Diagnostics:") :].startswith(
        "Diagnostics:\n"
        "  pulumi-python:dynamic/plain:Plain (a):\n"
        "    error: pulumi-python:dynamic/plain:Plain resource 'a': property size value {-1} has a problem: "
        "must not be negative\n\n"
        "  pulumi:pulumi:Stack (bench-dev):\n"
        "    warning: take care\n"
        "    warning: and more\n\n"
        "Resources:\n"
    )
    assert shown.count("pulumi:pulumi:Stack bench-dev create") == 1


@pytest.mark.parametrize("name", ["organization/dev", "organization/bench/dev"])
def test_a_stack_may_be_named_in_full(words, name):
    result = words("up", "--yes", "--stack", name)

    assert "Updating (dev):" in result.output
    assert words("stack", "output", "label").output == "<a>\n"


def test_an_object_below_value_is_configuration(words, bench):
    path = bench.folder / "Pulumi.yaml"
    path.write_text(
        f"{path.read_text()}config: {{aws:tags: {{value: {{a: b}}}}, other: {{default: 1}}, list: [{{a: b}}]}}\n"
    )
    bench.write('pulumi.export("all", [pulumi.Config("aws").require("tags"), pulumi.Config().require("list")])')

    words("up", "--yes")

    assert json.loads(words("stack", "output", "all").output) == ['{"a":"b"}', '[{"a":"b"}]']


def test_a_key_without_a_value_is_an_empty_text(words, bench):
    (bench.folder / "Pulumi.dev.yaml").write_text("config:\n  word:\n")
    bench.write('pulumi.export("word", pulumi.Config().require("word"))')

    words("up", "--yes")

    assert words("stack", "output", "word").output == "\n"


def test_every_option_says_what_it_does():
    def commands(command):
        yield command
        for name in command.list_commands(None) if isinstance(command, click.Group) else ():
            yield from commands(command.get_command(None, name))

    silent = [
        f"{command.name} {option.opts[0]}"
        for command in commands(cli)
        for option in command.params
        if isinstance(option, click.Option) and not (option.help or option.hidden)
    ]
    assert silent == []
