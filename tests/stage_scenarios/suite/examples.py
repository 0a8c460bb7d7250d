"""The numbered examples that declare nothing of pulumi-aws: each made, the same again, deleted."""

from __future__ import annotations

import json
import runpy
from collections.abc import Sequence
from pathlib import Path

from scenarios.scenario import Configured, Module, Program, ProjectFile, Step, destroy, preview, up
from stage_scenarios.scenario import suite
from stage_scenarios.steps import StageMade
from stage_scenarios.suite.control_plane import FIRST_KEY

EXAMPLES = Path(__file__).parents[3] / "examples"

scenarios = suite("eu-west-1")


def laid_out(folder: Path) -> Sequence[Step]:
    """The example's files as a scenario's project, which has a name of its own."""
    project = (folder / "Pulumi.yaml").read_text().splitlines(keepends=True)
    rest = "".join(line for line in project if not line.startswith(("name:", "runtime:")))
    modules = sorted(path for path in folder.rglob("*.py") if path.name != "__main__.py")
    return (
        Program((folder / "__main__.py").read_text()),
        ProjectFile(rest),
        *(Module(path.relative_to(folder).as_posix(), path.read_text()) for path in modules),
    )


def needed(name: str) -> Sequence[Step]:
    """What the example's stack must be told first."""
    match name:
        case "03-tokens":
            return (Configured(f"  publicKey: {json.dumps(FIRST_KEY)}\n"),)
        case "09-fleet":
            customer = runpy.run_path(str(EXAMPLES / name / "fleet.py"))["FLEET"]["acme"]
            lines = (f"  {key}: {json.dumps(value)}\n" for key, value in customer.configuration().items())
            return (Configured("".join(lines).replace("fleet:", "scenario:")),)
        case "10-adopt":
            made = StageMade("lobby-of-old", (("owner", "nobody"),))
            return made, Configured("  lobby: <arn of lobby-of-old>\n")
    return ()


for folder in sorted(EXAMPLES.glob("[0-9]*")):
    if "pulumi_aws" not in (folder / "__main__.py").read_text():
        title = (folder / "README.md").read_text().partition("\n")[0].strip("# ")
        steps = (*laid_out(folder), *needed(folder.name), preview(), up(), up(), destroy())
        scenarios.add(f"example-{folder.name}", steps, title)
