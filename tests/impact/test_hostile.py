"""A pull request may come from anybody: its names and values stay values, its secrets stay secret, its size is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from impact.cases import NOW
from impact.cli import called
from impact.golden import PREVIEWS
from pulumi_ivs_realtime import impact
from pulumi_ivs_realtime.errors import InvalidInputs
from pulumi_ivs_realtime.impact.formats.markdown import LIMIT
from pulumi_ivs_realtime.impact.judging.calls import settings_of

_TYPE = "pulumi-python:dynamic/ivs-realtime:Stage"
_TEXT = st.text(max_size=40) | st.sampled_from(
    [
        "@everyone",
        "</details>",
        "| a | b |",
        "``` x",
        "`",
        "``",
        "<img src=x>",
        "\n# big\n",
        "-->",
        "[x](http://y)",
        "&lt;",
    ]
)


def urn(name: str, type_: str = _TYPE) -> str:
    return f"urn:pulumi:dev::rooms::{type_}::{name}"


def stage(name: str, op: str = "update", **sides: Any) -> dict[str, Any]:
    """A step of a digest; `old` and `new` are tags."""
    arn = "arn:aws:ivs:eu-central-1:123456789012:stage/AbCdEfGh1234"
    states = {
        f"{side}State": {
            "id": arn,
            "inputs": {"name": name, "region": "eu-central-1", "tags": tags, "tagsAll": tags},
        }
        for side, tags in sides.items()
    }
    return {"op": op, "urn": urn(name), **states}


def preview(*steps: dict[str, Any], **rest: Any) -> impact.Preview:
    digest = {"steps": list(steps), "changeSummary": {"update": len(steps)}, **rest}
    return impact.read_preview(json.dumps(digest))


def formats(read: impact.Preview) -> dict[str, str]:
    report = impact.report_on(read, NOW)
    layout = impact.laid_out(report)
    return {
        "markdown": impact.markdown(layout),
        "text": impact.text(layout),
        "json": json.dumps(impact.document(report)),
    }


@given(st.lists(st.tuples(_TEXT, _TEXT, _TEXT, _TEXT), max_size=8))
@settings(max_examples=80, deadline=None)
def test_nothing_from_outside_becomes_markup(values: list[tuple[str, str, str, str]]) -> None:
    """Whatever names and values say: no link, no HTML but our own, no heading, no table row more."""
    steps = [stage(name, old={key: before}, new={key: after}) for name, key, before, after in values]
    steps.append({"op": "create", "urn": urn("".join(v[0] for v in values), "x:y:" + "".join(v[1] for v in values))})
    rendered = MarkdownIt("commonmark").enable("table").parse(formats(preview(*steps))["markdown"])

    tokens = [inner for token in rendered for inner in [token, *(token.children or [])]]
    html = {token.content.strip() for token in tokens if token.type in {"html_inline", "html_block"}}
    assert not [token for token in tokens if token.type in {"link_open", "image", "heading_open"} and token.tag == "h1"]
    assert not [token for token in tokens if token.type in {"link_open", "image"}]
    assert all(re.fullmatch(_OUR_HTML, piece) for piece in html), html


_OUR_HTML = (
    r"<!-- pulumi-ivs-realtime impact: [A-Za-z0-9_./-]* -->"
    r"|<details><summary><b>[A-Za-z ]+</b> \([0-9,]+\)</summary>|</details>|</?sub>"
)


OBEYED = "a\u202eb\x1b[31mc\u2066d\x07e\u200ff\x9bg\ufeffh\u2028i"
"""What a terminal or a page would obey, each beside a letter."""


def test_nothing_from_outside_turns_or_hides_text() -> None:
    """Names, keys, values, types, messages and the stack's name are shown with escapes, in a terminal and a comment."""
    step = stage(OBEYED, old={"k": "x"}, new={"k": OBEYED, OBEYED: "y"})
    other = {"op": "create", "urn": urn(OBEYED, f"x:y:{OBEYED}").replace("rooms", f"rooms{OBEYED}")}
    said = [{"severity": "error", "message": OBEYED, "urn": urn(OBEYED)}]
    document = {"steps": [other, step, stage(OBEYED, "delete", old={})], "changeSummary": {}, "diagnostics": said}

    for format_ in ("text", "markdown", "json"):
        done = called("impact", "-", "--format", format_, environment={}, stdin=json.dumps(document))
        assert done.returncode == 0, done.stderr
        assert not [hex(ord(one)) for one in OBEYED if not one.isprintable() and one in done.stdout], format_
        assert "\\u202e" in done.stdout


