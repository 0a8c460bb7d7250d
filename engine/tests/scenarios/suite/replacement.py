"""Replacement: new before old, old before new, and what becomes of the dependants."""

from collections.abc import Sequence

from scenarios.scenario import Step, Suite, destroy, preview, program, up, urn

scenarios = Suite()

ZONED = """
a = Thing("a", zone="1")
b = Thing("b", value=a.serial)
c = Thing("c", value=b.serial)
"""
SLOTTED = ZONED.replace("zone", "slot")


@scenarios
def replace_create_first() -> Sequence[Step]:
    """The new object is made before the old one is deleted; dependants are updated in between."""
    return program(ZONED), up(), program(ZONED.replace('"1"', '"2"')), preview(), up(), up()


@scenarios
def replace_delete_first_by_provider() -> Sequence[Step]:
    """The provider's diff asks for delete-before-replace; dependants that need no replacement stay."""
    return program(SLOTTED), up(), program(SLOTTED.replace('"1"', '"2"')), preview(), up(), up()


@scenarios
def replace_delete_first_by_option() -> Sequence[Step]:
    """The option asks for delete-before-replace."""
    source = (
        'a = Thing("a", zone="1", opts=ResourceOptions(delete_before_replace=True))\nb = Thing("b", value=a.serial)'
    )
    return program(source), up(), program(source.replace('"1"', '"2"')), preview(), up()


@scenarios
def delete_first_replaces_dependants() -> Sequence[Step]:
    """Dependants whose replaced input comes from a deleted-first resource are replaced with it."""
    source = """
    a = Thing("a", slot="1")
    b = Thing("b", zone=a.serial)
    c = Thing("c", value=b.serial)
    """
    return program(source), up(), program(source.replace('"1"', '"2"')), preview(), up(), up()


@scenarios
def delete_first_chain() -> Sequence[Step]:
    """A chain of deleted-first resources goes from the end and comes back from the start."""
    source = """
    a = Thing("a", slot="1")
    b = Thing("b", slot=a.serial)
    c = Thing("c", slot=b.serial)
    """
    return program(source), up(), program(source.replace('"1"', '"2"')), preview(), up(), up()


@scenarios
def replacement_of_dependants() -> Sequence[Step]:
    """A dependant that takes a replaced resource's output into a replacing input is replaced after it."""
    source = 'a = Thing("a", zone="1")\nb = Thing("b", zone=a.serial)\n'
    return program(source), up(), program(source.replace('"1"', '"2"')), preview(), up(), destroy()


@scenarios
def replace_on_changes() -> Sequence[Step]:
    """The option `replace_on_changes` on an input that the provider would update in place."""
    source = 'a = Thing("a", value="1", opts=ResourceOptions(replace_on_changes=["value"]))\n'
    return program(source), up(), program(source.replace('"1"', '"2"')), preview(), up()


@scenarios
def replace_flag() -> Sequence[Step]:
    """`--replace` replaces the named resource and leaves the others to their own changes."""
    return program(ZONED), up(), preview("--replace", urn("a")), up("--replace", urn("a")), up()


@scenarios
def target_replace_flag() -> Sequence[Step]:
    """`--target-replace` replaces the named resource and touches nothing else."""
    return program(ZONED), up(), preview("--target-replace", urn("a")), up("--target-replace", urn("a")), up()


@scenarios
def replacement_and_removal() -> Sequence[Step]:
    """A dependant that leaves the program in the same `up` is deleted before what it depended on."""
    return program(ZONED), up(), program('a = Thing("a", zone="2")\n'), preview(), up()
