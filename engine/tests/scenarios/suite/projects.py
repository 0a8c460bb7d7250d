"""How a project's files are read: YAML, the backend, defaults and types of the configuration, options of runs."""

from collections.abc import Sequence
from textwrap import indent

from scenarios.scenario import Configured, ProjectFile, Step, Suite, destroy, drift, preview, program, refresh, up, urn

scenarios = Suite()

ALL = """
from pulumi.runtime.config import CONFIG
pulumi.export("all", {key: value for key, value in sorted(CONFIG.get().items())})
"""
PROTECTED = 'a = Thing("a", zone="1", opts=ResourceOptions(protect=True))\nb = Thing("b", value=a.serial)\n'

# Every type of scalar, in every notation that YAML 1.1, YAML 1.2 or Go knows, and what only looks like one.
SCALARS = """
    yes no on off y n Yes NO On true True TRUE false False FALSE ~ null Null NULL
    12:30 1:2:3 190:20:30.15 0o17 0O17 017 08 09.5 0b11 0B11 0x1F 0X1f -0x1F +12 -12 1_000 1__0 0123456789 012345 00 0
    -0 +0 9223372036854775807 9223372036854775808 18446744073709551615 18446744073709551616 -9223372036854775808
    -9223372036854775809 1e3 1E3 1e+3 1e-3 1.5 -1.5 +1.5 1. .5 -.5 +.5 1.0 1e21 1e20 1e400 123456789.0 0.1 1e-7 0.00001
    0.000001 -0.0 1e3_0 .1_0 1_0.5 2001-12-14 2001-1-2 2001-12-14t21:59:43.10-05:00 2001-12-14T21:59:43Z
    2001-12-14T21:59:43+00:00 2001-02-30 2020-01 1,000 0x 0b12 0o8 _1 1_ a:b ünïcödé <a>&b 0x1p-2 1e . -. +. 0xG 1.5.2
    1.2e3 !!str␣123 !!int␣"12" !!float␣3 !!binary␣aGVsbG8= !other␣bar "yes" '0o17' "2001-12-14" <<
""".replace("\n", " ").split()  # fmt: skip

NULLS = {"~", "null", "Null", "NULL"}  # the CLI warns of the keys that have no value, in random order: one is enough


def each(pattern: str, scalars: Sequence[str]) -> str:
    """A line for each scalar."""
    return "".join(pattern.format(f"k{index:03}", scalar.replace("␣", " ")) for index, scalar in enumerate(scalars))


@scenarios
def yaml_scalars() -> Sequence[Step]:
    """What each scalar of the stack's file is to a program: as a value, and within an object and a list."""
    keys = "".join(
        f"    {key}: {key}\n" for key in ("yes", "true", "12", "1.5", "1e3", "1e7", "0o17", "~", "2001-12-14")
    )
    listed = "  list: [yes, 1e3, 0o17, 2001-12-14, ~, 12:30, {a: on}]\n"
    texts = "  block: |\n    a\n    b\n  folded: >\n    a\n    b\n  spaced: 2001-12-14 21:59:43\n  empty:\n"
    shared = "  anchor: &x [1, yes]\n  alias: *x\n  merge: {<<: {a: 1, b: 1}, b: 2}\n"
    values = (
        each("  {}: {}\n", [scalar for scalar in SCALARS if scalar not in NULLS])
        + "  object:\n"
        + each("    {}: {}\n", SCALARS)
    )
    return program(ALL), Configured(values + "  keys:\n" + keys + listed + texts + shared), preview()


@scenarios
def yaml_scalars_in_the_project_file() -> Sequence[Step]:
    """Likewise in Pulumi.yaml: as a default, within one that is a list or an object, and by themselves."""
    defaults = each("  {}:\n    default: {}\n", [scalar for scalar in SCALARS if scalar not in NULLS])
    alone = "  a: yes\n  b: 0o17\n  c: [on, 1e3, 2001-12-14, ~, 1.5]\n"
    alone += "  aws:region: {value: off}\n  d: {default: {x: on, y: ~}}\n"
    return program(ALL), ProjectFile("config:\n" + defaults + alone), preview()


@scenarios
def configuration_of_declared_types() -> Sequence[Step]:
    """A value of another type than Pulumi.yaml declares, or none, fails what runs the program, and nothing else."""
    declared = """
    size: {type: integer}
    live: {type: boolean, default: true}
    names: {type: array, items: {type: string}, default: [a]}
    word: {type: string, default: x}
    """
    steps: list[Step] = [program(ALL), ProjectFile("config:\n" + indent(declared.replace("    ", ""), "  ")), preview()]
    for value in ("size: 1e3", "size: 1.5", "size: yes", "size: '12'", "size: 1\n  names: [1]", "size: 1\n  live: on"):
        steps += [Configured(f"  {value}\n"), preview()]
    return *steps, Configured(""), refresh(), destroy()


@scenarios
def the_projects_backend() -> Sequence[Step]:
    """`backend.url` of Pulumi.yaml counts where PULUMI_BACKEND_URL is not set."""
    return (
        program('Thing("a")\n'),
        ProjectFile("backend:\n  url: <backend>\n"),
        up(PULUMI_BACKEND_URL=""),
        destroy(PULUMI_BACKEND_URL=""),
    )


@scenarios
def the_project_always_refreshes() -> Sequence[Step]:
    """`options.refresh: always` refreshes before every run, unless it is told not to."""
    return (
        program('Thing("a", value="1")\n'),
        ProjectFile("options:\n  refresh: always\n"),
        up(),
        drift("a-1", value="drifted"),
        up("--refresh=false"),
        preview(),
        up(),
        drift("a-1", value="drifted"),
        destroy(),
    )


@scenarios
def a_folder_of_stack_files() -> Sequence[Step]:
    """`config: <folder>`, as in older projects, is where the stacks' files are; one beside Pulumi.yaml is not read."""
    return program(ALL), ProjectFile("config: stacks\n"), Configured("  a: 1\n"), preview()


@scenarios
def ignore_protect_in_destroy() -> Sequence[Step]:
    """`destroy --ignore-protect` deletes what is protected."""
    return program(PROTECTED), up(), destroy("--exclude-protected", "--ignore-protect"), destroy("--ignore-protect")


@scenarios
def ignore_protect_in_up() -> Sequence[Step]:
    """`up --ignore-protect` deletes a protected resource that left the program; without it nothing is deleted."""
    return program(PROTECTED), up(), program(""), preview("--ignore-protect"), up(), up("--ignore-protect")


@scenarios
def ignore_protect_in_replacement() -> Sequence[Step]:
    """`up --ignore-protect` replaces a protected resource, also one that goes with another."""
    edited = PROTECTED.replace('zone="1"', 'zone="2"')
    return program(PROTECTED), up(), program(edited), up(), up("--ignore-protect"), up("--replace", urn("a"))


@scenarios
def ignore_protect_of_a_dependant_that_goes_first() -> Sequence[Step]:
    """`--ignore-protect` also covers a protected dependant that is deleted before what it depends on."""
    source = 'a = Thing("a", slot="1")\nb = Thing("b", zone=a.serial, opts=ResourceOptions(protect=True))\n'
    return program(source), up(), program(source.replace('slot="1"', 'slot="2"')), up("--ignore-protect")
