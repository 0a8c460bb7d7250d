"""Aliases: renamed, moved and retyped resources stay what they are."""

from collections.abc import Sequence

from scenarios.scenario import Step, Suite, destroy, preview, program, up

scenarios = Suite()

COMPONENT = """
class Group(ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("scenario:index:Group", name, {}, opts)


"""


@scenarios
def alias_of_a_name() -> Sequence[Step]:
    """A renamed resource with an alias is the same object."""
    renamed = 'a = Thing("new", name="a", opts=ResourceOptions(aliases=[pulumi.Alias(name="a")]))\n'
    dependant = 'b = Thing("b", value=a.serial)\n'
    return program('a = Thing("a")\n' + dependant), up(), program(renamed + dependant), preview(), up(), up()


@scenarios
def alias_that_is_taken_away() -> Sequence[Step]:
    """After one `up` the alias can go."""
    renamed = 'a = Thing("new", name="a", opts=ResourceOptions(aliases=[pulumi.Alias(name="a")]))\n'
    return program('a = Thing("a")'), up(), program(renamed), up(), program('a = Thing("new", name="a")'), up()


@scenarios
def alias_by_urn() -> Sequence[Step]:
    """An alias may be a URN in full."""
    old = "urn:pulumi:dev::scenario::pulumi-python:dynamic/plain:Thing::a"
    return (
        program('Thing("a")'),
        up(),
        program(f'Thing("new", name="a", opts=ResourceOptions(aliases=["{old}"]))'),
        up(),
    )


@scenarios
def alias_with_a_change() -> Sequence[Step]:
    """A renamed resource may change in the same `up`."""
    renamed = 'Thing("new", name="a", value="2", opts=ResourceOptions(aliases=[pulumi.Alias(name="a")]))'
    return program('Thing("a", value="1")'), up(), program(renamed), preview(), up()


@scenarios
def alias_with_a_replacement() -> Sequence[Step]:
    """A renamed resource may be replaced in the same `up`."""
    renamed = 'Thing("new", name="a", zone="2", opts=ResourceOptions(aliases=[pulumi.Alias(name="a")]))'
    return program('Thing("a", zone="1")'), up(), program(renamed), preview(), up(), up()


@scenarios
def rename_without_an_alias() -> Sequence[Step]:
    """Without an alias a new resource is created and the old one deleted."""
    return program('Thing("a")'), up(), program('Thing("new")'), preview(), up()


@scenarios
def rename_and_reuse_of_the_name() -> Sequence[Step]:
    """A renamed resource, and a new one under its old name, in one `up` and in two."""
    renamed = 'Thing("new", name="a", opts=ResourceOptions(aliases=[pulumi.Alias(name="a")]))\n'
    return program('Thing("a")'), up(), program(renamed), up(), program(renamed + 'Thing("a", name="other")'), up()


@scenarios
def alias_of_a_type() -> Sequence[Step]:
    """A resource of another type with an alias stays the same object."""
    old = 'opts=ResourceOptions(aliases=[pulumi.Alias(type_="pulumi-python:dynamic/plain:Thing")])'
    return program('Thing("a", value="1")'), up(), program(f'Gadget("a", value="1", {old})'), preview(), up(), up()


@scenarios
def alias_of_a_parent() -> Sequence[Step]:
    """A resource moves into a component, and out again."""
    inside = COMPONENT + (
        'group = Group("g")\n'
        'Thing("a", opts=ResourceOptions(parent=group, aliases=[pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE)]))\n'
    )
    outside = COMPONENT + (
        'group = Group("g")\nThing("a", opts=ResourceOptions(aliases=[pulumi.Alias(parent=group)]))\n'
    )
    return program('Thing("a")'), up(), program(inside), preview(), up(), program(outside), up()


@scenarios
def alias_of_a_component() -> Sequence[Step]:
    """A renamed component takes its children along."""
    source = COMPONENT + 'group = Group("g")\nThing("a", opts=ResourceOptions(parent=group))\n'
    alias = 'Group("new", opts=ResourceOptions(aliases=[pulumi.Alias(name="g")]))'
    return program(source), up(), program(source.replace('Group("g")', alias)), preview(), up(), destroy()
