"""The provider plugin `pulumi-resource-ivs-realtime`: the same lifecycle behind Pulumi's provider protocol.

Python programs need none of it; it is for programs in other languages, for imports, and for several accounts in one
program (docs/decisions/plugin.md).
"""
