"""docs/how-to/tokens-in-javascript.md: what Node and TypeScript say of its programs."""

import base64
import json
import os
import shutil
import subprocess

import pytest

from documentation.pages import blocks
from documentation.test_how_to import OFFLINE, environment
from documentation.typed import type_out
from local.clients import JS_SDK

PAGE = "how-to/tokens-in-javascript.md"
FILES = {block.title: block.text for block in blocks(PAGE) if block.title}
PACKAGES = [JS_SDK, "amazon-ivs-web-broadcast@1.41.0", "typescript@5"]

needs_node = pytest.mark.skipif(not (shutil.which("node") and shutil.which("openssl")), reason="no node or openssl")


@pytest.mark.full
@pytest.mark.timeout(300)
@needs_node
def test_the_service_lets_in_whom_the_backend_signed_for(service, tmp_path):
    """With Node's own crypto: nothing is installed."""
    said = type_out(PAGE, tmp_path, environment(tmp_path, service, PAGE), OFFLINE)

    joined = json.loads(said[-1].splitlines()[-1])["participants"][0]
    assert (joined["userId"], joined["mayPublish"]) == ("viewer-1", False)
    assert "ImportPublicKey" in {call["operation"] for call in service.calls()}


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """A folder with the page's files and the packages that it names."""
    if not shutil.which("npm"):
        pytest.skip("no npm here")
    folder = tmp_path_factory.mktemp("packages")
    install = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder), *PACKAGES]
    if subprocess.run(install, capture_output=True, timeout=240).returncode:
        pytest.skip("npm cannot install")
    for title, text in FILES.items():
        (folder / title).write_text(text, "utf-8")
    return folder


@pytest.mark.full
@pytest.mark.timeout(300)
def test_a_token_that_was_asked_for_is_good(packages, service, aws):
    stage = aws.create_stage(name="show")["stage"]["arn"]
    ask = f'import {{ askForToken }} from "./ask.mjs"; console.log(await askForToken("{stage}", "ada"));'

    done = subprocess.run(
        ["node", "--input-type=module", "-e", ask],
        cwd=packages,
        env=os.environ | service.environment(),
        capture_output=True,
        text=True,
        check=True,
    )

    (joined,) = service.join(stage, token=done.stdout.strip())
    assert (joined["userId"], joined["mayPublish"]) == ("ada", False)


@pytest.mark.full
@pytest.mark.timeout(300)
@pytest.mark.parametrize("wrong", ["", "SubscribeType.AUDIO_VIDEO"])
def test_the_browser_uses_the_sdk_as_it_is_typed(packages, wrong):
    text = FILES["join.js"]
    (packages / "join.js").write_text(text.replace(wrong, f"{wrong}S") if wrong else text)
    options = ["--noEmit", "--allowJs", "--checkJs", "--strict", "--skipLibCheck", "--moduleResolution", "bundler"]
    words = ["npx", "tsc", *options, "--module", "esnext", "--target", "es2022", "join.js"]

    done = subprocess.run(words, cwd=packages, capture_output=True, text=True)

    assert (done.returncode != 0) == bool(wrong), done.stdout


def test_its_claims_are_those_of_the_python_function():
    from key_pairs import key_pair
    from pulumi_ivs_realtime import create_participant_token

    private, _ = key_pair()
    arn = "arn:aws:ivs:eu-west-1:123456789012:"
    token = create_participant_token(
        stage_arn=f"{arn}stage/AbCdEfGh1234",
        public_key_arn=f"{arn}public-key/AbCdEfGh1234",
        private_key=private,
        endpoints={"events": "wss://e", "whip": "https://w"},
    ).token
    body = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))

    assert [name for name in claims if f"    {name}:" not in FILES["sign.mjs"]] == []
