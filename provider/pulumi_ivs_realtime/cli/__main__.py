"""`python -m pulumi_ivs_realtime.cli` is `ivs-realtime`."""

from pulumi_ivs_realtime.cli import main

main()
