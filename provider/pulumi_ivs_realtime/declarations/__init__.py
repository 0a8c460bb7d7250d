"""One declaration per resource: what classes, typed inputs, checks and the reference page are made of."""

from pulumi_ivs_realtime.declarations.base import Block, Change, Property, Resource
from pulumi_ivs_realtime.declarations.participant_token import PARTICIPANT_TOKEN
from pulumi_ivs_realtime.declarations.stage import STAGE
from pulumi_ivs_realtime.declarations.tag import TAG

RESOURCES = (STAGE, PARTICIPANT_TOKEN, TAG)

__all__ = ["PARTICIPANT_TOKEN", "RESOURCES", "STAGE", "TAG", "Block", "Change", "Property", "Resource"]
