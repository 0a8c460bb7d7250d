"""The offline engine: a small test engine over the protocols of Pulumi's SDK."""

from __future__ import annotations

from pulumi_ivs_realtime.offline.errors import (
    Bail,
    EngineError,
    Locked,
    ProviderFault,
    Unsupported,
    WorkspaceError,
    WrongPassphrase,
)
from pulumi_ivs_realtime.offline.mocks import Mocks
from pulumi_ivs_realtime.offline.project import Project
from pulumi_ivs_realtime.offline.results import Diagnostic, Operation, Result

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
    "ProviderFault",
    "Bail",
]
