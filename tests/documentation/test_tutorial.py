"""The tutorial, typed as it is printed, in an empty folder."""

import subprocess

import pytest

from clients import client
from documentation.pages import DOCS, blocks
from documentation.typed import INSTALL, not_printed, shell, type_out
from impact.cli import NO_CLI


def test_it_begins_with_the_line_that_installs():
    first = next(blocks("tutorial.md"))

    assert first.text.strip() == INSTALL
    assert INSTALL in (DOCS.parent / "README.md").read_text("utf-8")


@pytest.mark.full
@pytest.mark.timeout(300)
def test_every_command_works_as_printed(tmp_path):
    said = type_out("tutorial.md", tmp_path, shell(tmp_path))

    assert not_printed("tutorial.md", said) == []
    printed = "".join(said)
    assert "+ 4 to create" in printed
    assert printed.count("+ 4 created") == 1
    assert "4 unchanged" in printed
    assert "~ 2 updated" in printed
    assert "1 passed" in printed
    assert "- 5 deleted" in printed


@pytest.mark.full
@pytest.mark.cli
@NO_CLI
def test_the_last_part_works_on_the_cli(service, tmp_path):
    """Against the local service, and without who signs in: everything that is typed after `pulumi login`."""
    printed = list(blocks("tutorial.md"))
    (last,) = (block.text for block in printed if block.language == "console")
    before, _, commands = last.replace("$ ", "").partition("pulumi login\n")
    assert "AWS_PROFILE" in before
    for block in printed:
        if block.title in ("Pulumi.yaml", "__main__.py"):
            (tmp_path / block.title).write_text(block.text)
    (tmp_path / "state").mkdir()
    environment = {"PULUMI_BACKEND_URL": f"file://{tmp_path}/state", "PULUMI_CONFIG_PASSPHRASE": "tutorial"}

    done = subprocess.run(
        ["bash", "-euc", commands.replace("pulumi up", "pulumi up --yes")],
        cwd=tmp_path,
        env={**shell(tmp_path), **service.environment(), **environment, "PULUMI_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.rstrip().rpartition("\n")[2].count(".") == 2  # a JWT
    (storage,) = client(service.url, "eu-west-1").list_storage_configurations()["storageConfigurations"]
    assert storage["s3"] == {"bucketName": "my-recordings"}
