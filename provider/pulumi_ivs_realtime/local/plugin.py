"""The pytest plugin: a local service for other people's tests. Comes with `pulumi-ivs-realtime[local]`.

```python
def test_lobby_is_declared(ivs_realtime_service):
    declare_rooms()                                   # any code that uses boto3, or a Pulumi program
    calls = ivs_realtime_service.calls("CreateStage")
    assert [call["request"]["name"] for call in calls] == ["lobby"]
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pulumi_ivs_realtime.local.service import LocalService


@pytest.fixture(scope="session")
def ivs_realtime_process() -> Iterator[LocalService]:
    """One local service for the whole run; use `ivs_realtime_service` in tests."""
    from pulumi_ivs_realtime.local.service import LocalService

    with LocalService() as service:
        yield service


@pytest.fixture
def ivs_realtime_service(ivs_realtime_process: LocalService, monkeypatch: pytest.MonkeyPatch) -> LocalService:
    """A local service as new, to which the environment leads all AWS clients of the test."""
    ivs_realtime_process.reset()
    for name, value in ivs_realtime_process.environment().items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return ivs_realtime_process
