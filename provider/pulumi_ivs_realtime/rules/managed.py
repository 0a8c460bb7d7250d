"""What resources with an ARN of their own declare: completed, checked, compared, turned into arguments of the API."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from pulumi_ivs_realtime.declarations import Change, Property, Resource
from pulumi_ivs_realtime.declarations.shapes import shape_of
from pulumi_ivs_realtime.model import Failure, operations, shape
from pulumi_ivs_realtime.model.kinds import Kind
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.declared import create_request, declared_failures, with_declared_texts
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY, mark_of
from pulumi_ivs_realtime.rules.inputs import ManagedInputs, changed, is_known, or_else, required
from pulumi_ivs_realtime.rules.names import automatic_name
from pulumi_ivs_realtime.rules.settings import Settings
from pulumi_ivs_realtime.rules.spelling import to_api
from pulumi_ivs_realtime.rules.tags import declared_tags, merged_tags

_I = TypeVar("_I", bound=ManagedInputs)

Found = Mapping[str, Any]
"""A resource as the API returns it, or earlier outputs."""


class Drift(NamedTuple):
    """One property that adoption would change, in the engine's spelling: as it is, and as it will be."""

    name: str
    before: Any
    after: Any


class Live(NamedTuple):
    """Why a resource cannot go without somebody noticing, as parts of sentences.

    Attributes:
        what: "is live (session st-…)".
        harm: "everyone in it would be thrown out".
        way_out: "wait until the session has ended".
    """

    what: str
    harm: str
    way_out: str


