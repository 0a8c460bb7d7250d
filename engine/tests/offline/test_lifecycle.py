"""The main line: a program is applied, applied again, changed, refreshed, destroyed."""

import json

LIVING = """
    a = Plain("a", size=1)
    b = Plain("b", of=a.label)
    pulumi.export("label", b.label)
"""


def ops(result):
    return sorted((operation.op, operation.name) for operation in result.operations)


def test_up_makes_what_the_program_declares(bench):
    bench.write(LIVING)

    result = bench.project().up()

    assert result.succeeded
    assert ops(result) == [("create", "a"), ("create", "b"), ("create", "bench-dev")]
    assert result.outputs == {"label": "<b>"}
    assert bench.objects["b"] == {"name": "b", "of": "<a>"}


def test_a_second_up_changes_nothing(bench):
    bench.write(LIVING)
    bench.project().up()

    assert bench.project().up().changes == {"same": 3}


def test_a_changed_property_is_an_update_and_nothing_else(bench):
    bench.write(LIVING)
    bench.project().up()
    bench.write(LIVING.replace("size=1", "size=2"))

    assert bench.project().preview().changes == {"same": 1, "update": 2}  # a's label is not known before its update
    assert bench.project().up().changes == {"same": 2, "update": 1}
    assert bench.objects["a"]["size"] == 2


def test_a_preview_does_nothing(bench):
    bench.write(LIVING)

    result = bench.project().preview()

    assert result.changes == {"create": 3}
    assert bench.objects == {}
    assert not list(bench.backend.glob("**/dev.json"))


def test_a_replacement_is_made_before_the_old_one_goes(bench):
    bench.write('Plain("a", kind="x")')
    bench.project().up()
    bench.write('Plain("a", kind="y")')

    result = bench.project().up()

    assert [operation.op for operation in result.operations if operation.name == "a"] == [
        "create-replacement",
        "replace",
        "delete-replaced",
    ]
    assert bench.objects["a"]["kind"] == "y"


def test_delete_before_replace_takes_dependents_along_that_would_be_replaced(bench):
    bench.write('a = Plain("a", exclusive="x")\nPlain("b", kind=a.exclusive if hasattr(a, "exclusive") else a.id)')
    bench.project().up()
    bench.write('a = Plain("a", exclusive="y")\nPlain("b", kind=a.exclusive if hasattr(a, "exclusive") else a.id)')

    result = bench.project().up()

    assert [(operation.op, operation.name) for operation in result.operations if operation.op != "same"] == [
        ("delete-replaced", "b"),
        ("delete-replaced", "a"),
        ("replace", "a"),
        ("create-replacement", "a"),
        ("replace", "b"),
        ("create-replacement", "b"),
    ]


def test_what_the_program_no_longer_declares_is_deleted_in_reverse_order(bench):
    bench.write(LIVING)
    bench.project().up()
    bench.write("")

    result = bench.project().up(parallel=1)

    assert [(operation.op, operation.name) for operation in result.operations] == [
        ("same", "bench-dev"),
        ("delete", "b"),
        ("delete", "a"),
    ]
    assert bench.objects == {}


def test_refresh_drops_what_is_gone(bench):
    bench.write(LIVING)
    bench.project().up()
    bench.lose("a")

    result = bench.project().refresh()

    assert result.changes == {"delete": 1, "same": 2}
    assert bench.project().up().changes == {"create": 1, "same": 2}


def test_destroy_leaves_an_empty_stack(bench):
    bench.write(LIVING)
    bench.project().up()

    assert bench.project().destroy().changes == {"delete": 3}
    assert bench.project().snapshot().resources == []


def test_a_failure_in_the_middle_keeps_what_succeeded(bench):
    bench.write(LIVING + '    Plain("c", fails="create", of=b.label)\n')

    result = bench.project().up()

    assert not result.succeeded
    assert sorted(state.urn.rsplit("::")[-1] for state in bench.project().snapshot().resources if state.custom) == [
        "a",
        "b",
        "default",
    ]
    assert "RuntimeError: the service is down" in result.errors[0]
    assert result.errors[-1] == "update failed"


