"""Taking marks off resources that a state holds; nothing here knows what kind of resource it is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from pulumi_ivs_realtime.aws.client import Found, IvsRealTimeClient
from pulumi_ivs_realtime.errors import AccessDenied, IvsRealTimeError, NotFound
from pulumi_ivs_realtime.lifecycle.host import tell
from pulumi_ivs_realtime.lifecycle.memory import MEMORY
from pulumi_ivs_realtime.model.kinds import Kind
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY, Mark, mark_of
from pulumi_ivs_realtime.rules.identity.states import StackState
from pulumi_ivs_realtime.rules.tags import TagChanges

DENIED = (
    f"the tag {MARK_KEY} stays, because these credentials lack ivs:UntagResource; allow it, or set "
    "ivs-realtime:createMark to false."
)


def remove_mark(
    client: IvsRealTimeClient, arn: str, mark: Mark | None, *, before: Callable[[], None] | None = None
) -> bool:
    """Takes the mark off a resource that the state holds; where that is denied, marks it as kept.

    A kept mark gives nobody a claim and is no drift, so that no refresh plans an update which is denied again.

    Args:
        client: of the resource's region.
        arn: the resource.
        mark: what it bears; None where that is not known.
        before: see `IvsRealTimeClient.change_tags`.

    Returns:
        False when the role may not remove tags.
    """
    guarded = {"before": before} if before else {}
    try:
        client.change_tags(arn, TagChanges([MARK_KEY], {}), **guarded)
    except AccessDenied:
        if mark is None:
            raise
        client.change_tags(arn, TagChanges([], {MARK_KEY: str(mark.in_phase("kept"))}), **guarded)
        return False
    return True


def tell_denied(name: str) -> None:
    """Says once a process that marks cannot be removed."""
    if MEMORY.first("denied"):
        tell(f"{name}: {DENIED}", "warning")


def marked_resources(
    client: IvsRealTimeClient,
    kind: Kind,
    *,
    since: float = float("-inf"),
    likely: Callable[[Found], bool] = lambda _: True,
) -> list[tuple[str, Mark]]:
    """What bears a mark in the region, but for marks that are kept.

    Args:
        client: of the region.
        kind: of the resources.
        since: as for `IvsRealTimeClient.all_of`.
        likely: where a listing shows no tags, which of the listed to ask for them, one call each.
    """
    found = client.all_of(kind, since=since).values()
    tagged = found if "tags" in kind.listed else with_tags(client, filter(likely, found))
    marked = [(each["arn"], mark) for each in tagged if (mark := mark_of(each.get("tags", {})))]
    return [(arn, mark) for arn, mark in marked if mark.phase != "kept"]


def with_tags(client: IvsRealTimeClient, found: Iterable[Found]) -> Iterator[Found]:
    """Each with its tags, by one call each; what was deleted meanwhile is left out."""
    for each in found:
        with suppress(NotFound):
            yield {**each, "tags": client.list_tags(each["arn"])}


def remove_held_marks(client: IvsRealTimeClient, kind: Kind, state: StackState) -> None:
    """Takes marks off resources that the state holds, beside other work: their program ended before it could.

    Where a listing shows no tags, that is left to refreshes and updates.
    """
    left = [(arn, mark) for arn, mark in marked_resources(client, kind, likely=lambda _: False) if state.holds(arn)]
    if left:
        threading.Thread(target=_remove_all, args=(client, left), name="removing marks", daemon=True).start()


def _remove_all(client: IvsRealTimeClient, left: list[tuple[str, Mark]]) -> None:
    removed = 0
    for arn, mark in left:
        try:
            if not remove_mark(client, arn, mark):
                tell_denied(arn)
                break
            removed += 1
        except NotFound:
            continue
        except IvsRealTimeError as error:
            tell(f"{arn} still bears the tag {MARK_KEY}, which a refresh and an `up` remove: {error}", "warning")
            break
    if removed:
        tell(f"an earlier run ended early: removed its tag {MARK_KEY} from {removed} of the stack's resources")
