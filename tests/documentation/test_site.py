"""The documentation site: it builds, leads nowhere wrong, and lacks no public name."""

import json
import os
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

import pulumi_ivs_realtime as ivs
from documentation.pages import DOCS
from pulumi_ivs_realtime.cli.main import cli

ROOT = DOCS.parent

pytestmark = pytest.mark.full
pytest.importorskip("mkdocs")  # which the runs with the lowest and the newest versions lack


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The built site; building is strict, so that a dead link or a page outside of the menu fails."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_it_needs_no_network(site):
    pages = [path.read_text("utf-8") for path in site.rglob("*.html")]

    assert len(pages) > 20
    for page in pages:
        assert 'src="http' not in page
        assert 'rel="stylesheet" href="http' not in page


def test_its_search_knows_every_page(site):
    index = json.loads((site / "search" / "search_index.json").read_text("utf-8"))

    found = {each["location"].partition("#")[0] for each in index["docs"]}
    assert {str(path.relative_to(site)) for path in site.rglob("*.html")} - {"404.html"} == found


def test_every_public_name_has_an_entry(site):
    text = "".join((site / page).read_text("utf-8") for page in ("python.html", "reference.html"))

    missing = [name for name in ivs.__all__ if name not in text]

    assert missing == []


def test_every_command_has_an_entry(site):
    text = "".join(path.read_text("utf-8") for path in site.glob("*.html"))

    assert [name for name in cli.commands if f"ivs-realtime {name}" not in text] == []


@pytest.fixture(scope="module")
def hooks():
    spec = spec_from_file_location("hooks", DOCS / "_site" / "hooks.py")
    hooks = module_from_spec(spec)
    spec.loader.exec_module(hooks)
    return hooks


def test_long_names_in_tables_break_at_their_joints(site, hooks):
    assert hooks.on_post_page("<p>a_b</p><td><a href=x/y_z>media_types</a> VideoArgs 0.11</td>") == (
        "<p>a_b</p><td><a href=x/y_z>media_<wbr>types</a> Video<wbr>Args 0.11</td>"
    )
    assert "<code>auto_<wbr>participant_<wbr>recording_" in (site / "comparison.html").read_text("utf-8")
    assert "<wbr>" not in (site / "search" / "search_index.json").read_text("utf-8")


def test_what_leads_out_of_the_site_is_a_name(hooks):
    assert hooks.on_page_markdown("[a policy](../examples/policy/__main__.py)") == (
        "a policy (`examples/policy/__main__.py`)"
    )
    assert hooks.on_page_markdown("[`x.yml`](../x.yml)") == "`x.yml`"
    assert hooks.on_page_markdown("[tags](tags.md)") == "[tags](tags.md)"
    assert Path(DOCS / "index.md").exists()
