"""docs/configuration.md names every variable and every key that is read."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES as VARIABLES

from pulumi_ivs_realtime.configuration.reading import read_settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/configuration.md").read_text()
NAME = re.compile(r"[\"'](?:AWS|TF_AWS|PULUMI|BOTOCORE|BOTO)_[A-Z0-9_]*[A-Z0-9][\"']")


def read_by(folder, pattern="*.py"):
    """The variables that the sources in a folder name."""
    return {name.strip("\"'") for path in folder.rglob(pattern) for name in NAME.findall(path.read_text())}


def test_every_variable_that_this_package_reads_is_named():
    found = read_by(ROOT / "provider")

    # Those between the engine and its processes, and to move their clocks, are nobody's to set.
    inner = {"PULUMI_OFFLINE_PROJECT", "PULUMI_OFFLINE_PYTHON", "PULUMI_SKIP_UPDATE_CHECK"}
    inner |= {"PULUMI_CONFIG", "PULUMI_CONFIG_SECRET_KEYS", "PULUMI_PROJECT", "PULUMI_TESTING_SECONDS_AHEAD"}
    assert {name for name in found - inner if f"`{name}`" not in PAGE and f"{name}_<" not in PAGE} == set()


@pytest.mark.full
def test_every_variable_that_boto3_reads_is_named():
    sessions = {
        name for _, names, *_ in VARIABLES.values() if names for name in ([names] if isinstance(names, str) else names)
    }
    source = Path(find_spec("botocore").origin).parent

    found = sessions | {name for path in source.glob("*.py") for name in read_by(source, path.name)}
    assert {name for name in found if f"`{name}`" not in PAGE} == set()


@pytest.mark.parametrize("name", ["PULUMI_HOME", "PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE"])
def test_what_the_cli_reads_is_named(name):
    assert f"`{name}`" in PAGE


def test_every_key_that_is_read_is_named():
    asked = set()
    read_settings(lambda key: asked.add(key), {})

    assert {key for key in asked if f"`{key}`" not in PAGE} == {"aws:assumeRole"}  # which is refused
