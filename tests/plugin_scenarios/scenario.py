"""Scenarios of stages, told again with an explicit provider: the same programs and steps, served by the plugin."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

from scenarios.scenario import PREAMBLE, PROJECT, STACK, Program, Run, Scenario, Step
from stage_scenarios.scenario import StageScenario, stages

DYNAMIC = "pulumi-python:dynamic/ivs-realtime:"
PLUGIN = "ivs-realtime:index:"

PROVIDER = """
import pulumi_ivs_realtime

keys = (("default_tags", "defaultTags"), ("ignore_tags", "ignoreTags"))
tagging = {name: Config("aws").get_object(key) for name, key in keys}
here = pulumi_ivs_realtime.Provider("here", **tagging)

class Here:
    def __getattr__(self, name):
        found = getattr(pulumi_ivs_realtime, name)
        if not (isinstance(found, type) and issubclass(found, pulumi.CustomResource)):
            return found
        own = ResourceOptions(provider=here)
        return lambda *args, opts=None, **named: found(*args, opts=ResourceOptions.merge(own, opts), **named)

ivs = Here()
"""
"""What stands before a program: an explicit provider with the stack's tags, and the package with it everywhere."""


class PluginScenario(StageScenario):
    """A scenario whose resources the plugin serves."""

    @property
    def recordings(self) -> Path:
        return Path(__file__).with_name("recordings")


def hosted(source: str) -> Program:
    """A program whose resources of the package all have the provider `here`."""
    return Program(PREAMBLE + PROVIDER + dedent(source))


def both(source: str) -> Program:
    """A program that itself says which resources have a provider."""
    return stages(source)


def through_the_plugin(scenario: Scenario) -> PluginScenario:
    """The same scenario, with every resource served by the plugin."""
    steps = tuple(_step(step) for step in scenario.steps)
    return PluginScenario(scenario.name, steps, scenario.why, scenario.place)


def plugin_urn(name: str, type_: str = "Stage") -> str:
    """The URN of a resource of the plugin."""
    return f"urn:pulumi:{STACK}::{PROJECT}::{PLUGIN}{type_}::{name}"


def _step(step: Step) -> Step:
    if isinstance(step, Program):
        head = "import pulumi_ivs_realtime as ivs\n" + PREAMBLE
        return hosted(step.source.removeprefix(head)) if step.source.startswith(head) else step
    if isinstance(step, Run):
        return replace(step, command=tuple(re.sub(re.escape(DYNAMIC), PLUGIN, word) for word in step.command))
    return step
