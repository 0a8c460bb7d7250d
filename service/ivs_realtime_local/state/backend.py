"""What all operations work on: the state, the clock, the quotas, and what is not settled about the service."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ivs_realtime_local.errors import ApiError, not_found
from ivs_realtime_local.state.arns import Arn
from ivs_realtime_local.state.caller import Caller
from ivs_realtime_local.state.clock import Clock
from ivs_realtime_local.state.credentials import Credentials
from ivs_realtime_local.state.events import Events
from ivs_realtime_local.state.quotas import Quotas
from ivs_realtime_local.state.signer import Signer
from ivs_realtime_local.state.store import Document, Store
from ivs_realtime_local.state.switches import Switches

Answer = dict[str, Any]


class Lag:
    """How far ListStages is behind: stages made while `seconds` is set are listed only that much later.

    [INFER] Whether the live service's listing lags is not documented; by default it does not.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self._shown_from: dict[str, float] = {}

    def note(self, arn: str, now: float) -> None:
        """A stage was made."""
        if self.seconds:
            self._shown_from[arn] = now + self.seconds

    def hides(self, arn: str, now: float) -> bool:
        """Whether a listing does not show the stage yet."""
        return self._shown_from.get(arn, 0) > now


class Backend:
    """The service behind its HTTP face.

    Args:
        folder: where the state is kept; None for memory.

    Raises:
        Unusable: the folder is another service's, cannot be written, or holds something else.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.store = Store(folder)
        self.events = Events()
        self.credentials: Credentials | None = None
        self._renew()

    def _renew(self) -> None:
        self.clock = Clock()
        self.quotas = Quotas()
        self.switches = Switches()
        self.signer = Signer(self.store)
        self.lag = Lag()

    def reset(self) -> None:
        """Forgets everything but where events go and whose signatures count."""
        self.store.clear()
        self._renew()

    def find(self, caller: Caller, arn: str, kind: str | None = None) -> Document:
        """The resource with this ARN, for a caller that may see it; the one place that says "not found".

        Args:
            caller: who asks; sees its own account and region only.
            arn: the resource's ARN.
            kind: what it must be, such as `stage`; None for anything.

        Raises:
            ApiError: ResourceNotFoundException, AccessDeniedException for another account's resource.
        """
        parsed = Arn.parse(arn)
        if parsed.account != caller.account:
            raise ApiError(self.switches.foreign_account, f"{arn} belongs to another account")
        found = self.store.get(parsed.kind, arn) if parsed.region == caller.region else None
        if found is None or kind not in (None, parsed.kind):
            raise not_found(f"{arn} does not exist in {caller.region}")
        return found


Handler = Callable[[Backend, Caller, dict[str, Any]], Answer]
"""An operation: takes the request's members, returns the response's, both as the API spells them."""
