"""Random programs of stages, tokens and tags, and random edits of them; the same seed gives the same edits."""

from __future__ import annotations

import copy
import json
import random
from dataclasses import dataclass, field
from typing import Any

REGIONS = ("eu-central-1", "us-west-2")
_ARCHIVE = "arn:aws:ivs:{}:123456789012:storage-configuration/ShowArchive1"
_MOST_STAGES = 5


@dataclass
class Declared:
    """What a program declares: arguments by resource name.

    Attributes:
        tokens: also name their `stage`.
        labels: single tags; also name their `stage`, which then ignores its tags.
        defaults: `aws:defaultTags`.
    """

    stages: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    labels: dict[str, dict[str, Any]] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)

    def program(self) -> str:
        """Its text."""
        lines = ["import pulumi", "import pulumi_ivs_realtime as ivs", "", "made = {}"]
        for name, arguments in self.stages.items():
            labelled = any(label["stage"] == name for label in self.labels.values())
            opts = ', opts=pulumi.ResourceOptions(ignore_changes=["tags"])' if labelled else ""
            lines.append(f"made[{name!r}] = ivs.Stage({name!r}, **{arguments!r}{opts})")
        for kind, argument, each in (
            ("ParticipantToken", "stage_arn", self.tokens),
            ("Tag", "resource_arn", self.labels),
        ):
            for name, arguments in each.items():
                rest = {key: value for key, value in arguments.items() if key != "stage"}
                lines.append(f"ivs.{kind}({name!r}, {argument}=made[{arguments['stage']!r}].arn, **{rest!r})")
        return "\n".join(lines) + "\n"

    def config(self) -> dict[str, str]:
        """The stack's configuration, by full key."""
        return {"aws:defaultTags": json.dumps({"tags": self.defaults})} if self.defaults else {}


class Edits:
    """A sequence of random edits; `kinds` counts those made."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._made = 0

    def after(self, declared: Declared) -> tuple[str, Declared]:
        """One edit: what kind it was, and the program that it leads to."""
        edited = copy.deepcopy(declared)
        possible = [self._add_stage] if len(edited.stages) < _MOST_STAGES else []
        if edited.stages:
            possible += [self._tag, self._untag, self._rename, self._move, self._force, self._record]
            possible += [self._remove_stage, self._add_token, self._add_label, self._default]
        if edited.tokens:
            possible += [self._change_token, self._remove_token]
        if edited.labels:
            possible += [self._change_label, self._remove_label]
        edit = self._random.choice(possible)
        edit(edited)
        return edit.__name__.strip("_"), edited

    def _name(self, prefix: str) -> str:
        self._made += 1
        return f"{prefix}{self._made}"

    def _stage(self, declared: Declared) -> str:
        return self._random.choice(sorted(declared.stages))

    def _text(self) -> str:
        return self._random.choice(["a", "b", "", "with space", "ü", "x" * 40])

    def _add_stage(self, declared: Declared) -> None:
        tags = {key: self._text() for key in self._random.sample(["team", "env", "room"], self._random.randint(0, 3))}
        region = self._random.choice(REGIONS)
        declared.stages[self._name("stage")] = {"tags": tags, "region": region, "force_destroy": False}

    def _remove_stage(self, declared: Declared) -> None:
        name = self._stage(declared)
        del declared.stages[name]
        for each in (declared.tokens, declared.labels):
            for other in [key for key, arguments in each.items() if arguments["stage"] == name]:
                del each[other]

    def _tag(self, declared: Declared) -> None:
        declared.stages[self._stage(declared)]["tags"][self._random.choice(["team", "env", "room", "new"])] = (
            self._text()
        )

    def _untag(self, declared: Declared) -> None:
        declared.stages[self._stage(declared)]["tags"].clear()

    def _rename(self, declared: Declared) -> None:
        declared.stages[self._stage(declared)]["name"] = self._name("renamed-")

    def _move(self, declared: Declared) -> None:
        stage = declared.stages[self._stage(declared)]
        stage["region"] = next(region for region in REGIONS if region != stage["region"])
        stage.pop("auto_participant_recording_configuration", None)

    def _force(self, declared: Declared) -> None:
        stage = declared.stages[self._stage(declared)]
        stage["force_destroy"] = not stage["force_destroy"]

    def _record(self, declared: Declared) -> None:
        stage = declared.stages[self._stage(declared)]
        if stage.pop("auto_participant_recording_configuration", None) is None:
            archive = {"storage_configuration_arn": _ARCHIVE.format(stage["region"]), "media_types": ["AUDIO_ONLY"]}
            stage["auto_participant_recording_configuration"] = archive

    def _default(self, declared: Declared) -> None:
        declared.defaults = {} if declared.defaults else {"managed-by": self._text() or "pulumi"}

    def _add_token(self, declared: Declared) -> None:
        declared.tokens[self._name("token")] = {"stage": self._stage(declared), "capabilities": ["PUBLISH"]}

    def _change_token(self, declared: Declared) -> None:
        declared.tokens[self._random.choice(sorted(declared.tokens))]["user_id"] = self._name("user")

    def _remove_token(self, declared: Declared) -> None:
        del declared.tokens[self._random.choice(sorted(declared.tokens))]

    def _add_label(self, declared: Declared) -> None:
        label = self._name("label")
        declared.labels[label] = {"stage": self._stage(declared), "key": label, "value": "1"}

    def _change_label(self, declared: Declared) -> None:
        label = declared.labels[self._random.choice(sorted(declared.labels))]
        label[self._random.choice(["key", "value"])] = self._name("v")

    def _remove_label(self, declared: Declared) -> None:
        del declared.labels[self._random.choice(sorted(declared.labels))]
