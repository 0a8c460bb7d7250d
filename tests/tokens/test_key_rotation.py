"""docs/key-rotation.md, step by step: no valid token is refused at any time."""

import re
from pathlib import Path

import pytest

import pulumi_ivs_realtime as ivs
from key_pairs import key_pair

PAGE = (Path(__file__).parents[2] / "docs" / "key-rotation.md").read_text()
STEPS = re.findall(r"<!-- step -->\n```python\n(.*?)```", PAGE, flags=re.DOTALL)
MINUTE = 60


class Application:
    """It signs tokens, and people join with them."""

    def __init__(self, service, stage):
        self.service, self.stage = service, stage
        self.arn, self.private = "", ""

    def use(self, arn, private):
        self.arn, self.private = arn, private

    def tokens(self, minutes):
        """One for each time that somebody tries it: a token is good for one connection."""
        return [
            ivs.create_participant_token(
                stage_arn=self.stage["arn"],
                endpoints=self.stage["endpoints"],
                public_key_arn=self.arn,
                private_key=self.private,
                user_id="viewer",
                duration=minutes,
            ).token
            for _ in range(4)
        ]

    def join(self, tokens):
        self.service.join(self.stage["arn"], token=tokens.pop())


@pytest.fixture
def keys():
    return {name: key_pair() for name in ("spring", "autumn")}


@pytest.fixture
def step(stack, service, tmp_path, keys):
    """Applies the program of a step and returns the key's ARN that the application is told, and the calls."""
    stack.program = tmp_path / "viewers"
    stack.program.mkdir()
    (stack.program / "Pulumi.yaml").write_text("name: viewers\nruntime: python\n")
    stack.environment.update(service.environment())
    stack.config.update({f"{name}Key": public for name, (_, public) in keys.items()})

    def apply(program):
        head = "import pulumi\nimport pulumi_ivs_realtime as ivs\n"
        (stack.program / "__main__.py").write_text(head + program)
        service.reset_calls()
        arn = stack.up().outputs["publicKeyArn"]
        return arn, {call["operation"] for call in service.calls()} & {"ImportPublicKey", "DeletePublicKey"}

    return apply


@pytest.fixture
def application(service, aws):
    return Application(service, aws.create_stage(name="show")["stage"])


def test_the_page_takes_four_programs():
    assert len(STEPS) == 4


def test_no_valid_token_is_refused_in_a_rotation(step, application, service, keys):
    spring, _ = step(STEPS[0])
    application.use(spring, keys["spring"][0])
    old = application.tokens(60)
    application.join(old)

    told, calls = step(STEPS[1])
    assert (told, calls) == (spring, {"ImportPublicKey"})
    application.join(old)

    autumn, calls = step(STEPS[2])
    assert autumn != spring
    assert calls == set()
    application.use(autumn, keys["autumn"][0])
    new = application.tokens(240)
    application.join(old)
    application.join(new)

    service.advance(61 * MINUTE)
    with pytest.raises(ValueError, match="expired"):
        application.join(old)
    told, calls = step(STEPS[3])
    assert (told, calls) == (autumn, {"DeletePublicKey"})
    application.join(new)


@pytest.mark.parametrize(
    ("before", "after", "first"),
    [
        ('"springKey"', '"autumnKey"', "ImportPublicKey"),
        ('spring = ivs.PublicKey("viewers-spring"', 'spring = ivs.PublicKey("viewers-spring", name="other"', "Delete"),
    ],
    ids=["other material", "another name"],
)
def test_what_the_page_warns_of_refuses_valid_tokens(step, application, service, keys, before, after, first):
    spring, _ = step(STEPS[0])
    application.use(spring, keys["spring"][0])
    old = application.tokens(60)

    step(STEPS[0].replace(before, after))

    order = [call["operation"] for call in service.calls() if call["operation"].endswith("PublicKey")]
    changes = [name for name in order if not name.startswith(("Get", "List"))]
    assert changes[0].startswith(first)
    assert sorted(changes) == ["DeletePublicKey", "ImportPublicKey"]
    with pytest.raises(ValueError, match="key"):
        application.join(old)
