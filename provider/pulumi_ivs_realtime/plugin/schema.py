"""The provider's schema, made from the declarations of the resources."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import Any

from pulumi_ivs_realtime.declarations import RESOURCES, Block, Change, Property, Resource
from pulumi_ivs_realtime.declarations.shapes import blocks, shape_of
from pulumi_ivs_realtime.model import shape
from pulumi_ivs_realtime.model.kinds import KINDS, Kind
from pulumi_ivs_realtime.model.shapes import Shape
from pulumi_ivs_realtime.plugin.functions import SECRET_MEMBERS
from pulumi_ivs_realtime.rules.identity.hosts import DYNAMIC, PACKAGE, PLUGIN

Json = dict[str, Any]

_SCALARS = {
    "string": "string",
    "integer": "integer",
    "long": "integer",
    "float": "number",
    "double": "number",
    "boolean": "boolean",
}
_QUOTED = re.compile(r"`[a-z]+(?:_[a-z0-9]+)+`")
_STRING: Json = {"type": "string"}
_STRINGS: Json = {"type": "object", "additionalProperties": _STRING}
_ANY: Json = {"$ref": "pulumi.json#/Any"}


@functools.cache
def schema(version: str) -> Json:
    """The schema of the package in this version (Pulumi's package schema)."""
    return {
        "name": PACKAGE,
        "displayName": "Amazon IVS Real-Time",
        "version": version,
        "description": "Amazon IVS Real-Time stages as infrastructure.",
        "keywords": ["pulumi", "aws", "ivs", "category/cloud", "kind/native"],
        "license": "Apache-2.0",
        "publisher": "pulumi-ivs-realtime",
        "config": {"variables": _configuration()},
        "provider": {
            "description": "Where, and with whose credentials. The keys are those of pulumi-aws; an explicit provider "
            "takes nothing from the stack's configuration.",
            "inputProperties": _configuration(),
        },
        "types": {token: each for resource in RESOURCES for token, each in _types(resource)},
        "resources": {f"{PLUGIN}{each.name}": _resource(each) for each in RESOURCES},
        "functions": dict(_functions()),
        "language": {
            "nodejs": {"packageName": "@pulumi-ivs-realtime/ivs-realtime", "respectSchemaVersion": True},
            "python": {"packageName": "pulumi_ivs_realtime_sdk", "respectSchemaVersion": True},
            "go": {"respectSchemaVersion": True},
        },
    }


def _resource(resource: Resource) -> Json:
    shown = [each for each in (*resource.arguments, *resource.derived) if not each.hidden and each.output is not None]
    computed = [each for each in resource.computed if not each.hidden]
    outputs = {
        **{each.wire_name: _property(resource, each, each.output or each.about) for each in shown},
        **{each.wire_name: _property(resource, each, each.output or each.about) for each in computed},
    }
    return {
        "description": _on_the_wire(resource.about),
        "isComponent": False,
        "inputProperties": {
            each.wire_name: {
                **_property(resource, each, each.about, argument=True),
                **({"willReplaceOnChanges": True} if each.change is Change.REPLACES else {}),
            }
            for each in resource.arguments
        },
        "requiredInputs": [each.wire_name for each in resource.arguments if each.required],
        "properties": outputs,
        "required": [each.wire_name for each in (*shown, *computed) if each.always or each.required],
        "aliases": [{"type": f"{DYNAMIC}{resource.name}"}],
    }


def _property(owner: Resource | Block, declared: Property, about: str, *, argument: bool = False) -> Json:
    kind = _type(owner, declared)
    notes = [declared.limit, f"default {declared.default_words}" if argument and declared.default_words else ""]
    if declared.seen_by_participants:
        notes.append("every participant sees it")
    said = _on_the_wire("; ".join([about, *(note for note in notes if note)]))
    default = {"default": declared.default} if argument and declared.default is not None else {}
    return {**kind, "description": f"{said[0].upper()}{said[1:]}.", **default, **_secret(declared)}


def _on_the_wire(text: str) -> str:
    """The text with properties spelled as all other languages do: `tagsAll`."""
    return _QUOTED.sub(lambda quoted: re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), quoted[0]), text)


def _secret(declared: Property) -> Json:
    return {"secret": True} if declared.secret else {}


def _type(owner: Resource | Block, declared: Property) -> Json:
    if declared.block:
        one = {"$ref": f"#/types/{PLUGIN}{declared.block.name}"}
        return {"type": "array", "items": one} if declared.listed else one
    return _of_shape(shape_of(owner, declared))


def _of_shape(rules: Shape) -> Json:
    if rules["type"] == "map":
        return {"type": "object", "additionalProperties": _of_shape(shape(rules["value"]["shape"]))}
    if rules["type"] == "list":
        return {"type": "array", "items": _of_shape(shape(rules["member"]["shape"]))}
    if rules["type"] == "structure":
        return {"type": "object", "additionalProperties": _ANY}
    return {"type": _SCALARS[rules["type"]]}


def _types(resource: Resource) -> Iterable[tuple[str, Json]]:
    for block in blocks((*resource.arguments, *resource.computed)):
        yield (
            f"{PLUGIN}{block.name}",
            {
                "description": block.about,
                "type": "object",
                "properties": {each.wire_name: _property(block, each, each.about) for each in block.members},
                "required": [each.wire_name for each in block.members if each.required],
            },
        )


