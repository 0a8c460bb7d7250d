"""Every scenario, by subject."""

from scenarios.scenario import by_name
from scenarios.suite import failures, lifecycle, previews, replacement, secrets

SCENARIOS = by_name(
    lifecycle.scenarios,
    replacement.scenarios,
    previews.scenarios,
    secrets.scenarios,
    failures.scenarios,
)
