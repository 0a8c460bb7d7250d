"""`--target`, `--exclude`, `--target-dependents`, `--target-replace`, `--replace`, and taint."""

from collections.abc import Sequence

from scenarios.scenario import Step, Suite, destroy, drift, preview, program, refresh, state, up, urn

scenarios = Suite()

THREE = """
a = Thing("a", value="1")
b = Thing("b", value=a.revision)
c = Thing("c", value="1")
"""
EDITED = THREE.replace('"1"', '"2"')


@scenarios
def target_an_update() -> Sequence[Step]:
    """Only the target is updated; the others keep their old inputs."""
    return program(THREE), up(), program(EDITED), preview("--target", urn("c")), up("--target", urn("c")), up()


@scenarios
def target_with_dependents() -> Sequence[Step]:
    """`--target-dependents` takes along what depends on the target."""
    flags = ("--target", urn("a"), "--target-dependents")
    return program(THREE), up(), program(EDITED), preview(*flags), up(*flags), up()


@scenarios
def target_a_create() -> Sequence[Step]:
    """Of an empty stack only the target is created."""
    return program(THREE), up("--target", urn("c")), up("--target", urn("a")), up()


@scenarios
def target_a_dependant_of_what_is_not_there() -> Sequence[Step]:
    """A target that depends on a resource that was never created and is no target is refused."""
    return program(THREE), preview("--target", urn("b")), up("--target", urn("b"))


@scenarios
def target_what_does_not_exist() -> Sequence[Step]:
    """A target that nobody declared."""
    return program(THREE), up(), up("--target", urn("nobody")), destroy("--target", urn("nobody"))


@scenarios
def target_by_wildcard() -> Sequence[Step]:
    """`**` in a target stands for anything."""
    return program(THREE), up(), program(EDITED), up("--target", "**Thing::c"), up("--target", "**Thing::*")


@scenarios
def target_a_removal() -> Sequence[Step]:
    """Of two resources that left the program only the target is deleted."""
    return program(THREE), up(), program('a = Thing("a", value="1")\n'), up("--target", urn("c")), up()


@scenarios
def target_in_refresh() -> Sequence[Step]:
    """Only the target is read."""
    return program(THREE), up(), drift("a-1", value="x"), drift("c-1", value="x"), refresh("--target", urn("c")), up()


@scenarios
def target_in_destroy() -> Sequence[Step]:
    """A target without dependants is deleted."""
    return program(THREE), up(), destroy("--target", urn("c")), destroy("--target", urn("b")), up()


@scenarios
def target_in_destroy_with_dependants() -> Sequence[Step]:
    """A target with dependants is refused, unless they may go with it."""
    flags = ("--target", urn("a"))
    return program(THREE), up(), destroy(*flags), destroy(*flags, "--target-dependents")


@scenarios
def exclude_an_update() -> Sequence[Step]:
    """All but the excluded are updated."""
    return program(THREE), up(), program(EDITED), preview("--exclude", urn("c")), up("--exclude", urn("c")), up()


@scenarios
def exclude_in_destroy() -> Sequence[Step]:
    """An excluded resource stays, and so does what it depends on."""
    return program(THREE), up(), destroy("--exclude", urn("b"))


@scenarios
def replace_with_a_change() -> Sequence[Step]:
    """`--replace` on one resource while others change, too."""
    return program(THREE), up(), program(EDITED), preview("--replace", urn("a")), up("--replace", urn("a"))


@scenarios
def replace_delete_first() -> Sequence[Step]:
    """`--replace` of a resource with `delete_before_replace`."""
    source = 'a = Thing("a", opts=ResourceOptions(delete_before_replace=True))\nb = Thing("b", zone=a.serial)\n'
    return program(source), up(), preview("--replace", urn("a")), up("--replace", urn("a"))


@scenarios
def target_replace_with_dependants() -> Sequence[Step]:
    """`--target-replace` leaves dependants for the next `up`, in which a replacing input replaces them."""
    source = 'a = Thing("a")\nb = Thing("b", zone=a.serial)\n'
    return program(source), up(), up("--target-replace", urn("a")), preview(), up()


@scenarios
def taint() -> Sequence[Step]:
    """A tainted resource is replaced by the next `up`, and then no more."""
    source = 'a = Thing("a")\nb = Thing("b", value=a.serial)\n'
    return program(source), up(), state("taint", "--yes", urn("a")), preview(), up(), up()


@scenarios
def untaint() -> Sequence[Step]:
    """A resource that is no longer tainted stays."""
    return program('Thing("a")\n'), up(), state("taint", "--yes", urn("a")), state("untaint", "--yes", urn("a")), up()


@scenarios
def taint_delete_first() -> Sequence[Step]:
    """A tainted resource with `delete_before_replace` is deleted first."""
    source = 'a = Thing("a", opts=ResourceOptions(delete_before_replace=True))\nb = Thing("b", zone=a.serial)\n'
    return program(source), up(), state("taint", "--yes", urn("a")), up(), up()


@scenarios
def taint_what_left_the_program() -> Sequence[Step]:
    """A tainted resource that left the program is deleted, not replaced."""
    return program('a = Thing("a")\n'), up(), state("taint", "--yes", urn("a")), program(""), up()
