"""What the stack's state (`pulumi stack export`) knows of a preview's resources, and the preview does not say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pulumi_ivs_realtime.errors import InvalidInputs
from pulumi_ivs_realtime.impact.reading.preview import Preview, State, Step, state_of, well_formed

Resources = dict[tuple[str, str], State]
"""By URN and id: a state may hold a URN twice while a deletion is left over."""


def with_state(preview: Preview, text: str) -> Preview:
    """The preview with what the state adds: deletions left over, `retainOnDelete` and `deletedWith`.

    Args:
        preview: from `read_preview`.
        text: what `pulumi stack export` prints.

    Raises:
        InvalidInputs: the text is not an export, or that of another stack or moment.
    """
    with well_formed():
        resources = dict(_resources(text))
        if preview.is_of_nothing and any(not state.replaced for state in resources.values()):
            raise InvalidInputs(
                "this preview is of a stack that holds nothing, and the state holds something: it is that of another "
                "stack, or of another moment; export it right before or after the preview."
            )
        steps = tuple(_completed(step, resources) for step in preview.steps)
        left = () if preview.tells_leftovers or not preview.deletes_leftovers else tuple(_left_over(resources))
        return replace(preview, steps=(*steps, *left), tells_leftovers=True)


def _resources(text: str) -> Iterator[tuple[tuple[str, str], State]]:
    try:
        document = json.loads(text.lstrip("\ufeff"))
        found: list[dict[str, Any]] = document["deployment"].get("resources") or []
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidInputs("this is not the output of `pulumi stack export`, which --state takes.") from error
    for each in found:
        state = state_of(each, whole=True)
        yield (str(each["urn"]), state.id), state


def _completed(step: Step, resources: Resources) -> Step:
    if not step.old.id:
        return step
    held = resources.get((step.urn, step.old.id)) or _by_id(step.old.id, resources)
    retained = step.old.retain_on_delete or held.retain_on_delete
    return replace(step, old=replace(step.old, retain_on_delete=retained, deleted_with=held.deleted_with))


def _by_id(id_: str, resources: Resources) -> State:
    """An alias gives a resource another URN; what is not there at all is another stack's."""
    for (_, held), state in resources.items():
        if held == id_:
            return state
    raise InvalidInputs(
        f"the state does not hold {id_[:120]}, which the preview names: it is that of another stack, or of another "
        "moment; export it right before or after the preview."
    )


def _left_over(resources: Resources) -> Iterator[Step]:
    for (urn, _), state in resources.items():
        if state.replaced:
            yield Step("delete-replaced", urn, state, State())
