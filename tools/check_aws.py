"""`make check-aws`: which of the guesses about Amazon IVS Real-Time hold on AWS. NEVER RUN BY ITS AUTHORS.

They have no AWS account; the guesses are marked [INFER] in code and docs. The script makes stages, an ingest
configuration and a public key in one region, one after the other, looks, and deletes them again. Nobody joins, so
nothing that Amazon bills by the hour takes place. It prints a table without account ids, to be pasted into an issue.
"""

from __future__ import annotations

import argparse
import json
import re
import secrets
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

PATIENCE = 30.0
"""Seconds in which ListStages must show a new stage."""
MOST_TAGS = 50
NOT_FOUND, DENIED = "ResourceNotFoundException", "AccessDeniedException"
NOBODY = "AbCdEfGhIjKl"
"""The id of a participant, and of a resource, that does not exist."""


class Service:
    """The service, and what its last answer looked like before botocore read it."""

    def __init__(self, region: str) -> None:
        # Wrong types are sent, too, and nothing is sent twice: a second CreateStage would make a second stage.
        quiet = Config(parameter_validation=False, retries={"total_max_attempts": 1})
        self.region = region
        self._client: Any = boto3.client("ivs-realtime", region_name=region, config=quiet)
        self._client.meta.events.register("after-call.ivs-realtime", self._keep)
        self.body: dict[str, Any] = {}
        self.headers: dict[str, str] = {}

    def __call__(self, operation: str, **arguments: Any) -> dict[str, Any]:
        """Call an operation; raises ClientError."""
        answer: dict[str, Any] = self._client._make_api_call(operation, arguments)
        return answer

    def code(self, operation: str, **arguments: Any) -> str:
        """The code of the error that a call ends with; "success" where it does not."""
        try:
            self(operation, **arguments)
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return "success"

    def _keep(self, http_response: Any, **_: Any) -> None:
        try:
            self.body = json.loads(http_response.content or b"{}")
        except ValueError:
            self.body = {}
        self.headers = {name.lower(): value for name, value in http_response.headers.items()}


@dataclass
class Room:
    """What the script has made, so that it can be deleted whatever happens."""

    service: Service
    name: str = field(default_factory=lambda: f"check-aws-{secrets.token_hex(4)}")
    made: list[tuple[str, str]] = field(default_factory=list)

    def make(self, operation: str, member: str, **arguments: Any) -> dict[str, Any]:
        """Create something that bears the script's tag."""
        tags = arguments.pop("tags", {})
        answer = self.service(operation, tags={"check-aws": self.name, **tags}, **arguments)
        found: dict[str, Any] = answer[member]
        self.made.append((re.sub("^(Create|Import)", "Delete", operation), found["arn"]))
        return found

    def stage(self, **arguments: Any) -> dict[str, Any]:
        """Create a stage."""
        return self.make("CreateStage", "stage", name=self.name, **arguments)

    def tidy(self) -> None:
        """Delete all, the last first; what cannot be deleted stays in `made`."""
        self.made = [each for each in reversed(self.made) if not self._deleted(*each)][::-1]

    def find_strays(self) -> None:
        """Note stages of this run whose creation was carried out but not answered."""
        with suppress(ClientError, BotoCoreError):
            for stage in listed(self.service):
                if stage["tags"].get("check-aws") == self.name:
                    self.made.append(("DeleteStage", stage["arn"]))

    def _deleted(self, operation: str, arn: str) -> bool:
        try:
            return self.service.code(operation, arn=arn) in ("success", NOT_FOUND)
        except BotoCoreError:
            return False


Look = Callable[[Room], str]


@dataclass(frozen=True)
class Guess:
    """One guess: what it is about, what is taken to be, and how to see it."""

    about: str
    taken: str
    look: Look


def body_keys(room: Room) -> str:
    room.service.code("CreateStage", name="two words")
    return " and ".join(sorted({"message", "exceptionMessage"} & room.service.body.keys())) or "neither"


def request_id(room: Room) -> str:
    room.service("ListStages", maxResults=1)
    return "yes" if "x-amzn-requestid" in room.service.headers else "no"


def date(room: Room) -> str:
    room.service("ListStages", maxResults=1)
    return "yes" if "date" in room.service.headers else "no"


