"""The state's own commands: export, delete, rename, protect; and what the next run makes of it."""

from collections.abc import Sequence

from scenarios.scenario import Step, Suite, drift, preview, preview_refresh, program, stack, state, up, urn

scenarios = Suite()

CHAIN = """
a = Thing("a", value="1")
b = Thing("b", value=a.serial)
"""


@scenarios
def state_delete() -> Sequence[Step]:
    """A resource deleted from the state is created again; the old object is left where it is."""
    return program(CHAIN), up(), state("delete", "--yes", urn("b")), preview(), up()


@scenarios
def state_delete_with_dependants() -> Sequence[Step]:
    """A resource with dependants is not deleted from the state, unless they go with it."""
    flags = ("delete", "--yes", urn("a"))
    return program(CHAIN), up(), state(*flags), state(*flags, "--target-dependents"), up()


@scenarios
def state_delete_of_a_protected_resource() -> Sequence[Step]:
    """A protected resource is deleted from the state only by force."""
    source = 'a = Thing("a", opts=ResourceOptions(protect=True))'
    flags = ("delete", "--yes", urn("a"))
    return program(source), up(), state(*flags), state(*flags, "--force")


@scenarios
def state_delete_of_nobody() -> Sequence[Step]:
    """A URN that the state does not hold."""
    return program(CHAIN), up(), state("delete", "--yes", urn("nobody"))


@scenarios
def stack_export() -> Sequence[Step]:
    """The exported deployment is what the backend holds."""
    return program(CHAIN + 'pulumi.export("serial", b.serial)'), up(), stack("export"), stack("output", "--json")


@scenarios
def one_output_of_the_stack() -> Sequence[Step]:
    """`stack output NAME` prints one value; an unknown name is an error."""
    return (
        program('pulumi.export("one", 1)\npulumi.export("two", {"x": [1]})'),
        up(),
        stack("output", "two"),
        stack("output", "three"),
    )


@scenarios
def refresh_as_a_preview() -> Sequence[Step]:
    """`refresh --preview-only` shows drift and keeps the state as it is."""
    return program(CHAIN), up(), drift("a-1", value="drifted"), preview_refresh(), up()
