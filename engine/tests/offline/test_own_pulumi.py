"""The `pulumi` that programs and provider hosts find during a run: it exports the running stack, and nothing else."""

import json
import shutil
import subprocess

import pytest

from pulumi_offline.plugins.own_pulumi import with_own_pulumi

EXPORT = """
    import json, subprocess

    def exported(stack, *flags):
        command = ["pulumi", "stack", "export", "--stack", stack, *flags]
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        return json.loads(done.stdout) if done.returncode == 0 else [done.returncode, done.stderr]
"""


@pytest.fixture
def pulumi(bench):
    """Calls it as a host would."""
    bench.environment["PATH"] = "/usr/bin:/bin"

    def call(*words):
        environment = with_own_pulumi(bench.environment, bench.backend, "bench")
        command = [shutil.which("pulumi", path=environment["PATH"]), *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, cwd="/")

    return call


@pytest.mark.parametrize("stack", ["dev", "organization/dev", "organization/bench/dev"])
def test_a_host_sees_the_operation_that_it_is_carrying_out(bench, stack):
    """The checkpoint with the creation's inputs is written before create() is called."""
    bench.environment["PATH"] = "/usr/bin:/bin"
    bench.write(f'''
        before = Plain("before")
        Plain("a", exports="{stack}", size=3, opts=pulumi.ResourceOptions(depends_on=[before]))
    ''')

    assert bench.project().up().succeeded

    seen = json.loads((bench.folder.with_name("exported.json")).read_text())
    assert list(seen) == ["version", "deployment"]
    [pending] = seen["deployment"]["pending_operations"]
    assert (pending["type"], pending["resource"]["inputs"]["size"]) == ("creating", 3)
    assert pending["resource"]["urn"].endswith("::a")
    assert [state["urn"].split("::")[-1] for state in seen["deployment"]["resources"]][-1] == "before"


def test_a_program_finds_it_as_well(bench):
    bench.environment["PATH"] = "/usr/bin:/bin"
    bench.write(EXPORT + '\n    pulumi.export("version", exported("dev")["version"])\n')

    assert bench.project().up().outputs == {"version": 3}


def test_it_prints_what_stack_export_prints(bench, pulumi):
    bench.write('Plain("a", word=pulumi.Output.secret("s3cret"))')
    bench.project().up()

    printed = pulumi("stack", "export", "--stack", "dev", "--non-interactive").stdout
    assert json.loads(printed) == bench.project().export()
    assert "s3cret" not in printed


@pytest.mark.parametrize(
    "words",
    [
        ["up", "--yes"],
        ["stack", "export", "--show-secrets", "--stack", "dev"],
        ["stack", "export"],
        ["config", "set", "a", "b"],
        [],
        ["version"],
    ],
)
def test_every_other_command_is_refused_in_one_sentence(pulumi, words):
    done = pulumi(*words)

    assert done.returncode == 1
    assert done.stdout == ""
    assert "during a run of the offline engine, `pulumi` knows one command: `pulumi stack export" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_stack_that_is_not_there_ends_with_the_exit_code_of_the_cli(pulumi):
    done = pulumi("stack", "export", "--stack", "organization/bench/nobody")

    assert (done.returncode, done.stderr) == (6, "error: no stack named 'organization/bench/nobody' found\n")


def test_it_needs_no_site_packages(pulumi, bench):
    """Or a host would wait for whatever the environment's packages start."""
    bench.environment["PYTHONPATH"] = str(bench.folder)
    (bench.folder / "json.py").write_text("raise SystemExit('a module of the user')")
    bench.write("")
    bench.project().init()

    assert pulumi("stack", "export", "--stack", "dev").returncode == 0
