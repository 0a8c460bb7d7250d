"""Look-ups of what exists, and their forms for outputs.

The convention of pulumi-aws's data sources. They also run in previews, and share one client and one listing a run and
region. Under Pulumi's mocks they ask `Mocks.call`, and nothing is sent.
"""
