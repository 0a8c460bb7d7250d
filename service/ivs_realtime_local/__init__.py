"""The local service: a stand-in for Amazon IVS Real-Time on this machine.

`ivs-realtime-local` runs it; `LocalService` runs it for tests. It is an address that AWS clients are pointed
at, never a mode of anything.
"""

from ivs_realtime_local.service import LocalService

__all__ = ["LocalService"]
