"""What two runs of one scenario may differ in: the written list of ignored fields, and how texts are scrubbed.

`docs/recordings.md` repeats the list with its reasons. A change here raises VERSION, which makes every recording stale.
"""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from scenarios.project import Project

VERSION = 3

# Dropped wherever they stand in a state: times, and where in which file a resource was declared.
IGNORED_IN_STATE = frozenset({"created", "modified", "sourcePosition", "stackTrace"})
# Of the deployment only these are compared; left out are manifest (time, version, magic) and secrets_providers (salt).
DEPLOYMENT = ("resources", "pending_operations", "metadata")

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"  # how the engine spells an unknown string in its events
SECRET = "4dabf18193072939515e22adb298388d"  # the key that marks a special value in a state
PICKLE = "__provider"

_UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_PARTICIPANT = re.compile(r"[A-Za-z0-9]{12}")
_COLOUR = re.compile(r"<\{%[^%]*%\}>|\x1b\[[0-9;]*m")
_FRAMES = re.compile(r"(Traceback \(most recent call last\):\n)(?:[ \t]+.*\n)+")
_SECONDS = re.compile(r"\b\d+(\.\d+)?s\b")
_LOCK = re.compile(r"created by \S+@\S+ \(pid \d+\) at \S+")


def scrubbed(text: str, project: Project) -> str:
    """A text without colours, this machine's paths, UUIDs, durations, and the frames of tracebacks."""
    text = _COLOUR.sub("", text)
    text = _FRAMES.sub(r"\1", text)
    for path, word in _places(project.directory, project.root):
        text = text.replace(path, word)
    text = _LOCK.sub("created by <user> at <time>", text.replace(UNKNOWN, "<unknown>"))
    text = project.world.scrubbed(text) if project.world else text
    text = _SECONDS.sub("<time>", _UUID.sub("<uuid>", text))
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


@lru_cache(maxsize=8)
def _places(directory: Path, root: Path) -> tuple[tuple[str, str], ...]:
    return ((str(directory), "<project>"), (str(root), "<root>"), (str(Path(json.__file__).parents[1]), "<python>"))


def normal(value: Any, project: Project) -> Any:
    """A value of an event or a state with every text scrubbed, secrets' ciphertext and pickles replaced."""
    if isinstance(value, dict):
        if "ciphertext" in value and SECRET in value:
            return "<secret>"
        return {key: _field(key, item, project) for key, item in value.items() if key not in IGNORED_IN_STATE}
    if isinstance(value, list):
        return [normal(item, project) for item in value]
    return scrubbed(value, project) if isinstance(value, str) else value


def _field(key: str, value: Any, project: Project) -> Any:
    if key == PICKLE and not isinstance(value, list):
        return "<pickle>"
    if key in ("__attempt", "__createAttempt") and value:
        return "<attempt>"
    if key in ("id", "participantId") and isinstance(value, str) and _PARTICIPANT.fullmatch(value):
        return "<participant>"
    return in_order(key, normal(value, project))


def in_order(key: str, value: Any) -> Any:
    """Dependencies sorted: the SDK sends them in the order of a set."""
    if key == "dependencies":
        return sorted(value)
    if key == "propertyDependencies":
        return {name: sorted(urns) if urns else urns for name, urns in value.items()}
    return value


def normal_state(deployment: dict[str, Any], project: Project) -> dict[str, Any]:
    """The deployment with its resources sorted; `dependencies_first` says whether they stood in a valid order."""
    kept = {key: normal(deployment[key], project) for key in DEPLOYMENT if deployment.get(key)}
    if "resources" in kept:
        kept["dependencies_first"] = dependencies_first(deployment["resources"])
        kept["resources"] = sorted(kept["resources"], key=_place)
    return kept


def _place(resource: dict[str, Any]) -> tuple[str, bool, str]:
    return resource["urn"], resource.get("delete", False), str(resource.get("id", ""))


def needs(resource: dict[str, Any]) -> set[str]:
    """The URNs that a resource of a state depends on in any way."""
    by_property = (resource.get("propertyDependencies") or {}).values()
    found = {urn for urns in by_property for urn in urns or ()} | set(resource.get("dependencies") or ())
    found |= {resource[key] for key in ("parent", "deletedWith") if resource.get(key)}
    provider = resource.get("provider", "")
    return found | ({provider.rpartition("::")[0]} if provider else set())


def dependencies_first(resources: list[dict[str, Any]]) -> bool:
    """Whether each resource stands after what it depends on, as every engine that reads the state expects."""
    known = {resource["urn"] for resource in resources}
    seen: set[str] = set()
    for resource in resources:
        if needs(resource) & known - seen - {resource["urn"]}:
            return False
        seen.add(resource["urn"])
    return True