def idle_session(room: Room) -> str:
    arn = room.stage()["arn"]
    room.service("GetStage", arn=arn)
    session = room.service.body["stage"].get("activeSessionId")
    return "absent" if session is None else "empty" if not session else "a session"


def lag(room: Room) -> str:
    arn, begun = room.stage()["arn"], time.monotonic()
    while (waited := time.monotonic() - begun) < PATIENCE:
        if arn in (stage["arn"] for stage in listed(room.service)):
            return "at once" if waited < 1.0 else f"after {waited:.1f} s"
        time.sleep(0.3)
    return f"not within {PATIENCE:.0f} s"


def listed(service: Service) -> Iterator[dict[str, Any]]:
    """All stages of the region."""
    page: dict[str, Any] = {"maxResults": 100}
    while True:
        answer = service("ListStages", **page)
        yield from answer["stages"]
        if not answer.get("nextToken"):
            return
        page["nextToken"] = answer["nextToken"]


def elsewhere(position: int, *others: str) -> Look:
    """Asks for a stage whose ARN has another region or account."""

    def look(room: Room) -> str:
        parts = room.stage()["arn"].split(":")
        parts[position] = next(other for other in others if other != parts[position])
        return room.service.code("GetStage", arn=":".join(parts))

    return look


def missing(room: Room) -> str:
    arn = room.stage()["arn"]
    return room.service.code("GetStage", arn=f"{arn.rpartition('/')[0]}/{NOBODY}")


def deleted_twice(room: Room) -> str:
    arn = room.stage()["arn"]
    room.service("DeleteStage", arn=arn)
    return room.service.code("DeleteStage", arn=arn)


def wrong_type(room: Room) -> str:
    return room.service.code("CreateStage", name=5)


def one_tag_too_many(room: Room) -> str:
    arn = room.stage()["arn"]
    tags = {f"tag-{number}": "" for number in range(MOST_TAGS)}
    return room.service.code("TagResource", resourceArn=arn, tags=tags)


def unknown_storage(room: Room) -> str:
    arn = room.stage()["arn"].replace(":stage/", ":storage-configuration/").rpartition("/")[0]
    recording = {"storageConfigurationArn": f"{arn}/{NOBODY}"}
    try:
        room.stage(autoParticipantRecordingConfiguration=recording)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "success"


def unknown_participant(room: Room) -> str:
    return room.service.code("DisconnectParticipant", stageArn=room.stage()["arn"], participantId=NOBODY)


def token_of_nobody(room: Room) -> str:
    """A participant who has a token and never joined."""
    arn = room.stage()["arn"]
    token = room.service("CreateParticipantToken", stageArn=arn, duration=5)["participantToken"]
    return room.service.code("DisconnectParticipant", stageArn=arn, participantId=token["participantId"])


def key_twice(room: Room) -> str:
    key = ec.generate_private_key(ec.SECP384R1()).public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    pem = key.public_bytes(serialization.Encoding.PEM, form).decode()
    room.make("ImportPublicKey", "publicKey", publicKeyMaterial=pem)
    try:
        room.make("ImportPublicKey", "publicKey", publicKeyMaterial=pem)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "success"


def orphaned_ingest(room: Room) -> str:
    stage = room.stage()["arn"]
    ingest = room.make("CreateIngestConfiguration", "ingestConfiguration", ingestProtocol="RTMPS", stageArn=stage)
    room.service("DeleteStage", arn=stage)
    found = room.service("GetIngestConfiguration", arn=ingest["arn"])["ingestConfiguration"].get("stageArn")
    return "empty" if not found else "kept"


def kicked_token(room: Room) -> str:
    """What the WHIP endpoint says to a token before and after its participant was disconnected; no media is offered."""
    stage = room.stage()
    token = room.service("CreateParticipantToken", stageArn=stage["arn"], duration=5)["participantToken"]
    before = whip(stage["endpoints"]["whip"], token["token"])
    room.service.code("DisconnectParticipant", stageArn=stage["arn"], participantId=token["participantId"])
    after = whip(stage["endpoints"]["whip"], token["token"])
    return "refused afterwards" if before != after and after in (401, 403) else f"{before}, then {after}"


