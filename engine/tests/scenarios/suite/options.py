"""Resource options: protect, retain, ignore, depend, and those that a dynamic resource does not follow."""

from collections.abc import Sequence

from scenarios.scenario import Step, Suite, destroy, faults, gone, preview, program, refresh, state, up, urn

scenarios = Suite()


def optioned(option: str, value: str = "1", zone: str = "1") -> str:
    return f'a = Thing("a", value="{value}", zone="{zone}", opts=ResourceOptions({option}))\n'


@scenarios
def protect_refuses_removal() -> Sequence[Step]:
    """A protected resource that leaves the program fails preview and `up`, and nothing is deleted."""
    source = optioned("protect=True")
    return (
        program(source),
        up(),
        program(""),
        preview(),
        up(),
        program(source.replace("True", "False")),
        up(),
        destroy(),
    )


@scenarios
def protect_refuses_destroy() -> Sequence[Step]:
    """`destroy` refuses as long as a protected resource is there."""
    source = optioned("protect=True") + 'b = Thing("b", value=a.serial)\n'
    return program(source), up(), destroy(), state("unprotect", "--yes", urn("a")), destroy()


@scenarios
def protect_refuses_replacement() -> Sequence[Step]:
    """A protected resource is not replaced; it is updated in place."""
    return (
        program(optioned("protect=True")),
        up(),
        program(optioned("protect=True", zone="2")),
        preview(),
        up(),
        program(optioned("protect=True", value="2")),
        up(),
    )


@scenarios
def exclude_protected() -> Sequence[Step]:
    """`destroy --exclude-protected` deletes what is not protected and not needed by what is."""
    source = 'a = Thing("a")\nb = Thing("b", value=a.serial, opts=ResourceOptions(protect=True))\nc = Thing("c")\n'
    return program(source), up(), destroy("--exclude-protected")


@scenarios
def retain_on_delete() -> Sequence[Step]:
    """A retained resource leaves the state, the provider is not asked to delete it."""
    return program(optioned("retain_on_delete=True")), up(), program(""), preview(), up()


@scenarios
def retain_on_delete_in_destroy() -> Sequence[Step]:
    """`destroy` retains, too."""
    return program(optioned("retain_on_delete=True") + 'b = Thing("b", value=a.serial)'), up(), destroy()


@scenarios
def retain_on_delete_in_replacement() -> Sequence[Step]:
    """The old object of a replacement is retained."""
    return program(optioned("retain_on_delete=True")), up(), program(optioned("retain_on_delete=True", zone="2")), up()


@scenarios
def ignore_changes() -> Sequence[Step]:
    """An ignored input keeps its old value, also when others change."""
    edited = optioned('ignore_changes=["value"]', value="2")
    both = optioned('ignore_changes=["value"]', value="3", zone="2")
    return program(optioned('ignore_changes=["value"]')), up(), program(edited), preview(), up(), program(both), up()


@scenarios
def ignore_changes_within_an_input() -> Sequence[Step]:
    """One key of an object is ignored, the others are not."""
    source = """
    a = Thing("a", value={"kept": "1", "followed": "1"}, opts=ResourceOptions(ignore_changes=["value.kept"]))
    """
    kept, followed = source.replace('"kept": "1"', '"kept": "2"'), source.replace('"followed": "1"', '"followed": "2"')
    return program(source), up(), program(kept), up(), program(followed), up()


@scenarios
def ignore_changes_on_what_check_computes() -> Sequence[Step]:
    """`ignore_changes` on an input that check fills in has no effect: check is asked after it."""
    source = 'a = Thing("a", value="1", opts=ResourceOptions(ignore_changes=["label"]))\n'
    return program(source), up(), program(source.replace('"1"', '"2"')), up()


@scenarios
def depends_on() -> Sequence[Step]:
    """A dependency that is only declared orders creation and deletion."""
    source = """
    z = Thing("z")
    m = Thing("m", opts=ResourceOptions(depends_on=[z]))
    a = Thing("a", opts=ResourceOptions(depends_on=[m, z]))
    """
    return program(source), up(), destroy()


@scenarios
def depends_on_is_added() -> Sequence[Step]:
    """A dependency that is added or removed changes the state, and no resource."""
    loose = 'a = Thing("a")\nb = Thing("b")\n'
    bound = 'a = Thing("a")\nb = Thing("b", opts=ResourceOptions(depends_on=[a]))\n'
    return program(loose), up(), program(bound), preview(), up(), program(loose), up()


