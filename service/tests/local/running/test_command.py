"""`ivs-realtime-local`, as people start it."""

import contextlib
import re
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from ivs_realtime_local import LocalService
from ivs_realtime_local.state.store import FILE
from local.conftest import client

COMMAND = Path(sys.executable).with_name("ivs-realtime")


@pytest.mark.few(1)
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
            try:
                ivs = client(address)
                ivs.create_stage()
                stages.append(len(ivs.list_stages()["stages"]))
            finally:
                served.send_signal(ending)  # or a failure above would wait for the service for ever
            rest = served.communicate(timeout=20)
        assert (rest, served.returncode) == (("", ""), 0)

    assert stages == [1, 2]


@pytest.mark.few(3)
@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--host", "0.0.0.0"], "this machine only"),
        (["--switch", "idle-session=maybe"], "one of empty, absent, not maybe"),
        (["--switch", "idle-session"], "wants a name, an equals sign and a value"),
        (["--fault", '{"kind": "418"}'], "A fault is one of reset, drop, html"),
        (["--latency", "CreateStage=slow"], "could not convert string to float"),
        (["--events-webhook", "file:///etc/passwd"], "A webhook is an http address"),
        (["--time-factor", "0"], "--time-factor"),
        (["--port", "99999"], "99999 is not in the range 0<=x<=65535"),
        (["--latency", "CreatStage=1"], "There is no operation CreatStage; did you mean CreateStage?"),
        (["--fault", '{"kind": "503", "operation": "CreateStag"}'], "CreateStag; did you mean CreateStage?"),
        (["--fault", "x"], "--fault is not JSON: Expecting value"),
        (["--fault", "[]"], "--fault wants a JSON object"),
        (["--fault", '{"rat": 1}'], '--fault {"rat": 1}: '),
    ],
    ids=lambda value: "",
)
def test_bad_options_end_in_one_sentence(options, sentence):
    done = subprocess.run([COMMAND, "serve", *options], capture_output=True, text=True, timeout=30)

    assert done.returncode != 0
    assert done.stdout == ""
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_named():
    with LocalService() as service:
        port = service.url.rsplit(":", 1)[1]
        with pytest.raises(RuntimeError, match=f"Nothing can listen on 127.0.0.1, port {port}"):
            LocalService(port=int(port)).start()


@pytest.mark.parametrize(("name", "text"), [(FILE, "no database"), ("", "")])
def test_a_directory_that_holds_something_else_is_named(tmp_path, name, text):
    """A file where the database belongs, or where the directory does."""
    folder = tmp_path / "data"
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text)

    with pytest.raises(RuntimeError, match=r"^Error: .*data cannot hold the state: .*|is a file"):
        LocalService(folder).start()


def test_data_of_another_format_is_left_alone(tmp_path):
    with contextlib.closing(sqlite3.connect(tmp_path / FILE)) as database:
        database.execute("PRAGMA user_version = 7")

    with pytest.raises(RuntimeError, match="was written in format 7, and this version knows format 1"):
        LocalService(tmp_path).start()


@pytest.mark.few(1)
@pytest.mark.parametrize("host", ["localhost", "::1"])
def test_other_names_of_this_machine_are_served(host):
    with LocalService(options=("--host", host)) as service:
        assert client(service.url).list_stages()["stages"] == []
