"""A fuzzer made from the model's input shapes: valid and broken requests for every operation that is served.

What it holds the service to: no answer but 200 and the codes that the model and AWS's front door know, no 5xx
ever; a request that breaks a limit of the model is refused, and one that breaks none is not refused for its
shape. Its own reading of the limits is deliberately separate from the one that the service uses.
"""

import contextlib
import http.client
import json
import random
import re
import string
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from ivs_realtime_local import LocalService
from ivs_realtime_local.model import operations, shapes
from ivs_realtime_local.resources.routes import HANDLERS
from seeds import SEED

REGION = "eu-central-1"
ACCOUNT = "123456789012"
KNOWN = {"ResourceNotFoundException", "ValidationException", "AccessDeniedException", "ConflictException"}


class Generator:
    """Values of the model's shapes; with `broken`, one value somewhere inside breaks one limit."""

    def __init__(self, seed: int, arns: list[str]) -> None:
        self.random = random.Random(seed)
        self.arns = arns
        self.breaks = 0

    def value(self, name: str) -> Any:
        rules = shapes()[name]
        if self.breaks and self.random.random() < 0.4:
            broken = self.broken(name, rules)
            if broken is not None:
                self.breaks = 0
                return broken
        return getattr(self, f"_{rules['type']}")(name, rules)

    def broken(self, name: str, rules: dict[str, Any]) -> Any:
        """A value that breaks one limit, or None when the shape has none to break."""
        ways: list[Any] = [self.wrong_type(rules["type"])]
        if "max" in rules and rules["type"] == "string":
            ways.append("a" * (rules["max"] + 1))
        if rules.get("min", 0) > 0 and rules["type"] == "string":
            ways.append("")
        if "enum" in rules:
            ways.append("NEITHER")
        if "pattern" in rules and not re.fullmatch(rules["pattern"], "two words!"):
            ways.append("two words!")
        if rules["type"] in ("integer", "float"):
            ways += [rules["max"] + 1] if "max" in rules else []
            ways += [rules["min"] - 1] if "min" in rules else []
            ways += [1.5] if rules["type"] == "integer" else []
        if rules["type"] == "list" and rules.get("max", 99) < 60:
            ways.append([self.value(rules["member"]["shape"]) for _ in range(rules["max"] + 1)])
        if rules["type"] == "map" and "max" in rules:
            ways.append({f"k{number}": "v" for number in range(rules["max"] + 1)})
        return self.random.choice(ways)

    def wrong_type(self, type_: str) -> Any:
        wrong = {"string": [1, True, [], {}], "integer": ["1", True, [], {}], "float": ["1", True, []]}
        wrong |= {"boolean": ["true", 0, []], "list": ["a", 1, {}], "map": ["a", 1, []], "structure": ["a", 1, []]}
        return self.random.choice(wrong[type_])

    def _structure(self, _name: str, rules: dict[str, Any]) -> dict[str, Any]:
        required = list(rules.get("required", []))
        if self.breaks and required and self.random.random() < 0.3:
            self.breaks = 0
            required.remove(self.random.choice(required))
            return {member: self.value(rules["members"][member]["shape"]) for member in required}
        return {
            member: self.value(inner["shape"])
            for member, inner in rules["members"].items()
            if member in required or self.random.random() < 0.5
        }

    def _list(self, _name: str, rules: dict[str, Any]) -> list[Any]:
        size = self.random.randint(rules.get("min", 0), min(rules.get("max", 3), 3))
        return [self.value(rules["member"]["shape"]) for _ in range(size)]

    def _map(self, _name: str, rules: dict[str, Any]) -> dict[str, Any]:
        size = self.random.randint(0, 3)
        return {self.text(1, 12): self.value(rules["value"]["shape"]) for _ in range(size)}

    def _integer(self, _name: str, rules: dict[str, Any]) -> int:
        return self.random.randint(rules.get("min", 0), rules.get("max", 1000))

    def _float(self, _name: str, rules: dict[str, Any]) -> float:
        return self.random.uniform(rules.get("min", 0), rules.get("max", 100))

    def _boolean(self, _name: str, _rules: dict[str, Any]) -> bool:
        return self.random.random() < 0.5

    def _string(self, name: str, rules: dict[str, Any]) -> str:
        if "enum" in rules:
            return self.random.choice(rules["enum"])
        if name.endswith("Arn"):
            return self.arn(rules)
        if "pattern" in rules:
            return self.matching(name, rules)
        return self.text(max(rules.get("min", 0), 1), min(rules.get("max", 40), 40))

    def arn(self, rules: dict[str, Any]) -> str:
        fitting = [arn for arn in self.arns if re.fullmatch(rules["pattern"], arn)]
        if fitting and self.random.random() < 0.7:
            return self.random.choice(fitting)
        kind = re.search(r"([a-z]+(?:-[a-z]+)?)/\[a-z", rules["pattern"])
        return f"arn:aws:ivs:{REGION}:{ACCOUNT}:{kind.group(1) if kind else 'stage'}/{self.word(12)}"

    def matching(self, name: str, rules: dict[str, Any]) -> str:
        if name == "StageSessionId":
            return f"st-{self.word(13)}"
        if name == "PublicKeyMaterial":
            return f"-----BEGIN PUBLIC KEY-----\n{self.word(40)}\n-----END PUBLIC KEY-----"
        made = self.word(self.random.randint(max(rules.get("min", 0), 1), min(rules.get("max", 20), 20)))
        made = made.lower() + "abc" if name == "S3BucketName" else made
        assert re.fullmatch(rules["pattern"], made), (name, rules)
        return made

    def word(self, length: int) -> str:
        return "".join(self.random.choice(string.ascii_letters + string.digits) for _ in range(length))

    def text(self, least: int, most: int) -> str:
        alphabet = string.ascii_letters + string.digits + " _.:/=+-@äß漢😀\"'\\<>&\t\x00\ud800"
        return "".join(self.random.choice(alphabet) for _ in range(self.random.randint(least, most)))


