"""Each way to ask for a preview, and each package whose stages are rooms: a deletion closes the gate in all of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from impact.cli import CommandLine
from report.rooms import FORCED, GATE, as_native, closed, declare, held, join, stream, up

CUT_OFF = "Would cut off people in 1 live session"


@pytest.mark.few(1)
@pytest.mark.parametrize("command", [("destroy", "--preview-only"), ("preview",)], ids=lambda words: words[0])
def test_a_project_that_always_refreshes_shows_its_deletions(engine: CommandLine, command: tuple[str, ...]) -> None:
    up(engine, FORCED)
    join(engine)
    (engine.folder / "Pulumi.yaml").write_text("name: rooms\nruntime: python\noptions:\n  refresh: always\n")
    declare(engine)

    assert CUT_OFF in closed(engine, stream(engine, *command))


@pytest.mark.few(1)
@pytest.mark.parametrize("flag", ["--replace", "--target-replace"])
def test_a_stage_that_is_replaced_by_force_goes(engine: CommandLine, flag: str) -> None:
    up(engine, FORCED, 'ivs.Stage("hall")\n')
    join(engine)

    assert CUT_OFF in closed(engine, stream(engine, "preview", flag, held(engine)["lobby"]["urn"]))


def test_what_is_excluded_stays_and_the_rest_goes(engine: CommandLine) -> None:
    up(engine, FORCED, 'ivs.Stage("hall", force_destroy=True)\n')
    join(engine)
    declare(engine)
    urns = {name: each["urn"] for name, each in held(engine).items()}

    spared = engine.reported(stream(engine, "destroy", "--preview-only", "--exclude", urns["lobby"]), *GATE)

    assert spared.returncode == 0, spared.stdout
    assert CUT_OFF in closed(engine, stream(engine, "destroy", "--preview-only", "--exclude", urns["hall"]))


@pytest.mark.few(1)
@pytest.mark.parametrize("theirs", ["awscc:ivs:Stage", "acme:rooms:Room"])
def test_whatever_is_known_by_the_arn_of_a_stage_is_a_room(engine: CommandLine, theirs: str) -> None:
    up(engine, 'ivs.Stage("lobby")\n')
    join(engine)
    declare(engine)
    text = as_native(stream(engine), "lobby").replace("aws-native:ivs:Stage", theirs)

    said = closed(engine, text)

    assert CUT_OFF in said
    assert f"because {theirs} does not look whether anyone is there" in said


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("after", "refused"),
    [
        ('ivs.Stage("hall", tags={"n": "2"})\n', 1),
        ('ivs.Stage("lobby", region="us-west-2")\nivs.Stage("hall", tags={"n": "2"})\n', 1),
        ("", 1),
    ],
    ids=["removed", "moved", "all removed"],
)
def test_up_fails_where_somebody_is_and_the_rest_is_applied(engine: CommandLine, after: str, refused: int) -> None:
    up(engine, 'ivs.Stage("lobby")\nivs.Stage("hall", tags={"n": "1"})\n')
    arn = join(engine)
    declare(engine, after)

    said = closed(engine, stream(engine))

    assert f"pulumi up fails at {refused} live stage" in said
    assert engine.up().returncode
    assert held(engine)["lobby"]["id"] == arn
    assert ("hall" in held(engine)) == bool(after)


EMPTIED = [("destroy", "--preview-only"), ("refresh", "--preview-only")]


@pytest.mark.few(1)
@pytest.mark.parametrize("command", EMPTIED, ids=lambda words: words[0])
def test_a_preview_of_an_empty_stack_tells_nothing_and_is_read(
    engine: CommandLine, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """As one document it holds but its duration, which must not pass for a preview of a stack that holds something."""
    document = engine.run(*command, "--json", "--stack", "dev").stdout
    empty = exported(engine, tmp_path / "empty.json")

    assert json.loads(document).keys() == {"duration"}
    for text, flags in ((document, ()), (document, (*GATE, "--state", empty)), (stream(engine, *command), GATE)):
        done = engine.reported(text, *flags)
        assert done.returncode == 0, done.stderr
        assert "Nothing changes" in done.stdout
    assert engine.reported(document, *GATE).returncode == 1

    up(engine, FORCED)
    of_another = engine.reported(document, *GATE, "--state", exported(engine, tmp_path / "full.json"))
    assert of_another.returncode == 1
    assert "is of a stack that holds nothing, and the state holds something" in of_another.stderr
    twice = engine.reported(document + document)
    assert "more than one preview" in twice.stderr


def exported(engine: CommandLine, file: Path) -> str:
    file.write_text(engine.run("stack", "export", "--stack", "dev").stdout)
    return str(file)


FORMS = {
    "destroy": ("destroy", "--preview-only"),
    "destroy refreshed": ("destroy", "--preview-only", "--refresh"),
    "destroy of one": ("destroy", "--preview-only", "--refresh", "--target", "**::lobby"),
    "preview": ("preview",),
    "preview refreshed": ("preview", "--refresh"),
    "preview of one": ("preview", "--target", "**::lobby"),
}


def test_every_form_of_preview_shows_a_deletion(engine: CommandLine, tmp_path: Path) -> None:
    """Streamed and as one document, and that beside the state."""
    up(engine, FORCED, 'ivs.Stage("hall")')
    join(engine)
    declare(engine, 'ivs.Stage("hall")')
    urn = held(engine)["lobby"]["urn"]
    state = tmp_path / "exported.json"
    state.write_text(engine.run("stack", "export", "--stack", "dev").stdout)

    for name, words in FORMS.items():
        flags = [word.replace("**::lobby", urn) for word in words]
        document = engine.run(*flags, "--json", "--stack", "dev").stdout
        for said in (closed(engine, stream(engine, *flags)), closed(engine, document, "--state", str(state))):
            assert CUT_OFF in said, name


def test_a_refresh_shows_no_deletion(engine: CommandLine) -> None:
    up(engine, FORCED)
    join(engine)

    done = engine.reported(stream(engine, "refresh", "--preview-only"), *GATE)

    assert done.returncode == 0, done.stdout
    assert "Nothing changes" in done.stdout


def test_one_document_is_not_judged_without_the_state(engine: CommandLine) -> None:
    up(engine, FORCED)
    declare(engine)

    done = engine.reported(engine.preview().stdout, *GATE)

    assert done.returncode == 1
    assert "PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true" in done.stderr
    assert "--state" in done.stderr
    assert engine.reported(engine.preview().stdout).returncode == 0


def test_the_state_shows_what_the_document_leaves_out(engine: CommandLine, tmp_path: Path) -> None:
    up(engine, FORCED)
    former = join(engine)
    engine.service.leave(former)
    declare(engine, FORCED.replace(")", ', region="us-west-2")'))
    engine.service.fault("AccessDeniedException", "DeleteStage")
    assert engine.up().returncode
    engine.service.calm()
    engine.service.join(former)
    state = tmp_path / "exported.json"
    state.write_text(engine.run("stack", "export", "--stack", "dev").stdout)

    assert f"lobby (former, {former}) is live now" in closed(engine, engine.preview().stdout, "--state", str(state))


def test_the_state_of_another_stack_is_refused(engine: CommandLine, tmp_path: Path) -> None:
    up(engine, FORCED)
    other = tmp_path / "other.json"
    other.write_text('{"version": 3, "deployment": {"resources": []}}')
    declare(engine)

    done = engine.reported(engine.preview().stdout, *GATE, "--state", str(other))

    assert done.returncode == 1
    assert "it is that of another stack, or of another moment" in done.stderr
