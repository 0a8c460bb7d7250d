"""Failures: of the program, of check, of each call of the provider; what is kept and how the next run goes on."""

from collections.abc import Sequence

from scenarios.scenario import (
    Step,
    Suite,
    Unlock,
    cancel,
    destroy,
    faults,
    preview,
    preview_refresh,
    program,
    refresh,
    stack,
    state,
    up,
    urn,
)

scenarios = Suite()

CHAIN = """
a = Thing("a", value="1")
b = Thing("b", value=a.serial)
c = Thing("c", value=b.serial)
"""


@scenarios
def create_fails() -> Sequence[Step]:
    """What succeeded before a failed create is kept, what depends on it is not tried; the next `up` goes on."""
    return program(CHAIN), faults(create_b="no room"), up(), faults(), preview(), up(), destroy()


@scenarios
def update_fails() -> Sequence[Step]:
    """A failed update leaves the old state; the next `up` tries again."""
    edited = CHAIN.replace('"1"', '"2"')
    return program(CHAIN), up(), program(edited), faults(update_a="not now"), up(), faults(), up()


@scenarios
def delete_fails() -> Sequence[Step]:
    """A failed delete keeps the resource and what it depends on; the next `destroy` finishes."""
    return program(CHAIN), up(), faults(delete_b="in use"), destroy(), faults(), destroy()


@scenarios
def read_fails() -> Sequence[Step]:
    """A failed read fails the refresh and drops nothing."""
    return program(CHAIN), up(), faults(read_b="unreachable"), refresh("--parallel", "8"), faults(), refresh()


@scenarios
def diff_fails() -> Sequence[Step]:
    """A failed diff fails preview and update alike."""
    edited = CHAIN.replace('"1"', '"2"')
    return program(CHAIN), up(), program(edited), faults(diff_a="cannot compare"), preview(), up()


@scenarios
def check_raises() -> Sequence[Step]:
    """An exception in check fails preview and update before anything is made of the resource."""
    return program(CHAIN), faults(check_b="cannot check"), preview(), up(), faults(), up()


@scenarios
def check_refuses() -> Sequence[Step]:
    """Every failure of check is reported, by property."""
    source = """
    a = Thing("a", value="1")
    b = Thing("b", value="refused", zone="refused", opts=ResourceOptions(depends_on=[a]))
    """
    return program(source), preview(), up(), program(source.replace("refused", "fine")), up()


@scenarios
def check_refuses_an_update() -> Sequence[Step]:
    """A refused update leaves the resource as it was."""
    return program(CHAIN), up(), program(CHAIN.replace('"1"', '"refused"')), preview(), up()


@scenarios
def program_fails_at_once() -> Sequence[Step]:
    """A program that fails before its first resource deletes nothing."""
    return program(CHAIN), up(), program('raise ValueError("not today")\n' + CHAIN), preview(), up()


@scenarios
def program_fails_at_the_end() -> Sequence[Step]:
    """A program that fails after its resources: what it declared is made, what it no longer declares is kept."""
    failing = 'a = Thing("a", value="2")\nraise ValueError("not today")\n'
    return program(CHAIN), up(), program(failing), preview(), up()


@scenarios
def program_with_a_syntax_error() -> Sequence[Step]:
    """A program that cannot be parsed."""
    return program("a = Thing(\n"), preview(), up()


@scenarios
def an_output_raises() -> Sequence[Step]:
    """A function applied to an output fails: the program ends at once, and what it would have declared is not made."""
    source = """
    import asyncio

    def fail(serial):
        raise ValueError("cannot use " + serial)

    a = Thing("a", value="1")
    a.serial.apply(fail)
    Thing("late", value=pulumi.Output.from_input(asyncio.sleep(5, "late")))
    """
    return program(source), preview(), up(), program('Thing("a", value="1")\n'), up()


@scenarios
def program_exits() -> Sequence[Step]:
    """A program that ends by itself with an exit code."""
    return program("import sys\nsys.exit(3)\n"), preview(), up()


@scenarios
def duplicate_urn() -> Sequence[Step]:
    """Two resources of one type and name are refused."""
    return program('a = Thing("a", value="1")\nThing("a", opts=ResourceOptions(depends_on=[a]))\n'), preview(), up()


