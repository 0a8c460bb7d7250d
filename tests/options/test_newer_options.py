"""Resource options that the SDK has had since 3.200, on both engines: what they do to stages, live ones first."""

import pytest

from clients import REGION, client
from impact.cli import ENGINES, NO_CLI, CommandLine

HEAD = "import pulumi\nimport pulumi_ivs_realtime as ivs\n\n"
CONFIG = f"config:\n  aws:region: {REGION}\n"


@pytest.fixture
def stack(offline, service, tmp_path):
    engine = CommandLine(tmp_path, service, offline=offline)
    engine.begin()
    return engine


def declared(stack, body):
    stack.write(HEAD + body, CONFIG)
    return stack.up()


def triggered(value):
    return f'ivs.Stage("lobby", opts=pulumi.ResourceOptions(replacement_trigger="{value}"))'


def replaced_with(region):
    return (
        f'hall = ivs.Stage("hall", region="{region}")\n'
        'ivs.Stage("lobby", opts=pulumi.ResourceOptions(replace_with=[hall]))'
    )


@pytest.mark.few(1)
@pytest.mark.parametrize("offline", ENGINES)
@pytest.mark.parametrize(
    ("before", "after", "still_wanted"),
    [(triggered("1"), triggered("2"), True), (replaced_with(REGION), replaced_with("eu-west-1"), False)],
    ids=["replacement_trigger", "replace_with"],
)
def test_a_replacement_is_refused_while_somebody_is_in_the_stage(stack, before, after, still_wanted):
    """The trigger is kept for the next `up`; `replace_with` is over with the other one."""
    assert declared(stack, before).returncode == 0
    lobby = stack.stages()["lobby"]
    stack.service.join(lobby, userId="ada")

    refused = declared(stack, after)

    assert refused.returncode != 0
    assert f"{lobby} is live" in refused.stdout + refused.stderr
    assert "is not replaced" in refused.stdout + refused.stderr
    assert stack.stages()["lobby"] == lobby
    assert [each["name"][:5] for each in client(stack.service.url).list_stages()["stages"]].count("lobby") == 1

    stack.service.leave(lobby)
    done = declared(stack, after)

    assert done.returncode == 0, done.stdout + done.stderr
    assert (stack.stages()["lobby"] != lobby) == still_wanted


@pytest.mark.parametrize("offline", ENGINES)
def test_both_are_replaced_where_nobody_is_in_them(stack):
    assert declared(stack, replaced_with(REGION)).returncode == 0
    before = stack.stages()

    assert declared(stack, replaced_with("eu-west-1")).returncode == 0

    assert {name for name, arn in stack.stages().items() if arn != before[name]} == {"hall", "lobby"}


@pytest.mark.parametrize("offline", ENGINES)
def test_hidden_differences_are_applied(stack):
    hidden = 'ivs.Stage("lobby", tags={"team": "%s"}, opts=pulumi.ResourceOptions(hide_diffs=["tags", "tagsAll"]))'
    assert declared(stack, hidden % "live").returncode == 0
    stack.service.reset_calls()

    assert declared(stack, hidden % "late").returncode == 0

    assert [call["operation"] for call in stack.service.calls()] == ["TagResource"]


@pytest.mark.cli
@NO_CLI
@pytest.mark.parametrize("offline", [False])
def test_hooks_run_around_a_creation_on_the_cli(stack):
    body = """
def told(args: pulumi.ResourceHookArgs) -> None:
    print("told of", args.name, "named", args.new_inputs["name"], flush=True)


hook = pulumi.ResourceHook("told", told)
opts = pulumi.ResourceOptions(hooks=pulumi.ResourceHookBinding(before_create=[hook], after_create=[hook]))
ivs.Stage("lobby", name="main", opts=opts)
"""
    done = declared(stack, body)

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("told of lobby named main") >= 2


@pytest.mark.parametrize("offline", [True])
def test_hooks_are_refused_on_the_offline_engine(stack):
    hook = 'pulumi.ResourceHook("told", lambda args: None)'
    binding = "pulumi.ResourceOptions(hooks=pulumi.ResourceHookBinding(before_create=[hook]))"
    done = declared(stack, f"hook = {hook}\nivs.Stage('lobby', opts={binding})")

    assert done.returncode != 0
    assert "does not support resource hooks" in done.stdout + done.stderr


@pytest.mark.parametrize("offline", ENGINES)
@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ('id="arn:aws:ivs:eu-central-1:123456789012:stage/AbCdEfGh1234"', "with which Pulumi only reads a resource"),
        ('env_var_mappings={"A": "B"}', "envVarMappings can only be used with provider resources"),
    ],
    ids=["id", "env_var_mappings"],
)
def test_an_option_that_cannot_mean_anything_is_refused(stack, option, sentence):
    done = declared(stack, f'ivs.Stage("lobby", opts=pulumi.ResourceOptions({option}))')

    assert done.returncode != 0
    assert sentence in done.stdout + done.stderr
    assert client(stack.service.url).list_stages()["stages"] == []
