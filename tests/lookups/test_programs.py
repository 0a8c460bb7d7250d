"""Look-ups in whole programs: in previews and applies, one sweep a run, errors in one sentence."""

import pulumi
import pytest

import pulumi_ivs_realtime as ivs
from clients import REGION
from show import changed


@pytest.fixture
def others(show):
    """More stages of others than fit on a page."""
    return {
        number: show.aws.create_stage(name=f"room-{number}", tags={"floor": str(number % 3)})["stage"]["arn"]
        for number in range(120)
    }


def test_look_ups_share_one_sweep_of_all_pages_in_a_run(show, others):
    def program():
        every = ivs.get_stages()
        first = ivs.get_stages(tags={"floor": "0"}, name_regex="^room-")
        late = ivs.get_stages_output(tags={"floor": pulumi.Output.from_input("1")}, region=REGION)
        one = ivs.get_stage_output(name=pulumi.Output.from_input("room-7"))
        pulumi.export("counts", [len(every.arns), len(first.arns), late.apply(lambda found: len(found.arns))])
        pulumi.export("one", one.arn)
        pulumi.export("whip", one.endpoints.whip)

    for run in (show.preview, show.up):
        show.calls()
        run(program)
        assert show.calls() == {"ListStages": 2, "GetStage": 1}

    outputs = show.stack.outputs
    assert outputs["counts"] == [120, 40, 40]
    assert outputs["one"] == others[7]
    assert outputs["whip"].startswith("https://")


def test_every_run_looks_anew(show):
    def program():
        pulumi.export("names", ivs.get_stages().names)

    show.up(program)
    show.aws.create_stage(name="newcomer")
    show.up(program)

    assert show.stack.outputs["names"] == ["newcomer"]


def test_a_look_up_waits_for_what_is_not_known_yet(show):
    """In the preview of a new stage nothing is asked; afterwards it is asked in previews, too."""

    def program(**arguments):
        def run():
            stage = ivs.Stage("lobby", name="lobby", **arguments)
            pulumi.export("endpoints", ivs.get_stage_output(arn=stage.arn).endpoints.whip)
            pulumi.export("tags", ivs.get_tags_output(resource_arn=stage.arn).tags)

        return run

    show.preview(program())
    assert show.calls() == {}

    show.up(program(tags={"team": "live"}))
    assert show.stack.outputs["tags"] == {"team": "live"}

    show.calls()
    preview = show.preview(program(tags={"team": "late"}))
    assert changed(preview) == {"lobby": "update"}
    assert show.calls() == {"GetStage": 1, "ListTagsForResource": 1}


@pytest.mark.parametrize(
    ("look_up", "sentence"),
    [
        (
            lambda: ivs.get_stage_output(name="nobody"),
            'get_stage: no stage in eu-central-1 is called "nobody" (region= looks in another one); there are 2',
        ),
        (
            lambda: pulumi.Output.from_input("nobody").apply(lambda name: ivs.get_stage(name=name)),
            'get_stage: no stage in eu-central-1 is called "nobody" (region= looks in another one); there are 2',
        ),
        (
            lambda: ivs.get_stages(tags={"team": pulumi.Output.from_input("live")}),
            'get_stages: tags["team"] is an Output, which a plain look-up cannot await; use get_stages_output.',
        ),
        (lambda: ivs.get_stage_output(name="twin"), 'get_stage: 2 stages in eu-central-1 are called "twin": arn:'),
        (lambda: ivs.get_stage_output(arn="lobby"), 'get_stage: "lobby" is not the ARN of a stage.'),
        (lambda: ivs.get_tags_output(resource_arn="lobby"), 'get_tags: "lobby" is not the ARN of an IVS resource.'),
        (lambda: ivs.get_stages_output(name_regex="("), 'get_stages: name_regex "(" is not a regular expression'),
        (lambda: ivs.get_stage_output(arn=None, name=None), "get_stage: give either arn or name."),
    ],
    ids=["none", "none in an apply", "an Output", "several", "no ARN", "no ARN of tags", "no expression", "neither"],
)
def test_what_cannot_be_looked_up_fails_the_preview_in_one_sentence_alone(show, look_up, sentence):
    for _ in range(2):
        show.aws.create_stage(name="twin")

    def program():
        pulumi.export("found", look_up())

    result = show.declare(program).preview(fails=True)

    assert [message.startswith(sentence) and "\n" not in message.strip() for message in said(result)] == [True]


def said(outcome):
    """The errors without the line that Pulumi adds to each that a program ends with."""
    return [message for message in outcome.errors if "program exited with non-zero exit code: 1" not in message]


def test_debugging_shows_where_a_look_up_failed(show, monkeypatch):
    monkeypatch.setenv("PULUMI_IVS_DEBUG", "1")

    result = show.declare(lambda: ivs.get_stage(name="nobody")).preview(fails=True)

    assert "Traceback" in "".join(said(result))


def test_a_program_can_catch_what_a_look_up_raises(show):
    def program():
        for kind in (ivs.LookupFailed, pulumi.RunError):
            with pytest.raises(kind, match="nobody"):
                ivs.get_stage(name="nobody")
        with pytest.raises(ValueError, match="give either arn or name"):
            ivs.get_stage()
        arn = pulumi.Output.from_input("arn")
        with pytest.raises(pulumi.RunError, match="stage_arn must be a string, not Output"):
            ivs.create_participant_token(stage_arn=arn, public_key_arn="", private_key="", endpoints={})

    show.preview(program)
