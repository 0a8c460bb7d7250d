"""Every code block of README and of the site is run or compared by a test, or it is listed here why not."""

import re

import pytest

from documentation.pages import DOCS, blocks
from documentation.test_how_to import CLAIMS
from documentation.test_javascript import PAGE as JAVASCRIPT

ROOT = DOCS.parent
PAGES = ["../README.md", *sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))]
TYPED = {"tutorial.md", JAVASCRIPT, *(f"how-to/{page}" for page in CLAIMS)}
"""Typed as they are printed (`documentation/typed.py`), but for blocks of `console` and those with a comment."""

TESTED = {
    ("performance.md", "AWS's quotas of calls"): "tests/unit/test_progress.py",
    ("performance.md", "DeleteStage waits"): "tests/unit/test_progress.py",
    ("../README.md", "make up "): "tests/examples/test_readme.py",
    ("../README.md", "import pulumi"): "tests/documentation/test_readme.py",
    ("../README.md", "pip install './clone[cli]'"): "tests/package/test_wheels.py",
    ("../README.md", "Target: "): "tests/examples/test_readme.py",
    ("commands.md", "Usage: "): "tests/documentation/test_commands.py",
    ("errors.md", ""): "tests/errors/test_errors.py",
    ("how-to/accounts.md", "the credentials belong"): "tests/recipes/test_recipes.py",
    ("how-to/default-tags.md", "pulumi config"): "tests/recipes/test_recipes.py",
    ("how-to/tokens-in-javascript.md", "npm install"): "tests/documentation/test_javascript.py",
    ("iam.md", "{"): "tests/documentation/test_permissions.py",
    ("index.md", "import pulumi"): "tests/documentation/test_readme.py",
    ("key-rotation.md", "config = "): "tests/tokens/test_key_rotation.py",
    ("local-service.md", "$ pip install"): "service/tests/local/running/test_docs.py",
    ("local-service.md", "$ export"): "service/tests/local/running/test_docs.py",
    ("local-service.md", "def test_the_lobby"): "tests/documentation/test_pages.py",
    ("local-service.md", "from ivs_realtime_local"): "service/tests/local/running/test_docs.py",
    ("local-service.md", "Options:"): "service/tests/local/running/test_docs.py",
    ("plugin.md", "import pulumi"): "tests/documentation/test_pages.py",
    ("plugin.md", "import * as ivs"): "tests/plugin/test_languages.py",
    ("plugin.md", "name: rooms"): "tests/plugin/test_languages.py",
    ("plugin.md", "package main"): "tests/plugin/test_languages.py",
    ("plugin.md", "pulumi import "): "tests/plugin/test_languages.py",
    ("plugin.md", "cd .local/sdks/nodejs"): "tests/plugin/test_languages.py",
    ("pull-requests.md", "PULUMI_ENABLE_STREAMING"): "tests/documentation/test_pages.py",
    ("pull-requests.md", "{"): "tests/documentation/test_permissions.py",
    ("pull-requests.md", "- uses: "): "tests/impact/pull_requests/test_docs.py",
    ("pull-requests.md", "on:"): "tests/impact/pull_requests/test_docs.py",
    ("recipes.md", "import boto3"): "tests/recipes/test_recipes.py",
    ("recipes.md", "import pulumi"): "tests/recipes/test_recipes.py",
    ("resources.md", "function = "): "tests/secrecy/test_handed_over.py",
    ("stages-command.md", "ivs-realtime adopt"): "tests/documentation/test_pages.py",
    ("testing.md", "# rooms.py"): "tests/fixture/test_stack.py",
    ("testing.md", "# test_rooms.py"): "tests/fixture/test_stack.py",
    ("testing.md", "# infra.py"): "tests/fixture/test_stack.py",
    ("testing.md", "# test_infra.py"): "tests/fixture/test_stack.py",
    ("testing.md", "def answer"): "tests/documentation/test_pages.py",
    ("testing.md", "mkdir -p"): "tests/documentation/test_pages.py",
    ("tutorial.md", "pip install"): "tests/documentation/test_tutorial.py",
}
"""By page and the block's beginning: the module that runs it, or compares it with what is so."""

NOT = {
    ("architecture.md", " your program"): "a drawing",
    ("contributing.md", "SCREENSHOTS"): "would run the suite inside of the suite",
    ("how-to/accounts.md", "$ aws sso login"): "never run: needs an organization with IAM Identity Center",
    ("local-service.md", "export AWS_PROFILE"): "never run: needs an AWS account",
    ("plugin.md", "source .venv"): "the plugin's tests have Python's folder on PATH instead",
    ("plugin.md", "pulumi plugin install"): "packing takes 50 MB; the line is printed by `make plugin`",
    ("recordings.md", "make record"): "would rewrite the recordings",
    ("tutorial.md", "$ export AWS_PROFILE"): "never run on AWS; on the CLI with the local service in test_tutorial.py",
}
"""What nobody runs or compares, and why."""


def kind(page, block):
    """How a block is held; empty for one of which nobody knows."""
    if block.comment.startswith("examples/"):
        return "quoted"  # tests/examples/test_quotes.py
    beginning = next((key for key in [*TESTED, *NOT] if key[0] == page and block.text.startswith(key[1])), None)
    if beginning:
        return "tested" if beginning in TESTED else "not"
    typed = page in TYPED and not block.comment and (block.title or block.language in ("sh", "text"))
    return "typed" if typed else ""


def all_blocks():
    for page in PAGES:
        yield from ((page, block) for block in blocks(page))


def test_no_block_is_left_to_itself():
    assert [(page, block.text[:60]) for page, block in all_blocks() if not kind(page, block)] == []


def test_no_entry_is_of_a_block_that_is_gone():
    found = list(all_blocks())

    gone = [key for key in [*TESTED, *NOT] if not any(key[0] == p and b.text.startswith(key[1]) for p, b in found)]
    assert gone == []


@pytest.mark.parametrize("key", TESTED, ids=lambda key: " ".join(key)[:40])
def test_the_module_that_holds_it_reads_the_page(key):
    page, _ = key
    module = ROOT / TESTED[key]

    text = module.read_text("utf-8") + "".join(path.read_text("utf-8") for path in module.parent.glob("page.py"))
    assert page.rpartition("/")[2] in text or "tokens-in-javascript" in text


def test_what_is_never_run_is_said_to_be_never_run():
    for (page, _), reason in NOT.items():
        if reason.startswith("never run"):
            assert re.search(r"[Nn]ever (been )?run", (DOCS / page).read_text("utf-8")), page


def test_code_stands_in_fences_so_that_it_is_counted():
    """Four spaces would make a block, too."""
    loose = [
        (page, line)
        for page in PAGES
        for part in re.split(r"^ *```.*?^ *```$", (DOCS / page).read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
        for line in re.findall(r"(?<=\n\n)    \S.*", part)
    ]
    assert loose == []


def test_what_is_typed_is_typed_on_every_such_page():
    assert {path.relative_to(DOCS).as_posix() for path in (DOCS / "how-to").glob("*.md")} <= TYPED
