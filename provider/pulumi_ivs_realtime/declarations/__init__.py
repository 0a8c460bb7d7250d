"""One declaration per resource: what classes, typed inputs, checks and the reference page are made of."""

from pulumi_ivs_realtime.declarations.base import (
    ATTEMPT,
    AUTO_NAME,
    CREATE_ATTEMPT,
    CREATE_URN,
    HIDDEN_PREFIX,
    ORGANIZATION,
    SECRET_INPUTS,
    Block,
    Change,
    Property,
    Resource,
)
from pulumi_ivs_realtime.declarations.encoder_configuration import ENCODER_CONFIGURATION
from pulumi_ivs_realtime.declarations.ingest_configuration import INGEST_CONFIGURATION
from pulumi_ivs_realtime.declarations.participant_token import PARTICIPANT_TOKEN
from pulumi_ivs_realtime.declarations.public_key import PUBLIC_KEY
from pulumi_ivs_realtime.declarations.stage import STAGE
from pulumi_ivs_realtime.declarations.storage_configuration import STORAGE_CONFIGURATION
from pulumi_ivs_realtime.declarations.tag import TAG

RESOURCES = (
    STAGE,
    PARTICIPANT_TOKEN,
    TAG,
    STORAGE_CONFIGURATION,
    ENCODER_CONFIGURATION,
    INGEST_CONFIGURATION,
    PUBLIC_KEY,
)

__all__ = [
    "ATTEMPT",
    "AUTO_NAME",
    "CREATE_ATTEMPT",
    "CREATE_URN",
    "ENCODER_CONFIGURATION",
    "HIDDEN_PREFIX",
    "INGEST_CONFIGURATION",
    "ORGANIZATION",
    "PARTICIPANT_TOKEN",
    "PUBLIC_KEY",
    "RESOURCES",
    "SECRET_INPUTS",
    "STAGE",
    "STORAGE_CONFIGURATION",
    "TAG",
    "Block",
    "Change",
    "Property",
    "Resource",
]
