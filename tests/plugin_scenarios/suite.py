"""Every scenario of the plugin: those of the dynamic resources told again, and what only a plugin can do."""

from __future__ import annotations

from plugin_scenarios import own
from plugin_scenarios.scenario import through_the_plugin
from scenarios.scenario import Scenario
from stage_scenarios.suite import SCENARIOS as DYNAMIC

TOLD_AGAIN = (
    "main-job",
    "stage-tags",
    "stage-default-tags",
    "stage-tags-drift",
    "stage-names",
    "stage-region",
    "stage-recording",
    "stage-bad-inputs",
    "stage-live-is-not-destroyed",
    "stage-live-is-not-replaced",
    "stage-adoption",
    "stage-secret-inputs",
    "stage-target-replace",
    "stage-taint",
    "stage-renamed-by-alias",
    "tags-declared",
    "tags-computed",
    "tags-ignored",
    "tags-changed-by-others",
    "token",
    "token-is-changed",
    "token-is-removed",
    "token-with-bad-inputs",
    "tag-of-another-stage",
    "control-plane",
    "control-plane-replaced",
    "control-plane-key-renamed",
    "control-plane-disappears",
    "control-plane-adopted",
    "ingest-in-use",
)
"""Scenarios of stages, tags, tokens and the control plane that run unchanged with an explicit provider."""

SCENARIOS: dict[str, Scenario] = {
    **{name: through_the_plugin(DYNAMIC[name]) for name in TOLD_AGAIN},
    **{scenario.name: scenario for scenario in own.scenarios.scenarios},
}

ON_THE_CLI_ALONE = {
    "plugin-two-providers": "the log does not tell which of several plugins was asked",
    "plugin-of-another-account": "the log does not tell which of several plugins was asked",
    "plugin-migration-and-back": "the dynamic host makes what the plugin is asked of",
    "plugin-migration-back-at-once": "the dynamic host makes what the plugin is asked of",
    "plugin-migration-destroyed": "the dynamic host makes what the plugin is asked of",
    "plugin-migration-of-a-live-stage": "the dynamic host makes what the plugin is asked of",
}
"""Those whose exchanges are not asked again, and why."""

WITH_NEAR_RELATIVES = frozenset(
    {
        "tags-declared",
        "tags-changed-by-others",
        "tags-ignored",
        "tags-computed",
        "stage-recording",
        "stage-region",
        "stage-default-tags",
        "control-plane-replaced",
    }
)
"""Those that are asked again in the full tier only."""

DIFFERENT: frozenset[tuple[str, int]] = frozenset()
"""Commands, by scenario and number, in which the hosts differ, and are meant to."""
