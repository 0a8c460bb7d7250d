"""`python -m pulumi_offline`, as `pulumi-offline`."""

from pulumi_offline.cli import main

main()
