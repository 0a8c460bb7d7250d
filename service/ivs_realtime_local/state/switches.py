"""What public sources do not settle about the service, one named switch each.

docs/local-service.md lists them with their reasons.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass


@dataclass
class Switches:
    """Unsettled behaviours; each first value is the default."""

    error_body: str = "both"
    idle_session: str = "empty"
    wrong_type: str = "ValidationException"
    recording_change_while_active: str = "conflict"
    disconnect_unknown: str = "not-found"
    foreign_account: str = "AccessDeniedException"
    unknown_storage: str = "accept"
    same_public_key: str = "conflict"
    storage_in_use: str = "conflict"

    def set(self, name: str, value: str) -> None:
        """Sets one switch; raises ValueError for a name or value that does not exist."""
        key = name.replace("-", "_")
        if key not in CHOICES:
            raise ValueError(f"There is no switch {name}; there are {', '.join(sorted(CHOICES))}.")
        if value not in CHOICES[key]:
            raise ValueError(f"The switch {name} is one of {', '.join(CHOICES[key])}, not {value}.")
        setattr(self, key, value)

    def to_dict(self) -> dict[str, str]:
        """All switches by name."""
        return dataclasses.asdict(self)


CHOICES: dict[str, tuple[str, ...]] = {
    "error_body": ("both", "exceptionMessage", "message"),
    "idle_session": ("empty", "absent"),
    "wrong_type": ("ValidationException", "SerializationException"),
    "recording_change_while_active": ("conflict", "allow"),
    "disconnect_unknown": ("not-found", "success"),
    "foreign_account": ("AccessDeniedException", "ResourceNotFoundException"),
    "unknown_storage": ("accept", "refuse"),
    "same_public_key": ("conflict", "allow"),
    "storage_in_use": ("conflict", "allow"),
}
"""The values of every switch."""
