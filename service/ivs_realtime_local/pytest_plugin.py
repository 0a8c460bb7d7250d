"""The pytest plugin: a local service for other people's tests. Comes with `ivs-realtime-local`.

```python
def test_lobby_is_declared(ivs_realtime_service):
    declare_rooms()                                   # any code that uses boto3, or a Pulumi program
    calls = ivs_realtime_service.calls("CreateStage")
    assert [call["request"]["name"] for call in calls] == ["lobby"]
```
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ivs_realtime_local.service import LocalService


@pytest.fixture(scope="session")
def ivs_realtime_process() -> Iterator[LocalService]:
    """One local service for the whole run; use `ivs_realtime_service` in tests."""
    from ivs_realtime_local.service import LocalService

    with LocalService() as service:
        yield service


@pytest.fixture
def ivs_realtime_service(ivs_realtime_process: LocalService, monkeypatch: pytest.MonkeyPatch) -> LocalService:
    """A local service as new, to which the environment leads all AWS clients of the test.

    Whatever the shell says of AWS counts for no test: its profiles and files may name other endpoints and real keys.
    """
    ivs_realtime_process.reset()
    for name in [name for name in os.environ if name.startswith(_OF_THE_SHELL)]:
        monkeypatch.delenv(name)
    for name, value in {**_NOBODY, **_without_proxy(), **ivs_realtime_process.environment()}.items():
        monkeypatch.setenv(name, value)
    return ivs_realtime_process


_OF_THE_SHELL = ("AWS_", "TF_AWS_", "PULUMI_IVS_FORCE_DESTROY")
_NOBODY = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}
_HERE = "127.0.0.1,localhost,::1"


def _without_proxy() -> dict[str, str]:
    """Lets a proxy of the shell be used for everything but this machine; both spellings are read."""
    others = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
    exempt = f"{_HERE},{others}" if others else _HERE
    return {"no_proxy": exempt, "NO_PROXY": exempt}
