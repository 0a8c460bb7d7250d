"""What the Pulumi engine calls: check, diff, create, read, update, delete."""

from pulumi_ivs_realtime.errors import InvalidConfiguration
from pulumi_ivs_realtime.lifecycle.host import hide_tracebacks
from pulumi_ivs_realtime.sdk import outdated

if sentence := outdated():  # a refresh or a destroy runs no program that would have said so
    hide_tracebacks()
    raise InvalidConfiguration(f"{sentence}.")
