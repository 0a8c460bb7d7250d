"""What a program declares as a secret stands in no message, whatever is wrong with it."""

import json

import pulumi
import pytest

import pulumi_ivs_realtime as ivs

HUSH = "hush hush"
NO_STAGE = "arn:aws:ivs:eu-central-1:123456789012:stage/AbCdEfGh1234"


def everything(outcome):
    """All that a run showed or could show: its events, its document, its messages."""
    return json.dumps([outcome.events, outcome.digest])


def secret(value=HUSH):
    return pulumi.Output.secret(value)


@pytest.mark.parametrize(
    ("declare", "sentence"),
    [
        (lambda: ivs.Stage("lobby", name=secret()), "name must consist of letters, digits, '-' and '_', not [secret]"),
        (lambda: ivs.Stage("lobby", name=secret(HUSH * 20)), "not [secret]"),
        (lambda: ivs.Stage("lobby", adopt=secret()), "adopt must be the ARN of a stage, not [secret]"),
        (
            lambda: ivs.ParticipantToken("host", stage_arn=NO_STAGE, capabilities=[secret()]),
            "capabilities[0] must be one of PUBLISH, SUBSCRIBE, not [secret]",
        ),
        (
            lambda: ivs.ParticipantToken("host", stage_arn=NO_STAGE, duration=secret(99999)),
            "duration must be between 1 and 20160, not [secret]",
        ),
        (
            lambda: ivs.Tag("tag", resource_arn=secret(), key="a", value="b"),
            "must be the ARN of a resource of Amazon IVS Real-Time, not [secret]",
        ),
    ],
    ids=["name", "long name", "adopt", "capability", "duration", "ARN"],
)
def test_a_secret_that_is_refused_is_not_quoted(show, declare, sentence):
    outcome = show.declare(declare).preview(fails=True)

    assert sentence in " ".join(outcome.errors)
    assert HUSH not in everything(outcome)
    assert "99999" not in " ".join(outcome.errors)


@pytest.mark.few(1)
@pytest.mark.parametrize("where", ["a tag", "the default tags", "the name"])
def test_an_adoption_says_that_a_secret_changes_but_not_to_what(show, where):
    arn = show.aws.create_stage(name="legacy", tags={"team": "old"})["stage"]["arn"]
    hush = HUSH.replace(" ", "-")
    if where == "the default tags":
        show.stack.secrets["aws:defaultTags"] = json.dumps({"tags": {"a": hush}})
    declared = {"a tag": lambda: {"tags": {"a": secret(hush)}}, "the name": lambda: {"name": secret(hush)}}

    def program():
        ivs.Stage("lobby", adopt=arn, **declared.get(where, dict)())

    shown = [show.declare(program).preview(), show.stack.up()]

    for outcome in shown:
        (announced,) = [message for message in outcome.messages if "adopts" in message]
        assert ("name [secret]" if where == "the name" else "tags_all [secret]") in announced
        assert hush not in everything(outcome)
    assert hush in json.dumps(show.stages())
    assert hush not in json.dumps(show.stack.state)


@pytest.mark.parametrize(
    ("look_up", "sentence"),
    [
        (lambda: ivs.get_stage_output(name=secret()), "is called [secret]"),
        (lambda: ivs.get_stage_output(arn=secret()), "[secret] is not the ARN of a stage"),
        (lambda: ivs.get_tags_output(resource_arn=secret()), "[secret] is not the ARN"),
        (
            lambda: ivs.get_stages_output(name_regex=secret(f"({HUSH}")),
            "name_regex [secret] is not a regular expression",
        ),
    ],
    ids=["name", "ARN", "resource", "expression"],
)
def test_a_look_up_by_a_secret_does_not_quote_it(show, look_up, sentence):
    outcome = show.declare(lambda: pulumi.export("found", look_up())).preview(fails=True)

    assert sentence in " ".join(outcome.errors)
    assert HUSH not in everything(outcome)


def test_a_region_that_nobody_knows_is_not_quoted_where_it_is_a_secret(show):
    outcome = show.preview(lambda: ivs.Stage("lobby", region=secret("hush-hush-1")))

    assert any("region [secret] is not known" in message for message in outcome.messages)
    assert "hush-hush-1" not in everything(outcome)


def test_secrets_change_neither_state_nor_previews(show):
    def program():
        other = ivs.Stage("other", name="other")
        ivs.Stage("lobby", name=pulumi.Output.secret("lobby"), tags={"other": other.name})

    show.up(program)

    lobby = show.stack.resource("lobby")
    assert not {"__secretInputs"} & {*lobby["inputs"], *lobby["outputs"]}
    assert show.up(program).unchanged
