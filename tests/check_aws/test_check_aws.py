"""What `make check-aws` prints, that it leaves nothing behind, and that it notices what is otherwise."""

import importlib.util
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from clients import client

PATH = Path(__file__).parents[2] / "tools" / "check_aws.py"


@pytest.fixture(scope="module")
def check_aws():
    spec = importlib.util.spec_from_file_location("tools_check_aws", PATH)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where its dataclasses look for the names in their annotations
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def said(check_aws, service, capsys, monkeypatch):
    """Runs it; exit code, the table by what it is about, and the whole output."""
    monkeypatch.setattr(check_aws, "PATIENCE", 3.0)

    def run():
        code = check_aws.main(["--yes"])
        output = capsys.readouterr()
        rows = re.findall(r"^\| (.+) \| (.+) \| (.+) \| (yes|no|\?) \|$", output.out, re.MULTILINE)
        return code, {about: (seen, holds) for about, _, seen, holds in rows}, output.out + output.err

    return run


def left(service):
    aws = client(service.url)
    return (
        aws.list_stages()["stages"]
        + aws.list_public_keys()["publicKeys"]
        + aws.list_ingest_configurations()["ingestConfigurations"]
    )


def test_all_guesses_hold_on_the_local_service_and_nothing_is_left(said, service, check_aws):
    code, rows, output = said()

    assert code == 0
    assert list(rows) == [guess.about for guess in check_aws.GUESSES]
    assert {holds for _, holds in rows.values()} == {"yes"}
    assert left(service) == []
    assert "123456789012" not in output


def test_what_is_otherwise_is_noticed(said, service):
    """Each switch of the local service stands for an answer that AWS may give."""
    service.switch(
        error_body="exceptionMessage",
        idle_session="absent",
        wrong_type="SerializationException",
        disconnect_unknown="success",
        foreign_account="ResourceNotFoundException",
        unknown_storage="refuse",
    )
    service.lag(1.5)
    try:
        code, rows, _ = said()
    finally:
        service.reset()

    assert code == 3
    assert rows["error bodies bear their text as"] == ("exceptionMessage", "no")
    assert rows["activeSessionId of an idle stage is"] == ("absent", "no")
    assert rows["a number where text belongs"] == ("SerializationException", "no")
    assert rows["an ARN of another account"] == ("ResourceNotFoundException", "no")
    assert rows["disconnecting a participant who does not exist"] == ("success", "no")
    assert rows["a storage configuration that does not exist"][1] == "no"
    assert re.fullmatch(r"after [12]\.\d s", rows["ListStages shows a new stage"][0])


def test_what_cannot_be_seen_is_no_guess_refuted_and_all_is_deleted_all_the_same(said, service):
    service.fault("AccessDeniedException", "TagResource")
    service.fault("drop", "CreateStage", skip=1, count=1)  # the first is refused anyway

    code, rows, _ = said()

    assert code == 3
    assert rows["a 51st tag"] == ("AccessDeniedException", "no")
    assert [seen for seen, holds in rows.values() if holds == "?"]
    service.calm()
    assert left(service) == []


def test_what_it_cannot_delete_is_named(said, service):
    service.fault("AccessDeniedException", "DeleteStage")

    code, _, output = said()

    assert code == 1
    assert "left on AWS; DeleteStage failed: arn:aws:ivs:" in output


def test_nothing_is_made_where_nobody_agrees(check_aws, service, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda _: "no")
    service.reset_calls()

    assert check_aws.main([]) == 2
    assert {call["operation"] for call in service.calls()} <= {"GetCallerIdentity"}


class Whip(BaseHTTPRequestHandler):
    """Refuses tokens that it was told of."""

    refused = frozenset({"Bearer kicked"})

    def do_POST(self):
        self.send_response(401 if self.headers["Authorization"] in self.refused else 400)
        self.end_headers()

    def log_message(self, *_):
        pass


def test_a_token_is_tried_by_an_offer_that_describes_nothing(check_aws):
    with HTTPServer(("127.0.0.1", 0), Whip) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            endpoint = f"http://127.0.0.1:{server.server_port}"
            assert (check_aws.whip(endpoint, "valid"), check_aws.whip(endpoint, "kicked")) == (400, 401)
        finally:
            server.shutdown()
