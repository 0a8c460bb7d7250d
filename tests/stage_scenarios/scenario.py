"""A scenario of stages: it runs on a local service, in a region."""

from pathlib import Path
from textwrap import dedent

from scenarios.scenario import PREAMBLE, PROJECT, STACK, Program, Scenario, Suite
from stage_scenarios.world import World, service_of_this_process


class StageScenario(Scenario):
    """A scenario whose place is a region of the local service."""

    @property
    def recordings(self) -> Path:
        return Path(__file__).with_name("recordings")

    def world(self) -> World:
        service = service_of_this_process()
        service.reset()
        return World(service, self.place)


def suite(region: str) -> Suite:
    """The scenarios of one subject in a region."""
    return Suite(region, StageScenario)


def stages(source: str) -> Program:
    """A program of stages, with their imports before it."""
    return Program("import pulumi_ivs_realtime as ivs\n" + PREAMBLE + dedent(source))


def stage_urn(name: str, type_: str = "Stage") -> str:
    """The URN of a resource of the package."""
    return f"urn:pulumi:{STACK}::{PROJECT}::pulumi-python:dynamic/ivs-realtime:{type_}::{name}"
