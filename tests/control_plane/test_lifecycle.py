"""What all kinds beside stages do in one way: made, changed, replaced, refreshed, adopted, deleted."""

import json

import pytest

from control_plane.kinds import CASES, public_key
from marks import mark
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY, creator
from steps import Declaration, checked, declared, refusals

CHANGES = [
    pytest.param(case, each, id=f"{case.named}-{name}") for case in CASES for name, each in case.replacing.items()
]
SAME = [pytest.param(case, each, id=f"{case.named}-{name}") for case in CASES for name, each in case.same.items()]
WRONG = [pytest.param(case, *each, id=f"{case.named}-{each[1][:40]}") for case in CASES for each in case.wrong]


def operations(service):
    return [call["operation"] for call in service.calls()]


def test_it_is_made_found_the_same_and_deleted(case, one, provider_of, aws):
    assert one.up(**case.plain) == "create"
    assert one.outs["arn"] == one.id
    assert one.up(**case.plain) == "same"
    assert one.refresh()
    assert one.up(**case.plain) == "same"
    one.provider = provider_of(case)
    one.destroy()

    assert case.all(aws) == []


def test_it_is_made_with_one_call_beside_those_of_its_mark(case, one, service):
    one.up(**case.plain)

    made = [each for each in operations(service) if "GetCallerIdentity" not in each]
    assert made == [case.kind.list, case.kind.create, "UntagResource"]


def test_it_has_an_automatic_name_for_life(case, one, aws):
    one.up(**case.plain)

    assert case.one(aws, one.id)["name"] == one.outs["name"]
    assert one.outs["name"].startswith("lobby-")


def test_tags_are_changed_in_place_with_the_fewest_calls(case, one, aws, service):
    one.up(**case.plain, tags={"team": "live", "floor": "1"})
    service.reset_calls()

    assert one.up(**case.plain, tags={"team": "live", "room": "2"}) == "update"

    assert operations(service) == ["UntagResource", "TagResource"]
    assert case.one(aws, one.id)["tags"] == {"team": "live", "room": "2"}


def test_default_tags_are_merged(case, provider_of, aws):
    one = Declaration(provider_of(case, defaultTags={"tags": {"team": "live", "cost": "1"}}))

    one.up(**case.plain, tags={"team": "own"})

    assert case.one(aws, one.id)["tags"] == one.outs["tagsAll"] == {"team": "own", "cost": "1"}


def test_tags_of_others_are_drift(case, one, aws):
    one.up(**case.plain, tags={"team": "live"})
    aws.tag_resource(resourceArn=one.id, tags={"stray": "1"})

    one.refresh()

    assert one.up(**case.plain, tags={"team": "live"}) == "update"
    assert case.one(aws, one.id)["tags"] == {"team": "live"}


@pytest.mark.parametrize(("case", "change"), CHANGES)
def test_what_the_service_cannot_change_takes_another(case, change, provider_of):
    provider = provider_of(case)
    one = Declaration(provider)
    one.up(**case.plain)
    news = provider.check(one.inputs, declared(type_=case.named, **{**case.plain, **change})).inputs

    found = provider.diff(one.id, one.outs, news)

    assert found.changes
    assert found.replaces == [*change] or "insecureIngest" in change


@pytest.mark.parametrize(("case", "change"), SAME)
def test_what_the_service_takes_for_equal_is_no_change(case, change, provider_of):
    one = Declaration(provider_of(case))
    one.up(**case.plain)

    assert one.up(**{**case.plain, **change}) == "same"


@pytest.mark.parametrize(("case", "props", "sentence"), WRONG)
def test_bad_input_is_refused_before_any_call(case, props, sentence, provider_of, service):
    given = {name: value for name, value in {**case.plain, **props}.items() if value is not None}

    found = refusals(provider_of(case), **given)

    assert any(each.startswith(sentence) for each in found), found
    assert operations(service) == []


def test_a_private_key_is_not_quoted(provider_of):
    [case] = [each for each in CASES if each.named == "PublicKey"]

    found = refusals(provider_of(case), publicKeyMaterial="-----BEGIN EC PRIVATE KEY-----\nMIGHAgEAMBMG\n")

    assert len(found) == 1
    assert "MIGH" not in found[0]


def test_what_was_deleted_outside_is_gone_at_the_next_refresh(case, one, aws):
    one.up(**case.plain)
    case.delete(aws, one.id)

    assert not one.refresh()


def test_deleting_what_is_gone_succeeds(case, one, aws):
    one.up(**case.plain)
    case.delete(aws, one.id)

    one.destroy()