def broken_limits(name: str, value: Any) -> Iterator[str]:
    """What a value breaks, by the letter of the model; written apart from the service's own check."""
    rules = shapes()[name]
    kinds = {"string": str, "integer": (int, float), "float": (int, float), "boolean": bool, "list": list}
    kind: Any = kinds.get(rules["type"], dict)
    if not isinstance(value, kind) or (isinstance(value, bool) and rules["type"] != "boolean"):
        yield f"{name}: type"
        return
    size = value if rules["type"] in ("integer", "float") else len(value) if rules["type"] != "boolean" else 0
    sized = rules["type"] in ("string", "list", "map", "integer", "float")
    if sized and not rules.get("min", size) <= size <= rules.get("max", size):
        yield f"{name}: size"
    if rules["type"] == "integer" and value != int(value):
        yield f"{name}: whole"
    if rules["type"] == "string":
        if value not in rules.get("enum", [value]):
            yield f"{name}: enum"
        if "pattern" in rules and not re.fullmatch(rules["pattern"], value):
            yield f"{name}: pattern"
    if rules["type"] == "structure":
        yield from (f"{name}.{member}: required" for member in rules.get("required", []) if member not in value)
        for member, inner in value.items():
            yield from broken_limits(rules["members"][member]["shape"], inner)
    if rules["type"] == "list":
        for inner in value:
            yield from broken_limits(rules["member"]["shape"], inner)
    if rules["type"] == "map":
        for key, inner in value.items():
            yield from broken_limits(rules["key"]["shape"], key)
            yield from broken_limits(rules["value"]["shape"], inner)


