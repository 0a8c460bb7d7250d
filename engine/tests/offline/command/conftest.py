"""A project on which the commands of the command line are run."""

import pytest
from click.testing import CliRunner

from pulumi_offline.cli.main import cli

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
