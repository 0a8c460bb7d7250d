"""What requests to the control paths may hold: JSON objects of limited size, members of the right type."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from starlette.requests import Request

MOST_BYTES = 1024 * 1024
_LONGEST_WAIT = 86400.0  # seconds
_LONGEST_NUMBER = 18


class TooLarge(Exception):
    """The body has more bytes than are read."""


async def json_object(http: Request) -> dict[str, Any]:
    """The JSON object of a request.

    Raises:
        TooLarge: it has more than a mebibyte.
        ValueError: it is none: no JSON, nested too deeply, or with numbers or texts that JSON does not have.
    """
    body = bytearray()
    async for chunk in http.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise TooLarge(f"The body of a request has at most {MOST_BYTES} bytes.")
    try:
        given = json.loads(bytes(body), parse_constant=_refuse_constant)
        json.dumps(given, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeError:
        raise ValueError("The body holds a text that is not Unicode.") from None
    except RecursionError:
        raise ValueError("The body is nested too deeply.") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"The body is not JSON: {error}.") from None
    except ValueError:
        raise ValueError("The body holds a number that is too large.") from None
    if not isinstance(given, dict):
        raise ValueError("The body is not a JSON object.")
    return given


def _refuse_constant(name: str) -> NoReturn:
    raise json.JSONDecodeError(f"{name} is not a number of JSON", name, 0)


def text(given: dict[str, Any], name: str, default: str | None = None) -> str:
    """A text.

    Raises:
        KeyError: it is missing, and there is no default.
        ValueError: it is something else.
    """
    value = given[name] if default is None else given.get(name, default)
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a text, not {json.dumps(value)[:100]}.")
    return value


def flag(given: dict[str, Any], name: str, default: bool | None = None) -> bool:
    """A truth; raises as text() does."""
    value = given[name] if default is None else given.get(name, default)
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false, not {json.dumps(value)[:100]}.")
    return value


def number(
    given: dict[str, Any], name: str, default: float | None = None, *, least: float = 0.0, most: float = _LONGEST_WAIT
) -> float:
    """A number between `least` and `most`; raises as text() does."""
    value = given[name] if default is None else given.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{name} must be a number, not {json.dumps(value)[:100]}.")
    if not least <= value <= most:
        raise ValueError(f"{name} must be a number from {least:g} to {most:g}, not {value}.")
    return float(value)


def whole(given: dict[str, Any], name: str, default: int, *, least: int = 0, most: int = 10_000) -> int:
    """A whole number between `least` and `most`; raises as text() does."""
    value = number(given, name, default, least=least, most=most)
    if value != int(value):
        raise ValueError(f"{name} must be a whole number, not {value}.")
    return int(value)


def since(http: Request, name: str = "since") -> int:
    """The number in the query under that name, such as the one after which the caller wants to know; 0 without one.

    Raises:
        ValueError: it is not a number.
    """
    given = http.query_params.get(name, "0")
    if not (given.isascii() and given.isdigit() and len(given) <= _LONGEST_NUMBER):
        raise ValueError(f"{name} must be a number, not {given[:100]!r}.")
    return int(given)
