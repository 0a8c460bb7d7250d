"""Bad input to the control paths: 400 or 413 with a sentence, never 500, and the service goes on."""

import http.client
import json
from urllib.parse import quote, urlsplit

import pytest

from ivs_realtime_local import LocalService
from ivs_realtime_local.server import ANSWERED, CannotListen, bound

BODIES = {
    "none": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "a number": b"1",
    "deep": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "not a number": b'{"seconds": NaN, "advance": NaN, "before": NaN, "kind": "503", "rate": NaN}',
    "infinite": b'{"seconds": Infinity, "advance": -Infinity}',
    "too large": b'{"seconds": 1e999, "advance": 1e999, "before": 1e999, "count": 1e999}',
    "an endless number": b'{"seconds": ' + b"9" * 10_000 + b"}",
    "a lone surrogate": rb'{"stageArn": "\ud800", "kind": "\ud800", "operation": "\udfff", "seconds": "\ud800"}',
    "no UTF-8": b'{"stageArn": "\xff"}',
    "objects": b'{"stageArn": {}, "participantId": {}, "publish": {}, "kind": {}, "operation": {}, "when": {}, '
    b'"seconds": {}, "advance": {}, "before": {}, "rates": [], "calls": {}, "token": {}, "error_body": {}}',
    "lists": b'{"stageArn": [], "kind": [], "operation": [], "seconds": [], "advance": [], "before": [], "rates": 3}',
    "texts": b'{"seconds": "1", "advance": "x", "before": "y", "publish": "yes", "calls": "no", "rates": "z"}',
    "truths": b'{"seconds": true, "advance": false, "before": true, "stageArn": true, "kind": true, "rates": true}',
    "nothing": b'{"seconds": null, "advance": null, "stageArn": null, "kind": null, "operation": null, "rates": null}',
    "negative": b'{"seconds": -1, "advance": -1, "before": -1, "kind": "503", "count": -1, "timeFactor": -1}',
    "ages": b'{"seconds": 1e18, "advance": 1e18, "before": 1e18, "timeFactor": 1e18, "operation": "x", "kind": "503"}',
    "a fault's parts": b'{"kind": "503", "match": 3, "skip": "x", "after": 1, "operation": "CreateStage"}',
    "unknown members": b'{"kind": "503", "colour": "red", "operation": "nope", "switch": "x"}',
}
PATHS = [
    ("POST", "participants"),
    ("PATCH", "participants"),
    ("POST", "faults"),
    ("PUT", "latency"),
    ("POST", "holds"),
    ("PUT", "lag"),
    ("PUT", "quotas"),
    ("PUT", "switches"),
    ("POST", "clock"),
]


def ask(service: LocalService, method: str, path: str, body: bytes | None = None):
    connection = http.client.HTTPConnection(urlsplit(service.url).netloc, timeout=10)
    connection.request(method, f"/_local/{path}", body)
    answer = connection.getresponse()
    status, text = answer.status, answer.read()
    connection.close()
    return status, json.loads(text)


@pytest.mark.few(40)
@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize(("method", "path"), PATHS, ids=lambda part: part)
def test_a_body_that_cannot_be_read_is_refused(service, method, path, body):
    status, answer = ask(service, method, path, BODIES[body])

    assert status in {200, 400}
    if status == 400:
        assert list(answer) == ["error"]
        assert answer["error"].endswith((".", "all."))
        assert len(answer["error"]) < 1500
    service.calm()
    service.quotas(calls=False, counts=False, timeFactor=1, rates={})
    assert ask(service, "GET", "health")[0] == 200


@pytest.mark.parametrize(("method", "path"), PATHS, ids=lambda part: part)
@pytest.mark.parametrize("body", ["none", "no JSON", "a list", "deep", "not a number", "a lone surrogate", "no UTF-8"])
def test_what_is_no_json_object_is_always_refused(service, method, path, body):
    assert ask(service, method, path, BODIES[body])[0] == 400


@pytest.mark.parametrize(("method", "path"), PATHS, ids=lambda part: part)
def test_a_body_without_end_is_not_read(service, method, path):
    connection = http.client.HTTPConnection(urlsplit(service.url).netloc, timeout=10)
    connection.putrequest(method, f"/_local/{path}")
    connection.putheader("Content-Length", str(300 * 1024 * 1024))
    connection.endheaders(b" " * (1024 * 1024 + 65536))

    answer = connection.getresponse()

    assert answer.status == 413
    assert json.loads(answer.read())["error"] == "The body of a request has at most 1048576 bytes."
    connection.close()


@pytest.mark.parametrize("path", ["calls", "events", "stream"])
@pytest.mark.parametrize("since", ["abc", "-1", "1.5", "", "%ff", "%f0%9f%8e%89", "9" * 30, "٣"])
def test_a_number_that_is_none_is_refused(service, path, since):
    status, answer = ask(service, "GET", f"{path}?since={quote(since, safe='%')}")

    assert (status, answer["error"][:23]) == (400, "since must be a number,")


@pytest.mark.parametrize("query", ["", "?stageArn=", "?stageArn=%ff", "?stageArn=x&participantId=%00"])
def test_a_stage_that_is_none_is_refused(service, query):
    assert ask(service, "DELETE", f"participants{query}")[0] == 400


@pytest.mark.parametrize(
    "host", ["127.0.0.2", "127.1.2.3", "0.0.0.0", "::", "::ffff:127.0.0.1", "example.com", "", "10.0.0.1"]
)
def test_a_host_that_would_not_be_answered_is_refused_at_start(host):
    with pytest.raises(CannotListen, match="The local service "):
        bound(host, 0)


@pytest.mark.parametrize("host", ["localhost", *ANSWERED])
def test_a_host_at_which_it_listens_is_answered(host):
    with LocalService(options=("--host", host)) as service:
        assert ask(service, "GET", "health")[0] == 200
