"""The four kinds beside stages: a plain one of each, what may be changed in it, and what takes another."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pulumi_ivs_realtime.lifecycle.encoder_configuration import EncoderConfigurationProvider
from pulumi_ivs_realtime.lifecycle.ingest_configuration import IngestConfigurationProvider
from pulumi_ivs_realtime.lifecycle.managed import ManagedProvider
from pulumi_ivs_realtime.lifecycle.public_key import PublicKeyProvider
from pulumi_ivs_realtime.lifecycle.storage_configuration import StorageConfigurationProvider
from pulumi_ivs_realtime.model import kinds
from pulumi_ivs_realtime.model.kinds import Kind

Props = dict[str, Any]


@cache
def public_key(number: int = 1) -> str:
    """PEM of a key of the curve P-384; another one for each number."""
    key = ec.generate_private_key(ec.SECP384R1())
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


@dataclass(frozen=True)
class Case:
    """One kind.

    Attributes:
        kind: what the service calls it.
        provider: its lifecycle.
        plain: the properties of a plain one, in the engine's spelling.
        replacing: changes that take another one.
        same: changes that are none.
        wrong: bad values, and what is said of each.
    """

    kind: Kind
    provider: type[ManagedProvider[Any]]
    plain: Props
    replacing: dict[str, Props]
    same: dict[str, Props] = field(default_factory=dict)
    wrong: tuple[tuple[Props, str], ...] = ()

    @property
    def named(self) -> str:
        return self.kind.name

    def one(self, aws: Any, arn: str) -> Props:
        """It as the service has it."""
        found: Props = getattr(aws, _snake(self.kind.get))(arn=arn)[self.kind.member]
        return found

    def all(self, aws: Any) -> list[Props]:
        """All that the service has."""
        listed = getattr(aws, _snake(self.kind.list))()[self.kind.members]
        return [self.one(aws, each["arn"]) for each in listed]

    def make(self, aws: Any, **props: Any) -> str:
        """Somebody else makes a plain one."""
        made = getattr(aws, _snake(self.kind.create))(**{**self.plain, **props})[self.kind.member]
        return str(made["arn"])

    def delete(self, aws: Any, arn: str) -> None:
        """Somebody else deletes it."""
        getattr(aws, _snake(self.kind.delete))(arn=arn)


def _snake(operation: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation).lstrip("_")


LONG = "x" * 129

CASES = (
    Case(
        kinds.STORAGE_CONFIGURATION,
        StorageConfigurationProvider,
        {"s3": {"bucketName": "recordings"}},
        {"bucket": {"s3": {"bucketName": "archive"}}, "name": {"name": "other"}, "region": {"region": "eu-west-1"}},
        wrong=(
            ({"s3": {"bucketName": "x"}}, "s3.bucket_name must have at least 3 characters, not 1"),
            ({"s3": {"bucketName": "Recordings"}}, "s3.bucket_name must consist of lower-case letters"),
            ({"s3": {"bucket": "recordings"}}, 's3.bucket is unknown; did you mean "bucket_name"?'),
            ({"s3": None}, "s3 is required"),
            ({"name": LONG}, "name must have at most 128 characters, not 129"),
        ),
    ),
    Case(
        kinds.ENCODER_CONFIGURATION,
        EncoderConfigurationProvider,
        {"video": {"width": 1920, "height": 1080, "framerate": 30.0}},
        {
            "width": {"video": {"width": 640, "height": 1080, "framerate": 30.0}},
            "bitrate": {"video": {"width": 1920, "height": 1080, "framerate": 30.0, "bitrate": 1_000_000}},
            "all of it": {"video": None},
            "name": {"name": "other"},
            "region": {"region": "eu-west-1"},
        },
        same={
            "30 and 30.0": {"video": {"width": 1920.0, "height": 1080.0, "framerate": 30}},
            "the service's default": {"video": {"width": 1920, "height": 1080, "bitrate": 2_500_000}},
        },
        wrong=(
            ({"video": {"width": 1921}}, "video.width must be between 2 and 1920, not 1921"),
            ({"video": {"width": 641}}, "video.width must be even, not 641"),
            ({"video": {"width": 1920, "height": 1920}}, "video must have at most 2073600 pixels"),
            ({"video": {"framerate": 61}}, "video.framerate must be between 1 and 60, not 61"),
            ({"video": {"bitrate": 8_500_001}}, "video.bitrate must be between 1 and 8500000"),
            ({"video": {"bitrate": "fast"}}, "video.bitrate must be a whole number, not a string"),
        ),
    ),
    Case(
        kinds.INGEST_CONFIGURATION,
        IngestConfigurationProvider,
        {"ingestProtocol": "RTMPS", "userId": "camera", "attributes": {"seat": "4"}},
        {
            "protocol": {"ingestProtocol": "RTMP", "insecureIngest": True},
            "user": {"userId": "guest"},
            "attributes": {"attributes": {"seat": "5"}},
            "insecurity": {"insecureIngest": True},
            "name": {"name": "other"},
            "region": {"region": "eu-west-1"},
        },
        same={"what is not said": {"insecureIngest": False, "redundantIngest": False, "stageArn": ""}},
        wrong=(
            ({"ingestProtocol": "SRT"}, "ingest_protocol must be one of RTMP, RTMPS, not"),
            ({"ingestProtocol": "RTMP"}, 'ingest_protocol is "RTMP", which needs insecure_ingest=True'),
            ({"ingestProtocol": None}, "ingest_protocol is required"),
            ({"userId": LONG}, "user_id must have at most 128 characters"),
            ({"attributes": {"key": "v" * 1024}}, "attributes must have at most 1024 bytes in all, not 1027"),
            ({"stageArn": "lobby"}, 'stage_arn must be the ARN of a stage or "", not "lobby"'),
            (
                {"stageArn": "arn:aws:ivs:us-east-1:123456789012:stage/AbCdEfGh1234"},
                "stage_arn is in us-east-1, but the ingest configuration is in eu-central-1",
            ),
            ({"redundantIngest": "yes"}, "redundant_ingest must be true or false, not a string"),
        ),
    ),
    Case(
        kinds.PUBLIC_KEY,
        PublicKeyProvider,
        {"publicKeyMaterial": public_key()},
        {
            "material": {"publicKeyMaterial": public_key(2)},
            "name": {"name": "other"},
            "region": {"region": "eu-west-1"},
        },
        same={"line ends": {"publicKeyMaterial": public_key().replace("\n", "\r\n")}},
        wrong=(
            ({"publicKeyMaterial": "secret"}, "public_key_material must be a public key as PEM"),
            ({"publicKeyMaterial": None}, "public_key_material is required"),
            (
                {"publicKeyMaterial": "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMG\n-----END PRIVATE KEY-----\n"},
                "public_key_material holds a private key; give its public half",
            ),
            (
                {
                    "publicKeyMaterial": ec.generate_private_key(ec.SECP256R1())
                    .public_key()
                    .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
                    .decode()
                },
                "public_key_material must be a key of the curve P-384",
            ),
        ),
    ),
)
