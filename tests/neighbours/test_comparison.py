"""docs/comparison.md: each row is a test of ours that exists, and a source of theirs with its version."""

import ast
import re
from pathlib import Path

import pytest

from neighbours.tables import PAGE, READ, TABLES, ours, tables
from pulumi_ivs_realtime.declarations import RESOURCES

ROOT = Path(__file__).parents[2]
TEXT = PAGE.read_text()
TESTS = {
    node.name
    for path in (ROOT / "tests").rglob("test_*.py")
    for node in ast.parse(path.read_text()).body
    if isinstance(node, ast.FunctionDef)
}
SOURCES = dict(re.findall(r"^\[(.+)\]: (\S+)$", TEXT, flags=re.MULTILINE))
FIXED = re.compile(r"https://github.com/[\w-]+/[\w-]+/(blob|tree)/[0-9a-f]{40}\b")
DOCUMENTED = ("https://docs.aws.amazon.com/", "https://developer.hashicorp.com/")
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in TABLES.sub("", TEXT).splitlines()
    if line.startswith("| ") and line.count(" | ") == 4 and "| --- |" not in line and "| here |" not in line
]
"""Of the two tables with a column for each tool."""


def test_properties_are_those_of_the_declarations():
    """Otherwise: `PYTHONPATH=tests python -m neighbours.tables`."""
    assert TABLES.findall(TEXT) == [tables()]


@pytest.mark.parametrize("resource", [each for each in RESOURCES if each.kind], ids=lambda each: each.name)
def test_nothing_of_theirs_is_missing_here(resource):
    here = ours(resource)

    assert set(READ["types"][resource.name]) <= set(here)


@pytest.mark.parametrize("resource", [each for each in RESOURCES if each.kind], ids=lambda each: each.name)
def test_a_change_means_the_same_where_both_have_it(resource):
    """The service decides that, not the tool."""
    here = ours(resource)
    theirs = {path: means.partition(",")[0] for path, means in READ["types"][resource.name].items()}

    assert {path: here[path].partition(",")[0] for path in theirs} == theirs


@pytest.mark.parametrize("row", ROWS, ids=[row[0].replace("`", "") for row in ROWS])
def test_a_row_names_a_test_and_sources(row):
    subject, here, *others = row
    named = re.findall(r"`(test_\w+)`", here)
    cited = re.findall(r"\]\[([^\]]+)\]", " ".join(others))

    assert named or subject == "languages"
    assert [name for name in named if name not in TESTS] == []
    assert cited
    assert set(cited) <= SOURCES.keys()


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_source_is_a_fixed_version_or_documentation(source):
    assert FIXED.match(source) or source.startswith(DOCUMENTED)


def test_every_source_is_cited():
    assert [name for name in SOURCES if f"][{name}]" not in TEXT] == []
