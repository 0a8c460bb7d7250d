"""Every scenario of stages, by subject."""

from scenarios.scenario import by_name
from stage_scenarios.suite import (
    control_plane,
    crashes,
    examples,
    lookups,
    options,
    services,
    stages,
    tags,
    token_times,
    tokens,
)

SUBJECTS = (stages, options, tags, services, crashes, tokens, token_times, lookups, control_plane, examples)
SCENARIOS = by_name(stages.in_ireland, *(subject.scenarios for subject in SUBJECTS))
