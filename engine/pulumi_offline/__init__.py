"""The offline engine: a small test engine over the protocols of Pulumi's SDK."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pulumi_offline.deployment.results import Diagnostic, Operation, Result
    from pulumi_offline.errors import (
        Bail,
        EngineError,
        Locked,
        NoStack,
        ProviderFault,
        Unsupported,
        WorkspaceError,
        WriteFailed,
        WrongPassphrase,
    )
    from pulumi_offline.monitor.mocks import Mocks
    from pulumi_offline.project import Project

# Where each name lives; imported when it is first used, so that the process that forks programs and hosts, which
# needs none of this, starts while the engine is still importing.
_HOMES = {
    "Project": "project",
    "Result": "deployment.results",
    "Operation": "deployment.results",
    "Diagnostic": "deployment.results",
    "Mocks": "monitor.mocks",
    "EngineError": "errors",
    "Unsupported": "errors",
    "Locked": "errors",
    "WrongPassphrase": "errors",
    "WorkspaceError": "errors",
    "NoStack": "errors",
    "WriteFailed": "errors",
    "ProviderFault": "errors",
    "Bail": "errors",
}

__all__ = [
    "Project",
    "Result",
    "Operation",
    "Diagnostic",
    "Mocks",
    "EngineError",
    "Unsupported",
    "Locked",
    "WrongPassphrase",
    "WorkspaceError",
    "NoStack",
    "WriteFailed",
    "ProviderFault",
    "Bail",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if _HOMES[name] != "errors":
        require_sdk()  # before an import fails for want of something newer
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def require_sdk() -> None:
    """Refuses an SDK that is older than the metadata allows.

    Raises:
        WorkspaceError: the sentence says what to upgrade.
    """
    from pulumi_offline.errors import WorkspaceError
    from pulumi_offline.sdk import outdated

    if sentence := outdated():
        raise WorkspaceError(sentence)
