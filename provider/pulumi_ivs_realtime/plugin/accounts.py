"""Whose account a resource is in, where it may come from another provider or host."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_ivs_realtime.declarations import CREATE_URN
from pulumi_ivs_realtime.errors import Refused
from pulumi_ivs_realtime.lifecycle.frame import Provider
from pulumi_ivs_realtime.lifecycle.host import tell
from pulumi_ivs_realtime.rules.arns import parsed


class Accounts:
    """Refuses what another account holds: an alias or another `provider` hands over what stands in the state.

    AWS refuses the calls, too, but only when something changes, and says less.
    """

    def __init__(self) -> None:
        self._in_doubt = False

    def doubt(self) -> None:
        """This provider takes the place of another, or has other credentials than before."""
        self._in_doubt = True

    def refuse_foreign(self, provider: Provider, urn: str, id_: str, olds: Mapping[str, Any]) -> None:
        """Refuses a resource of another account. STS is asked where there is doubt, once a process.

        Args:
            provider: the lifecycle.
            urn: under which the program declares it now.
            id_: as the state has it.
            olds: its old inputs.

        Raises:
            Refused: its ARN names another account than the provider's.
        """
        arn = next((arn for arn in (id_, olds.get("stageArn"), olds.get("resourceArn")) if parsed(str(arn))), None)
        place = parsed(str(arn))
        if arn is None or place is None:
            return
        own = self._own(provider, str(arn), moved=olds.get(CREATE_URN.wire_name, urn) != urn)
        if own is not None and place.account not in own:
            raise Refused(
                f"{arn} belongs to account {place.account}, and this provider works in {' or '.join(sorted(own))}: an "
                "alias, or another provider than before, hands it over. Give it its own provider, or another name."
            )

    def _own(self, provider: Provider, arn: str, *, moved: bool) -> set[str] | None:
        if allowed := provider.settings.connection.allowed_accounts:
            return set(allowed)
        if not moved and not self._in_doubt:
            return None
        account = provider.client_of(arn).belief.account()
        if account is None and provider.memory.first("whose account"):
            tell(f"whose account {arn} is cannot be told: STS does not say whose the credentials are", "warning")
        return {account} if account else None
