"""Random programs of plain resources, edited at random: scenarios by seed, the same for every engine."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from scenarios.scenario import Scenario, Step, destroy, drift, faults, gone, preview, program, refresh, up, urn

LITERALS = ("1", "2", "3")
OUTPUTS = ("serial", "label", "id", "value")


@dataclass(frozen=True)
class Declared:
    """One resource of a program: its inputs as Python expressions, its options likewise.

    `name` is the variable's, and the resource's until that is renamed to `called`.
    """

    name: str
    inputs: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    group: bool = False
    called: str = ""

    @property
    def source(self) -> str:
        options = dict(self.options, **({"parent": "group"} if self.group else {}))
        arguments = [f'"{self.called or self.name}"', *(f"{key}={value}" for key, value in self.inputs.items())]
        if options:
            arguments.append(f"opts=ResourceOptions({', '.join(f'{key}={value}' for key, value in options.items())})")
        return f"{self.name} = Thing({', '.join(arguments)})"

    @property
    def urn(self) -> str:
        return urn(self.called or self.name, parents="fuzz:index:Group$" if self.group else "")


class Author:
    """Writes a program and edits it.

    Attributes:
        things: the resources of the program as it stands, in order.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._names = (f"r{number}" for number in range(100))
        self.things: list[Declared] = []
        for _ in range(self._random.randint(2, 5)):
            self.add()

    def chance(self, share: float) -> bool:
        return self._random.random() < share

    def pick(self, *choices: str) -> str:
        return self._random.choice(choices)

    def any_thing(self) -> Declared | None:
        return self._random.choice(self.things) if self.things else None

    @property
    def source(self) -> str:
        group = 'group = ComponentResource("fuzz:index:Group", "group")\n' if any(t.group for t in self.things) else ""
        exports = [f'pulumi.export("{thing.name}", {thing.name}.serial)' for thing in self.things[-2:]]
        return group + "\n".join([*(thing.source for thing in self.things), *exports]) + "\n"

    def add(self) -> None:
        """A new resource at the end, which may use those before it."""
        name = next(self._names)
        inputs = {"value": self._value(len(self.things))}
        for key in ("zone", "slot"):
            if self.chance(0.3):
                inputs[key] = self._value(len(self.things), literal=0.7)
        self.things.append(Declared(name, inputs, dict(self._options(len(self.things))), group=self.chance(0.2)))

    def edit(self) -> None:
        """One to three changes."""
        for _ in range(self._random.randint(1, 3)):
            change = self._random.choice(
                [self._revalue] * 3 + [self._reoption, self._regroup, self._rename, self._remove, self.add]
            )
            change()

    def _value(self, before: int, literal: float = 0.4) -> str:
        if before == 0 or self.chance(literal):
            text = f'"{self.pick(*LITERALS)}"'
            return f"Output.secret({text})" if self.chance(0.1) else text
        return f"{self.things[self._random.randrange(before)].name}.{self.pick(*OUTPUTS)}"

    def _options(self, before: int) -> Iterator[tuple[str, str]]:
        earlier = [thing.name for thing in self.things[:before]]
        if earlier and self.chance(0.2):
            yield "depends_on", f"[{self.pick(*earlier)}]"
        if earlier and self.chance(0.1):
            yield "deleted_with", self.pick(*earlier)
        if self.chance(0.1):
            yield "retain_on_delete", "True"
        if self.chance(0.15):
            yield "ignore_changes", self.pick('["value"]', '["zone"]', '["value", "slot"]')
        if self.chance(0.15):
            yield "delete_before_replace", self.pick("True", "False")
        if self.chance(0.1):
            yield "replace_on_changes", '["value"]'
        if self.chance(0.08):
            yield "additional_secret_outputs", '["serial"]'
        if self.chance(0.06):
            yield "protect", "True"

    def _revalue(self) -> None:
        if self.things:
            index = self._random.randrange(len(self.things))
            key = self.pick("value", "value", "zone", "slot")
            thing = self.things[index]
            self.things[index] = replace(thing, inputs={**thing.inputs, key: self._value(index, literal=0.7)})

    def _reoption(self) -> None:
        if self.things:
            index = self._random.randrange(len(self.things))
            self.things[index] = replace(self.things[index], options=dict(self._options(index)))

    def _regroup(self) -> None:
        if self.things:
            index = self._random.randrange(len(self.things))
            self.things[index] = replace(self.things[index], group=not self.things[index].group)

    def _rename(self) -> None:
        if self.things:
            index = self._random.randrange(len(self.things))
            thing = self.things[index]
            before = thing.called or thing.name
            options = {**thing.options, "aliases": f'[pulumi.Alias(name="{before}")]'}
            self.things[index] = replace(thing, called=f"{before}x", options=options)

    def _remove(self) -> None:
        unused = [thing for thing in self.things if not self._is_used(thing)]
        if unused:
            self.things.remove(self._random.choice(unused))

    def _is_used(self, thing: Declared) -> bool:
        others = [other for other in self.things if other is not thing]
        texts = [text for other in others for text in (*other.inputs.values(), *other.options.values())]
        return any(f"{thing.name}." in text or thing.name == text or f"[{thing.name}]" == text for text in texts)


def scenario(seed: int) -> Scenario:
    """The scenario of a seed: a program applied, then rounds of edits, accidents and commands, then the end."""
    author = Author(seed)
    steps: list[Step] = [program(author.source), up()]
    steps += _accident(author)
    for _ in range(2):
        steps += _round(author)
    steps.append(destroy("--continue-on-error"))
    return Scenario(f"fuzz-{seed}", tuple(steps))


def _accident(author: Author) -> Iterator[Step]:
    """Something happens to an object that the first `up` has made."""
    target = author.any_thing()
    if target is not None and author.chance(0.4):
        yield gone(f"{target.name}-1") if author.chance(0.5) else drift(f"{target.name}-1", value="9")
        if author.chance(0.5):
            yield refresh()


def _round(author: Author) -> Iterator[Step]:
    target = author.any_thing()
    author.edit()
    yield program(author.source)
    if author.chance(0.3):
        yield preview()
    if target is not None and author.chance(0.2):
        # What fails must not stop the rest: how much of it was done by then would be a matter of timing.
        failing = f"{author.pick('create', 'update', 'delete')}_{target.called or target.name}"
        yield faults(**{failing: "out of order"})
        yield up("--continue-on-error")
        yield faults()
    elif target is not None and author.chance(0.35):
        flag = author.pick("--target", "--target-replace", "--replace")
        yield up(flag, target.urn, *(["--target-dependents"] if author.chance(0.4) else []))
    else:
        yield up(*(["--refresh"] if author.chance(0.3) else []))
