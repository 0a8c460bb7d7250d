"""README's program does what README says of it."""

import re

from documentation.pages import DOCS

README = (DOCS.parent / "README.md").read_text("utf-8")
(PROGRAM,) = re.findall(r"<!-- run by tests/documentation/test_readme.py -->\n```python\n(.*?)```", README, re.DOTALL)


def test_the_program_has_fifteen_lines():
    assert len(PROGRAM.splitlines()) == 15


def test_two_stages_one_recorded_and_a_token_that_is_renewed_in_time(stack, ivs_realtime_service):
    stack.program = lambda: exec(PROGRAM, {})
    stack.config["aws:region"] = "eu-west-1"

    first = stack.up()
    assert first.created == {"archive", "lobby", "main-stage", "host"}
    assert stack.up().unchanged

    recorded = {
        call["request"]["name"].rpartition("-")[0]: "autoParticipantRecordingConfiguration" in call["request"]
        for call in ivs_realtime_service.calls("CreateStage")
    }
    assert recorded == {"lobby": False, "main-stage": True}

    for advance in (stack.advance, ivs_realtime_service.advance):
        advance(12 * 24 * 3600)
    renewed = stack.up()
    assert renewed.replaced == {"host"}
    assert renewed.outputs["token"] != first.outputs["token"]
    assert ivs_realtime_service.calls("DisconnectParticipant") == []


def test_every_picture_is_there():
    shown = set(re.findall(r'(?:src|srcset)="(docs/images/[^"]+)"', README))

    assert shown
    assert [path for path in shown if not (DOCS.parent / path).exists()] == []


def test_the_overview_shows_the_same_program():
    assert PROGRAM in (DOCS / "index.md").read_text("utf-8")
