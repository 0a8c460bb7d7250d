"""The file for `pulumi import --file` that takes existing stages into a state.

Since CLI 3.254 such a file may hold a resource's inputs and outputs. Pulumi then reads nothing and believes all of it,
which is why only what GetStage has just answered is written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pulumi_ivs_realtime.aws.client import Found
from pulumi_ivs_realtime.declarations import STAGE

TYPE = f"pulumi-python:dynamic/ivs-realtime:{STAGE.name}"


def document(stages: Mapping[str, tuple[Found, Mapping[str, Any]]]) -> str:
    """The file's text.

    Args:
        stages: by logical name, a stage as GetStage returns it, and the inputs that a program declares for it, in the
            engine's spelling.
    """
    # They load Pulumi's SDK, which the command needs for nothing else.
    from pulumi.dynamic.dynamic import serialize_provider

    from pulumi_ivs_realtime.lifecycle.frame import is_unknown
    from pulumi_ivs_realtime.lifecycle.stage import StageProvider
    from pulumi_ivs_realtime.rules.kinds.stages import STAGES

    provider = {"__provider": serialize_provider(StageProvider())}
    entries = []
    for name, (found, declared) in stages.items():
        inputs = STAGES.recorded({"forceDestroy": False, "tagsAll": declared.get("tags", {}), **declared}, is_unknown)
        entry = {"type": TYPE, "name": name, "id": found["arn"], "inputs": inputs.to_props() | provider}
        entries.append({**entry, "outputs": STAGES.outputs(inputs, found) | provider})
    return json.dumps({"resources": entries}, indent=2, ensure_ascii=False) + "\n"
