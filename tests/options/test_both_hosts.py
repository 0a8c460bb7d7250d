"""Which host a resource gets, and what a program may not mix."""

from __future__ import annotations

import pulumi
import pytest
from pulumi.runtime.sync_await import _ensure_event_loop

import pulumi_ivs_realtime as ivs


def hosted(**arguments):
    return pulumi.ResourceOptions(provider=ivs.Provider("here"), **arguments)


def both(first, second):
    def program():
        options = {True: hosted(), False: None}
        ivs.Stage("lobby", opts=options[first])
        ivs.Stage("lobby", opts=options[second])

    return program


@pytest.mark.parametrize("first", [True, False])
def test_one_name_in_both_hosts_is_refused(show, first):
    """Each has the other's type as an alias: the one would take over what the other made."""
    result = show.declare(both(first, not first)).preview(fails=True)

    assert '"lobby" is declared twice, with an ivs.Provider and without' in " ".join(result.errors)


def test_get_and_import_without_a_provider_name_the_way_on(show):
    def program():
        ivs.Stage("lobby", opts=pulumi.ResourceOptions(import_="arn:aws:ivs:us-east-1:123456789012:stage/AbCdEfGh1234"))

    result = show.declare(program).preview(fails=True)

    assert "adopt=" in " ".join(result.errors)


class Mocks(pulumi.runtime.Mocks):
    """Notes what is registered."""

    def __init__(self):
        self.made = {}

    def new_resource(self, args):
        self.made[args.name] = args
        return f"arn:of:{args.name}", {**args.inputs, "arn": f"arn:of:{args.name}"}

    def call(self, args):
        return {}


@pytest.fixture
def mocks():
    found = Mocks()
    _ensure_event_loop()  # older SDKs ask for one here, and make none
    pulumi.runtime.set_mocks(found, project="rooms", stack="dev")
    yield found
    pulumi.runtime.settings.reset_options()


def test_the_provider_of_a_parent_counts_and_of_providers_too(mocks):
    @pulumi.runtime.test
    def program():
        here = ivs.Provider("here", default_tags={"tags": {"team": "live"}}, access_key="k", secret_key="s")
        room = pulumi.ComponentResource("acme:index:Room", "room", None, pulumi.ResourceOptions(providers=[here]))
        ivs.Stage("inside", opts=pulumi.ResourceOptions(parent=room))
        ivs.Stage("outside")
        return ivs.Stage("own", opts=pulumi.ResourceOptions(provider=here)).arn

    program()
    types = {name: made.typ for name, made in mocks.made.items()}
    assert types["inside"] == types["own"] == "ivs-realtime:index:Stage"
    assert types["outside"] == "pulumi-python:dynamic/ivs-realtime:Stage"
    assert mocks.made["here"].inputs["defaultTags"] == '{"tags": {"team": "live"}}'
    assert set(mocks.made["own"].inputs) == {"forceDestroy"}
