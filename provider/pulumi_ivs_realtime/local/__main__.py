"""`python -m pulumi_ivs_realtime.local`: the command `serve` without the rest of the command line."""

from pulumi_ivs_realtime.local.command import serve

serve()
