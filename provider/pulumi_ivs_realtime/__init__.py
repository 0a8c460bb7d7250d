"""Amazon IVS Real-Time stages as infrastructure, in Python, for Pulumi."""

from __future__ import annotations

import importlib.metadata

__version__ = importlib.metadata.version("pulumi-ivs-realtime")
