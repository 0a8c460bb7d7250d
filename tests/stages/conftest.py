"""Whole programs with stages: the offline engine above, a local service below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest

from pulumi_ivs_realtime.local import LocalService
from pulumi_ivs_realtime.offline import Project, Result

REGION = "eu-central-1"


class Show:
    """One stack of a project whose program is a function of the test."""

    def __init__(self, folder: Path, service: LocalService) -> None:
        self._folder, self._backend = folder / "project", folder / "state"
        for path in (self._folder, self._backend):
            path.mkdir()
        (self._folder / "Pulumi.yaml").write_text("name: show\nruntime: python\n")
        self.service = service
        self.environment = {"PULUMI_CONFIG_PASSPHRASE": "correct horse", **service.environment(REGION)}
        keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
        self.aws = boto3.client("ivs-realtime", region_name=REGION, endpoint_url=service.url, **keys)

    def project(self, program: Callable[[], Any] | None = None, **config: str) -> Project:
        """The stack, with `aws:` configuration."""
        return Project(
            self._folder,
            backend=self._backend,
            program=program,
            config={f"aws:{key}": value for key, value in config.items()},
            environment=self.environment,
        )

    def up(self, program: Callable[[], Any], **config: str) -> Result:
        """`pulumi up`, which must succeed."""
        result = self.project(program, **config).up()
        assert result.succeeded, result.errors
        return result

    def preview(self, program: Callable[[], Any], **config: str) -> Result:
        """`pulumi preview`, which must succeed."""
        result = self.project(program, **config).preview()
        assert result.succeeded, result.errors
        return result

    def refresh(self) -> Result:
        """`pulumi refresh`, which must succeed."""
        result = self.project().refresh()
        assert result.succeeded, result.errors
        return result

    def destroy(self) -> Result:
        """`pulumi destroy`, which must succeed."""
        result = self.project().destroy()
        assert result.succeeded, result.errors
        return result

    def stages(self) -> dict[str, dict[str, Any]]:
        """What the service holds, by name."""
        return {stage["name"]: stage for stage in self.aws.list_stages(maxResults=100)["stages"]}

    def calls(self) -> Counter[str]:
        """The calls since the last time this was asked."""
        found = Counter(call["operation"] for call in self.service.calls())
        self.service.reset_calls()
        return found


def changed(result: Result) -> dict[str, str]:
    """The operations that do something, by resource."""
    return {step.name: step.op for step in result.operations if step.op not in {"same", "read", "refresh"}}


@pytest.fixture
def show(tmp_path: Path, ivs_realtime_service: LocalService) -> Show:
    """A stack with a local service that holds nothing yet."""
    return Show(tmp_path, ivs_realtime_service)
