"""Every scenario, by subject."""

from scenarios.scenario import by_name
from scenarios.suite import (
    aliases,
    components,
    crashes,
    failures,
    lifecycle,
    lookups,
    options,
    previews,
    projects,
    replacement,
    secrets,
    services,
    stages,
    states,
    tags,
    targeting,
    token_times,
    tokens,
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
    stages,
    tags,
    services,
    crashes,
    tokens,
    token_times,
    lookups,
)
SCENARIOS = by_name(stages.in_ireland, *(subject.scenarios for subject in SUBJECTS))
