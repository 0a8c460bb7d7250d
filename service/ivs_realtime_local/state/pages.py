"""Pages of listings and the tokens that lead to the next one."""

from __future__ import annotations

import base64
import binascii
import itertools
from collections.abc import Iterable
from typing import Any

from ivs_realtime_local.errors import invalid
from ivs_realtime_local.state.store import Row

DEFAULT_PAGE = 50
"""Items a page when `maxResults` is absent."""


def page(
    rows: Iterable[Row], request: dict[str, Any], *, listing: str, newest_first: bool = False
) -> tuple[list[Row], dict[str, str]]:
    """One page of rows, and `{"nextToken": …}` when there is more.

    Args:
        rows: all rows of the listing, in the order of their creation.
        request: may hold `maxResults` and `nextToken`.
        listing: what is listed; a token is good for the listing that gave it out only.
        newest_first: turns the order round.

    Raises:
        ApiError: ValidationException for a token that this listing never gave out.
    """
    ordered = reversed(list(rows)) if newest_first else iter(rows)
    if request.get("nextToken"):
        # A place rather than a count: rows may come and go between two pages.
        place = _place(request["nextToken"], listing)
        ordered = (row for row in ordered if (row.seq < place if newest_first else row.seq > place))
    size = int(request.get("maxResults", DEFAULT_PAGE))
    found = list(itertools.islice(ordered, size + 1))
    if len(found) <= size:
        return found, {}
    return found[:size], {"nextToken": _token(found[size - 1].seq, listing)}


def _token(seq: int, listing: str) -> str:
    return base64.urlsafe_b64encode(f"{seq} {listing}".encode()).decode()


def _place(token: str, listing: str) -> int:
    try:
        seq, _, named = base64.b64decode(token, altchars=b"-_", validate=True).decode().partition(" ")
        if named == listing:
            return int(seq)
    except (binascii.Error, ValueError):
        pass
    raise invalid("nextToken is not a token that this listing gave out")
