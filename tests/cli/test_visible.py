"""Names, tag values and messages of others never reach a terminal raw."""

import json
import subprocess
import sys

import pytest

from pulumi_ivs_realtime.visible import visible, visible_json
from pulumi_offline.cli.display import Display

OBEYED = [
    "\x1b[31m",
    "\x00",
    "\x07",
    "\x7f",
    "\x9b",
    "\u202e",
    "\u2066",
    "\u200f",
    "\u061c",
    "\u200b",
    "\u2028",
    "\ufeff",
    "\r",
]


@pytest.mark.parametrize("text", OBEYED, ids=ascii)
def test_what_a_terminal_would_obey_is_shown_as_its_escape(text):
    shown = visible(f"a{text}b")

    assert shown.isprintable()
    assert shown.startswith("a\\")


@pytest.mark.parametrize("text", ["plain", "ünï 字 🎉", "two\nlines\tand a tab"])
def test_other_text_stays_as_it_is(text):
    assert visible(text) == text


@pytest.mark.parametrize("text", [*OBEYED, "ünï 字 🎉"], ids=ascii)
def test_json_reads_back_as_it_was_and_is_harmless(text):
    shown = visible_json({text: [text]})

    assert json.loads(shown) == {text: [text]}
    assert shown.isprintable()


def test_the_list_of_stages_is_harmless(ivs_realtime, aws):
    tags = {"team": "\x1b[2J\u202etfel", "tab": "a\tb\nc"}
    aws.create_stage(name="lobby", tags=tags)

    plain, as_json = (ivs_realtime("stages", *flags).output for flags in ((), ("--json",)))

    assert not {"\x1b", "\u202e"} & {*plain, *as_json}
    assert len(plain.splitlines()) == 1
    assert "team=\\x1b[2J\\u202etfel" in plain
    assert json.loads(as_json)[0]["tags"] == tags


def test_the_display_of_a_run_is_harmless(capsys):
    given = {"json_": False, "color": "never", "show_sames": False, "diff": True, "suppress_outputs": False}
    display = Display("up", "p", "dev", given, preview=False)
    urn = "urn:pulumi:dev::p::a:b:C::\x1b]0;title\x07"
    metadata = {"op": "create", "urn": urn, "type": "a:b:C", "old": None, "new": {"inputs": {"\u202ek": "\x9b2J"}}}

    display.add({"resourcePreEvent": {"metadata": metadata}})
    display.add({"resOutputsEvent": {"metadata": metadata}})
    display.add({"diagnosticEvent": {"severity": "error", "message": "tag \x1b[31m is refused", "urn": urn}})
    display.add({"stdoutEvent": {"message": "\x1b[5mprinted"}})
    display.end(None)

    shown = capsys.readouterr().out
    assert "title" in shown
    assert "tag \\x1b[31m is refused" in shown
    assert all(line.isprintable() for line in shown.splitlines())


def test_a_sentence_of_the_engine_is_harmless(tmp_path):
    (tmp_path / "Pulumi.yaml").write_text('name: "a\\e[31m"\nruntime: python\n')
    command = [sys.executable, "-m", "pulumi_ivs_realtime.cli", "preview", "--offline"]

    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env={"PULUMI_BACKEND_URL": "file:///"})

    assert told.returncode == 1
    assert "\x1b" not in told.stderr + told.stdout
