"""The command `serve`, which lives with the local service."""

from pulumi_ivs_realtime.local.command import serve

__all__ = ["serve"]
