"""What the plugin says to its user: through the engine, which does not show what a plugin prints."""

from __future__ import annotations

import grpc
from pulumi.runtime.proto import engine_pb2 as proto
from pulumi.runtime.proto.engine_pb2_grpc import EngineStub

from pulumi_ivs_realtime.lifecycle.host import Kind, engine_address, printed, speak_through

_PATIENCE = 5.0
_SEVERITIES = {"info": proto.INFO, "warning": proto.WARNING}


def speak_to_engine() -> None:
    """From now on sentences for the user are messages of the stack, where an engine runs this process."""
    if address := engine_address():
        stub = EngineStub(grpc.insecure_channel(f"{address[0]}:{address[1]}"))
        speak_through(lambda sentence, kind: _log(stub, sentence, kind))


def _log(stub: EngineStub, sentence: str, kind: Kind) -> None:
    try:
        stub.Log(proto.LogRequest(severity=_SEVERITIES[kind], message=sentence), timeout=_PATIENCE)
    except grpc.RpcError:
        printed(sentence, kind)
