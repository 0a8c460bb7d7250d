"""What a participant token declares, and when it is time for a new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from pulumi_ivs_realtime.declarations import PARTICIPANT_TOKEN
from pulumi_ivs_realtime.model import Failure
from pulumi_ivs_realtime.rules.declared import create_request, declared_failures, with_declared_texts
from pulumi_ivs_realtime.rules.inputs import (
    ParticipantTokenInputs,
    Unknown,
    Value,
    changed,
    is_known,
    or_else,
)

CAPABILITIES = ["PUBLISH", "SUBSCRIBE"]
"""The service's default."""

DEFAULT_DURATION = 720
"""Minutes; the service's default."""

MOST_ATTRIBUTE_BYTES = 1024

_MINUTE = 60.0


def completed(inputs: ParticipantTokenInputs) -> ParticipantTokenInputs:
    """The inputs as they are stored: the default duration filled in, capabilities in one order."""
    inputs = with_declared_texts(inputs)
    capabilities = inputs.capabilities
    if isinstance(capabilities, list) and all(isinstance(one, str) for one in capabilities):
        capabilities = sorted(capabilities)
    return replace(inputs, capabilities=capabilities, duration=or_else(inputs.duration, DEFAULT_DURATION))


def token_failures(inputs: ParticipantTokenInputs) -> Iterator[Failure]:
    """Everything that the service would refuse, and a renewal that could never be."""
    yield from declared_failures(inputs)
    yield from attribute_failures(inputs.attributes)
    yield from _renewal_failures(inputs.duration, inputs.renew_before)


def _renewal_failures(duration: object, before: object) -> Iterator[Failure]:
    if isinstance(duration, int | float) and isinstance(before, int | float) and not 0 <= before < duration:
        yield Failure(
            "renewBefore", f"must be at least 0 and less than the duration of {duration:g} minutes, not {before:g}"
        )


def attribute_failures(attributes: Value[Mapping[str, Value[str]]]) -> Iterator[Failure]:
    """Attributes may have 1 KB in all."""
    if not isinstance(attributes, Mapping):
        return
    size = sum(len(f"{key}{value}".encode()) for key, value in attributes.items() if is_known(value))
    if size > MOST_ATTRIBUTE_BYTES:
        yield Failure("attributes", f"must have at most {MOST_ATTRIBUTE_BYTES} bytes in all, not {size}")


def changed_properties(old: ParticipantTokenInputs, new: ParticipantTokenInputs) -> list[str]:
    """The declared properties, in the engine's spelling, in which two sets of inputs differ."""
    return changed(_comparable(old), _comparable(new))


def replacing_properties(old: ParticipantTokenInputs, new: ParticipantTokenInputs) -> list[str]:
    """Those of them that a token says itself, and for which there must be another one."""
    return [name for name in changed_properties(old, new) if name in PARTICIPANT_TOKEN.replacing]


def create_arguments(inputs: ParticipantTokenInputs) -> dict[str, Any]:
    """Arguments of CreateParticipantToken."""
    return create_request(inputs)


def with_todays_window(old: ParticipantTokenInputs, new: ParticipantTokenInputs) -> ParticipantTokenInputs:
    """The token as it is, with the renewal window of today's program; what is not known yet is as it was."""
    window, duration = new.renew_before, new.duration
    return replace(
        old,
        renew_before=old.renew_before if isinstance(window, Unknown) else window,
        duration=old.duration if isinstance(duration, Unknown) else duration,
    )


def renewal_due(inputs: ParticipantTokenInputs, expiration_time: object, now: datetime) -> bool:
    """Whether the token is in its renewal window, or has expired.

    Args:
        inputs: `duration` and `renew_before` (minutes; not set: a quarter of the duration, 0: never) must be known.
        expiration_time: as the state holds it; None when it does not.
        now: with a time zone.
    """
    duration = or_else(inputs.duration, DEFAULT_DURATION)
    before = _minutes(duration) / 4 if inputs.renew_before is None else _minutes(inputs.renew_before)
    return bool(before) and remaining(expiration_time, now) <= before * _MINUTE


def expired(expiration_time: object, now: datetime) -> bool:
    """Whether nobody can join with the token any more."""
    return remaining(expiration_time, now) <= 0


def remaining(expiration_time: object, now: datetime) -> float:
    """Seconds until the token expires; endless when the state does not know."""
    if not expiration_time:
        return float("inf")
    return (datetime.fromisoformat(str(expiration_time).replace("Z", "+00:00")) - now).total_seconds()


def iso(moment: datetime) -> str:
    """A moment as the state holds it: ISO 8601, UTC, to the second."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _comparable(inputs: ParticipantTokenInputs) -> ParticipantTokenInputs:
    return replace(
        inputs,
        user_id=or_else(inputs.user_id, ""),
        attributes=or_else(inputs.attributes, {}),
        capabilities=or_else(inputs.capabilities, CAPABILITIES),
        duration=or_else(inputs.duration, DEFAULT_DURATION),
    )


def _minutes(value: Value[float]) -> float:
    if not is_known(value):
        raise ValueError("minutes that are not known yet cannot be compared")
    return float(value)
