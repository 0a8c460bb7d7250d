"""The errors of the offline engine.

EngineError
├── Unsupported       the engine does not do what was asked, and says which option, type or flag it was
├── Bail              the reason was already reported as a diagnostic
├── Locked            another run holds the stack's lock
├── WrongPassphrase   the passphrase does not open the stack's secrets
├── WriteFailed       a file could not be written; the one that was there before is whole
├── ProviderFault     the provider answered a call with an error; `str()` is its own text
└── WorkspaceError    Pulumi.yaml, the stack's configuration or the backend cannot be used as they are
    └── NoStack       there is no stack of this name
"""

from __future__ import annotations


class EngineError(Exception):
    """Base of all errors of the offline engine; `str()` is one sentence for the user."""


class Unsupported(EngineError):
    """The offline engine does not do this; the sentence names the option, type or flag."""


class Bail(EngineError):
    """The run ends here; why was already reported as a diagnostic."""


class Locked(EngineError):
    """Another run holds the stack's lock."""


class WrongPassphrase(EngineError):
    """The passphrase does not open the stack's secrets."""


class WorkspaceError(EngineError):
    """Pulumi.yaml, the stack's configuration or the backend cannot be used as they are."""


class NoStack(WorkspaceError):
    """There is no stack of this name."""


class WriteFailed(EngineError):
    """A file could not be written; the one that was there before is whole."""


class ProviderFault(EngineError):
    """The provider answered a call with an error; `str()` is its own text.

    Attributes:
        unknown_state: whether the resource's real state is not known after the call.
    """

    def __init__(self, text: str, *, unknown_state: bool = True) -> None:
        super().__init__(text)
        self.unknown_state = unknown_state