@scenarios
def host_dies_in_create() -> Sequence[Step]:
    """The dynamic host dies during a create."""
    return program('a = Thing("a")\n'), faults(create_a="die"), up(), faults(), up()


@scenarios
def killed_in_create() -> Sequence[Step]:
    """Killed during a create: the pending operation stays in the state, the next `up` warns and creates again."""
    return program(CHAIN), faults(create_b="hang"), up(kill_at="create:b"), faults(), Unlock(), preview(), up(), up()


@scenarios
def locked_after_a_kill() -> Sequence[Step]:
    """A killed engine leaves its lock: others are refused until `cancel` takes it away."""
    return program('a = Thing("a")\n'), faults(create_a="hang"), up(kill_at="create:a"), faults(), up(), cancel(), up()


@scenarios
def pending_creates_are_carried() -> Sequence[Step]:
    """A create that was interrupted stays in the state through every command, until `refresh` is told to clear it."""
    return (
        program(CHAIN),
        faults(create_b="hang"),
        up(kill_at="create:b"),
        faults(),
        cancel(),
        up(),
        state("protect", "--yes", urn("a")),
        state("unprotect", "--yes", urn("a")),
        refresh(),
        program('a = Thing("a", value="2")\n'),
        up(),
        destroy(),
        refresh("--clear-pending-creates"),
        up(),
    )


@scenarios
def pending_creates_are_cleared_before_a_preview() -> Sequence[Step]:
    """`refresh --preview-only --clear-pending-creates` forgets interrupted creates for good."""
    edited = CHAIN.replace('"1"', '"2"')
    return (
        program(CHAIN),
        faults(create_b="hang"),
        up(kill_at="create:b"),
        program(edited),
        faults(update_a="hang"),
        Unlock(),
        up(kill_at="update:a"),
        faults(),
        Unlock(),
        preview_refresh("--clear-pending-creates"),
        up(),
    )


@scenarios
def an_import_drops_pending_operations() -> Sequence[Step]:
    """`stack import` says which operations were pending, and forgets them."""
    return (
        program(CHAIN),
        faults(create_b="hang"),
        up(kill_at="create:b"),
        faults(),
        Unlock(),
        stack("export", "--file", "state.json"),
        stack("import", "--file", "state.json"),
        up(),
    )


@scenarios
def killed_in_update() -> Sequence[Step]:
    """Killed during an update."""
    edited = CHAIN.replace('"1"', '"2"')
    return (
        program(CHAIN),
        up(),
        program(edited),
        faults(update_a="hang"),
        up(kill_at="update:a"),
        faults(),
        Unlock(),
        up(),
        up(),
    )


@scenarios
def killed_in_delete() -> Sequence[Step]:
    """Killed during a delete."""
    return program(CHAIN), up(), faults(delete_c="hang"), destroy(kill_at="delete:c"), faults(), Unlock(), destroy()


@scenarios
def replacement_create_fails() -> Sequence[Step]:
    """The new object of a replacement cannot be made: the old one stays."""
    source = 'a = Thing("a", zone="1")\nb = Thing("b", value=a.serial)\n'
    return (
        program(source),
        up(),
        program(source.replace('"1"', '"2"')),
        faults(create_a="no room"),
        up(),
        faults(),
        up(),
    )


@scenarios
def replacement_delete_fails() -> Sequence[Step]:
    """The old object of a replacement cannot be deleted: it is kept as to be deleted, and the next `up` does it."""
    source = 'a = Thing("a", zone="1")\nb = Thing("b", value=a.serial)\n'
    return program(source), up(), program(source.replace('"1"', '"2"')), faults(delete_a="in use"), up(), faults(), up()


@scenarios
def delete_first_create_fails() -> Sequence[Step]:
    """Deleted first and then not made anew: the next `up` creates it."""
    source = 'a = Thing("a", slot="1")\nb = Thing("b", value=a.serial)\n'
    return (
        program(source),
        up(),
        program(source.replace('"1"', '"2"')),
        faults(create_a="no room"),
        up(),
        faults(),
        up(),
    )


@scenarios
def continue_on_error() -> Sequence[Step]:
    """`--continue-on-error` goes on with what does not depend on the failure."""
    source = 'a = Thing("a")\nb = Thing("b", value=a.serial)\nc = Thing("c")\n'
    return program(source), faults(create_a="no room"), up("--continue-on-error"), faults(), up()
