"""Looking existing resources up, by ARN or by name; for programs and for the provider plugin."""

from __future__ import annotations

import difflib
from typing import NamedTuple

from pulumi_ivs_realtime.aws.client import Found, IvsRealTimeClient, client_for
from pulumi_ivs_realtime.aws.session import profile_region
from pulumi_ivs_realtime.errors import InvalidInputs, IvsRealTimeError, LookupFailed, NotFound, NotFoundUnproven
from pulumi_ivs_realtime.model.kinds import Kind
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.identity.marks import without_mark
from pulumi_ivs_realtime.rules.settings import Settings
from pulumi_ivs_realtime.rules.tags import Tags


class One(NamedTuple):
    """What was looked up, and the region in which it lies."""

    found: Found
    region: str


class Finder:
    """Looks up with the settings of a stack or of an explicit provider."""

    def __init__(self, settings: Settings, *, since: float, region_argument: str) -> None:
        """`since`: as for `IvsRealTimeClient.all_of`; `region_argument`: how a caller spells it, for messages."""
        self._settings, self._since, self._region_argument = settings, since, region_argument

    def region(self, declared: str | None) -> str:
        """The region to look in.

        Raises:
            InvalidInputs: nothing says which.
        """
        settings = self._settings
        region = declared or settings.region or settings.fallback_region or profile_region(settings.connection)
        if not region:
            raise InvalidInputs(
                f"no region: pass {self._region_argument}, set aws:region, or AWS_REGION in the environment."
            )
        return region

    def listed(self, kind: Kind, region: str) -> list[Found]:
        """All resources of a kind in a region, by ARN."""
        everything = self._client(region).all_of(kind, since=self._since).values()
        return sorted(everything, key=lambda each: str(each["arn"]))

    def one(self, look_up: str, kind: Kind, arn: str | None, name: str | None, region: str | None) -> One:
        """The one resource with this ARN or name, by its Get operation; by name, its List operation comes first.

        Args:
            look_up: the function's name, for messages.
            kind: of the resource.
            arn: its ARN; either this or `name`.
            name: its name, which must be the only one of that name in the region.
            region: for `name`.

        Raises:
            InvalidInputs: `arn` is not one of this kind, or there is no region.
            LookupFailed: none of that ARN or name, or several of that name.
        """
        if name is not None:
            arn = self._only_arn(look_up, kind, name, self.region(region))
        place = parsed(str(arn))
        if place is None or place.kind != kind.arn_kind:
            raise InvalidInputs(f'{look_up}: "{arn}" is not the ARN of {kind.a_noun}.')
        try:
            return One(self._client(place.region).get(kind, str(arn)), place.region)
        except (NotFound, NotFoundUnproven) as error:
            raise LookupFailed(f"{look_up}: there is no {kind.noun} {arn}{_doubt(error)}.") from error

    def tags(self, look_up: str, arn: str) -> Tags:
        """The tags of any resource of the service.

        Raises:
            InvalidInputs: this is not the ARN of one.
            LookupFailed: there is none.
        """
        place = parsed(arn)
        if place is None:
            raise InvalidInputs(f'{look_up}: "{arn}" is not the ARN of an IVS resource.')
        try:
            return without_mark(self._client(place.region).list_tags(arn))
        except (NotFound, NotFoundUnproven) as error:
            raise LookupFailed(f"{look_up}: there is no resource {arn}{_doubt(error)}.") from error

    def _client(self, region: str) -> IvsRealTimeClient:
        return client_for(self._settings.connection, region)

    def _only_arn(self, look_up: str, kind: Kind, name: str, region: str) -> str:
        found = self.listed(kind, region)
        arns = [str(each["arn"]) for each in found if each.get("name", "") == name]
        if len(arns) == 1:
            return arns[0]
        if not arns:
            names = [str(each.get("name", "")) for each in found]
            raise LookupFailed(
                f'{look_up}: no {kind.noun} in {region} is called "{name}" ({self._region_argument} looks in another '
                f"one); {_nearest(name, names, kind.noun)}"
            )
        raise LookupFailed(f'{look_up}: {len(arns)} {kind.noun}s in {region} are called "{name}": {", ".join(arns)}.')


def refuse_both(look_up: str, arn: object, name: object) -> None:
    """Refuses neither or both of ARN and name.

    Raises:
        InvalidInputs: it is so.
    """
    if (arn is None) == (name is None):
        raise InvalidInputs(f"{look_up}: give either arn or name.")


def _doubt(error: IvsRealTimeError) -> str:
    """Why "not found" may not be so, as the end of a sentence."""
    return f": {error.doubt}" if isinstance(error, NotFoundUnproven) else ""


def _nearest(name: str, names: list[str], noun: str) -> str:
    if close := difflib.get_close_matches(name, names, n=1):
        return f'did you mean "{close[0]}"?'
    return {0: f"there is no {noun}.", 1: f"there is 1 {noun}."}.get(len(names), f"there are {len(names)} {noun}s.")