class Wire:
    """One kept connection that sends members where the model says they go."""

    def __init__(self, url: str) -> None:
        self.address = urlsplit(url)
        self.connection = http.client.HTTPConnection(self.address.hostname or "", self.address.port, timeout=30)
        self.signed: dict[str, str] = {}

    def close(self) -> None:
        self.connection.close()

    def send(self, operation: str, request: dict[str, Any], raw: bytes | None = None) -> tuple[int, str, str]:
        model = operations()[operation]
        members = shapes()[model["input"]["shape"]]["members"]
        path, body = model["http"]["requestUri"], dict(request)
        for name in request:
            if members[name].get("location") == "uri":
                path = path.replace(f"{{{name}}}", quote(str(body.pop(name)), safe="", errors="replace"))
            elif members[name].get("location") == "querystring":
                path += "?" + urlencode([(name, value) for value in body.pop(name)], errors="replace")
        data = raw if raw is not None else json.dumps(body).encode()
        self.connection.request(model["http"]["method"], path, data, self.headers())
        response = self.connection.getresponse()
        return response.status, response.getheader("x-amzn-errortype", ""), response.read().decode()

    def headers(self) -> dict[str, str]:
        # Without --credentials the service believes what is signed; signing each request would cost most of the time.
        if not self.signed:
            blank = AWSRequest("POST", f"http://{self.address.netloc}/", data=b"")
            SigV4Auth(Credentials("local", "local"), "ivs", REGION).add_auth(blank)
            self.signed = dict(blank.headers)
        return self.signed


@pytest.fixture
def wire(service: LocalService) -> Iterator[Wire]:
    with contextlib.closing(Wire(service.url)) as wire:
        yield wire


SERVED = sorted(set(HANDLERS) & set(operations()))


def located_as_strings(operation: str, request: Any) -> bool:
    """Whether what goes into path and query is text at all: everything is, once it stands there."""
    members = shapes()[operations()[operation]["input"]["shape"]]["members"]
    for name, rules in members.items():
        if isinstance(request, dict) and name in request and "location" in rules:
            value = request[name]
            texts = value if rules["location"] == "querystring" else [value]
            if not isinstance(texts, list) or not texts or not all(isinstance(one, str) and one for one in texts):
                return False
    return True


@pytest.mark.soak
@pytest.mark.parametrize("count", [1_000, pytest.param(20_000, marks=[pytest.mark.full, pytest.mark.timeout(600)])])
def test_requests_are_judged_as_the_model_says(wire, count):
    """Valid requests are not refused for their shape, broken ones are; nothing ends in a server's error."""
    arns: list[str] = []
    refused = accepted = sent = 0
    for seed in range(count * 2):
        if sent == count:
            break
        generator = Generator(SEED + seed, arns)
        operation = generator.random.choice(SERVED)
        generator.breaks = seed % 2
        request = generator.value(operations()[operation]["input"]["shape"])
        if not isinstance(request, dict) or not located_as_strings(operation, request):
            continue
        broken = list(broken_limits(operations()[operation]["input"]["shape"], request))
        status, code, body = wire.send(operation, request)
        sent += 1
        told = f"SEED={SEED}, {seed}: {operation} {request!r} → {status} {code} {body[:300]}"
        assert (status, code) == (200, "") or (status < 500 and code in KNOWN), told
        if broken:
            refused += 1
            assert code == "ValidationException", f"{told}, though it breaks {broken}"
        elif code == "ValidationException":
            assert not SHAPE_WORDS.search(body), told
        else:
            accepted += 1
        if status == 200 and len(arns) < 300:
            arns += re.findall(r'"arn": "([^"]+)"', body)
    print(f"{sent} requests: {refused} broken, {accepted} taken")
    assert sent == count
    assert min(refused, accepted) > count / 10


SHAPE_WORDS = re.compile(r"must (match|have at least|be a |be one of|be true|lie between|be an object)|is required")

GARBAGE = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"text"',
    b"\xff\xfe",
    b'{"a": NaN}',
    b'{"maxResults": 1e999}',
    b'{"maxResults": ' + b"9" * 5000 + b"}",
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"arn": "\\ud800"}',
    b'{"arn": null}',
    b'{"arn": {"arn": {"arn": []}}}',
    b'{"__proto__": 1, "": 2}',
]


@pytest.mark.parametrize("operation", SERVED)
def test_garbage_is_refused_calmly(wire, operation):
    """Bodies that are no JSON, no object, or too deep end in a client's error."""
    for body in GARBAGE:
        status, code, _ = wire.send(operation, {}, raw=body)
        assert status < 500, (operation, body[:40])
        assert status == 200 or code, (operation, body[:40])


def test_a_body_of_two_megabytes_is_refused(wire):
    status, code, _ = wire.send("CreateStage", {}, raw=b" " * 2_000_000)

    assert (status, code) == (413, "RequestEntityTooLargeException")
