"""Every scenario of plain resources, by subject."""

from scenarios.scenario import by_name
from scenarios.suite import (
    aliases,
    components,
    failures,
    lifecycle,
    options,
    previews,
    projects,
    replacement,
    secrets,
    states,
    targeting,
)

SUBJECTS = (
    lifecycle,
    replacement,
    previews,
    secrets,
    failures,
    options,
    targeting,
    aliases,
    components,
    states,
    projects,
)
SCENARIOS = by_name(*(subject.scenarios for subject in SUBJECTS))
