"""The URN of a declaration in the other of the two hosts."""

from __future__ import annotations

import pytest

from pulumi_ivs_realtime.rules.identity.hosts import other_urn

HEAD = "urn:pulumi:dev::rooms::"
DYNAMIC = "pulumi-python:dynamic/ivs-realtime:Stage::lobby"
PLUGIN = "ivs-realtime:index:Stage::lobby"


@pytest.mark.parametrize("above", ["", "acme:index:Room$", "acme:index:House$acme:index:Room$"])
def test_it_differs_in_the_type_alone(above):
    dynamic, plugin = HEAD + above + DYNAMIC, HEAD + above + PLUGIN

    assert other_urn(dynamic) == plugin
    assert other_urn(plugin) == dynamic


@pytest.mark.parametrize("type_", ["acme:index:Room", "pulumi-python:dynamic:Resource", "aws:s3/bucket:Bucket"])
def test_a_type_of_somebodys_own_has_none(type_):
    assert other_urn(f"{HEAD}{type_}::lobby") == ""
