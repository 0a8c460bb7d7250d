"""Lives of stacks with people in them: each edit is previewed, reported and really run, and the service is asked."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from ivs_realtime_local import LocalService
from pulumi_ivs_realtime import impact
from pulumi_ivs_realtime.aws.client import IvsRealTimeClient, client_for
from pulumi_ivs_realtime.impact.judging.fates import CUT_OFF, MAY_BE_CUT_OFF, fate_of
from pulumi_ivs_realtime.impact.judging.words import plain
from pulumi_ivs_realtime.rules.settings import Connection, Credentials
from report.stacks import Form, Stack
from report.world import HARMLESS, Edits, World

_UNGUARDED = "would not look whether anyone has joined since"

People = dict[str, frozenset[str]]
"""Who is where: participant ids by the ARN of a stage."""


@dataclass
class Figures:
    """What was counted.

    Attributes:
        runs: edits that were reported and run.
        thrown_out: runs in which anybody was thrown out.
        closed: runs in which nobody was, and the gate was closed; `refused` are those of them in which `up` failed.
        unguarded: those in which `up` did not fail, and the one objection was to an idle stage of another provider:
            whoever joins it between report and run is thrown out, so that the gate must be closed.
        edits: by kind.
    """

    runs: int = 0
    thrown_out: int = 0
    closed: int = 0
    refused: int = 0
    unguarded: int = 0
    forms: Counter[str] = field(default_factory=Counter)
    edits: Counter[str] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))

    def __str__(self) -> str:
        calm = self.runs - self.thrown_out
        needless = self.closed - self.refused
        return (
            f"{self.runs} runs; people thrown out in {self.thrown_out}, all of them named before; of the {calm} others "
            f"the gate was closed in {self.closed}: {self.refused} in which the run failed at a live stage, and "
            f"{needless} ({needless / max(1, calm):.1%}) needlessly, in {self.unguarded} of them because another "
            f"provider deletes an idle stage"
        )


class Life:
    """One stack and its service, from a seed."""

    def __init__(self, stack: Stack, service: LocalService, seed: int) -> None:
        self.stack, self.service, self.seed = stack, service, seed
        self.chance = random.Random(seed)
        self.world, self.edits = World(), Edits(self.chance)
        self.figures, self.settled = Figures(), True
        for _ in range(3):
            self.edits._add_room(self.world)
        self.stack.write(self.world.program())
        assert self.stack.run(Form())
        self._learn()
        for _ in range(3):
            self.edits._add_token(self.world)
        self.edits._add_elsewhere(self.world)
        self.stack.write(self.world.program())
        assert self.stack.run(Form())
        self._learn()

    def live(self, runs: int) -> Figures:
        for _ in range(runs):
            self._one()
        return self.figures

    def _one(self) -> None:
        self._people_come_and_go()
        kind = self.edits.edit(self.world)
        if kind == "renew":
            self._age(self.chance.choice(sorted(self.world.tokens)))
        urns = self._urns()
        if kind == "taint" and urns:
            self.stack.taint(self.chance.choice(urns))
        self.stack.write(self.world.program())
        form = self._form()
        before, text, state = self._people(), self.stack.preview(form), json.dumps(self.stack.state())
        preview = impact.read_preview(text)
        report = self._report(impact.with_state(preview, state) if form.digest else preview)
        objections = [plain(each) for each in impact.objections(report, ["disconnect"])]
        succeeded = self.stack.run(form)
        self._judge(kind, form, before, report, objections, succeeded)
        self._learn()
        self.settled = succeeded and form.command == "up" and form.is_whole

    def _judge(
        self,
        kind: str,
        form: Form,
        before: People,
        report: impact.Report,
        objections: list[str],
        succeeded: bool,
    ) -> None:
        after = self._people()
        lost = {(arn, one) for arn, people in before.items() for one in people - after.get(arn, frozenset())}
        gone = {arn for arn, people in before.items() if people and arn not in after}
        story = f"seed {self.seed}, {kind}, {form}, run {self.figures.runs}: {self._told(report, objections)}"
        figures = self.figures
        figures.runs += 1
        figures.edits[kind] += 1
        figures.forms[form.title] += 1
        if lost or gone:
            figures.thrown_out += 1
            assert objections, f"the gate was open, and {lost or gone} are out: {story}"
            unnamed = [(arn, one) for arn, one in lost if not _named(report, arn, one)]
            assert not unnamed, f"{unnamed} are out and were not named: {story}"
        elif objections:
            figures.closed += 1
            figures.refused += not succeeded
            figures.unguarded += succeeded and all(_UNGUARDED in each for each in objections)
            if succeeded:
                figures.alarms[f"{kind}: {'; '.join(objections)}"] += 1
            harmless = kind in HARMLESS and self.settled and form.command == "up" and form.is_whole
            assert not harmless, f"the gate cried wolf: {story}"

    def _told(self, report: impact.Report, objections: list[str]) -> str:
        return f"{objections} {impact.text(impact.laid_out(report))}\n{self.world.program()}"

    def _urns(self) -> list[str]:
        """Of the stages and tokens in the state that no other has as well."""
        counted = Counter(each["urn"] for each in self.stack.state()["deployment"].get("resources", []))
        alone = [urn for urn, count in counted.items() if count == 1]
        return [urn for urn in alone if urn.rpartition("::")[2].startswith(("room", "token", "other"))]

    def _form(self) -> Form:
        rooms = [urn for urn in self._urns() if urn.rpartition("::")[2].startswith("room")]
        one = self.chance.choice(rooms) if rooms else ""
        roll = self.chance.random()
        refresh, digest = self.chance.random() < 0.25, self.chance.random() < 0.3
        if roll < 0.04:
            return Form("destroy", refresh, digest, excluded=one if self.chance.random() < 0.3 else "")
        for bound, name in ((0.08, "target"), (0.12, "excluded"), (0.16, "replaced"), (0.2, "target_replaced")):
            if roll < bound:
                return Form("up", refresh, digest, **{name: one})
        if roll < 0.23:
            return Form("refresh", digest=digest)
        return Form("up", refresh, digest)

    def _people_come_and_go(self) -> None:
        for arn in sorted(self._people()):
            roll = self.chance.random()
            if roll < 0.25 or not self.settled:
                self.service.leave(arn)
            elif roll < 0.4:
                self.service.join(arn, count=2)
        tokens = self._tokens()
        for token in [each for each in tokens if self.chance.random() < 0.3]:
            try:
                self.service.join(token["stageArn"], token=json.loads(token["token"]["plaintext"]))
            except ValueError:
                continue  # expired, used up, or of a stage that is gone

    def _tokens(self) -> list[dict[str, Any]]:
        resources = self.stack.state(show_secrets=True)["deployment"].get("resources", [])
        return [each["outputs"] for each in resources if "participantId" in each.get("outputs", {})]

    def _age(self, name: str) -> None:
        state = self.stack.state(show_secrets=True)
        for each in state["deployment"].get("resources", []):
            if each["urn"].endswith(f"::{name}"):
                soon = datetime.now(timezone.utc) + timedelta(minutes=30)
                each["outputs"]["expirationTime"] = soon.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.stack.load(state)

    def _learn(self) -> None:
        resources = self.stack.state()["deployment"].get("resources", [])
        held = [each for each in resources if ":stage/" in each.get("id", "") and not each.get("delete")]
        self.world.arns = {each["urn"].rpartition("::")[2]: each["id"] for each in held}
        for name, room in self.world.rooms.items():
            room.former = ""
            if name in self.world.arns or room.adopt not in self._people():
                room.adopt = ""

    def _people(self) -> People:
        stages = [stage for region in self.service.state()["regions"] for stage in region["stages"]]
        return {stage["arn"]: frozenset(_connected(stage)) for stage in stages}

    def _report(self, preview: impact.Preview) -> impact.Report:
        now = datetime.now(timezone.utc)
        keys = Credentials(access_key="local", secret_key="local")
        endpoints = (("ivsrealtime", self.service.url), ("sts", self.service.url))
        connection = Connection(keys, endpoints=endpoints, max_retries=2)

        def service_in(region: str) -> IvsRealTimeClient:
            return client_for(connection, region)

        lives = impact.ask(impact.stages_to_ask(preview, now), service_in)
        return impact.report_on(preview, now, lives)


def _connected(stage: dict[str, Any]) -> list[str]:
    return [each["participantId"] for each in stage.get("participants", [])]


def _named(report: impact.Report, arn: str, participant: str) -> bool:
    """Whether the report says that this stage goes with everyone in it, or that this participant is thrown out."""
    if arn in report.adopted_and_deleted:
        return True
    touched = [each for each in report.changes if fate_of(each, report.lives) in {CUT_OFF, MAY_BE_CUT_OFF}]
    return any(each.room == arn or each.step.old.id == participant for each in touched)
