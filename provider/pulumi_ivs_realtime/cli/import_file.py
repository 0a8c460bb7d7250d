"""The file for `pulumi import --file` that takes existing resources into a state.

Since CLI 3.254 such a file may hold a resource's inputs and outputs. Pulumi then reads nothing and believes all of it,
which is why only what a Get operation has just answered is written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from pulumi_ivs_realtime.cli.existing import One, declared
from pulumi_ivs_realtime.model.kinds import Kind
from pulumi_ivs_realtime.rules.identity.hosts import DYNAMIC
from pulumi_ivs_realtime.rules.kinds.every import MANAGED


def has_secrets(kind: Kind) -> bool:
    """Whether secrets are among the outputs of a kind; Pulumi would take them from a file in plain text only."""
    return bool(MANAGED[kind.name].declaration.secret)


def document(region: str, resources: Mapping[str, One]) -> str:
    """The file's text.

    Args:
        resources: by logical name.
    """
    # They load Pulumi's SDK, which the command needs for nothing else.
    from pulumi.dynamic.dynamic import serialize_provider

    import pulumi_ivs_realtime as ivs
    from pulumi_ivs_realtime.lifecycle.frame import is_unknown

    entries = []
    for name, (kind, found) in resources.items():
        resource, rules = getattr(ivs, kind.name), MANAGED[kind.name]
        given = declared(kind, region, found)
        inputs = rules.recorded({"tagsAll": given.get("tags", {}), **given}, is_unknown)
        provider = {"__provider": serialize_provider(resource._lifecycle())}
        entries.append(
            {
                "type": f"{DYNAMIC}{kind.name}",
                "name": name,
                "id": found["arn"],
                "inputs": inputs.to_props() | provider,
                "outputs": rules.outputs(inputs, found) | provider,
            }
        )
    return json.dumps({"resources": entries}, indent=2, ensure_ascii=False) + "\n"
