"""`python -m ivs_realtime_local`: the command `serve` without the rest of the command line."""

from ivs_realtime_local.command import serve

serve()
