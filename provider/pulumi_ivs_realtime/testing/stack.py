"""A stack of stages that lives as long as a test."""

from __future__ import annotations

import os
from pathlib import Path

from pulumi_ivs_realtime.aws.client import forget_clients
from pulumi_ivs_realtime.testing.boundary import reached
from pulumi_offline import Project
from pulumi_offline.testing import Stack as OfflineStack

_OURS = "pulumi-python:dynamic/ivs-realtime:"


class Stack(OfflineStack):
    """A stack on the offline engine whose AWS calls stay on this machine.

    Args:
        folder: where its state lies.
        service: the address of a local service that ends or is emptied after the test, and what it holds with it.
    """

    def __init__(self, folder: Path, *, name: str = "test", project: str = "test", service: str | None = None) -> None:
        super().__init__(folder, name=name, project=project)
        self._allowed: set[str] = set()
        self._reached: set[str] = set()
        self._service = service

    def allow(self, *names: str) -> None:
        """Lets the stack reach what is not on this machine.

        Args:
            names: hosts of endpoints and proxies, such as `ivsrealtime.eu-west-1.api.aws`, and AWS profiles.
        """
        self._allowed.update(names)

    def before_operation(self, project: Project) -> None:
        """Refuses to go where the test does not say by name that it goes.

        Raises:
            NotOnThisMachine: the environment or the configuration leads off this machine.
        """
        __tracebackhide__ = True
        config = project.config()

        def get(key: str) -> str | None:
            return config[key].text if key in config else None

        environments = [project.environment]
        if callable(self.program):  # it runs in this process, and so do its look-ups
            environments.append(dict(os.environ))
            forget_clients()  # which an earlier test may have made, under another environment
        for environment in environments:
            self._reached |= reached(get, environment, self._allowed)

    def goes_by_itself(self, type: str) -> bool:
        """What is in the local service of the test goes with that."""
        return type.startswith(_OURS) and self._reached <= {self._service}
