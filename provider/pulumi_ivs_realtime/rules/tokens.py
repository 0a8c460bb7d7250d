"""What a participant token declares, and when it is time for a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

from pulumi_ivs_realtime.model import Failure, failures
from pulumi_ivs_realtime.rules.spelling import to_api
from pulumi_ivs_realtime.rules.texts import with_texts

Props = dict[str, Any]
Known = Callable[[object], bool]

CAPABILITIES = ["PUBLISH", "SUBSCRIBE"]
"""The service's default."""

DEFAULT_DURATION = 720
"""Minutes; the service's default."""

MOST_ATTRIBUTE_BYTES = 1024

_REQUEST = "CreateParticipantTokenRequest"
_SENT = ("stageArn", "userId", "attributes", "capabilities", "duration")
_DECLARED = (*_SENT, "renewBefore")

REPLACING = frozenset(_SENT)
"""What a token says itself: a change of it takes another token."""

_HIDDEN = ("createUrn", "organization")
_MINUTE = 60.0


def completed(news: Mapping[str, Any]) -> Props:
    """The inputs as they are stored: the default duration filled in, capabilities in one order."""
    inputs = {"duration": DEFAULT_DURATION, **with_texts(_REQUEST, news)}
    if isinstance(inputs.get("capabilities"), list) and all(isinstance(one, str) for one in inputs["capabilities"]):
        inputs["capabilities"] = sorted(inputs["capabilities"])
    return {key: value for key, value in inputs.items() if value is not None}


def token_failures(inputs: Mapping[str, Any], known: Known) -> Iterator[Failure]:
    """Everything that the service would refuse, and a renewal that could never be."""
    yield from failures(_REQUEST, {key: inputs[key] for key in _SENT if key in inputs}, known=known)
    yield from attribute_failures(inputs.get("attributes"), known)
    yield from _renewal_failures(inputs.get("duration"), inputs.get("renewBefore"))


def _renewal_failures(duration: object, before: object) -> Iterator[Failure]:
    if isinstance(duration, int | float) and isinstance(before, int | float) and not 0 <= before < duration:
        yield Failure(
            "renewBefore", f"must be at least 0 and less than the duration of {duration:g} minutes, not {before:g}"
        )


def attribute_failures(attributes: object, known: Known) -> Iterator[Failure]:
    """Attributes may have 1 KB in all."""
    if not known(attributes) or not isinstance(attributes, Mapping):
        return
    size = sum(len(f"{key}{value}".encode()) for key, value in attributes.items() if known(value))
    if size > MOST_ATTRIBUTE_BYTES:
        yield Failure("attributes", f"must have at most {MOST_ATTRIBUTE_BYTES} bytes in all, not {size}")


def changed_properties(olds: Mapping[str, Any], news: Mapping[str, Any]) -> list[str]:
    """The declared properties in which two sets of inputs differ."""
    old, new = _comparable(olds), _comparable(news)
    return [key for key in _DECLARED if old[key] != new[key]]


def replacing_properties(olds: Mapping[str, Any], news: Mapping[str, Any]) -> list[str]:
    """Those of them that a token says itself, and for which there must be another one."""
    return [key for key in changed_properties(olds, news) if key != "renewBefore"]


def create_arguments(inputs: Mapping[str, Any]) -> Props:
    """Arguments of CreateParticipantToken."""
    arguments: Props = to_api(_REQUEST, {key: inputs[key] for key in _SENT if key in inputs})
    return arguments


def outputs(inputs: Mapping[str, Any], computed: Mapping[str, Any]) -> Props:
    """The inputs, and `participantId`, `token` and `expirationTime` (ISO 8601, UTC)."""
    found = {key: inputs[key] for key in (*_DECLARED, *_HIDDEN) if key in inputs}
    return found | {key: computed[key] for key in ("participantId", "token", "expirationTime") if key in computed}


def renewal_due(props: Mapping[str, Any], now: datetime) -> bool:
    """Whether the token lies in its renewal window, or has expired.

    Args:
        props: `expirationTime`, `duration` and `renewBefore` (minutes; absent: a quarter of the duration, 0: never).
        now: with a time zone.
    """
    before = props.get("renewBefore", float(props.get("duration", DEFAULT_DURATION)) / 4)
    return bool(before) and remaining(props, now) <= float(before) * _MINUTE


def expired(props: Mapping[str, Any], now: datetime) -> bool:
    """Whether nobody can join with the token any more."""
    return remaining(props, now) <= 0


def remaining(props: Mapping[str, Any], now: datetime) -> float:
    """Seconds until the token expires; endless when the state does not know."""
    text = props.get("expirationTime")
    if not text:
        return float("inf")
    return (datetime.fromisoformat(str(text).replace("Z", "+00:00")) - now).total_seconds()


def iso(moment: datetime) -> str:
    """A moment as the state holds it: ISO 8601, UTC, to the second."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _comparable(props: Mapping[str, Any]) -> Props:
    defaults = {"duration": DEFAULT_DURATION, "capabilities": CAPABILITIES, "attributes": {}, "userId": ""}
    return {key: props.get(key, defaults.get(key)) for key in _DECLARED}
