"""`ivs-realtime serve`, as people start it."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from local.conftest import client

COMMAND = Path(sys.executable).with_name("ivs-realtime")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_first_line_is_the_address_and_the_service_answers_there(tmp_path, ending):
    """It ends quietly when it is told to, and goes on from its data the next time."""
    stages = []
    for _ in range(2):
        with subprocess.Popen(
            [COMMAND, "serve", "--data", tmp_path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as served:
            address = served.stdout.readline().rstrip("\n")
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address)
            ivs = client(address)
            ivs.create_stage()
            stages.append(len(ivs.list_stages()["stages"]))
            served.send_signal(ending)
            rest = served.communicate(timeout=20)
        assert (rest, served.returncode) == (("", ""), 0)

    assert stages == [1, 2]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--host", "0.0.0.0"], "this machine only"),
        (["--switch", "idle-session=maybe"], "one of empty, absent, not maybe"),
        (["--switch", "idle-session"], "wants a name, an equals sign and a value"),
        (["--fault", '{"kind": "418"}'], "A fault is one of reset, drop, 429"),
        (["--latency", "CreateStage=slow"], "could not convert string to float"),
        (["--events-webhook", "file:///etc/passwd"], "A webhook is an http address"),
        (["--time-factor", "0"], "--time-factor"),
    ],
    ids=lambda value: "",
)
def test_bad_options_end_in_one_sentence(options, sentence):
    done = subprocess.run([COMMAND, "serve", *options], capture_output=True, text=True, timeout=30)

    assert done.returncode != 0
    assert done.stdout == ""
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
