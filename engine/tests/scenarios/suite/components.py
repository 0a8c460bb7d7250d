"""Components: nesting, outputs, options that children inherit, removal as a whole."""

from collections.abc import Sequence

from scenarios.scenario import Step, Suite, destroy, preview, program, refresh, up

scenarios = Suite()

GROUP = """
class Group(ComponentResource):
    def __init__(self, name, value, opts=None):
        super().__init__("scenario:index:Group", name, {"value": value}, opts)
        self.first = Thing(f"{name}-first", value=value, opts=ResourceOptions(parent=self))
        self.second = Thing(f"{name}-second", value=self.first.serial, opts=ResourceOptions(parent=self))
        self.serial = self.second.serial
        self.register_outputs({"serial": self.serial})


"""


@scenarios
def component() -> Sequence[Step]:
    """A component with two children; its outputs are outputs of the stack."""
    source = GROUP + 'group = Group("g", "1")\npulumi.export("serial", group.serial)\n'
    return program(source), preview(), up(), up(), program(source.replace('"1"', '"2"')), preview(), up(), destroy()


@scenarios
def component_is_removed() -> Sequence[Step]:
    """A component that leaves the program goes after its children."""
    return program(GROUP + 'Group("g", "1")\nGroup("h", "1")\n'), up(), program(GROUP + 'Group("h", "1")\n'), up()


@scenarios
def nested_components() -> Sequence[Step]:
    """A component within a component: types and parents in the URNs."""
    source = GROUP + (
        "class Outer(ComponentResource):\n"
        "    def __init__(self, name, opts=None):\n"
        '        super().__init__("scenario:index:Outer", name, {}, opts)\n'
        '        self.group = Group(f"{name}-inner", "1", ResourceOptions(parent=self))\n'
        "        self.register_outputs({})\n"
        'Outer("o")\n'
    )
    return program(source), up(), up(), refresh(), destroy()


@scenarios
def dependence_on_a_component() -> Sequence[Step]:
    """`depends_on` a component waits for all of its children."""
    source = GROUP + 'g = Group("g", "1")\nThing("after", opts=ResourceOptions(depends_on=[g]))\n'
    return program(source), up(), destroy()


@scenarios
def protected_component() -> Sequence[Step]:
    """Children inherit protection."""
    source = GROUP + 'g = Group("g", "1", ResourceOptions(protect=True))\n'
    return program(source), up(), destroy(), program(source.replace("True", "False")), up(), destroy()


@scenarios
def retained_component() -> Sequence[Step]:
    """Children inherit `retain_on_delete`."""
    return program(GROUP + 'g = Group("g", "1", ResourceOptions(retain_on_delete=True))\n'), up(), destroy()


@scenarios
def component_without_outputs() -> Sequence[Step]:
    """A component that never registers its outputs."""
    source = """
    class Bare(ComponentResource):
        def __init__(self, name):
            super().__init__("scenario:index:Bare", name)

    bare = Bare("bare")
    Thing("a", opts=ResourceOptions(parent=bare))
    """
    return program(source), up(), up(), destroy()


@scenarios
def resource_as_a_parent() -> Sequence[Step]:
    """A resource may be the parent of another one."""
    source = 'a = Thing("a", zone="1")\nb = Thing("b", opts=ResourceOptions(parent=a))\n'
    return program(source), up(), program(source.replace('"1"', '"2"')), preview(), up(), destroy()


@scenarios
def component_that_fails() -> Sequence[Step]:
    """An exception in a component's constructor: the children made before it are kept."""
    failing = GROUP.replace("        self.serial =", '        raise ValueError("half way")\n        self.serial =')
    return program(failing + 'Group("g", "1")\n'), preview(), up()