def whip(endpoint: str, token: str) -> int:
    """The status with which an offer that describes nothing is answered."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/sdp"}
    request = urllib.request.Request(endpoint, b"v=0\r\n", headers)  # noqa: S310 - the stage's own endpoint
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


GUESSES = [
    Guess("error bodies bear their text as", "exceptionMessage and message", body_keys),
    Guess("answers bear x-amzn-RequestId", "yes", request_id),
    Guess("answers bear Date", "yes", date),
    Guess("activeSessionId of an idle stage is", "empty", idle_session),
    Guess("ListStages shows a new stage", "at once", lag),
    Guess("a stage that does not exist", NOT_FOUND, missing),
    Guess("an ARN of another region", NOT_FOUND, elsewhere(3, "us-east-1", "us-west-2")),
    Guess("an ARN of another account", DENIED, elsewhere(4, "111122223333", "444455556666")),
    Guess("a stage deleted twice", NOT_FOUND, deleted_twice),
    Guess("a number where text belongs", "ValidationException", wrong_type),
    Guess("a 51st tag", "ValidationException", one_tag_too_many),
    Guess("a storage configuration that does not exist", "success", unknown_storage),
    Guess("disconnecting a participant who does not exist", NOT_FOUND, unknown_participant),
    Guess("disconnecting a participant who never joined", "success", token_of_nobody),
    Guess("one public key imported twice", "ConflictException", key_twice),
    Guess("stageArn of an ingest configuration whose stage was deleted", "empty", orphaned_ingest),
]
KICKED = Guess("a token whose participant was disconnected", "refused afterwards", kicked_token)
"""With --whip only: it speaks to the media endpoint."""


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 when all guesses hold, 3 when some do not, 1 when something is left on AWS."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--region", default=boto3.Session().region_name, help="default: the environment's")
    parser.add_argument("--whip", action="store_true", help="also try a token at the stage's WHIP endpoint")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    options = parser.parse_args(arguments)
    if not options.region:
        parser.error("no region is set; pass --region, or set AWS_REGION and AWS_DEFAULT_REGION")
    service = Service(options.region)
    if not options.yes and not agreed(options.region):
        return 2
    room = Room(service)
    with tidied(room):
        rows = [row(room, guess) for guess in [*GUESSES, *([KICKED] if options.whip else [])]]
    print(f"\nregion {options.region}, boto3 {boto3.__version__}\n")
    print("| what | taken to be | seen | holds |\n| --- | --- | --- | --- |")
    print("\n".join(f"| {' | '.join(each)} |" for each in rows))
    return 1 if room.made else 0 if all(each[-1] == "yes" for each in rows) else 3


def agreed(region: str) -> bool:
    """Whether whoever sits there wants it."""
    account = boto3.client("sts", region_name=region).get_caller_identity()["Account"]
    print(
        f"This makes stages, an ingest configuration and public keys in account {account}, {region}, and deletes them."
    )
    return input("Go on? [yes/no] ").strip().lower() == "yes"


@contextmanager
def tidied(room: Room) -> Iterator[None]:
    """Deletes what is left at the end, also after Ctrl-C, and names what cannot be deleted."""
    try:
        yield
    finally:
        room.find_strays()
        room.tidy()
        for operation, arn in room.made:
            print(f"left on AWS; {operation} failed: {arn}", file=sys.stderr)


def row(room: Room, guess: Guess) -> tuple[str, str, str, str]:
    """Look, and delete what was made for it, so that no quota is in the way of the next."""
    try:
        seen = guess.look(room)
    except (ClientError, BotoCoreError, OSError, KeyError) as error:
        seen = f"not seen: {scrubbed(str(error))}"
    print(f"{guess.about}: {seen}", file=sys.stderr, flush=True)
    room.tidy()
    holds = "?" if seen.startswith("not seen") else "yes" if seen == guess.taken else "no"
    return guess.about, guess.taken, seen, holds


def scrubbed(text: str) -> str:
    """Without account ids and the ids of resources, and on one line."""
    text = re.sub(r"\b\d{12}\b", "<account>", text)
    return re.sub(r"(:[a-z-]+/)[A-Za-z0-9]{12}\b", r"\1<id>", " ".join(text.split())).replace("|", "/")


if __name__ == "__main__":
    sys.exit(main())