@pytest.mark.parametrize("number", [1, 40, 400, pytest.param(2000, marks=pytest.mark.full)])
def test_a_comment_stays_within_the_limit_of_github(number: int) -> None:
    """However much changes, the comment fits, and says what it leaves out."""
    steps = [stage(f"room-{n}", old={"k": "x" * 90}, new={"k": f"{n}" + "😀" * 90}) for n in range(number)]
    text = formats(preview(*steps))["markdown"]

    assert len(text.encode("utf-16-le")) // 2 <= LIMIT
    assert ("left out" in text) == (number >= 400)


def test_the_consequences_are_kept_when_the_rows_are_not() -> None:
    """What a reviewer must not miss stands above everything that is shortened."""
    steps = [stage(f"room-{n:04}", old={"k": "x"}, new={"k": "y" * 90 + str(n)}) for n in range(400)]
    text = formats(preview(*steps, stage("zzz", "delete", old={})))["markdown"]

    assert "`zzz` is deleted" in text


SECRETS = {
    "token": "eyJhbGciOiJFUzM4NCIsInR5cCI6IkpXVCJ9.eyJleHAiOjE2fQ.c2lnbmF0dXJl",
    "access key": "AKIAIOSFODNN7EXAMPLE",
    "stream key": "sk_eu-central-1_aBcDeFgHiJkL",
}


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_what_looks_like_a_key_is_blotted_out(secret: str) -> None:
    """Wherever a careless program puts it: tags, names, keys, messages, other packages' types and properties."""
    step = stage(secret, old={"k": "v"}, new={"k": f"see {secret}", secret: "v"})
    other = {"op": "create", "urn": urn(secret, "x:y:" + secret), "newState": {"inputs": {secret: secret}}}
    said = [{"severity": "error", "message": f"cannot use {secret}", "urn": urn(secret)}]

    for text in formats(preview(step, other, diagnostics=said)).values():
        assert secret not in text
        assert "[secret]" in text


def test_values_of_other_packages_are_not_shown() -> None:
    """Nobody can know which of them are secret: the names alone are told."""
    sides = [{"id": "db", "inputs": {"password": word, "size": word}} for word in ("hunter2", "hunter3")]
    step = {"op": "update", "urn": urn("db", "aws:rds/instance:Instance"), "oldState": sides[0], "newState": sides[1]}

    for text in formats(preview(step)).values():
        assert "hunter" not in text
        assert "password" in text


_JSON = st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just([]) | st.just({}) | st.just([{}])
_RECORDED = {form: (PREVIEWS / f"tokens.{form}").read_text() for form in ("json", "jsonl")}


@given(st.sampled_from(sorted(_RECORDED)), st.integers(min_value=0), _JSON)
@settings(max_examples=150, deadline=None)
def test_a_spoilt_preview_gives_a_report_or_one_sentence(form: str, place: int, spoilt: Any) -> None:
    """Any one value of a recorded preview is replaced: nothing ends in a traceback."""
    documents = [json.loads(line) for line in _RECORDED[form].splitlines()]
    holders = [*_holders(documents)]
    holder, key = holders[place % len(holders)]
    holder[key] = spoilt

    try:
        said = "".join(formats(impact.read_preview("\n".join(map(json.dumps, documents)))).values())
    except InvalidInputs as error:
        said = str(error)

    assert said


def _holders(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a document: what holds a value, and under which key."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield value, key
        yield from _holders(inner)


def test_secret_settings_are_not_taken_for_settings() -> None:
    """The engine blinds them: signing with the word would only be refused."""
    read = preview(config={"aws:secretKey": "[secret]", "aws:accessKey": "[secret]", "aws:region": "eu-central-1"})

    assert settings_of(read).connection.credentials.access_key is None
    assert settings_of(read).region == "eu-central-1"


def test_secret_objects_of_the_event_form_are_secrets() -> None:
    """The events write a secret as an object with a signature, not as the word."""
    hidden = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "[secret]"}
    event = {
        "resourcePreEvent": {
            "metadata": {
                "op": "update",
                "urn": urn("lobby"),
                "old": {"id": "arn:aws:ivs:eu-central-1:1:stage/A", "inputs": {"tagsAll": {"k": "v"}}},
                "new": {"inputs": {"tagsAll": {"k": hidden}}},
            }
        }
    }
    events = (event, {"summaryEvent": {"resourceChanges": {"update": 1}}})
    text = formats(impact.read_preview("\n".join(map(json.dumps, events))))["markdown"]

    assert "ciphertext" not in text
    assert "| `lobby` | `k` | `v` | `[secret]` |" in text
