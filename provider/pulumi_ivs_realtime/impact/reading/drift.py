"""What a refresh in front of the preview found to be different from the state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pulumi_ivs_realtime.impact.reading.differences import (
    Difference,
    names_of_changed,
    property_differences,
    tag_differences,
)
from pulumi_ivs_realtime.impact.reading.kinds import kind_of
from pulumi_ivs_realtime.impact.reading.preview import Preview, State, Step


@dataclass(frozen=True)
class Drift:
    """One resource that somebody changed, or deleted, outside of Pulumi.

    Attributes:
        step: from what the state held to what is there.
        gone: it does not exist any more.
        differences: for resources of this package.
        names: what differs, for all others.
    """

    step: Step
    gone: bool
    differences: tuple[Difference, ...] = ()
    names: tuple[str, ...] = ()


def drift_in(preview: Preview) -> tuple[Drift, ...]:
    """The drift that the preview shows; needs `--refresh`.

    A dynamic resource's refresh step says only that it was read: what was found is the old state of the step that
    follows, and a create that follows means that it was gone.
    """
    return tuple(sorted(_drifts(preview), key=lambda each: (not each.gone, each.step.name)))


def _drifts(preview: Preview) -> Iterator[Drift]:
    later = {step.urn: step for step in preview.steps if step.op not in {"refresh", "delete-replaced"}}
    for step in preview.steps:
        if step.op == "refresh" and step.old.id and not step.old.replaced:
            found = _found(step, later.get(step.urn))
            if found is None or not found.id:
                yield Drift(step, gone=True)
            else:
                yield from _changed(replace(step, new=found))


def _found(step: Step, later: Step | None) -> State | None:
    if step.new != step.old and step.new.inputs != step.old.inputs:
        return step.new
    if later is None:
        return step.old
    return None if later.op == "create" else later.old


def _changed(step: Step) -> Iterator[Drift]:
    tags = tuple(Difference(f'tags["{key}"]', before, after) for key, before, after in tag_differences(step))
    differences = (*property_differences(step), *tags) if kind_of(step) else ()
    names = () if kind_of(step) else names_of_changed(step)
    if differences or names:
        yield Drift(step, gone=False, differences=differences, names=names)
