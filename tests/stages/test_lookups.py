"""Look-ups in whole programs: in previews and applies, one sweep a run, errors in one sentence."""

import pulumi
import pytest

import pulumi_ivs_realtime as ivs
from stages.conftest import REGION, changed


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
            'get_stage: no stage in eu-central-1 is called "nobody"; there are 2',
        ),
        (lambda: ivs.get_stage_output(name="twin"), 'get_stage: 2 stages in eu-central-1 are called "twin": arn:'),
        (lambda: ivs.get_stage_output(arn="lobby"), 'get_stage: "lobby" is no ARN of a stage.'),
        (lambda: ivs.get_tags_output(resource_arn="lobby"), 'get_tags: "lobby" is no ARN of an IVS resource.'),
        (lambda: ivs.get_stages_output(name_regex="("), 'get_stages: name_regex "(" is no regular expression'),
        (lambda: ivs.get_stage_output(arn=None, name=None), "get_stage: give either arn or name."),
    ],
    ids=["none", "several", "no ARN", "no ARN of tags", "no expression", "neither"],
)
def test_what_cannot_be_looked_up_fails_the_preview_in_one_sentence(show, look_up, sentence):
    for _ in range(2):
        show.aws.create_stage(name="twin")

    def program():
        pulumi.export("found", look_up())

    result = show.declare(program).preview(fails=True)

    assert [line for error in result.errors for line in error.splitlines() if sentence in line]
