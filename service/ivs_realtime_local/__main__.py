"""`python -m ivs_realtime_local`: as `ivs-realtime-local`."""

from ivs_realtime_local.command import serve

serve()