def test_a_failure_is_reported_of_the_resource_that_failed_and_of_no_other_under_way(bench):
    bench.write('Plain("a", fails="create")\nPlain("b", ponders=0.5)\nPlain("c", ponders=0.5)')

    result = bench.project().up()

    about = {each.urn.rsplit("::")[-1] for each in result.diagnostics if each.severity == "error" and each.urn}
    assert about == {"a"}
    assert not any("host ended" in error for error in result.errors)


def test_a_failed_check_names_the_property(bench):
    bench.write('Plain("a", size=-1)')

    result = bench.project().preview()

    assert result.errors == [
        "pulumi-python:dynamic/plain:Plain resource 'a': property size value {-1} has a problem: must not be negative"
    ]


def test_secrets_are_encrypted_in_the_state_and_blinded_in_events(bench):
    bench.write('a = Plain("a", word=pulumi.Output.secret("s3cret"))\npulumi.export("word", a.word if False else "x")')
    result = bench.project().up()

    (text,) = [path.read_text() for path in bench.backend.glob("**/stacks/**/dev.json")]
    assert "s3cret" not in text
    assert "s3cret" not in json.dumps(result.events)
    assert bench.objects["a"]["word"] == "s3cret"
    assert bench.project().up().changes == {"same": 2}


def test_a_program_that_raises_shows_its_own_traceback_and_keeps_the_stack(bench):
    bench.write(LIVING)
    bench.project().up()
    bench.write(LIVING + "    raise ValueError('no')\n")

    result = bench.project().up()

    assert not result.succeeded
    assert result.errors[0].startswith(
        "Program failed with an unhandled exception:\nTraceback (most recent call last):"
    )
    assert result.errors[0].splitlines()[-1] == "ValueError: no"
    assert set(bench.objects) == {"a", "b"}


def test_an_inline_program_runs_without_a_process_of_its_own(bench, monkeypatch):
    def program():
        import pulumi
        from plain import Plain

        pulumi.export("label", Plain("a").label)

    monkeypatch.syspath_prepend(str(bench.folder))
    for key, value in bench.environment.items():
        monkeypatch.setenv(key, value)

    assert bench.project(program=program).up().outputs == {"label": "<a>"}


def test_a_protected_resource_that_stays_holds_back_what_it_needs_but_not_what_was_replaced(bench):
    program = 'a = Plain("a", kind="{kind}")\n{rest}\n'
    rest = 'Plain("b", of=a.label, opts=pulumi.ResourceOptions(protect=True))'
    bench.write(program.format(kind="x", rest=rest))
    bench.project().up()
    bench.write(program.format(kind="y", rest="raise SystemExit(1)"))
    assert not bench.project().up().succeeded  # the old a waits to be deleted
    bench.write(program.format(kind="y", rest=""))

    result = bench.project().up()

    assert "cannot be deleted" in result.errors[0]
    assert ("delete-replaced", "a") in ops(result)
    assert sorted(state.urn.rsplit("::")[-1] for state in bench.project().snapshot().resources if state.custom) == [
        "a",
        "b",
        "default",
    ]


def test_a_sitecustomize_of_the_environment_runs_in_program_and_host(bench, tmp_path):
    """Coverage and tracers come into processes this way; under the CLI the interpreter does it."""
    (tmp_path / "tracing").mkdir()
    (tmp_path / "tracing" / "sitecustomize.py").write_text(
        "import os, sys\nopen(os.environ['SEEN'], 'a').write(sys.argv[0] + '\\n')\n"
    )
    seen = tmp_path / "seen"
    bench.environment |= {"PYTHONPATH": str(tmp_path / "tracing"), "SEEN": str(seen)}
    bench.write('Plain("a", size=1)')

    assert bench.project().up().succeeded

    assert sorted(seen.read_text().split()) == [".", "pulumi.dynamic"]
