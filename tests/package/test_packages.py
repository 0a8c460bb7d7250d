"""Three packages: what each holds, what it needs, and what two of them must agree on."""

import re
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

import ivs_realtime_local.model
import pulumi_ivs_realtime.model
from ivs_realtime_local import model as theirs
from pulumi_ivs_realtime import model as ours

ROOT = Path(__file__).parents[2]
COPIED = (
    ("model/limits.py", pulumi_ivs_realtime, ivs_realtime_local),
    ("model/patterns.py", pulumi_ivs_realtime, ivs_realtime_local),
    ("model/quotas.py", pulumi_ivs_realtime, ivs_realtime_local),
    ("model/shapes.py", pulumi_ivs_realtime, ivs_realtime_local),
)


def text(package, file: str) -> str:
    return (Path(package.__file__).parent / file).read_text().replace(package.__name__, "package")


@pytest.mark.parametrize(("file", "one", "other"), COPIED, ids=[file for file, _, _ in COPIED])
def test_what_two_packages_must_agree_on_is_equal_in_both(file, one, other):
    assert text(one, file) == text(other, file)


@pytest.mark.parametrize(("ours", "theirs"), [("visible.py", "cli/visible.py"), ("sdk.py", "sdk.py")])
def test_what_the_provider_and_the_engine_must_agree_on_is_equal_in_both(ours, theirs):
    """Text on its way to a terminal, and which SDKs are too old."""
    import pulumi_offline

    assert text(pulumi_ivs_realtime, ours) == text(pulumi_offline, theirs)


def test_regions_quotas_and_shapes_are_equal():
    assert (ours.REGIONS, ours.COUNT_QUOTAS, ours.shapes()) == (theirs.REGIONS, theirs.COUNT_QUOTAS, theirs.shapes())


def needs(name: str) -> set[str]:
    """What a package requires without extras, by distribution name."""
    required = distribution(name).requires or []
    return {re.split(r"[^\w-]", line)[0] for line in required if "extra ==" not in line}


def test_each_package_needs_no_other_of_ours():
    assert needs("pulumi-ivs-realtime") == {"pulumi", "boto3"}
    assert "pulumi" not in needs("ivs-realtime-local")
    assert "boto3" not in needs("ivs-realtime-local")
    assert needs("pulumi-offline") == {"pulumi", "click", "cryptography"}


BLOCKED = """
import importlib.abc, sys

class Absent(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {names}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Absent())
{code}
"""


@pytest.mark.parametrize(
    ("absent", "code"),
    [
        (
            {"ivs_realtime_local", "pulumi_offline", "click", "rich"},
            "import pulumi_ivs_realtime as ivs; ivs.Stage, ivs.get_stage; import pulumi_ivs_realtime.pytest_plugin",
        ),
        (
            {"pulumi_ivs_realtime", "pulumi_offline", "pulumi", "boto3", "grpc"},
            "from ivs_realtime_local import LocalService\nwith LocalService() as service: assert service.url\n"
            "import ivs_realtime_local.pytest_plugin, ivs_realtime_local.app",
        ),
        (
            {"pulumi_ivs_realtime", "ivs_realtime_local", "boto3", "botocore"},
            "import pulumi_offline.project, pulumi_offline.cli.commands, pulumi_offline.pytest_plugin",
        ),
    ],
    ids=["provider", "service", "engine"],
)
def test_each_package_loads_without_the_others(absent, code):
    run = subprocess.run(
        [sys.executable, "-c", BLOCKED.format(names=absent, code=code)], capture_output=True, text=True
    )

    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("name", ["pulumi-ivs-realtime", "ivs-realtime-local", "pulumi-offline"])
def test_the_lowest_versions_are_those_of_the_metadata(name):
    """Otherwise: make lock."""
    locked = dict(re.findall(r"^([\w-]+)==([\d.]+)", (ROOT / "requirements/lowest.txt").read_text(), re.M))
    wanted = [
        found for line in distribution(name).requires or [] if (found := re.match(r"([\w-]+).*?>=([\d.]+)", line))
    ]

    assert wanted
    for found in wanted:
        assert re.fullmatch(re.escape(found[2]) + r"(\.0)*", locked[found[1]]), found[0]
