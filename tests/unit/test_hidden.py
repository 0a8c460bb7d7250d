"""Hidden properties: Pulumi shows none whose name begins with `__`, and versions before spelt them without."""

from pulumi_ivs_realtime.declarations import RESOURCES
from pulumi_ivs_realtime.rules.hidden import HIDDEN, as_now_spelt

FORMER = {"createUrn": "urn::lobby", "organization": "acme", "autoName": "lobby-1", "attempt": "a1", "name": "lobby"}
TODAY = {f"__{name}" if name != "name" else name: value for name, value in FORMER.items()}


def test_each_hidden_property_of_each_resource_begins_as_pulumi_hides_it():
    declared = {name for resource in RESOURCES for name in resource.hidden}

    assert declared == HIDDEN - {"__secretInputs"}
    assert all(name.startswith("__") for name in HIDDEN)


def test_a_bag_of_an_earlier_version_is_spelt_as_today():
    assert as_now_spelt(FORMER) == TODAY
    assert as_now_spelt(FORMER | {"createAttempt": "a1"}) == TODAY | {"__createAttempt": "a1"}


def test_a_bag_of_today_stays_as_it_is():
    assert as_now_spelt(TODAY) == TODAY


def test_what_stands_under_both_names_keeps_todays_value():
    assert as_now_spelt({**FORMER, "__createUrn": "urn::hall"}) == {**TODAY, "__createUrn": "urn::hall"}


def test_a_resource_of_another_package_may_have_an_organization():
    foreign = {"organization": "acme", "attempt": 3, "name": "lobby"}

    assert as_now_spelt(foreign) == foreign
