"""What follows for encoders, for tokens that an application signs itself, and for recordings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pulumi_ivs_realtime.impact.judging.consequences import (
    DANGER,
    WARNING,
    Consequence,
    because,
    outcome,
    reasons_of,
)
from pulumi_ivs_realtime.impact.judging.fates import endangers, fate_of, known_of
from pulumi_ivs_realtime.impact.judging.live import Lives
from pulumi_ivs_realtime.impact.judging.words import Words, words
from pulumi_ivs_realtime.impact.reading.changes import Change
from pulumi_ivs_realtime.impact.reading.inputs import managed_inputs
from pulumi_ivs_realtime.impact.reading.kinds import KEY, STORAGE
from pulumi_ivs_realtime.impact.reading.preview import Preview, Step
from pulumi_ivs_realtime.impact.reading.values import hides
from pulumi_ivs_realtime.rules.kinds.every import MANAGED
from pulumi_ivs_realtime.rules.kinds.public_keys import MATERIAL, body_of

_POLICY = "aws:s3/bucketPolicy:BucketPolicy"


def encoder_consequences(changes: Iterable[Change], lives: Lives) -> Iterator[Consequence]:
    """Encoders that are cut off, and those that need another stream key."""
    for change in changes:
        if not change.is_encoder or not endangers(change):
            continue
        state = known_of(change, lives)
        if state == "live":
            said = (*words("An encoder publishes with {} now.", change.title), *outcome(change, fate_of(change, lives)))
            yield Consequence("disconnect", DANGER, said, (change.step.urn,))
        elif change.destroys or state == "unknown":
            unknown = ("; whether an encoder publishes is not known", *because(change, lives))
            said = (*_said(change), *(unknown if state == "unknown" else ()), ".")
            yield Consequence(change.action, WARNING, said, (change.step.urn,))


def _said(change: Change) -> Words:
    if change.action == "update":
        return words("{} gets another stage or other credentials", change.title)
    key = ", with a new stream key for every encoder" if change.action == "replace" else ""
    verb = "replaced" if change.action == "replace" else "deleted"
    return (*words(f"{{}} is {verb}", change.title), *reasons_of(change), key)


def keys_refused(changes: Iterable[Change]) -> list[Change]:
    """The public keys whose tokens are refused from then on, or for a moment."""
    return [each for each in changes if each.is_key and each.destroys]


def key_consequences(changes: Iterable[Change]) -> Iterator[Consequence]:
    """Tokens that are refused because their key goes."""
    for change in keys_refused(changes):
        verb = "replaced" if change.action == "replace" else "deleted"
        said = (*words(f"{{}} is {verb}", change.title), *reasons_of(change), f": {_refused(change)}.")
        yield Consequence("public-key", DANGER, said, (change.step.urn,))


def _refused(change: Change) -> str:
    before, after = change.step.old.inputs, change.step.new.inputs
    if change.action != "replace":
        return "tokens signed with it are refused from then on"
    if hides(before.get(MATERIAL)) or hides(after.get(MATERIAL)):
        return "tokens signed with the old key may be refused from then on"
    if change.step.deletes_first and body_of(before.get(MATERIAL)) == body_of(after.get(MATERIAL)):
        return "until the key is imported again, tokens that it signed are refused"
    return MANAGED[KEY].consequence(managed_inputs(KEY, before), managed_inputs(KEY, after))


def storage_consequences(preview: Preview, changes: Iterable[Change]) -> Iterator[Consequence]:
    """A bucket's policy that two write: the service for its recordings, and a resource of the program."""
    policies = [step for step in preview.steps if step.type == _POLICY and step.new.inputs]
    for change in changes:
        if change.kind != STORAGE or change.action not in {"create", "replace"}:
            continue
        for policy in policies:
            if certain := _same_bucket(change.step, policy):
                yield _clash(change, policy, certain)


def _same_bucket(storage: Step, policy: Step) -> str:
    block = storage.new.inputs.get("s3")
    wanted = block.get("bucketName") if isinstance(block, dict) else block
    actual = policy.new.inputs.get("bucket")
    if hides(wanted) or hides(actual):
        return "may write"
    return "writes" if wanted == actual else ""


def _clash(change: Change, policy: Step, verb: str) -> Consequence:
    return Consequence(
        "bucket-policy",
        WARNING,
        words(
            f"To make {{}} the service adds to the policy of its bucket, which {{}} {verb}, too: its next update takes "
            "that away, and recordings fail. Give the policy the service's statement, or let it go.",
            change.name,
            policy.name,
        ),
        (change.step.urn, policy.urn),
    )
