"""When "not found" is believed: another account's resource may look like none, and must not be forgotten for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection

from pulumi_ivs_realtime.errors import IvsRealTimeError, NotFound, NotFoundUnproven
from pulumi_ivs_realtime.rules.arns import parsed


class Belief:
    """Compares the account in an ARN with that of the credentials; one for each process and connection.

    Whether AWS answers ResourceNotFound or AccessDenied for another account's ARN is not documented. [INFER]
    """

    def __init__(self, caller_account: Callable[[], str], trusted: Collection[str]) -> None:
        """`caller_account`: asks STS; `trusted`: accounts that are believed to be ours where STS cannot be asked."""
        self._caller_account, self._trusted = caller_account, trusted
        self._lock = threading.Lock()
        self._answer: str | IvsRealTimeError | None = None

    def proven(self, error: NotFound, arn: str) -> NotFound:
        """The error, when the resource really does not exist. Asks STS once a process.

        Raises:
            NotFoundUnproven: the ARN is another account's, or STS cannot be asked.
        """
        place, caller = parsed(arn), self._caller()
        if place is None or place.account == caller:
            return error
        if not isinstance(caller, str) and place.account in self._trusted:
            return error
        doubt, way_on = self._doubt(place.account, caller)
        raise NotFoundUnproven(
            f"AWS answered {error.operation} with {error.code}, but {arn} {doubt}. {way_on}", doubt=f"it {doubt}"
        ) from error

    def account(self) -> str | None:
        """The account of the credentials; None where STS does not say. Asks STS once a process."""
        caller = self._caller()
        return caller if isinstance(caller, str) else None

    def _doubt(self, account: str, caller: str | IvsRealTimeError) -> tuple[str, str]:
        if isinstance(caller, str):
            return (
                f"belongs to account {account}, and the credentials to account {caller}",
                f"Use credentials of account {account}, or give the resource up with `pulumi state delete`.",
            )
        return (
            f"belongs to account {account}, and STS does not say whose the credentials are ({str(caller).rstrip('.')})",
            f"If they are of that account, set PULUMI_IVS_TRUST_NOT_FOUND={account} in the environment.",
        )

    def _caller(self) -> str | IvsRealTimeError:
        with self._lock:
            if self._answer is None:
                try:
                    self._answer = self._caller_account()
                except IvsRealTimeError as error:
                    self._answer = error
            return self._answer
