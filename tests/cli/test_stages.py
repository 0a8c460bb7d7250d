"""`ivs-realtime stages`: what is there, live or idle, finished or not."""

import json
import os
import pty
import subprocess
import sys
import time

import pytest

from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY, Mark


def made(aws, name, **tags):
    return aws.create_stage(name=name, tags=tags)["stage"]["arn"]


def begun(aws, name, *, age, creator="c1", nonce="n1"):
    """An unfinished stage whose creation began `age` seconds ago."""
    mark = Mark(creator, int(time.time() - age), nonce)
    return aws.create_stage(name=name, tags={MARK_KEY: str(mark)})["stage"]["arn"]


def test_in_a_pipe_each_stage_is_one_line_of_columns(ivs_realtime, service, aws):
    lobby, main = made(aws, "lobby"), made(aws, "main", team="live", env="dev")
    session = service.join(main)[0]["sessionId"]

    result = ivs_realtime("stages")

    assert result.exit_code == 0
    assert result.output == f"lobby\t{lobby}\t\tidle\nmain\t{main}\tenv=dev team=live\tlive ({session})\n"


def test_every_page_of_stages_is_listed(ivs_realtime, aws):
    for number in range(101):
        made(aws, f"room-{number:03}")

    assert len(ivs_realtime("stages").output.splitlines()) == 101


def test_tags_names_and_regions_select(ivs_realtime, service, aws):
    for name, tags in {"lobby": {"team": "live"}, "main": {"team": "live", "env": "dev"}, "other": {}}.items():
        made(aws, name, **tags)

    def names(*words):
        return [line.split("\t")[0] for line in ivs_realtime("stages", *words).stdout.splitlines()]

    assert names("--tag", "team=live") == ["lobby", "main"]
    assert names("--tag", "team", "--tag", "env=dev") == ["main"]
    assert names("--tag", "team=video") == []
    assert names("--name", "^o") == ["other"]
    assert names("--region", "us-west-2") == []


def test_json_is_for_machines(ivs_realtime, aws):
    arn = made(aws, "lobby", team="live")

    (stage,) = json.loads(ivs_realtime("stages", "--json").output)

    assert stage == {"name": "lobby", "arn": arn, "tags": {"team": "live"}, "live": False, "activeSessionId": ""}


def on_a_terminal(width, *words):
    """What `ivs-realtime stages …` shows on a terminal of `width` columns."""
    ours, theirs = pty.openpty()
    subprocess.run(
        [sys.executable, "-c", "from pulumi_ivs_realtime.cli import main; main()", "stages", *words],
        stdout=theirs,
        env={**os.environ, "COLUMNS": str(width), "TERM": "xterm"},
        check=True,
    )
    shown = os.read(ours, 65536).decode()
    os.close(ours), os.close(theirs)
    return shown


def test_a_terminal_shows_a_table_with_whole_arns_and_tags_as_they_are(service, aws):
    arn = made(aws, "lobby", style="[red]")

    shown = on_a_terminal(160)

    assert "what to do" not in shown
    assert "state" in shown.splitlines()[0]
    assert arn in shown
    assert "style=[red]" in shown


def test_a_wide_table_wraps_its_tags_and_nothing_else(service, aws):
    arn = made(aws, "lobby", **{f"key-{number}": "a-value-of-some-length" for number in range(4)})

    lines = on_a_terminal(120).splitlines()[1:]

    assert lines[0].split() == ["lobby", arn, "key-0=a-value-of-some-length", "idle"]
    assert len(lines) == 4


@pytest.mark.parametrize("width", [80, 40])
def test_a_narrow_terminal_shows_an_arn_on_a_line_of_its_own(service, aws, width):
    arn = made(aws, "lobby", team="live", env="dev")
    plain = made(aws, "main")
    session = service.join(plain)[0]["sessionId"]

    lines = on_a_terminal(width).splitlines()

    assert lines == ["lobby  idle", f"  {arn}", "  env=dev team=live", f"main  live ({session})", f"  {plain}"]


def test_a_narrow_terminal_shows_an_orphans_arn_and_command_whole(service, aws):
    arn = begun(aws, "old", age=7200)

    first, second, third = on_a_terminal(80, "--orphans").splitlines()

    assert (first, second) == ("old  2 h", f"  {arn}")
    assert f"--arn {arn}" in third


@pytest.mark.parametrize(("words", "noun"), [((), "stage"), (("--orphans",), "unfinished resource")])
def test_no_stage_is_said_beside_the_output(ivs_realtime, words, noun):
    result = ivs_realtime("stages", *words)

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"No {noun} in eu-central-1 matches.\n"


def test_no_stage_is_an_empty_list_in_json(ivs_realtime):
    assert json.loads(ivs_realtime("stages", "--json").stdout) == []


def test_orphans_are_told_with_age_and_what_to_do(ivs_realtime, service, aws):
    made(aws, "finished")
    old, young = begun(aws, "old", age=7200), begun(aws, "young", age=0, creator="c2")
    live = begun(aws, "on-air", age=3600, creator="c3")
    service.join(live)

    rows = [line.split("\t") for line in ivs_realtime("stages", "--orphans").output.splitlines()]

    assert [row[:3] for row in rows[:2]] == [["old", old, "2 h"], ["on-air", live, "1 h"]]
    assert "run `up` of the stack that began it" in rows[0][3]
    assert f"aws ivs-realtime delete-stage --region eu-central-1 --arn {old}" in rows[0][3]
    assert f'adopt="{live}"' in rows[1][3]
    assert rows[2][1] == young
    assert "may be in the making" in rows[2][3]


def test_two_orphans_of_one_declaration_are_told_apart_from_single_ones(ivs_realtime, aws):
    for nonce in ("n1", "n2"):
        begun(aws, "lobby", age=3600, nonce=nonce)

    found = json.loads(ivs_realtime("stages", "--orphans", "--json").output)

    assert [orphan["creator"] for orphan in found] == ["c1", "c1"]
    assert all("one of 2 of the same declaration" in orphan["advice"] for orphan in found)
    assert all(3600 <= orphan["ageSeconds"] < 3700 for orphan in found)


def test_what_aws_refuses_is_one_sentence_and_exit_code_1(ivs_realtime, service):
    service.fault("AccessDeniedException", "ListStages")

    result = ivs_realtime("stages")

    assert result.exit_code == 1
    assert "allow ivs:ListStages to the role that runs" in result.output


def test_without_a_region_it_says_so(ivs_realtime, service, monkeypatch):
    monkeypatch.delenv("AWS_REGION")
    monkeypatch.delenv("AWS_DEFAULT_REGION")

    result = ivs_realtime("stages")

    assert (result.exit_code, result.output) == (1, "Error: no region is set; pass --region, or set AWS_REGION.\n")


def test_without_credentials_it_names_what_a_command_outside_of_a_stack_has(ivs_realtime, monkeypatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")

    result = ivs_realtime("stages", "--region", "eu-central-1")

    assert (result.exit_code, result.output) == (
        1,
        "Error: no usable AWS credentials (Unable to locate credentials); run `aws configure`, or set AWS_PROFILE or "
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.\n",
    )


@pytest.mark.parametrize("tag", ["=x", "=", ""])
def test_a_tag_without_a_key_is_wrong_usage(ivs_realtime, tag):
    result = ivs_realtime("stages", "--tag", tag)

    assert result.exit_code == 2
    assert f'--tag: "{tag}" has no key.' in result.stderr


def test_a_broken_pattern_is_wrong_usage(ivs_realtime):
    assert ivs_realtime("stages", "--name", "(").exit_code == 2
