"""The pictures of README and docs; `SCREENSHOTS=docs/images` writes them where they are shown.

The local service's own are made by service/tests/local/control/test_page.py.
"""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import urllib.request
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from documentation.pages import DOCS
from documentation.terminal import html, shown, without_pulumi
from local.browser import CHROMIUM, Browser

pytestmark = [pytest.mark.full, pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")]

ROOT = DOCS.parent
SCHEMES = [False, True]
NAMES = {False: "light", True: "dark"}

STYLE = """
  * { box-sizing: border-box } body { margin: 0; padding: 20px; font: 15px/1.5 system-ui, sans-serif }
  .light { background: #e9edf2; color: #1f2328 } .dark { background: #05080c; color: #e6edf3 }
  .beside { display: flex; gap: 18px; align-items: flex-start }
  .terminal { margin: 0; padding: 14px 16px; background: #16202c; color: #e6ebf1; border-radius: 10px;
    font: 12px/1.45 ui-monospace, "DejaVu Sans Mono", monospace; white-space: pre }
  .beside img { border-radius: 10px; border: 1px solid #8884; width: 760px }
"""
REPORT = """
  main { background: #fff; border: 1px solid #d1d9e0; border-radius: 6px; padding: 8px 24px; max-width: 930px }
  code { background: #818b981f; padding: .15em .4em; border-radius: 6px; font-size: 85% }
  table { border-collapse: collapse } td, th { border: 1px solid #d1d9e0; padding: 6px 13px }
  blockquote { margin: 0 0 16px; padding: 0 1em; border-left: .25em solid } summary { margin: 10px 0 }
  .caution { border-color: #cf222e } .warning { border-color: #9a6700 } .note { border-color: #0969da }
  .caution b:first-child { color: #cf222e } .warning b:first-child { color: #9a6700 }
  .note b:first-child { color: #0969da } blockquote ul { margin: 0; padding-left: 1.2em } table { font-size: 15px }
"""


@pytest.fixture(scope="module")
def browser():
    with Browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """Where pictures go: the directory that SCREENSHOTS names, else nowhere that lasts."""
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path_factory.mktemp("pictures")))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def draw(browser, folder, body, *, width, height, dark=False, style=""):
    """Opens a page of our own and lets it be as high as it is."""
    page = folder / "page.html"
    page.write_text(f'<meta charset="utf-8"><style>{STYLE}{style}</style><body class="{NAMES[dark]}">{body}', "utf-8")
    browser.open(page.as_uri(), width=width, height=10, dark=dark)
    browser.until("[...document.images].every((one) => one.complete)")
    assert browser.run("document.documentElement.scrollWidth") <= width
    tall = browser.run("document.documentElement.scrollHeight")
    browser.open(page.as_uri(), width=width, height=min(tall, height), dark=dark)
    browser.until("[...document.images].every((one) => one.complete)")


@pytest.fixture(scope="module")
def quickstart(tmp_path_factory):
    """`make up` in a copy of its own, without the CLI: what it wrote to the terminal, and the service's address."""
    folder = tmp_path_factory.mktemp("quickstart")
    shutil.copy(ROOT / "Pulumi.yaml", folder)
    shutil.copytree(ROOT / "examples", folder / "examples")
    environment = {"HOME": str(folder), "PATH": without_pulumi()}
    text = shown(["examples/run", "up"], environment, folder)
    address = re.search(r"http://127\.0\.0\.1:\d+", text)[0]
    yield text, address
    for arn in arns(address).values():
        urllib.request.urlopen(urllib.request.Request(f"{address}/_local/participants?stageArn={arn}", method="DELETE"))
    subprocess.run(["examples/run", "destroy"], cwd=folder, env=environment, check=True, capture_output=True)


def arns(address):
    """The stages by logical name."""
    state = json.load(urllib.request.urlopen(f"{address}/_local/state"))
    return {one["name"].rpartition("-")[0]: one["arn"] for region in state["regions"] for one in region["stages"]}


def join(address, stage, **who):
    body = json.dumps({"stageArn": arns(address)[stage], **who}).encode()
    urllib.request.urlopen(urllib.request.Request(f"{address}/_local/participants", body, method="POST"))


