"""What a Tag declares: one tag on a resource that something else manages."""

from __future__ import annotations

from collections.abc import Iterator

from pulumi_ivs_realtime.model import Failure
from pulumi_ivs_realtime.rules.declared import declared_failures, with_declared_texts
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY
from pulumi_ivs_realtime.rules.inputs import TagInputs
from pulumi_ivs_realtime.rules.tags import SYSTEM_PREFIX


def completed(inputs: TagInputs) -> TagInputs:
    """The inputs as they are stored: a number or a boolean as its text."""
    return with_declared_texts(inputs)


def single_tag_failures(inputs: TagInputs) -> Iterator[Failure]:
    """Everything that the service would refuse, and the tag that is this package's own."""
    yield from declared_failures(inputs)
    if isinstance(inputs.key, str) and inputs.key.lower().startswith(SYSTEM_PREFIX):
        yield Failure("key", f'begins with "{SYSTEM_PREFIX}", which AWS reserves for itself')
    if inputs.key == MARK_KEY:
        yield Failure("key", "is the mark of unfinished stages and cannot be declared")
