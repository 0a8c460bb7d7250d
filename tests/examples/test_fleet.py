"""The ninth example: each customer's stack reaches its own account and region, also through the Automation API."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from examples.conftest import EXAMPLES, fleet

CUSTOMERS = fleet()
BENCHMARK = EXAMPLES.parent / "benchmarks" / "fleet.py"


def accounts(service):
    """Which rooms are where, without the names' suffixes."""
    return {
        (region["account"], region["region"]): sorted(stage["name"][:-8] for stage in region["stages"])
        for region in service.state()["regions"]
    }


@pytest.mark.parametrize("name", CUSTOMERS)
def test_a_customers_rooms_are_in_its_account(example, service, name):
    customer = CUSTOMERS[name]
    example("09-fleet", **customer.configuration()).up()

    assert accounts(service) == {(customer.account, customer.region): sorted(customer.rooms)}


def test_a_role_of_another_account_is_refused_before_any_call(example, service):
    wrong = {**CUSTOMERS["acme"].configuration(), "aws:allowedAccountIds": ["333333333333"]}

    done = example("09-fleet", **wrong).up(fails=True)

    assert any("account 111111111111, which aws:allowedAccountIds lacks" in error for error in done.errors)
    assert service.calls("CreateStage") == []


@pytest.fixture
def run(tmp_path, service):
    """Runs a copy of fleet.py, with a backend of its own, on the CLI."""
    shutil.copytree(EXAMPLES / "09-fleet", tmp_path / "fleet")
    (tmp_path / "state").mkdir()
    environment = service.environment() | {
        "PATH": os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]]),
        "HOME": str(tmp_path),
        "PULUMI_HOME": str(tmp_path / "home"),
        "PULUMI_BACKEND_URL": f"file://{tmp_path / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "fleet",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }

    def ran(*words):
        command = [sys.executable, tmp_path / "fleet" / "fleet.py", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    return ran


@pytest.mark.cli
@pytest.mark.full
@pytest.mark.timeout(300)
def test_the_automation_api_applies_keeps_and_destroys_the_fleet(run, service):
    if not shutil.which("pulumi"):
        pytest.skip("there is no pulumi CLI on PATH")

    assert run("preview") == "acme: 3 create\nglobex: 2 create\n"
    assert run("up") == "acme: 3 create\nglobex: 2 create\n"
    assert accounts(service) == {(each.account, each.region): sorted(each.rooms) for each in CUSTOMERS.values()}
    assert run("up") == "acme: 3 same\nglobex: 2 same\n"
    assert run("destroy", "acme") == "acme: 3 delete\n"
    assert list(accounts(service).values()) == [["town-hall"]]
    assert run("destroy", "globex") == "globex: 2 delete\n"


@pytest.mark.cli
@pytest.mark.full
@pytest.mark.timeout(600)
def test_a_fleet_that_was_killed_goes_on_and_makes_nothing_twice(tmp_path):
    """benchmarks/fleet.py in small: a stack in each of seven regions, state and locks in an S3 backend."""
    pytest.importorskip("moto")
    if not shutil.which("pulumi"):
        pytest.skip("there is no pulumi CLI on PATH")
    figures = tmp_path / "figures.json"

    subprocess.run(
        [sys.executable, BENCHMARK, "--stages", "56", "--kill-at", "12", "--json", figures], check=True, cwd=tmp_path
    )

    found = json.loads(figures.read_text())["measured"]
    assert 0 < found["after the kill"]["stages"] <= 56
    assert found["beside locks"]["failed"] == dict.fromkeys(found["beside locks"]["failed"], "ConcurrentUpdateError")
    assert len(found["beside locks"]["failed"]) == found["after the kill"]["locks"] > 0
    assert found["resumed"]["failed"] == {}
    assert found["after resuming"] == {"stages": 56, "declared twice": 0, "with a mark": 0, "locks": 0}
    assert found["unchanged"]["calls"] == 0