def _functions() -> Iterable[tuple[str, Json]]:
    for kind in KINDS.values():
        yield f"{PLUGIN}get{kind.name}", _get(kind)
    yield f"{PLUGIN}getStages", _get_stages()
    yield (
        f"{PLUGIN}getTags",
        {
            "description": "Looks up the tags of an IVS resource (ListTagsForResource).",
            "inputs": _object({"resourceArn": {**_STRING, "description": "Its ARN."}}, ["resourceArn"]),
            "outputs": _object({"resourceArn": _STRING, "tags": _STRINGS}, ["resourceArn", "tags"]),
        },
    )


def _get(kind: Kind) -> Json:
    return {
        "description": f"Looks up {kind.a_noun} by its ARN or its name ({kind.get}).",
        "inputs": _object(
            {
                "arn": {**_STRING, "description": "Its ARN; either this or `name`."},
                "name": {**_STRING, "description": "Its name, which must be the only one of that name in the region."},
                "region": {**_STRING, "description": "For `name`. Default: the provider's."},
            }
        ),
        "outputs": _found(kind),
    }


def _get_stages() -> Json:
    strings = {"type": "array", "items": _STRING}
    return {
        "description": "Looks up all stages of a region (ListStages, all pages).",
        "inputs": _object(
            {
                "tags": {**_STRINGS, "description": "Which a stage must all bear, with these values."},
                "nameRegex": {**_STRING, "description": "A regular expression that is found in the name."},
                "region": {**_STRING, "description": "Default: the provider's."},
            }
        ),
        "outputs": _object(
            {
                "region": _STRING,
                "arns": strings,
                "names": strings,
                "stages": {"type": "array", "items": {"type": "object", "additionalProperties": _ANY}},
            },
            ["region", "arns", "names", "stages"],
        ),
    }


def _found(kind: Kind) -> Json:
    shown = {
        name: _of_shape(shape(each["shape"]))
        for name, each in kind.members_of_one.items()
        if name not in SECRET_MEMBERS
    }
    common = {"id": _STRING, "arn": _STRING, "name": _STRING, "region": _STRING, "tags": _STRINGS}
    return _object({**shown, **common}, [*common])


def _object(properties: Json, required: list[str] | None = None) -> Json:
    return {"type": "object", "properties": properties, **({"required": required} if required else {})}


_FLAG: Json = {"type": "boolean"}
_LIST: Json = {"type": "array", "items": _STRING}
_OBJECT: Json = {"type": "object", "additionalProperties": _ANY}
_OBJECTS: Json = {"type": "array", "items": _OBJECT}
_HIDDEN: Json = {**_STRING, "secret": True}

_CONFIGURATION: dict[str, tuple[Json, str]] = {
    "region": (_STRING, "Where resources lie that do not say so."),
    "profile": (_STRING, "A profile of the AWS configuration."),
    "accessKey": (_HIDDEN, "Access key."),
    "secretKey": (_HIDDEN, "Secret key."),
    "token": (_HIDDEN, "Session token."),
    "assumeRoles": (_OBJECTS, "Roles to assume, one after another."),
    "assumeRoleWithWebIdentity": (_OBJECT, "The first role, from an OIDC token."),
    "defaultTags": (_OBJECT, "Tags of all resources: `{tags: {…}}`."),
    "ignoreTags": (_OBJECT, "Tags that are left alone: `{keys: […], keyPrefixes: […]}`."),
    "allowedAccountIds": (_LIST, "Accounts that may be worked in."),
    "forbiddenAccountIds": (_LIST, "Accounts that may not."),
    "endpoints": (_OBJECTS, "Endpoints by service."),
    "maxRetries": ({"type": "integer"}, "How often a call is repeated. Default 25."),
    "retryMode": (_STRING, "How AWS's SDK repeats calls."),
    "stsRegion": (_STRING, "Where STS is asked."),
    "customCaBundle": (_STRING, "File of certificates to trust."),
    "httpProxy": (_STRING, "Proxy for HTTP."),
    "httpsProxy": (_STRING, "Proxy for HTTPS."),
    "noProxy": (_STRING, "Hosts that take no proxy."),
    "sharedCredentialsFiles": (_LIST, "Files of credentials."),
    "sharedConfigFiles": (_LIST, "Files of configuration."),
    "useFipsEndpoint": (_FLAG, "Whether FIPS endpoints are used."),
    "useDualstackEndpoint": (_FLAG, "Whether dual-stack endpoints are used."),
    "insecure": (_FLAG, "Whether certificates are not checked."),
    "skipMetadataApiCheck": (_FLAG, "Whether the instance's metadata is not asked for credentials."),
    "createMark": (_FLAG, "Whether new resources bear a mark until the state holds them. Default true."),
    "quotas": (_OBJECT, "Calls a second by operation, to leave room for others."),
}
"""The keys of a provider: those of pulumi-aws that count here, and two of our own."""


def _configuration() -> Json:
    return {name: {**kind, "description": about} for name, (kind, about) in _CONFIGURATION.items()}
