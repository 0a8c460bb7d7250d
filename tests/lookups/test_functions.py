"""get_stage, get_stages and get_tags, as a program calls them."""

import asyncio

import pulumi
import pytest

import pulumi_ivs_realtime as ivs
from clients import REGION


@pytest.fixture(autouse=True)
def _new_run(service, new_process):
    """Each test is a run of its own."""


@pytest.fixture
def new_output():
    """An output, made on the event loop that it needs."""

    async def make():
        return pulumi.Output.from_input("anything")

    return asyncio.run(make())


@pytest.fixture
def rooms(aws, service):
    arns = {
        name: aws.create_stage(name=name, tags=tags)["stage"]["arn"]
        for name, tags in {"lobby-a": {"team": "live"}, "lobby-b": {"team": "live", "env": "dev"}, "stage": {}}.items()
    }
    service.reset_calls()
    return arns


def test_a_stage_is_found_by_arn_with_one_call(rooms, service):
    found = ivs.get_stage(arn=rooms["lobby-b"])

    assert (found.name, found.tags, found.region) == ("lobby-b", {"team": "live", "env": "dev"}, REGION)
    assert found.endpoints.whip.startswith("https://")
    assert found.active_session_id == ""
    assert [call["operation"] for call in service.calls()] == ["GetStage"]


def test_a_stage_is_found_by_name(rooms):
    assert ivs.get_stage(name="stage").arn == rooms["stage"]


def test_none_and_several_of_a_name_are_told_apart(rooms, aws):
    second = aws.create_stage(name="stage")["stage"]["arn"]

    with pytest.raises(ivs.LookupFailed, match=f'in {REGION} is called "foyer" .*; there are 4 stages') as error:
        ivs.get_stage(name="foyer")
    assert "(region= looks in another one)" in str(error.value)
    with pytest.raises(ivs.LookupFailed, match=r'called "lobby" .*; did you mean "lobby-[ab]"\?'):
        ivs.get_stage(name="lobby")
    with pytest.raises(ivs.LookupFailed, match=r'2 stages in .* are called "stage"') as error:
        ivs.get_stage(name="stage")
    assert second in str(error.value)


def test_a_missing_arn_says_so(rooms):
    with pytest.raises(ivs.LookupFailed, match="there is no stage arn:"):
        ivs.get_stage(arn=rooms["stage"][:-4] + "zzzz")


def test_a_failed_look_up_is_one_error_without_those_that_led_to_it(rooms):
    with pytest.raises(ivs.LookupFailed) as error:
        ivs.get_stage(arn=rooms["stage"][:-4] + "zzzz")

    assert error.value.__cause__ is None
    assert error.value.__suppress_context__


def test_outside_of_a_program_an_error_is_no_end_of_one(rooms):
    with pytest.raises(ivs.LookupFailed) as error:
        ivs.get_stage(name="foyer")

    assert not isinstance(error.value, pulumi.RunError)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"tags": ["team"]}, "get_stages: tags must be an object, not a list."),
        ({"tags": {"team": 3}}, 'get_stages: tags["team"] must be a string, not a number.'),
        ({"tags": {"team": None}}, 'get_stages: tags["team"] must be a string, not nothing.'),
        ({"name_regex": 3}, "get_stages: name_regex must be a string, not a number."),
        ({"region": ["x"]}, "get_stages: region must be a string, not a list."),
    ],
)
def test_a_filter_of_the_wrong_type_is_refused_instead_of_matching_nothing(service, wrong, sentence):
    with pytest.raises(ivs.IvsRealTimeError) as error:
        ivs.get_stages(**wrong)

    assert str(error.value) == sentence
    assert service.calls() == []


@pytest.mark.parametrize(
    ("look_up", "argument", "value"),
    [
        (ivs.get_stage, "arn", ...),
        (ivs.get_stage, "name", ...),
        (ivs.get_stage, "region", ...),
        (ivs.get_stages, "name_regex", ...),
        (ivs.get_stages, "tags", ...),
        (ivs.get_stages, 'tags["team"]', {"team": ...}),
        (ivs.get_tags, "resource_arn", ...),
    ],
)
def test_an_output_is_refused_by_name_with_the_form_for_outputs(service, new_output, look_up, argument, value):
    given = new_output if value is ... else dict.fromkeys(value, new_output)

    with pytest.raises(ivs.IvsRealTimeError) as error:
        look_up(**{argument.partition("[")[0]: given})

    name, reason = look_up.__name__, "is an Output, which a plain look-up cannot await"
    assert str(error.value) == f"{name}: {argument} {reason}; use {name}_output."


def test_either_arn_or_name_is_needed(rooms):
    with pytest.raises(ivs.IvsRealTimeError, match="give either arn or name"):
        ivs.get_stage()


def test_stages_are_filtered_by_tags_and_name_over_all_pages(rooms, aws, service):
    for number in range(120):
        aws.create_stage(name=f"room-{number}")
    service.reset_calls()

    assert len(ivs.get_stages().arns) == 123
    assert ivs.get_stages(tags={"team": "live"}).names in (["lobby-a", "lobby-b"], ["lobby-b", "lobby-a"])
    assert ivs.get_stages(tags={"team": "live", "env": "dev"}).arns == [rooms["lobby-b"]]
    assert ivs.get_stages(name_regex="^stage$").arns == [rooms["stage"]]
    assert {call["operation"] for call in service.calls()} == {"ListStages"}


def test_outside_of_a_program_each_look_up_asks_anew(rooms, aws):
    """An application that asks now and then must see what has come and gone."""
    assert len(ivs.get_stages().arns) == 3
    aws.delete_stage(arn=rooms["stage"])

    assert set(ivs.get_stages().names) == {"lobby-a", "lobby-b"}


def test_no_stage_that_fits_is_an_empty_result(rooms):
    assert ivs.get_stages(tags={"team": "nobody"}).stages == []


def test_a_bad_expression_is_refused(rooms):
    with pytest.raises(ivs.IvsRealTimeError, match=r'name_regex "\(" is not a regular expression'):
        ivs.get_stages(name_regex="(")


def test_tags_of_a_resource_come_without_our_mark(rooms, aws):
    aws.tag_resource(resourceArn=rooms["lobby-a"], tags={"pulumi:creating": "x/1/y"})

    assert ivs.get_tags(resource_arn=rooms["lobby-a"]).tags == {"team": "live"}
    with pytest.raises(ivs.LookupFailed, match="there is no resource"):
        ivs.get_tags(resource_arn=rooms["lobby-a"][:-4] + "zzzz")
