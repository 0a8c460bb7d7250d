"""Any sequence of edits, default tags, changes behind our back, refreshes and faults ends as declared.

A state machine over up to five stages. After each `up` the service equals the declaration, the next one calls nothing,
and no call was made that the edit did not need.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from clients import REGION, client
from seeds import SEED
from steps import Declaration

RECORDING = "autoParticipantRecordingConfiguration"
STORAGE = f"arn:aws:ivs:{REGION}:123456789012:storage-configuration/Archive0000"
STAGES = ("lobby", "green-room", "main", "backstage", "overflow")

keys = st.sampled_from(["team", "cost", "env", "ignored", "x-scan"])
values = st.sampled_from(["", "a", "b"])
tags = st.one_of(st.none(), st.dictionaries(keys, values, max_size=4))
defaults = st.dictionaries(keys, values, max_size=3)
names = st.one_of(st.none(), st.sampled_from(["", "room", "Room_2"]))
recording = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {"storageConfigurationArn": st.sampled_from(["", STORAGE + "1", STORAGE + "2"])},
        optional={
            "mediaTypes": st.sampled_from([["AUDIO_VIDEO"], ["AUDIO_ONLY"]]),
            "recordingReconnectWindowSeconds": st.sampled_from([0.0, 30.0]),
        },
    ),
)
which = st.sampled_from(STAGES)
IGNORED = ("ignored", "x-scan")


class Edits(RuleBasedStateMachine):
    """The model: what is declared, and what the state is known to hold."""

    configured: Any
    service: Any
    counts: Counter[str]

    @initialize()
    def begin(self) -> None:
        self.aws = client(self.service.url)
        for stage in self.aws.list_stages(maxResults=100)["stages"]:
            self.aws.delete_stage(arn=stage["arn"])
        self.service.calm()
        self.declared: dict[str, dict[str, Any]] = {}
        self.stages: dict[str, Declaration] = {}
        self.default_tags: dict[str, str] = {}
        self.drifted: set[str] = set()

    @rule(stage=which, tags=tags, name=names, recording=recording, force=st.booleans())
    def declare(self, stage, tags, name, recording, force):
        props = {"tags": tags, "name": name, RECORDING: recording, "forceDestroy": force}
        self._count("declare", self.declared.get(stage) != props)
        self.declared[stage] = props
        self.up()

    @precondition(lambda self: self.declared)
    @rule(data=st.data(), tags=tags)
    def edit_tags(self, data, tags):
        stage = data.draw(st.sampled_from(sorted(self.declared)))
        self._count("edit tags", (self.declared[stage]["tags"] or {}) != (tags or {}))
        self.declared[stage] = {**self.declared[stage], "tags": tags}
        self.up()

    @precondition(lambda self: self.declared)
    @rule(tags=defaults)
    def change_default_tags(self, tags):
        self._count("change default tags", self.default_tags != tags)
        self.default_tags = tags
        self.up()

    @precondition(lambda self: self.declared)
    @rule(data=st.data())
    def remove(self, data):
        stage = data.draw(st.sampled_from(sorted(self.declared)))
        self._count("remove", True)
        del self.declared[stage]
        self.up()

    @precondition(lambda self: self.stages)
    @rule(data=st.data(), tags=st.dictionaries(keys, values, max_size=3), gone=st.lists(keys, max_size=2, unique=True))
    def change_tags_behind_our_back(self, data, tags, gone):
        stage = data.draw(st.sampled_from(sorted(self.stages)))
        arn, before = self.stages[stage].id, self._tags(self.stages[stage].id)
        if gone:
            self.aws.untag_resource(resourceArn=arn, tagKeys=gone)
        if tags:
            self.aws.tag_resource(resourceArn=arn, tags=tags)
        self._count("change tags behind our back", before != self._tags(arn))
        self.refresh()
        self.up()

    @precondition(lambda self: self.stages)
    @rule(data=st.data(), name=st.sampled_from(["", "room", "theirs"]))
    def rename_behind_our_back(self, data, name):
        stage = self.stages[data.draw(st.sampled_from(sorted(self.stages)))]
        self._count("rename behind our back", stage.outs["name"] != name)
        self.aws.update_stage(arn=stage.id, name=name)
        self.refresh()
        self.up()

    @precondition(lambda self: self.stages)
    @rule(data=st.data())
    def delete_behind_our_back(self, data):
        stage = data.draw(st.sampled_from(sorted(self.stages)))
        self._count("delete behind our back", True)
        self.aws.delete_stage(arn=self.stages[stage].id)
        self.refresh()
        assert stage not in self.stages
        self.up()

    @precondition(lambda self: self.stages)
    @rule(
        data=st.data(),
        tags=tags,
        operation=st.sampled_from(["TagResource", "UntagResource"]),
        fault=st.sampled_from(["AccessDeniedException", "429"]),
    )
    def fail_in_the_middle(self, data, tags, operation, fault):
        stage = data.draw(st.sampled_from(sorted(self.stages)))
        self._count("fail in the middle", (self.declared[stage]["tags"] or {}) != (tags or {}))
        self.declared[stage] = {**self.declared[stage], "tags": tags}
        self.service.fault(fault, operation, count=1)
        try:
            self._apply()
        except Exception as error:
            assert "AccessDeniedException" in str(error)  # noqa: PT017 - throttling must not surface
        self.service.calm()
        self._apply()
        self._holds()

    @precondition(lambda self: self.stages)
    @rule()
    def refresh(self):
        provider = self._provider()
        for name, stage in list(self.stages.items()):
            stage.provider = provider
            if not stage.refresh():
                del self.stages[name]

    def up(self):
        """Applies what is declared; then nothing is left to do, and nothing was done in vain."""
        needed = self._needed()
        self.service.reset_calls()
        self._apply()
        assert self._calls() == needed
        self._holds()

    def _holds(self) -> None:
        actual = {stage["arn"]: stage for stage in self.aws.list_stages(maxResults=100)["stages"]}
        assert set(actual) == {stage.id for stage in self.stages.values()}
        for name, stage in self.stages.items():
            found = actual[stage.id]
            assert found["name"] == stage.inputs["name"]
            assert _visible(found["tags"]) == self._wanted(name)
            block = self.aws.get_stage(arn=stage.id)["stage"][RECORDING]
            declared = self.declared[name][RECORDING] or {"storageConfigurationArn": ""}
            if declared["storageConfigurationArn"]:
                assert all(block[key] == value for key, value in declared.items())
            else:
                assert block["storageConfigurationArn"] == ""
        self.service.reset_calls()
        assert {self._one_up(name) for name in self.declared} <= {"same"}
        assert self._calls() == Counter()

    def _apply(self) -> None:
        provider = self._provider()
        for stage in self.stages.values():
            stage.provider = provider
        for name in self.declared:
            self.stages.setdefault(name, Declaration(provider, name))
            try:
                self._one_up(name)
            finally:
                if not self.stages[name].id:
                    del self.stages[name]
        for name in [name for name in self.stages if name not in self.declared]:
            self.stages[name].destroy()
            del self.stages[name]

    def _one_up(self, name: str) -> str:
        given = {key: value for key, value in self.declared[name].items() if value is not None}
        return self.stages[name].up(**given)

    def _needed(self) -> Counter[str]:
        """The calls that lead from the state to the declaration."""
        needed: Counter[str] = Counter()
        for name, props in self.declared.items():
            needed.update(self._needed_by(name, props))
        for name, stage in self.stages.items():
            if name not in self.declared:
                needed.update(["DeleteStage"] + ([] if stage.outs.get("forceDestroy") else ["GetStage"]))
        if needed["CreateStage"]:
            needed["ListStages"] += 1
        return needed

    def _needed_by(self, name: str, props: dict[str, Any]) -> list[str]:
        if name not in self.stages:
            return ["CreateStage", "UntagResource"]
        held, wanted = self.stages[name].outs, self._wanted(name)
        old = _visible(held["tagsAll"])
        final = props["name"] if props["name"] is not None else self.stages[name].inputs["__autoName"]
        changes = held["name"] != final or held.get(RECORDING) != props[RECORDING]
        untag = bool(old.keys() - wanted.keys())
        tag = any(old.get(key) != value for key, value in wanted.items())
        return ["UpdateStage"] * changes + ["UntagResource"] * untag + ["TagResource"] * tag

    def _wanted(self, name: str) -> dict[str, str]:
        return _visible({**self.default_tags, **(self.declared[name]["tags"] or {})})

    def _provider(self):
        return self.configured(
            defaultTags={"tags": self.default_tags}, ignoreTags={"keys": ["ignored"], "keyPrefixes": ["x-"]}
        )

    def _calls(self) -> Counter[str]:
        return Counter(call["operation"] for call in self.service.calls())

    def _tags(self, arn: str) -> dict[str, str]:
        return self.aws.get_stage(arn=arn)["stage"]["tags"]

    def _count(self, kind: str, effective: bool) -> None:
        self.counts[kind if effective else "without effect"] += 1


def _visible(tags: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in tags.items() if not key.startswith("x-") and key not in IGNORED}


@pytest.mark.soak
@pytest.mark.timeout(1200)
@pytest.mark.parametrize(
    ("examples", "steps"), [(6, 20), pytest.param(1050, 20, marks=pytest.mark.full)], ids=["quick", "full"]
)
def test_any_edits_end_as_declared(examples, steps, configured, service, record_property):
    counts: Counter[str] = Counter()
    machine = type("Machine", (Edits,), {"configured": staticmethod(configured), "service": service, "counts": counts})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=not SEED,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    effective = counts.total() - counts["without effect"]
    record_property("figures", f"Edits of stages: {effective} effective of {counts.total()} steps, {dict(counts)}")
    assert effective >= 0.6 * counts.total()
    assert effective >= (10_000 if examples > 100 else 8 * examples)
