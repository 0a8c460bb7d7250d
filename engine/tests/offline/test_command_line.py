"""`pulumi-offline up|preview|refresh|destroy|stack|state`: the CLI's words, flags and JSON."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import click
import pytest
from click.testing import CliRunner

from pulumi_offline.cli.main import cli

PATH = os.environ.get("PATH", os.defpath)  # which the project of a test does without

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
        return CliRunner().invoke(cli, [*arguments, "--cwd", str(bench.folder)])

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


def left(bench):
    """Every file of the project and of the stacks."""
    stacks = bench.backend / ".pulumi" / "stacks"
    return sorted(path for folder in (bench.folder, stacks) for path in folder.rglob("*") if path.suffix != ".pyc")


@pytest.mark.parametrize("command", [["destroy"], ["refresh"], ["destroy", "--preview-only"], ["cancel"]])
def test_a_stack_that_does_not_exist_is_refused_and_not_made(words, bench, command):
    before = left(bench)

    result = words(*command, "--yes", "--stack", "prdo")

    assert (result.exit_code, result.output) == (6, "error: no stack named 'prdo' found\n")
    assert left(bench) == before


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("bad name", "alphanumeric, hyphens, underscores, or periods: invalid character ' ' at position 3"),
        ("n" * 101, "a stack name cannot exceed 100 characters"),
        ("", "a stack name may not be empty"),
        ("bench/dev", "organization name must be 'organization'"),
        ("organization/other/dev", 'provided project name "other" doesn\'t match Pulumi.yaml'),
        ("organization/bench/dev/more", "a stack name may not be empty"),
    ],
)
def test_a_name_that_no_stack_may_have_is_refused(words, bench, name, sentence):
    before = left(bench)

    result = words("up", "--yes", "--stack", name)

    assert result.exit_code == 1
    assert result.output.endswith(f"{sentence}\n")
    assert left(bench) == before


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


def test_a_locked_stack_is_refused_with_the_command_that_unlocks_it(words, bench):
    words("up", "--yes")
    with bench.project().files.lock():
        result = words("up", "--yes")

        assert result.exit_code == 1
        assert "delete the lock file with `pulumi-offline cancel --yes`." in result.output
        assert words("cancel", "--yes").exit_code == 0
    assert words("up", "--yes").exit_code == 0


@pytest.mark.parametrize("name", ["organization/dev", "organization/bench/dev"])
def test_a_stack_may_be_named_in_full(words, name):
    result = words("up", "--yes", "--stack", name)

    assert "Updating (dev):" in result.output
    assert words("stack", "output", "label").output == "<a>\n"


def test_a_folder_of_stacks_that_does_not_exist_is_refused_and_not_made(words, tmp_path, monkeypatch):
    missing = tmp_path / "missing"
    monkeypatch.setenv("PULUMI_BACKEND_URL", f"file://{missing}")
    monkeypatch.chdir(tmp_path)

    said = f'error: unable to open state directory "file://{missing}": stat {missing}: no such file or directory\n'
    assert (words("preview").exit_code, words("preview").output) == (1, said)
    assert not missing.exists()
    monkeypatch.setenv("PULUMI_BACKEND_URL", "file://missing")
    assert f'"file://missing" (resolved to "file://{missing}"): stat {missing}' in words("stack", "ls").output
    missing.write_text("")
    assert f"{missing} is not a directory" in words("stack", "ls").output


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ("{aws:defaultTags: {tags: {team: x}}}", "#/config/aws:defaultTags: additionalProperties 'tags' not allowed"),
        ("{x: }", "#/config/x: expected string, integer, boolean, array or object, but got null"),
        ("{x: {value: a, default: b}}", "#/config/x: cannot have both a 'default' and 'value' attribute"),
        ("{aws:region: {default: a}}", "#/config/aws:region: is not namespaced by the project"),
        ("[x]", "#/config: expected object or string or null, but got array"),
        ("{x: [1}", "invalid YAML file: yaml: line 3: "),
    ],
)
def test_a_project_file_that_the_cli_refuses_is_refused_by_file_and_key(words, bench, config, sentence):
    path = bench.folder / "Pulumi.yaml"
    path.write_text(f"name: bench\nruntime: python\nconfig: {config}\n")

    result = words("preview")

    assert result.exit_code == 1
    assert result.output.startswith("error: ")
    assert result.output.count("\n") == 1
    assert str(path) in result.output
    assert sentence in result.output


@pytest.mark.parametrize("secret", ["abc", "v1:abc:def", "v2:YWJj:YWJj", "v1:YWJj"])
def test_a_secret_that_cannot_be_read_is_refused_by_file_and_key(words, bench, secret):
    words("up", "--yes")
    path = bench.folder / "Pulumi.dev.yaml"
    path.write_text(f"{path.read_text()}config:\n  bench:word:\n    secure: {secret}\n")

    result = words("preview")

    said = "a secret must be encrypted as `v1:<nonce>:<ciphertext>`, as `pulumi config set --secret` writes it."
    assert (result.exit_code, result.output) == (1, f"error: Pulumi.dev.yaml: config: bench:word: {said}\n")


@pytest.mark.parametrize("salt", ["abc", "v1:abc", "v1:abc:def", "v1:a:v1:YWJj:YWJj"])
def test_a_salt_that_cannot_be_read_is_refused(words, bench, salt):
    words("up", "--yes")
    (bench.folder / "Pulumi.dev.yaml").write_text(f"encryptionsalt: {salt}\n")

    result = words("preview")

    said = "the stack's encryptionsalt is malformed; it must be `v1:<salt>:v1:<nonce>:<ciphertext>`"
    assert (result.exit_code, result.output) == (1, f"error: {said}\n")


def test_an_object_below_value_is_configuration(words, bench):
    path = bench.folder / "Pulumi.yaml"
    path.write_text(
        f"{path.read_text()}config: {{aws:tags: {{value: {{a: b}}}}, other: {{default: 1}}, list: [{{a: b}}]}}\n"
    )
    bench.write('pulumi.export("all", [pulumi.Config("aws").require("tags"), pulumi.Config().require("list")])')

    words("up", "--yes")

    assert json.loads(words("stack", "output", "all").output) == ['{"a":"b"}', '[{"a":"b"}]']


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("config: [x]", "#/config: expected object, but got array"),
        ("- x", "expected an object, but got array"),
        ("config:\n  a: [x", "invalid YAML file: yaml: line "),
        ("config: \x00", "invalid YAML file: yaml: unacceptable character"),
    ],
)
def test_a_stacks_file_that_cannot_be_read_is_named(words, bench, text, sentence):
    path = bench.folder / "Pulumi.dev.yaml"
    path.write_text(text)

    result = words("preview")

    assert result.exit_code == 1
    assert result.output.startswith(f"error: getting stack configuration: {path}: {sentence}")
    assert result.output.count("\n") == 1


def test_a_key_without_a_value_is_an_empty_text(words, bench):
    (bench.folder / "Pulumi.dev.yaml").write_text("config:\n  word:\n")
    bench.write('pulumi.export("word", pulumi.Config().require("word"))')

    words("up", "--yes")

    assert words("stack", "output", "word").output == "\n"


def test_a_passphrase_file_that_cannot_be_read_is_named(words, monkeypatch):
    monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE")
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE_FILE", "/nope")

    said = "error: unable to read PULUMI_CONFIG_PASSPHRASE_FILE: open /nope: no such file or directory\n"
    assert words("preview").output == said


def test_a_state_that_is_no_json_is_refused(words, tmp_path):
    words("stack", "init")
    (tmp_path / "state.json").write_text("{")

    said = words("stack", "import", "--file", str(tmp_path / "state.json"))

    assert (said.exit_code, said.output[:35]) == (1, "error: could not read deployment: E")


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


@pytest.mark.cli
@pytest.mark.parametrize(
    ("words_", "backend"),
    [
        (["destroy", "--yes", "--stack", "prdo"], ""),
        (["refresh", "--yes", "--stack", "prdo"], ""),
        (["stack", "export", "--stack", "prdo"], ""),
        (["up", "--yes", "--stack", "bad name"], ""),
        (["up", "--yes", "--stack", "bench/dev"], ""),
        (["stack", "export", "--stack", "organization/bench/dev/more"], ""),
        (["stack", "ls"], "missing"),
        (["stack", "ls"], "project/Pulumi.yaml"),
    ],
)
def test_it_refuses_in_the_words_of_the_cli(words, bench, monkeypatch, words_, backend):
    pulumi = shutil.which("pulumi", path=PATH)
    if pulumi is None:
        pytest.skip("pulumi is not on PATH")
    monkeypatch.setenv("PULUMI_BACKEND_URL", f"file://{bench.folder.parent / (backend or 'backend')}")
    environment = os.environ | {"PATH": PATH, "PULUMI_HOME": str(bench.folder / "home")}

    told = subprocess.run(
        [pulumi, *words_, "--non-interactive"], cwd=bench.folder, env=environment, capture_output=True, text=True
    )

    result = words(*words_)
    assert (result.exit_code, result.stderr) == (told.returncode, told.stderr)
