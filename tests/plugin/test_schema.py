"""The schema: what generated SDKs and `pulumi package` read, made from the declarations."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest

import pulumi_ivs_realtime as ivs
from plugin.protocol import EXECUTABLE
from pulumi_ivs_realtime.configuration.keys import _AWS_KEYS
from pulumi_ivs_realtime.declarations import RESOURCES
from pulumi_ivs_realtime.declarations.base import Change
from pulumi_ivs_realtime.plugin.hosted import LIFECYCLES
from pulumi_ivs_realtime.plugin.schema import schema
from pulumi_ivs_realtime.plugin.servicer import VERSION

SCHEMA = schema(VERSION)
BY_NAME = pytest.mark.parametrize("resource", RESOURCES, ids=[each.name for each in RESOURCES])

KEYWORDS = {"type", "description", "default", "secret", "items", "additionalProperties", "willReplaceOnChanges", "$ref"}
"""Of a property, in Pulumi's package metaschema."""


def test_it_is_json():
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


def test_every_resource_is_in_it_and_served():
    names = {f"ivs-realtime:index:{each.name}" for each in RESOURCES}

    assert set(SCHEMA["resources"]) == names == set(LIFECYCLES)


@BY_NAME
def test_every_argument_is_an_input_with_its_requirements(resource):
    said = SCHEMA["resources"][f"ivs-realtime:index:{resource.name}"]

    assert set(said["inputProperties"]) == {each.wire_name for each in resource.arguments}
    assert set(said["requiredInputs"]) == {each.wire_name for each in resource.arguments if each.required}
    replacing = {name for name, each in said["inputProperties"].items() if each.get("willReplaceOnChanges")}
    assert replacing == {each.wire_name for each in resource.arguments if each.change is Change.REPLACES}


@BY_NAME
def test_outputs_are_shown_without_hidden_ones(resource):
    said = SCHEMA["resources"][f"ivs-realtime:index:{resource.name}"]["properties"]

    assert not any(name == "id" or name.startswith("__") for name in said)
    assert {each.wire_name for each in resource.computed if each.name != "create_attempt"} <= set(said)
    for each in resource.computed:
        if each.secret:
            assert said[each.wire_name]["secret"] is True


@BY_NAME
def test_the_dynamic_type_is_an_alias(resource):
    said = SCHEMA["resources"][f"ivs-realtime:index:{resource.name}"]

    assert said["aliases"] == [{"type": f"pulumi-python:dynamic/ivs-realtime:{resource.name}"}]


def test_required_names_are_properties():
    for each in [*SCHEMA["resources"].values(), *SCHEMA["types"].values()]:
        assert set(each["required"]) <= set(each["properties"])
        assert set(each.get("requiredInputs", ())) <= set(each.get("inputProperties", ()))


def test_every_property_is_one_that_the_metaschema_knows_and_is_described():
    for where, each in _properties():
        assert set(each) <= KEYWORDS, where
        assert ("type" in each) != ("$ref" in each), where


def test_descriptions_spell_as_other_languages_do():
    about = SCHEMA["resources"]["ivs-realtime:index:Stage"]["description"]

    assert "`tagsAll`" in about
    assert not re.search(r"`[a-z]+_[a-z_]+`", json.dumps(SCHEMA))


def test_every_reference_leads_somewhere():
    for where, reference in _references(SCHEMA):
        known = reference == "pulumi.json#/Any" or reference.removeprefix("#/types/") in SCHEMA["types"]
        assert known, f"{where}: {reference}"


def test_functions_answer_what_they_say():
    functions = {name.rpartition(":")[2] for name in SCHEMA["functions"]}

    assert {"getStage", "getStages", "getTags", "getIngestConfiguration", "getPublicKey"} <= functions
    shown = SCHEMA["functions"]["ivs-realtime:index:getIngestConfiguration"]["outputs"]["properties"]
    assert "streamKey" not in shown
    assert "arn" in shown


def test_credentials_are_secret_and_every_key_is_one_that_is_read():
    keys = SCHEMA["provider"]["inputProperties"]

    assert {name for name, each in keys.items() if each.get("secret")} == {"accessKey", "secretKey", "token"}
    assert set(keys) - {"createMark", "quotas"} <= set(_AWS_KEYS)
    assert SCHEMA["config"]["variables"] == keys


def test_the_provider_of_python_takes_keys_of_the_schema():
    import inspect

    from pulumi_ivs_realtime.resources.provider import Provider

    own = set(inspect.signature(Provider.__init__).parameters) - {"self", "resource_name", "settings", "opts"}
    camel = {each.split("_")[0] + "".join(word.title() for word in each.split("_")[1:]) for each in own}
    assert camel <= set(SCHEMA["provider"]["inputProperties"])
    assert ivs.Provider is Provider


@pytest.mark.full
@pytest.mark.cli
def test_pulumis_own_checker_finds_it_valid(tmp_path):
    """`pulumi package get-schema` binds it, and prints it as it is."""
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        pytest.skip("pulumi is not on PATH")
    done = subprocess.run(
        [pulumi, "package", "get-schema", EXECUTABLE], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["resources"].keys() == SCHEMA["resources"].keys()
    checked = subprocess.run(
        [pulumi, "package", "gen-sdk", EXECUTABLE, "--language", "nodejs", "--out", str(tmp_path / "sdk")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    assert "warning" not in checked.stderr.lower()
    assert (tmp_path / "sdk" / "nodejs" / "stage.ts").exists()


def _properties():
    for name, each in SCHEMA["resources"].items():
        for part in ("inputProperties", "properties"):
            yield from ((f"{name}.{part}.{key}", value) for key, value in each[part].items())
    for name, each in SCHEMA["types"].items():
        yield from ((f"{name}.{key}", value) for key, value in each["properties"].items())
    for name, each in SCHEMA["functions"].items():
        for part in ("inputs", "outputs"):
            yield from ((f"{name}.{part}.{key}", value) for key, value in each[part]["properties"].items())


def _references(value, where=""):
    if isinstance(value, dict):
        if "$ref" in value:
            yield where, value["$ref"]
        for key, inner in value.items():
            yield from _references(inner, f"{where}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _references(inner, f"{where}/{index}")
