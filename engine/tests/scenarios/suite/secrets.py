"""Secrets: through inputs, outputs, configuration and the stack's outputs; never in plain text in the state."""

from collections.abc import Sequence

from scenarios.project import SECURE_PASSWORD
from scenarios.scenario import Configured, Step, Suite, preview, program, refresh, stack, up

scenarios = Suite()


@scenarios
def secret_input() -> Sequence[Step]:
    """A secret input is encrypted in the state, and so is the output that echoes it."""
    source = """
    a = Thing("a", value=Output.secret("hunter1"))
    b = Thing("b", value=a.value)
    pulumi.export("value", a.value)
    """
    return program(source), preview(), up(), up(), program(source.replace("hunter1", "hunter2")), preview(), up()


@scenarios
def nested_secret_input() -> Sequence[Step]:
    """A secret within an object makes the part of the state that it reaches secret."""
    source = 'a = Thing("a", value={"user": "joe", "password": Output.secret("hunter1"), "list": [Output.secret("x")]})'
    return program(source + "\npulumi.export('value', a.value)"), up(), up(), stack("export", "--show-secrets")


@scenarios
def additional_secret_outputs() -> Sequence[Step]:
    """An output named in `additional_secret_outputs` is encrypted, and secret to its dependants."""
    source = """
    a = Thing("a", opts=ResourceOptions(additional_secret_outputs=["serial"]))
    b = Thing("b", value=a.serial)
    pulumi.export("serial", a.serial)
    """
    return program(source), preview(), up(), up(), refresh()


@scenarios
def secret_configuration() -> Sequence[Step]:
    """A secret of the configuration stays one all the way to the state."""
    source = 'a = Thing("a", value=Config().require_secret("password"))\npulumi.export("password", a.value)'
    config = Configured(f"  scenario:password:\n    secure: {SECURE_PASSWORD}\n")
    return program(source), config, preview(), up(), stack("output", "--json"), stack("output", "--show-secrets")


@scenarios
def structured_configuration() -> Sequence[Step]:
    """Objects, numbers and booleans of the configuration; a missing key is an error of the program."""
    source = """
    config = Config()
    Thing("a", value=config.require_object("shape"), zone=config.get("zone") or "none")
    Thing("b", value=[config.require_int("count"), config.require_bool("on")])
    pulumi.export("other", Config("other").require("key"))
    """
    yaml = "  scenario:shape:\n    sides: [1, 2]\n    name: x\n  scenario:count: 3\n  scenario:on: true\n"
    return (
        program(source),
        Configured(yaml),
        up(),
        Configured(yaml + "  other:key: value\n"),
        up(),
        Configured(""),
        up(),
    )


@scenarios
def output_turns_secret() -> Sequence[Step]:
    """An output of the stack that becomes secret, and plain again."""
    plain, secret = 'pulumi.export("x", "1")', 'pulumi.export("x", Output.secret("1"))'
    return program(plain), up(), program(secret), up(), program(plain), up()


@scenarios
def input_turns_secret() -> Sequence[Step]:
    """A value that becomes secret without changing is no update for the provider, but is encrypted from then on."""
    plain, secret = 'Thing("a", value="1")', 'Thing("a", value=Output.secret("1"))'
    return program(plain), up(), program(secret), preview(), up(), program(plain), up()
