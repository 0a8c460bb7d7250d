"""The executable `pulumi-resource-ivs-realtime`: serves the provider's protocol to the engine that starts it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from concurrent import futures

import grpc
from pulumi.runtime.proto.provider_pb2_grpc import add_ResourceProviderServicer_to_server

from pulumi_ivs_realtime.plugin.servicer import Servicer
from pulumi_ivs_realtime.rules import spelling

_THREADS = 256
"""As many requests as an engine may send at once; most of them wait for a quota."""
_LARGEST = 400 * 1024 * 1024
"""Bytes of a message, as Pulumi's own providers have it."""


def main() -> None:
    """Serves until the engine ends the process; its first argument is the engine's address."""
    sys.argv[1:] = sys.argv[-1:] if len(sys.argv) > 1 else []  # flags for logs and traces come before the address
    spelling.spell_as_on_the_wire()
    options = [("grpc.max_receive_message_length", _LARGEST), ("grpc.max_send_message_length", _LARGEST)]
    server = grpc.server(futures.ThreadPoolExecutor(_THREADS), options=options)
    servicer = Servicer()
    add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")  # which the engine reads
    sys.stdout.flush()
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    ended.wait()
    servicer.end()
    server.stop(0)
    os._exit(0)  # a request that still waits for its quota must not keep the process alive


if __name__ == "__main__":
    main()