class ManagedRules(Generic[_I]):
    """The rules of one kind; what is particular to a kind is overridden by its subclass.

    Attributes:
        inputs: the kind's typed inputs.
        absent: what an output is where the service does not say.
        deleted_by_force: whether the service itself protects what is live, unless the deletion says `force`.
    """

    inputs: ClassVar[type[ManagedInputs]]
    absent: ClassVar[Mapping[str, object]] = {}
    deleted_by_force: ClassVar[bool] = False

    @property
    def declaration(self) -> Resource:
        """What the resource is declared as."""
        return self.inputs.declaration

    @property
    def kind(self) -> Kind:
        """What the service calls it."""
        return self.declaration.of_kind

    def recorded(self, props: Mapping[str, Any], is_unknown: Callable[[object], bool]) -> _I:
        """The inputs as they stand in a state; see `Inputs.from_props`."""
        return self.inputs.from_props(props, is_unknown)  # type: ignore[return-value]  # a class attribute is not generic

    def completed(self, old: _I | None, new: _I, settings: Settings, region: Any) -> _I:
        """The inputs as they are stored: final name, `tags_all` and region filled in.

        Args:
            old: the inputs of the last run; None when the resource is created.
            new: what the program declares.
            settings: for default and ignored tags.
            region: where the resource is.
        """
        new = with_declared_texts(self.normalised(new))
        auto_name = (old and old.auto_name) or automatic_name(str(new.create_urn or ""))
        return replace(
            new,
            auto_name=auto_name,
            name=or_else(new.name, auto_name),
            region=region,
            attempt=old.attempt if old else new.attempt,  # that of the creation; a later run's is none of its own
            tags_all=all_tags(new, settings),
        )

    def handed_over(self, inputs: _I, settings: Settings) -> _I:
        """The inputs that count: those that the engine hands over, with what check() derived from them derived again.

        Policies change inputs after check(), and know nothing of what hangs together with them.

        Args:
            inputs: as policies left them.
            settings: for default and ignored tags; `tags_all` stays while a tag is not known.
        """
        inputs = with_declared_texts(replace(inputs, name=or_else(inputs.name, inputs.auto_name)))
        everything = all_tags(inputs, settings)
        return replace(inputs, tags_all=inputs.tags_all if everything is None else everything)

    def failures(self, inputs: _I) -> Iterator[Failure]:
        """Everything that the service would refuse, by property path, as far as values are known."""
        yield from declared_failures(inputs)
        yield from self.particular_failures(inputs)

    def changed_properties(self, id_: str, old: _I, new: _I) -> list[str]:
        """The declared properties, in the engine's spelling, in which two sets of inputs differ.

        Unknown values differ from all.
        """
        return changed(self._placed(id_, self.comparable(old)), self._placed(id_, self.comparable(new)))

    def create_arguments(self, inputs: _I) -> dict[str, Any]:
        """Arguments of the operation that makes one."""
        named = {"name": required(inputs.name, "name"), "tags": required(inputs.tags_all, "tagsAll")}
        return {**create_request(inputs), **named}

    def update_arguments(self, old: _I, new: _I) -> dict[str, Any]:
        """Arguments of the operation that leads from one to the other; {} when it is not needed.

        Raises:
            KeyError: the name is not set.
        """
        if new.name is None:
            raise KeyError("name")
        differing = (each for each in self._updatable if getattr(old, each.name) != getattr(new, each.name))
        return {each.wire_name: self._argument(each, getattr(new, each.name)) for each in differing}

    def outputs(self, inputs: _I, found: Found) -> dict[str, Any]:
        """The property bag of a resource's outputs: the inputs, and what the service computes.

        Args:
            inputs: as declared.
            found: what it lacks is left out.
        """
        declared = replace(inputs, attempt=None).to_props(others=False)
        computed = {each.wire_name for each in self.declaration.computed} & found.keys()
        return declared | {**self.absent, **{name: found[name] for name in computed}}

    def as_found(self, inputs: _I, found: Found, settings: Settings) -> _I:
        """The inputs as a refresh finds them on the service; what was not declared is no drift."""
        actual = found.get("tags", {})
        declared = inputs.tags if isinstance(inputs.tags, Mapping) else {}
        tags = declared_tags(actual, declared, settings.defaults, settings.ignored_tags)
        mine = {each.name: self.found_value(each, getattr(inputs, each.name), found) for each in self._updatable}
        of_all = {
            "name": found.get("name", ""),
            "tags_all": settings.ignored_tags.leave(actual) | _mark(actual, settings),
            "tags": None if inputs.tags is None and not tags else tags,
        }
        return replace(inputs, **{**mine, **of_all})

    def needs_all(self, inputs: _I) -> bool:
        """Whether a refresh needs something that a listing does not show."""
        managed = (each for each in self._updatable if getattr(inputs, each.name) is not None)
        return not {"tags", *(each.wire_name for each in managed)} <= self.kind.listed

    def drift(self, inputs: _I, found: Found, settings: Settings) -> list[Drift]:
        """What adoption would change."""
        before = self.as_found(inputs, found, settings)
        names = dict.fromkeys(("name", "tags_all", *(each.name for each in self._updatable)))
        wire = {each.name: each.wire_name for each in self.declaration.inputs}
        compared = [Drift(wire[name], getattr(before, name), getattr(inputs, name)) for name in names]
        return [each for each in compared if each.before != each.after]

    def fixed_failures(self, inputs: _I, found: Found) -> Iterator[Failure]:
        """What adoption cannot change, because the service has no call for it."""
        mine, theirs = self.comparable(inputs), self.comparable(self.recorded(found, lambda _: False))
        for each in self.declaration.arguments:
            wanted, actual = getattr(mine, each.name), getattr(theirs, each.name)
            if each.change is not Change.REPLACES or not is_known(wanted) or each.wire_name not in found:
                continue
            if as_declared(wanted, actual) != wanted:
                yield Failure(
                    each.wire_name,
                    f"is otherwise on {found['arn']}, and the service cannot change it; declare it as it is there",
                )

    def told(self, found: Found) -> dict[str, Any]:
        """What a program would declare to have it as it is, in the engine's spelling, without tags and region.

        What is empty or false is not declared, but for the name.
        """
        own = (each for each in self.declaration.arguments if each.name not in _APART)
        given = {each.wire_name: found.get(each.wire_name) for each in own}
        return {"name": found.get("name", ""), **{name: value for name, value in given.items() if value}}

    def imported(self, found: Found, settings: Settings, beside: Mapping[str, Any]) -> _I:
        """The inputs that take it in as it is.

        Args:
            found: as its Get operation returns it.
            settings: for default and ignored tags, which are not declared.
            beside: the hidden inputs and the region.
        """
        tags = declared_tags(found.get("tags", {}), {}, settings.defaults, settings.ignored_tags)
        told = {**self.told(found), **beside, **({"tags": tags} if tags else {})}
        inputs = self.recorded(told, lambda _: False)
        return replace(
            inputs,
            auto_name=automatic_name(inputs.urn),
            tags_all=settings.ignored_tags.leave(found.get("tags", {})),
        )

    # What is particular to a kind is overridden.

    def normalised(self, inputs: _I) -> _I:
        """The declared inputs in the one form in which they are stored."""
        return inputs

    def particular_failures(self, inputs: _I) -> Iterator[Failure]:  # noqa: ARG002 - for those that look
        """What AWS documents beyond the model."""
        return iter(())

    def comparable(self, inputs: _I) -> _I:
        """The inputs with equal values for what the service takes for equal."""
        return replace(inputs, tags=or_else(inputs.tags, {}))

    def found_value(self, declared: Property, value: Any, found: Found) -> Any:
        """An updatable input as a refresh finds it."""
        if value is None or declared.wire_name not in found:
            return value
        return as_declared(value, found[declared.wire_name])

    def live(self, found: Found) -> Live | None:  # noqa: ARG002 - for those that look
        """Whether somebody uses it now, who would be thrown out with it; None where nobody does."""
        return None

    def may_be_cut_off(self, inputs: _I) -> bool:  # noqa: ARG002 - for those that look
        """Whether it may be destroyed while it is live."""
        return True

    def goes_first(self, old: _I, new: _I) -> bool:  # noqa: ARG002 - for those that look
        """Whether the old one must go before the new one can be made."""
        return False

    def consequence(self, old: _I, new: _I) -> str:  # noqa: ARG002 - for those that look
        """What a replacement means for others, as a sentence; "" where it means nothing."""
        return ""

    # How all kinds do it.

    @cached_property
    def _updatable(self) -> list[Property]:
        """The arguments that the service's operation of an update takes."""
        if not self.kind.update:
            return []
        members = shape(operations()[self.kind.update]["input"]["shape"])["members"]
        return [each for each in self.declaration.arguments if each.wire_name in members]

    def _argument(self, declared: Property, value: Any) -> Any:
        return declared.unset if value is None else to_api(shape_of(self.declaration, declared)["name"], value)

    def _placed(self, id_: str, inputs: _I) -> _I:
        place = parsed(id_)
        return inputs if place is None else replace(inputs, region=or_else(inputs.region, place.region))


