"""What the report says is what happens: random edits are previewed, reported and applied, and the calls compared."""

from __future__ import annotations

import json
import os
from collections import Counter
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import boto3
import pytest

from impact.edits import Declared, Edits
from ivs_realtime_local import LocalService
from pulumi_ivs_realtime import impact
from pulumi_offline import Project, Result
from pulumi_offline.preloads import preloads
from seeds import SEED

_PLANNED = {"create", "update", "replace", "delete"}
_ACTIONS = {"revoke": "delete", "expire": "delete", "renew": "replace"}


@pytest.fixture(scope="module")
def service(ivs_realtime_process: LocalService) -> LocalService:
    ivs_realtime_process.reset()
    return ivs_realtime_process


class Branch:
    """A stack whose program is edited."""

    def __init__(self, folder: Path, service: LocalService) -> None:
        self.folder, self.service, self.declared = folder, service, Declared()
        (folder / "Pulumi.yaml").write_text("name: rooms\nruntime: python\n")
        (folder / "state").mkdir()

    def write(self, declared: Declared) -> None:
        self.declared = declared
        (self.folder / "__main__.py").write_text(declared.program())

    @property
    def project(self) -> Project:
        environment = {
            **self.service.environment(),
            "PATH": os.environ["PATH"],
            "PULUMI_CONFIG_PASSPHRASE": "edits",
        }
        return Project(
            self.folder,
            backend=self.folder / "state",
            environment=environment,
            config=self.declared.config(),
            preload=preloads(),
        )

    def reported(self, **options: Any) -> impact.Report:
        events = self.project.preview(**options).events
        preview = impact.read_preview("\n".join(json.dumps(event) for event in events))
        return impact.report_on(preview, datetime.now(timezone.utc))

    def applied(self) -> tuple[Result, Counter[tuple[str, str]]]:
        """`up`, and the calls that it made by region and operation."""
        self.service.reset_calls()
        result = self.project.up()
        return result, Counter((call["region"], call["operation"]) for call in self.service.calls())


@pytest.fixture
def branch(tmp_path: Path, service: LocalService) -> Branch:
    return Branch(tmp_path, service)


def predicted(report: impact.Report) -> Counter[tuple[str, str]]:
    calls: Counter[tuple[str, str]] = Counter()
    for call, count in report.calls.items():
        calls[call.region, call.operation] += count
    return calls


def by_operation(calls: Counter[tuple[str, str]]) -> Counter[str]:
    totals: Counter[str] = Counter()
    for (_, operation), count in calls.items():
        totals[operation] += count
    return totals


def check(branch: Branch, declared: Declared) -> None:
    """One edit, previewed and applied."""
    branch.write(declared)
    report = branch.reported()
    result, calls = branch.applied()

    assert result.succeeded, result.errors
    done = Counter(_ACTIONS.get(action, action) for action in report.counts.elements())
    happened = Counter(each.op for each in result.operations if each.op in _PLANNED and "pulumi:Stack" not in each.urn)
    assert done == happened, declared.program()
    said = predicted(report)
    unknown = any(not region for region, _ in said)
    assert (by_operation(said) if unknown else said) == (by_operation(calls) if unknown else calls), declared.program()


def play(branch: Branch, seed: int, number: int) -> Counter[str]:
    """A number of edits in a row; returns how many of each kind there were."""
    edits, kinds = Edits(seed), Counter[str]()
    for _ in range(number):
        kind, declared = edits.after(branch.declared)
        kinds[kind] += 1
        check(branch, declared)
    return kinds


def test_random_edits_do_what_their_report_says(branch: Branch) -> None:
    """Operation by operation, call by call."""
    print(play(branch, seed=2026, number=5))


def test_a_force_destroy_that_comes_with_the_replacement_saves_no_question(branch: Branch) -> None:
    """delete() goes by what was applied, so create() looks first all the same."""
    branch.write(Declared(stages={"lobby": {"region": "eu-central-1"}}))
    branch.applied()

    check(branch, Declared(stages={"lobby": {"region": "us-west-2", "force_destroy": True}}))


def test_drift_is_told_as_it_was_made(branch: Branch, service: LocalService) -> None:
    """A tag set by hand and a stage deleted by hand, found by a preview that refreshes, undone by the `up`."""
    branch.write(Declared(stages={name: {"tags": {"team": "live"}} for name in ("kept", "lost")}))
    held = branch.project.up().snapshot.resources
    arns = {each.urn.rpartition("::")[2]: each.id for each in held if each.id.startswith("arn:")}
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    aws: Any = boto3.client("ivs-realtime", region_name="eu-central-1", endpoint_url=service.url, **keys)
    aws.tag_resource(resourceArn=arns["kept"], tags={"team": "else"})
    aws.delete_stage(arn=arns["lost"])

    report = branch.reported(refresh=True)

    assert [(each.step.name, each.gone) for each in report.drift] == [("lost", True), ("kept", False)]
    assert [each[1:] for each in report.drift[1].differences] == [("live", "else")]
    assert {(each.name, each.action) for each in report.changes} == {("lost", "create"), ("kept", "update")}


def test_the_programs_look_ups_come_on_top(branch: Branch) -> None:
    """No preview shows them: docs/pull-requests.md, "What is estimated"."""
    branch.write(Declared(stages={"lobby": {"tags": {"team": "live"}}}))
    held = branch.project.up().snapshot.resources
    arn = next(each.id for each in held if each.urn.endswith("::lobby"))
    branch.write(Declared(stages={"lobby": {"tags": {"team": "events"}}}))
    with (branch.folder / "__main__.py").open("a") as program:
        program.write(
            f'ivs.get_stage(arn="{arn}")\nivs.get_stages(region="eu-central-1")\nivs.get_tags(resource_arn="{arn}")\n'
        )

    said = predicted(branch.reported())
    result, calls = branch.applied()

    assert result.succeeded, result.errors
    assert by_operation(calls - said) == {"GetStage": 1, "ListStages": 1, "ListTagsForResource": 1}


@pytest.mark.full
@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(4))
def test_many_random_edits_do_what_their_report_says(branch: Branch, seed: int) -> None:
    """The same, 100 edits in four stacks."""
    print(play(branch, SEED + seed, number=25))
