"""Every scenario, by subject."""

from scenarios.scenario import by_name
from scenarios.suite import (
    aliases,
    components,
    failures,
    lifecycle,
    options,
    previews,
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
)
SCENARIOS = by_name(*(subject.scenarios for subject in SUBJECTS))
