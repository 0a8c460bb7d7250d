"""URNs and references to providers."""

from pulumi_offline.resource import urns

STACK = "urn:pulumi:dev::rooms::pulumi:pulumi:Stack::rooms-dev"


def test_a_urn_has_the_types_of_its_parents_but_not_the_stacks():
    hall = urns.make_urn("dev", "rooms", STACK, "my:Hall", "hall")
    lobby = urns.make_urn("dev", "rooms", hall, "my:Lobby", "lobby")

    assert hall == "urn:pulumi:dev::rooms::my:Hall::hall"
    assert lobby == "urn:pulumi:dev::rooms::my:Hall$my:Lobby::lobby"
    assert urns.make_urn("dev", "rooms", "", "my:Hall", "hall") == hall
    assert (urns.qualified_type(lobby), urns.type_of(lobby), urns.name_of(lobby)) == (
        "my:Hall$my:Lobby",
        "my:Lobby",
        "lobby",
    )


def test_a_name_may_hold_what_parts_a_urn():
    assert urns.name_of(urns.make_urn("dev", "rooms", "", "my:Hall", "a::b")) == "a::b"


def test_a_default_provider_is_told_by_type_and_name():
    assert urns.is_default_provider("urn:pulumi:dev::rooms::pulumi:providers:aws::default_7_0_0")
    assert not urns.is_default_provider("urn:pulumi:dev::rooms::pulumi:providers:aws::mine")
    assert not urns.is_default_provider("urn:pulumi:dev::rooms::my:Hall::default")


def test_packages_are_read_off_types():
    assert urns.package_of("aws:s3/bucket:Bucket") == urns.provider_package("pulumi:providers:aws") == "aws"


def test_a_reference_to_a_provider_is_its_urn_and_its_id():
    reference = "urn:pulumi:dev::rooms::pulumi:providers:aws::mine::1-2"

    assert urns.provider_urn(reference) == "urn:pulumi:dev::rooms::pulumi:providers:aws::mine"
    assert urns.provider_id(reference) == "1-2"
