"""docs/resources.md has the arguments that the classes have."""

import inspect
import re
from pathlib import Path

import pytest

import pulumi_ivs_realtime as ivs
from pulumi_ivs_realtime.declarations import RESOURCES

PAGE = (Path(__file__).parents[2] / "docs" / "resources.md").read_text()


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_the_arguments_of_a_resource_are_listed(resource):
    [shown] = re.findall(rf"^`{resource.name}\((.*?)\)`", PAGE, flags=re.MULTILINE | re.DOTALL)
    parameters = list(inspect.signature(getattr(ivs, resource.name)).parameters.values())[1:]
    written = [each.name if each.default is each.empty else f"{each.name}={each.default}" for each in parameters]

    assert re.split(r",\s+", shown) == ["resource_name", "*", *written]
