"""What the command line refuses, in the words of the pulumi CLI."""

import os
import shutil
import subprocess

import pytest

PATH = os.environ.get("PATH", os.defpath)  # which the project of a test does without


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


def test_a_locked_stack_is_refused_with_the_command_that_unlocks_it(words, bench):
    words("up", "--yes")
    with bench.project().files.lock():
        result = words("up", "--yes")

        assert result.exit_code == 1
        assert "delete the lock file with `pulumi-offline cancel --yes`." in result.output
        assert words("cancel", "--yes").exit_code == 0
    assert words("up", "--yes").exit_code == 0


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


def test_the_command_that_edits_configuration_is_answered_with_the_file(words):
    done = words("config", "set", "aws:region", "eu-west-1")

    assert done.exit_code == 2
    assert "There is no command 'config': write configuration into Pulumi.<stack>.yaml." in done.output
