"""Every row of docs/tags.md: a stage for each row, and a scenario for all rows that one configuration can hold.

A scenario is an `up`, what others do, and then the change: its preview, one plain `up`, and one that does nothing.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from scenarios.scenario import Configured, Program, Step, preview, refresh, up
from stage_scenarios.scenario import stages, suite
from stage_scenarios.steps import StageTagged, StageUntagged

scenarios = suite("us-east-1")

Tags = Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """One stage whose `tags`, as Python source, change; `there` is what it bears in the end."""

    title: str
    before: str
    after: str
    there: Tags
    set_by_others: Tags = field(default_factory=dict)
    removed_by_others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Config:
    """Default and ignored tags of a stack."""

    defaults: Tags = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()

    def step(self) -> Configured:
        """JSON is YAML, too."""
        ignored = json.dumps({"keys": self.ignored, "keyPrefixes": self.prefixes})
        return Configured(f"  aws:defaultTags: {json.dumps({'tags': self.defaults})}\n  aws:ignoreTags: {ignored}\n")


@dataclass(frozen=True)
class Table:
    """The rows of a scenario, by the names of their stages, and what is configured before and after."""

    why: str
    rows: Mapping[str, Row]
    before: Config = Config()
    after: Config = Config()
    refreshed: bool = False
    environment: Tags = field(default_factory=dict)
    sources: tuple[str, str] = ("", "")

    def steps(self) -> tuple[Step, ...]:
        others = [step for name, row in self.rows.items() for step in _by_others(name, row)]
        return (
            _program(self.sources[0], {name: row.before for name, row in self.rows.items()}),
            self.before.step(),
            up(),
            *others,
            *([refresh()] if self.refreshed else []),
            _program(self.sources[1], {name: row.after for name, row in self.rows.items()}),
            self.after.step(),
            preview(**self.environment),
            up(**self.environment),
            up("--expect-no-changes", **self.environment),
        )


def _program(sources: str, tags: Tags) -> Program:
    declared = [f'ivs.Stage("{name}", name="{name}", tags={each})\n' for name, each in tags.items()]
    return stages(sources + "".join(declared))


def _by_others(name: str, row: Row) -> list[Step]:
    tagged = [StageTagged(name, tuple(row.set_by_others.items()))] if row.set_by_others else []
    return [*tagged, *([StageUntagged(name, row.removed_by_others)] if row.removed_by_others else [])]


FIFTY = {f"k{number:02}": "v" for number in range(50)}
OTHER_FIFTY = {f"n{number:02}": "v" for number in range(50)}
NOTHING, EMPTY, A = "None", "{}", '{"a": "1"}'
ONE, D = {"a": "1"}, {"d": "1"}
BOTH = {**ONE, **D}

TABLES = {
    "tags-declared": Table(
        "Declared tags come, change and go, become empty and are swapped by fifties, each in one plain `up`.",
        {
            "added": Row("a tag is added", NOTHING, A, ONE),
            "changed": Row("a value changes", A, '{"a": "2"}', {"a": "2"}),
            "other-key": Row("one key instead of another", A, '{"b": "1"}', {"b": "1"}),
            "last": Row("the last tag goes, `{}` stays", A, EMPTY, {}),
            "taken-away": Row("`tags` is taken away", A, NOTHING, {}),
            "nothing": Row("`{}` instead of nothing", NOTHING, EMPTY, {}),
            "to-empty": Row('a value becomes `""`', A, '{"a": ""}', {"a": ""}),
            "from-empty": Row('`""` becomes a value', '{"a": ""}', A, ONE),
            "empty-added": Row('a tag `""` is added', NOTHING, '{"a": ""}', {"a": ""}),
            "empty-goes": Row('a tag `""` goes', '{"a": ""}', EMPTY, {}),
            "to-none": Row("a value becomes `None`", A, '{"a": None}', {}),
            "from-none": Row("`None` becomes a value", '{"a": None}', A, ONE),
            "secret": Row("a value becomes a secret", A, '{"a": Output.secret("1")}', ONE),
            "none": Row("a tag `None` instead of nothing", NOTHING, '{"a": None}', {}),
            "fifty": Row("50 tags are swapped for 50 others", repr(FIFTY), repr(OTHER_FIFTY), OTHER_FIFTY),
        },
    ),
    "tags-computed": Table(
        "A value that a preview does not know is shown as a change, and is written only if it is one.",
        {
            "to-unknown": Row(
                "a value becomes one not known in the preview", A, '{"a": late.serial}', {"a": "serial of late-1"}
            ),
            "unknown-added": Row(
                "a tag not known in the preview is added", EMPTY, '{"a": late.serial}', {"a": "serial of late-1"}
            ),
            "whole": Row(
                "`tags` as a whole becomes unknown in the preview",
                A,
                'late.serial.apply(lambda serial: {"a": serial})',
                {"a": "serial of late-1"},
            ),
            # It goes on depending on `known`: in a preview the order of what no longer depends is a matter of timing.
            "from-computed": Row(
                "a computed value becomes a known one",
                '{"a": known.serial}',
                'known.id.apply(lambda _: {"a": "1"})',
                ONE,
            ),
            "source": Row(
                "a computed value stays, its source is updated",
                '{"a": known.serial}',
                '{"a": known.serial}',
                {"a": "serial of known-1"},
            ),
            "equal": Row(
                "a value becomes a computed one, which turns out equal",
                '{"a": "serial of known-1"}',
                '{"a": known.serial}',
                {"a": "serial of known-1"},
            ),
        },
        sources=('known = Thing("known")\n', 'known = Thing("known", value="2")\nlate = Thing("late")\n'),
    ),
    "tags-default-added": Table(
        "A default tag that is added reaches what does not declare its key, and takes over a tag of equal value.",
        {
            "added": Row("a default tag is added", A, A, BOTH),
            "moved": Row("a tag becomes a default of equal value", '{"d": "1"}', EMPTY, D),
            "under": Row("a default is added under a tag of its key", '{"d": "2"}', '{"d": "2"}', {"d": "2"}),
        },
        after=Config(D),
    ),
    "tags-default-changed": Table(
        "A default tag that changes is changed on every stage that does not declare its key.",
        {
            "changed": Row("a default tag changes", A, A, {"a": "1", "d": "2"}),
            "under": Row("a default changes under a tag of its key", '{"d": "3"}', '{"d": "3"}', {"d": "3"}),
        },
        before=Config(D),
        after=Config({"d": "2"}),
    ),
    "tags-default-gone": Table(
        "A default tag that goes is removed, but for stages that declare it.",
        {
            "gone": Row("a default tag goes", A, A, ONE),
            "moved": Row("a default becomes a tag of equal value", EMPTY, '{"d": "1"}', D),
            "under": Row("a default goes under a tag of its key", '{"d": "2"}', '{"d": "2"}', {"d": "2"}),
        },
        before=Config(D),
    ),
    "tags-default-emptied": Table(
        "A default tag may become an empty string.",
        {"emptied": Row('a default tag becomes `""`', A, A, {"a": "1", "d": ""})},
        before=Config(D),
        after=Config({"d": ""}),
    ),
    "tags-default-of-the-environment": Table(
        "Default tags also come from the environment.",
        {"environment": Row("a default tag comes from the environment", A, A, BOTH)},
        environment={"TF_AWS_DEFAULT_TAGS_d": "1"},
    ),
    "tags-default-overridden": Table(
        "A declared tag wins over a default, an empty one too, and the default returns when it goes.",
        {
            "override": Row("a tag overrides a default", NOTHING, '{"d": "2"}', {"d": "2"}),
            "by-empty": Row('a tag `""` overrides a default', NOTHING, '{"d": ""}', {"d": ""}),
            "by-none": Row("a tag `None` does not override a default", NOTHING, '{"d": None}', D),
            "by-equal": Row("a tag repeats a default", NOTHING, '{"d": "1"}', D),
            "returns": Row("an override goes, the default returns", '{"d": "2"}', EMPTY, D),
        },
        before=Config(D),
        after=Config(D),
    ),
    "tags-default-empty": Table(
        "An empty default returns, too, when what overrode it goes.",
        {"returns": Row('an override goes, the default is `""`', '{"d": "2"}', EMPTY, {"d": ""})},
        before=Config({"d": ""}),
        after=Config({"d": ""}),
    ),
    "tags-ignored": Table(
        "Ignored keys are not written, not removed and not shown.",
        {
            "set": Row(
                "an ignored key is set outside of Pulumi, then a refresh", A, A, {"a": "1", "x": "9"}, {"x": "9"}
            ),
            "prefix": Row(
                "a key with an ignored prefix is set outside of Pulumi, then a refresh",
                A,
                A,
                {"a": "1", "y-1": "9"},
                {"y-1": "9"},
            ),
            "all-go": Row("`tags` is taken away, an ignored key is on the stage", A, NOTHING, {"x": "9"}, {"x": "9"}),
            "declared": Row("an ignored key is declared", NOTHING, '{"x": "1"}', {}),
        },
        before=Config(ignored=("x",), prefixes=("y-",)),
        after=Config(ignored=("x",), prefixes=("y-",)),
        refreshed=True,
    ),
    "tags-become-ignored": Table(
        "A key that becomes ignored stays as it is on the stage.",
        {
            "declared": Row("a declared key becomes ignored", A, A, BOTH),
            "of-a-default": Row("the key of a default becomes ignored", NOTHING, NOTHING, D),
        },
        before=Config(D),
        after=Config(D, ignored=("a", "d")),
    ),
    "tags-no-longer-ignored": Table(
        "A declared key is written when it is no longer ignored.",
        {"declared": Row("a declared key is no longer ignored", A, A, ONE)},
        before=Config(ignored=("a",)),
    ),
    "tags-changed-by-others": Table(
        "What others do to tags is found by a refresh and put right by the next `up`.",
        {
            "added": Row("a tag is added outside of Pulumi, then a refresh", A, A, BOTH, {"b": "1"}),
            "changed": Row("a tag is changed outside of Pulumi, then a refresh", A, A, BOTH, {"a": "9"}),
            "removed": Row("a tag is removed outside of Pulumi, then a refresh", A, A, BOTH, {}, ("a",)),
            "default-removed": Row("a default is removed outside of Pulumi, then a refresh", A, A, BOTH, {}, ("d",)),
            "default-changed": Row("a default is changed outside of Pulumi, then a refresh", A, A, BOTH, {"d": "9"}),
        },
        before=Config(D),
        after=Config(D),
        refreshed=True,
    ),
}

for _name, _table in TABLES.items():
    scenarios.add(_name, _table.steps(), _table.why)
