"""The local service: a stand-in for Amazon IVS Real-Time on this machine."""
