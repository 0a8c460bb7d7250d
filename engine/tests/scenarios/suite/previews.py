"""What a preview knows and what it does not."""

from collections.abc import Sequence

from scenarios.scenario import Step, Suite, destroy, preview, preview_destroy, program, up

scenarios = Suite()


@scenarios
def unknowns() -> Sequence[Step]:
    """Computed outputs are unknown to dependants in the preview of a create, also nested; inputs are not."""
    return (
        program("""
        a = Thing("a", value="1")
        b = Thing("b", value={"serial": a.serial, "value": a.value, "list": [a.serial, "known"]})
        c = Thing("c", value=Output.concat("x-", a.serial), zone=a.id)
        d = Thing("d", value=a.label)
        pulumi.export("serial", a.serial)
        pulumi.export("value", a.value)
        """),
        preview(),
        up(),
        preview(),
    )


@scenarios
def unknowns_of_an_update() -> Sequence[Step]:
    """With a planned update, computed outputs are unknown to dependants, `id` and outputs that are inputs are not."""
    source = """
    a = Thing("a", value="1")
    b = Thing("b", value=a.serial)
    c = Thing("c", value=a.id)
    d = Thing("d", value=a.label)
    e = Thing("e", value=a.value)
    """
    return program(source), up(), program(source.replace('"1"', '"2"')), preview(), up()


@scenarios
def unknown_into_a_replacing_input() -> Sequence[Step]:
    """An unknown that may replace is shown as a replacement."""
    source = 'a = Thing("a", value="1")\nb = Thing("b", zone=a.serial)\n'
    return program(source), up(), program(source.replace('"1"', '"2"')), preview(), up()


@scenarios
def applies_in_previews() -> Sequence[Step]:
    """An apply on an unknown does not run in a preview; on a known value it does."""
    return (
        program("""
        a = Thing("a", value="1")
        a.serial.apply(lambda serial: Thing("late", value=serial))
        a.value.apply(lambda value: Thing("early", value=value))
        """),
        preview(),
        up(),
        preview(),
    )


@scenarios
def preview_as_json() -> Sequence[Step]:
    """`preview --json` lists steps with old and new states, reasons and a summary."""
    source = 'a = Thing("a", value="1", zone="1")\nb = Thing("b", value=a.serial)\nc = Thing("c")\n'
    edited = 'a = Thing("a", value="1", zone="2")\nb = Thing("b", value=a.serial)\npulumi.export("serial", a.serial)'
    return program(source), preview("--json"), up(), program(edited), preview("--json"), up(), preview("--json")


@scenarios
def preview_of_destroy() -> Sequence[Step]:
    """`destroy --preview-only` deletes nothing."""
    return program('a = Thing("a")\nb = Thing("b", value=a.serial)\n'), up(), preview_destroy(), destroy()