def all_tags(inputs: ManagedInputs, settings: Settings) -> dict[str, Any] | None:
    """`tags_all` by `tags` and these settings; None while a tag is not known."""
    tags = or_else(inputs.tags, {})
    if not isinstance(tags, Mapping) or not all(is_known(value) for value in tags.values()):
        return None
    return merged_tags(tags, settings.defaults, settings.ignored_tags)


def as_declared(declared: Any, actual: Any) -> Any:
    """`actual`, cut down to the keys that `declared` names: the service's own defaults are no drift."""
    if not isinstance(declared, Mapping) or not isinstance(actual, Mapping):
        return actual
    return {key: as_declared(value, actual[key]) for key, value in declared.items() if key in actual}


_APART = frozenset({"tags", "region", "adopt", "force_destroy"})
"""Arguments that the service does not tell, or tells elsewhere."""

_FLAGS = {"true": True, "false": False}  # as configuration has them, where every value is text


def with_flag(inputs: _I, name: str) -> _I:
    """The inputs with a boolean in the place of its text under `name`."""
    value = getattr(inputs, name)
    flag: dict[str, Any] = {name: _FLAGS.get(value, value)} if isinstance(value, str) else {}
    return replace(inputs, **flag)


def _mark(actual: Mapping[str, str], settings: Settings) -> dict[str, str]:
    """A resource in a state bears no mark: one that was left over is drift, which the next update removes."""
    mark = mark_of(actual)
    removable = MARK_KEY in actual and settings.create_mark and not (mark and mark.phase == "kept")
    return {MARK_KEY: actual[MARK_KEY]} if removable else {}
