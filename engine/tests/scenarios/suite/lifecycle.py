"""Create, update, delete, refresh: what every stack goes through."""

from collections.abc import Sequence

from scenarios.scenario import Step, Suite, destroy, drift, gone, preview, program, refresh, up

scenarios = Suite()

CHAIN = """
a = Thing("a", value="1")
b = Thing("b", value=a.serial)
c = Thing("c", value=b.serial)
"""


@scenarios
def basic() -> Sequence[Step]:
    """A chain is created in order, stays as it is, and is destroyed in reverse."""
    return program(CHAIN + 'pulumi.export("serial", c.serial)'), preview(), up(), up(), preview(), destroy()


@scenarios
def update_in_place() -> Sequence[Step]:
    """A changed value updates one resource; those that depend on its unchanged outputs are left alone."""
    return program(CHAIN), up(), program(CHAIN.replace('"1"', '"2"')), preview(), up(), up()


@scenarios
def update_reaches_dependants() -> Sequence[Step]:
    """What depends on an output that the update changes is updated after it."""
    source = 'a = Thing("a", value="1")\nb = Thing("b", value=a.revision)\n'
    return program(source), up(), program(source.replace('"1"', '"2"')), preview(), up()


@scenarios
def removal() -> Sequence[Step]:
    """Resources that left the program are deleted, dependants first."""
    return program(CHAIN), up(), program('a = Thing("a", value="1")\n'), preview(), up(), destroy()


@scenarios
def addition() -> Sequence[Step]:
    """A resource that joins the program is the only one created."""
    return program('a = Thing("a", value="1")\n'), up(), program(CHAIN), preview(), up()


@scenarios
def emptied_program() -> Sequence[Step]:
    """A program without resources deletes everything but the stack."""
    return program(CHAIN), up(), program(""), up()


@scenarios
def nothing_at_all() -> Sequence[Step]:
    """Every command works on an empty program and an empty stack."""
    return program(""), preview(), up(), refresh(), destroy(), destroy()


@scenarios
def expect_no_changes() -> Sequence[Step]:
    """`--expect-no-changes` fails when there are some, after having made them."""
    return program(CHAIN), up("--expect-no-changes"), up("--expect-no-changes"), preview("--expect-no-changes")


@scenarios
def expect_no_changes_in_preview() -> Sequence[Step]:
    """A preview that expects no changes fails when it finds one."""
    return program(CHAIN), preview("--expect-no-changes")


@scenarios
def refresh_finds_drift() -> Sequence[Step]:
    """A refresh takes over what changed behind the engine's back; the next `up` puts it right."""
    return program(CHAIN), up(), drift("b-1", value="drifted"), refresh(), preview(), up(), refresh()


@scenarios
def refresh_finds_nothing() -> Sequence[Step]:
    """A refresh of what is as it was changes nothing."""
    return program(CHAIN), up(), refresh(), up()


@scenarios
def refresh_drops_what_is_gone() -> Sequence[Step]:
    """A refresh drops what is gone; the next `up` creates it again, and updates what depends on it."""
    return program(CHAIN), up(), gone("b-1"), refresh(), preview(), up()


@scenarios
def refresh_before_up() -> Sequence[Step]:
    """`up --refresh` sees drift and what is gone before it compares."""
    return program(CHAIN), up(), drift("a-1", value="drifted"), gone("c-1"), up("--refresh"), up("--refresh")


@scenarios
def refresh_before_preview() -> Sequence[Step]:
    """`preview --refresh` shows what `up --refresh` would do and keeps nothing of it."""
    return program(CHAIN), up(), drift("a-1", value="drifted"), preview("--refresh"), up("--refresh")


@scenarios
def refresh_before_destroy() -> Sequence[Step]:
    """`destroy --refresh` does not delete what is gone already."""
    return program(CHAIN), up(), gone("b-1"), destroy("--refresh")


@scenarios
def destroy_of_what_is_gone() -> Sequence[Step]:
    """Without a refresh the provider is asked to delete what is gone."""
    return program(CHAIN), up(), gone("b-1"), destroy()


@scenarios
def outputs_of_the_stack() -> Sequence[Step]:
    """Outputs are added, changed and removed, plain and nested, without touching a resource."""
    return (
        program('a = Thing("a")\npulumi.export("one", 1)\npulumi.export("serial", a.serial)'),
        up(),
        program('a = Thing("a")\npulumi.export("one", {"nested": [1, True, None, a.id]})\npulumi.export("two", "")'),
        preview(),
        up(),
        program('a = Thing("a")'),
        up(),
    )


@scenarios
def diamond() -> Sequence[Step]:
    """Two resources between one and one: created between them, deleted between them."""
    source = """
    a = Thing("a", value="1")
    b = Thing("b", value=a.serial)
    c = Thing("c", value=a.serial)
    d = Thing("d", value=[b.serial, c.serial])
    """
    return program(source), up(), program(""), up()


@scenarios
def internal_properties() -> Sequence[Step]:
    """What begins with `__` reaches provider and state like anything else; an exported resource does not show it."""
    source = """
    from pulumi.dynamic import Resource
    from plain import ThingProvider

    class Reserved(Resource, module="plain", name="Reserved"):
        def __init__(self, name, value, kept):
            props = {"name": name, "value": value, "__kept": kept, "serial": None, "__seen": None}
            super().__init__(ThingProvider(), name, props)

    a = Reserved("a", "1", "word-1")
    pulumi.export("a", a)
    """
    return (
        program(source),
        preview("--diff"),
        up(),
        program(source.replace("word-1", "word-2")),
        preview("--diff"),
        up(),
        program(source.replace("word-1", "word-2").replace('"1"', '"2"')),
        preview("--diff"),
        up(),
        refresh(),
        destroy(),
    )