def test_make_up_stands_beside_the_page(browser, quickstart, pictures, tmp_path):
    text, address = quickstart
    join(address, "main-stage", userId="ada", publish=True)
    join(address, "main-stage", userId="grace")
    join(address, "lobby", userId="linus")
    lines = text.splitlines()
    cut = next(n for n, line in enumerate(lines) if "main-stage: {" in line)
    short = "\n".join(["$ make up", *lines[:18], "    ...", *lines[cut : cut + 9], *lines[-6:-2]])
    assert "+ 6 created" in short

    for dark in SCHEMES:
        browser.open(address, width=1000, height=760, dark=dark)
        browser.until("document.querySelectorAll('.stage').length === 3")
        assert browser.run("document.documentElement.scrollHeight") <= 760
        browser.screenshot(tmp_path / "page.png")
        picture = base64.b64encode((tmp_path / "page.png").read_bytes()).decode()
        beside = f'<div class="beside">{html(short, 80)}<img src="data:image/png;base64,{picture}"></div>'
        draw(browser, tmp_path, beside, width=1440, height=900, dark=dark)
        browser.screenshot(pictures / f"make-up-{NAMES[dark]}.png")


def test_a_report_looks_as_on_a_pull_request(browser, pictures, tmp_path):
    from markdown_it import MarkdownIt

    text = (ROOT / "tests" / "impact" / "reports" / "a-busy-day.md").read_text("utf-8")
    body = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    body = re.sub(
        r"<blockquote>\n<p>\[!(\w+)\]</p>|<blockquote>\n<p>\[!(\w+)\]\n",
        lambda found: (
            f'<blockquote class="{(found[1] or found[2]).lower()}"><p><b>{(found[1] or found[2]).title()}</b></p><p>'
        ),
        body,
    )

    draw(browser, tmp_path, f"<main>{body}</main>", width=970, height=1400, style=REPORT)

    assert browser.run("document.querySelectorAll('blockquote.caution').length") == 1
    browser.screenshot(pictures / "impact.png")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    pytest.importorskip("mkdocs")
    folder = tmp_path_factory.mktemp("site")
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q", "-d", folder], cwd=ROOT, env=environment, check=True)
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_):
        pass


SEEN = ["index", "tutorial", "how-to/maintenance", "reference", "tags", "comparison", "architecture"]
KEPT = ["index", "reference"]
"""Of which pictures are kept."""

CUT = """[...document.querySelectorAll('.md-typeset table, .md-typeset pre, .md-typeset img, .md-typeset code')]
  .filter((one) => !one.closest('.md-typeset__scrollwrap, pre') && one.getBoundingClientRect().right > innerWidth)
  .map((one) => one.textContent.slice(0, 80))"""


RESULTS = "document.querySelector('.md-search').innerText"


def test_the_search_finds_pages(browser, site):
    """With what the site brings along: nothing is asked of another machine."""
    browser.open(f"{site}/index.html", width=1280, height=900)
    browser.until("document.querySelector('.md-search-result__meta').textContent.includes('Type to start')")
    browser.click("[data-md-component=search-query]")
    for letter in "sso":
        browser.press(letter)

    browser.until(
        "!!document.querySelector('.md-search-result__list a[href*=accounts]')", why=lambda: browser.run(RESULTS)
    )
    asked = "performance.getEntriesByType('resource').map((one) => new URL(one.name).hostname)"
    assert set(browser.run(asked)) == {"127.0.0.1"}


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("dark", SCHEMES)
@pytest.mark.parametrize("page", SEEN)
def test_the_site_fits_its_window(browser, site, pictures, page, dark, width):
    """Nothing sticks out; what is wider than the window scrolls by itself."""
    browser.open(f"{site}/{page}.html", width=width, height=900, dark=dark)

    assert browser.run("document.documentElement.scrollWidth") <= width
    assert browser.run(CUT) == []
    assert browser.run("document.body.dataset.mdColorScheme") == ("slate" if dark else "default")
    if page in KEPT:
        browser.screenshot(pictures / f"site-{page}-{NAMES[dark]}-{'wide' if width > 1000 else 'narrow'}.png")