def test_an_existing_one_is_adopted_as_it_is(case, provider_of, aws, capsys):
    arn = case.make(aws, name="found", tags={"team": "live"})
    one = Declaration(provider_of(case))

    one.up(**case.plain, name="found", tags={"team": "live"}, adopt=arn)

    assert one.id == arn
    assert "nothing about it will change" in capsys.readouterr().err
    assert one.refresh()
    assert one.up(**case.plain, name="found", tags={"team": "live"}) == "same"


def test_adoption_brings_tags_to_what_is_declared(case, one, aws):
    arn = case.make(aws, name="found", tags={"team": "old"})

    one.up(**case.plain, name="found", tags={"team": "live"}, adopt=arn)

    assert case.one(aws, arn)["tags"] == {"team": "live"}


def test_adoption_of_what_is_otherwise_and_fixed_is_refused(case, provider_of, aws):
    arn = case.make(aws, name="found")

    found = refusals(provider_of(case), **case.plain, name="other", adopt=arn)

    assert found == [f"name is otherwise on {arn}, and the service cannot change it; declare it as it is there"]


def test_an_arn_of_another_kind_is_not_adopted(case, provider_of, aws):
    stage = aws.create_stage(name="lobby")["stage"]["arn"]

    [found] = refusals(provider_of(case), **case.plain, adopt=stage)

    assert found.startswith("adopt must be the ARN of a")
    assert case.kind.noun in found


def test_an_alias_to_another_kind_is_refused(case, one, aws):
    one.up(**case.plain)
    stage = aws.create_stage(name="lobby")["stage"]["arn"]

    with pytest.raises(Exception, match=f"is no {case.kind.noun}"):
        one.provider.diff(stage, one.outs, one.inputs)


@pytest.mark.parametrize("kind", ["reset", "500", "html"])
def test_a_lost_reply_makes_no_second_one(case, provider_of, aws, service, impatient, kind):
    one = Declaration(provider_of(case))
    service.fault(kind, case.kind.create, after=True, count=1)

    one.up(**case.plain)

    [found] = case.all(aws)
    assert found["arn"] == one.id
    assert MARK_KEY not in found["tags"]


def test_what_an_earlier_run_began_is_taken_over(case, provider_of, aws, impatient):
    provider = provider_of(case)
    news = checked(provider, declared(type_=case.named, **case.plain))
    begun = case.make(aws, name=news["name"], tags=mark(creator("organization", news["__createUrn"])))

    made = provider.create(news)

    assert made.id == begun
    assert [each["tags"] for each in case.all(aws)] == [{}]


def test_what_another_declaration_began_is_left_alone(case, one, aws, impatient):
    if case.named == "PublicKey":
        pytest.skip("the service does not hold the same key twice")
    begun = case.make(aws, name="lobby", tags=mark("0" * 32))

    one.up(**case.plain)

    assert one.id != begun
    assert len(case.all(aws)) == 2


def test_a_full_account_is_said_in_one_sentence(case, one, aws, service):
    service.quotas(counts=True)
    for number in range(case.kind.quota):
        case.make(aws, **({"publicKeyMaterial": public_key(10 + number)} if case.named == "PublicKey" else {}))

    with pytest.raises(Exception, match=f"AWS answered {case.kind.create} with ServiceQuotaExceeded") as error:
        one.up(**case.plain)

    assert "delete_before_replace" not in str(error.value)


def test_a_replacement_without_room_names_the_option(case, one, aws, service):
    service.quotas(counts=True)
    one.up(**case.plain)
    for number in range(case.kind.quota - 1):
        case.make(aws, **({"publicKeyMaterial": public_key(10 + number)} if case.named == "PublicKey" else {}))
    change = next(iter(case.replacing.values()))
    news = checked(one.provider, declared(type_=case.named, **{**case.plain, **change}), one.inputs)
    one.provider.diff(one.id, one.outs, news)

    with pytest.raises(Exception, match=r"or set delete_before_replace=True in its options"):
        one.provider.create(news)


def test_nothing_secret_is_among_its_plain_outputs(case, one):
    one.up(**case.plain)

    shown = {each.wire_name for each in case.provider.declaration.computed if not each.secret}
    assert "rt_" not in json.dumps({name: one.outs.get(name) for name in shown})


def test_refreshing_many_takes_one_listing_where_that_shows_enough(case, provider_of, aws, service):
    count = min(case.kind.quota, 8)
    if count < 6:
        pytest.skip("an account may have too few of them")
    provider = provider_of(case)
    many = [Declaration(provider, f"one-{number}") for number in range(count)]
    for number, each in enumerate(many):
        each.up(**case.plain, name=f"one-{number}")
    service.reset_calls()
    another = provider_of(case)
    for each in many:
        each.provider = another
        assert each.refresh()

    found = operations(service)
    assert found.count(case.kind.get) == (count if case.named == "IngestConfiguration" else 5)
