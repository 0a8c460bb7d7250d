"""What docs/recipes.md promises, with its own programs; nobody who is in a stage is cut off."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from clients import REGION, client
from documentation.pages import blocks
from impact.cli import ENGINES, NO_CLI, CommandLine
from recipes.page import code

ROOT = Path(__file__).parents[2]
CONFIG = f"config:\n  aws:region: {REGION}\n"


@pytest.fixture(params=ENGINES)
def stack(request, service, tmp_path):
    engine = CommandLine(tmp_path, service, offline=request.param)
    engine.begin()
    return engine


def up(stack, *flags, **environment):
    done = stack.up(*flags, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def made(service):
    """The ARN of the only stage."""
    (stage,) = client(service.url).list_stages()["stages"]
    return stage["arn"]


def test_a_hand_written_provider_hands_its_stage_over_in_place(stack, service):
    before, after = code("From a dynamic provider of your own", "python")
    stack.write(before, CONFIG)
    up(stack)
    arn = made(service)
    service.join(arn, userId="ada")
    service.reset_calls()

    stack.write(after, CONFIG)
    up(stack)

    assert {call["operation"] for call in service.calls()} <= {"TagResource", "UntagResource", "UpdateStage"}
    assert made(service) == arn
    assert client(service.url).get_stage(arn=arn)["stage"]["activeSessionId"]
    assert stack.stages() == {"lobby": arn}

    stack.write(re.sub(r"\n    opts=.*", "", after), CONFIG)
    up(stack, "--expect-no-changes")


def test_an_id_that_is_no_arn_is_refused_and_nothing_is_touched(stack, service):
    before, after = code("From a dynamic provider of your own", "python")
    stack.write(before.replace('CreateResult(made["stage"]["arn"]', 'CreateResult(props["name"]'), CONFIG)
    up(stack)
    service.reset_calls()

    stack.write(after, CONFIG)
    done = stack.up()

    assert done.returncode != 0
    assert 'the state holds "lobby" under this name, which is no stage' in done.stdout + done.stderr
    assert {call["operation"] for call in service.calls()} <= {"ListStages"}


def adopted(stack, service, name, tags):
    arn = made(service)
    stack.write(
        f"import pulumi_ivs_realtime as ivs\n\nivs.Stage('lobby', name='{name}', tags={tags}, adopt='{arn}')\n", CONFIG
    )
    up(stack)
    return arn


@pytest.mark.parametrize("offline", ENGINES)
def test_two_stacks_that_adopt_one_stage_take_turns_and_either_may_delete_it(offline, service, tmp_path):
    stacks = [CommandLine(tmp_path / name, service, offline=offline) for name in ("one", "two")]
    aws = client(service.url)
    aws.create_stage(name="lobby", tags={"team": "live"})
    for each, team in zip(stacks, ("one", "two"), strict=True):
        each.folder.mkdir()
        each.begin()
        arn = adopted(each, service, "lobby", {"team": team})
    one, two = stacks

    up(one, "--expect-no-changes")
    assert aws.get_stage(arn=arn)["stage"]["tags"] == {"team": "two"}
    assert one.run("refresh", "--yes", "--skip-preview", "--stack", "dev").returncode == 0
    up(one)
    assert aws.get_stage(arn=arn)["stage"]["tags"] == {"team": "one"}

    service.join(arn, userId="ada")
    assert one.run("destroy", "--yes", "--skip-preview", "--stack", "dev").returncode != 0
    service.leave(arn)
    assert one.run("destroy", "--yes", "--skip-preview", "--stack", "dev").returncode == 0
    assert two.run("refresh", "--yes", "--skip-preview", "--stack", "dev").returncode == 0
    assert two.stages() == {}


def test_a_profile_of_each_stack_leads_to_its_account_and_another_is_refused(stack, service, tmp_path):
    """An access key id of twelve digits is an account of the local service."""
    printed = {block.title or block.comment: block.text for block in blocks("how-to/accounts.md")}
    dev, prod = printed["Pulumi.dev.yaml"], printed["Pulumi.prod.yaml"]
    keys = "".join(
        f"[{name}]\naws_access_key_id={account}\naws_secret_access_key=x\n"
        for name, account in (("rooms-dev", "1" * 12), ("rooms-prod", "2" * 12))
    )
    (tmp_path / "credentials").write_text(keys)
    environment = {"AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials")}
    program = 'import pulumi_ivs_realtime as ivs\n\nivs.Stage("lobby")\n'

    stack.write(program, prod.replace("rooms-prod", "rooms-dev"))
    refused = stack.up(**environment)
    stack.write(program, dev)
    up(stack, **environment)

    assert refused.returncode != 0
    assert printed["the wrong account"].strip() in refused.stdout + refused.stderr
    assert [arn.split(":")[4] for arn in stack.stages().values()] == ["1" * 12]
    assert client(service.url, REGION, "2" * 12).list_stages()["stages"] == []


@pytest.mark.cli
@NO_CLI
def test_default_tags_are_set_by_their_path(service, tmp_path):
    stack = CommandLine(tmp_path, service)
    stack.begin()
    stack.write('import pulumi_ivs_realtime as ivs\n\nivs.Stage("lobby", tags={"team": "own"})\n', CONFIG)
    add, remove = (block.text for block in blocks("how-to/default-tags.md") if block.comment == "with the CLI")

    def typed(commands):
        environment = {**stack.environment(), "PULUMI_STACK": "dev"}
        subprocess.run(["bash", "-euc", commands], cwd=stack.folder, env=environment, check=True)
        return yaml.safe_load((stack.folder / "Pulumi.dev.yaml").read_text())["config"]["aws:defaultTags"]

    written = typed(add)
    up(stack)

    assert written == {"tags": {"team": "live", "CostCenter": 4711}}
    assert typed(remove) == {"tags": {"CostCenter": 4711}}
    tags = client(service.url).get_stage(arn=made(service))["stage"]["tags"]
    assert tags == {"team": "own", "CostCenter": "4711"}


ROOM = "arn:aws:ivs:eu-central-1:123456789012:stage/AbCdEfGh1234"
AWS_NATIVE = """
import types, pulumi

class Stage(pulumi.CustomResource):
    def __init__(self, resource_name, name, opts=None):
        super().__init__("aws-native:ivs:Stage", resource_name, {"name": name}, opts)

ivs = types.SimpleNamespace(Stage=Stage)
"""


def test_a_stage_of_aws_native_is_let_go_and_adopted(service, tmp_path):
    """Offline alone: its plugin calls AWS."""
    aws = client(service.url)
    arn = aws.create_stage(name="lobby")["stage"]["arn"]
    service.join(arn, userId="ada")
    stack = CommandLine(tmp_path, service, offline=True)
    stack.begin()
    (tmp_path / "pulumi_aws_native.py").write_text(AWS_NATIVE)
    theirs, ours = code("From aws-native", "python")

    stack.write(theirs, CONFIG)
    up(stack)
    service.reset_calls()
    stack.write(ours.replace(ROOM, arn), CONFIG)
    previewed = stack.preview()
    up(stack)

    assert f"adopts {arn}: nothing about it will change" in previewed.stdout
    assert stack.stages() == {"lobby": arn}
    assert {call["operation"] for call in service.calls()} == {"GetStage", "ListStages"}
    assert aws.get_stage(arn=arn)["stage"]["activeSessionId"]
    assert "pulumi_aws_native" not in (tmp_path / "__main__.py").read_text()


def test_readme_and_page_of_resources_lead_to_the_recipe():
    for page in ("README.md", "docs/resources.md"):
        assert "recipes.md#from-aws-native" in (ROOT / page).read_text(), page