@scenarios
def deleted_with() -> Sequence[Step]:
    """A resource that goes with another is not deleted by itself when the other goes, and is when it does not."""
    source = 'a = Thing("a")\nb = Thing("b", opts=ResourceOptions(deleted_with=a))\nc = Thing("c", value=b.serial)\n'
    return program(source), up(), destroy(), up(), program('a = Thing("a")\n'), up()


@scenarios
def deleted_with_in_replacement() -> Sequence[Step]:
    """The container of a resource that goes with it is replaced."""
    source = 'a = Thing("a", zone="1")\nb = Thing("b", value=a.serial, opts=ResourceOptions(deleted_with=a))\n'
    return program(source), up(), program(source.replace('zone="1"', 'zone="2"')), preview(), up()


@scenarios
def custom_timeouts() -> Sequence[Step]:
    """Timeouts are kept in the state; the provider does not see them."""
    return program(optioned('custom_timeouts=pulumi.CustomTimeouts(create="5m", delete="1h")')), up(), up(), destroy()


@scenarios
def import_is_refused() -> Sequence[Step]:
    """A dynamic resource cannot be imported."""
    return program(optioned('import_="a-1"')), preview(), up()


@scenarios
def read_by_id() -> Sequence[Step]:
    """A resource with the option `id` is read and not managed: it is neither updated nor deleted."""
    source = 'Thing("a", value="1")\n'
    read = 'b = Thing("b", value="2", opts=ResourceOptions(id="a-1"))\npulumi.export("serial", b.serial)\n'
    return program(source), up(), program(source + read), preview(), up(), up(), destroy()


@scenarios
def read_by_an_unknown_id() -> Sequence[Step]:
    """A resource with the option `id` that is not there is taken for one without outputs."""
    return program(optioned('id="a-1"')), preview(), up()


@scenarios
def transforms_of_options() -> Sequence[Step]:
    """A transformation of the stack changes inputs and options of what is declared after it."""
    source = """
    def relabel(args):
        if args.type_.endswith("plain:Thing"):
            return pulumi.ResourceTransformationResult({**args.props, "value": "transformed"}, args.opts)

    pulumi.runtime.register_stack_transformation(relabel)
    a = Thing("a", value="1")
    b = Thing("b", value=a.value, opts=ResourceOptions(transformations=[relabel]))
    """
    return program(source), preview(), up()


@scenarios
def transforms_by_the_engine() -> Sequence[Step]:
    """A transform that the engine calls changes inputs and options, and sees those of components' children."""
    source = """
    def protect(args):
        if args.type_.endswith("plain:Thing"):
            opts = ResourceOptions.merge(args.opts, ResourceOptions(protect=True))
            return pulumi.ResourceTransformResult({**args.props, "value": "transformed"}, opts)

    pulumi.runtime.register_resource_transform(protect)
    a = Thing("a", value="1")
    """
    return program(source), preview(), up()


@scenarios
def option_added_without_a_change() -> Sequence[Step]:
    """Protection that comes and goes is kept in the state without a call that writes."""
    return program(optioned("protect=False")), up(), program(optioned("protect=True")), preview(), up(), refresh()


@scenarios
def delete_before_replace_with_protected_dependant() -> Sequence[Step]:
    """A protected dependant that would have to go first stops the replacement."""
    source = 'a = Thing("a", slot="1")\nb = Thing("b", zone=a.serial, opts=ResourceOptions(protect=True))\n'
    return program(source), up(), program(source.replace('slot="1"', 'slot="2"')), preview(), up()


@scenarios
def ignore_changes_after_drift() -> Sequence[Step]:
    """A resource that is gone is created from the program's inputs, ignored or not."""
    edited = optioned('ignore_changes=["value"]', value="2")
    return program(optioned('ignore_changes=["value"]')), up(), program(edited), gone("a-1"), refresh(), up()


@scenarios
def delete_fails_for_a_removed_resource() -> Sequence[Step]:
    """A resource that left the program and could not be deleted is tried again by the next `up`."""
    return program(optioned("")), up(), program(""), faults(delete_a="in use"), up(), faults(), up()


@scenarios
def replacement_trigger() -> Sequence[Step]:
    """A changed trigger replaces a resource whose inputs are the same."""
    source = optioned('replacement_trigger="1"')
    return program(source), up(), program(source.replace('trigger="1"', 'trigger="2"')), preview(), up()
