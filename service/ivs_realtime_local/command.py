"""The command `ivs-realtime-local`, which `ivs-realtime serve` joins."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ivs_realtime_local.api.faults import Disturbances, Fault, Latency
from ivs_realtime_local.server import CannotListen, bound, run, url_of
from ivs_realtime_local.state.backend import Backend
from ivs_realtime_local.state.credentials import Credentials
from ivs_realtime_local.state.events import file_sink, webhook_sink
from ivs_realtime_local.state.store import Unusable

_FACTOR = click.FloatRange(0, min_open=True)
_PORT = click.IntRange(0, 65535)
_FILE = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="A loopback address; others are refused.")
@click.option("--port", default=0, type=_PORT, show_default=True, help="0 takes any free port.")
@click.option("--data", type=_FOLDER, help="Keeps the state in this directory; without it, in memory.")
@click.option("--quotas", is_flag=True, help="Enforces the documented quotas of AWS.")
@click.option(
    "--time-factor",
    type=_FACTOR,
    default=1.0,
    show_default=True,
    help="Makes the quotas' seconds pass faster.",
)
@click.option("--credentials", type=_FILE, help="Verifies signatures with the keys of a file like ~/.aws/credentials.")
@click.option("--events-file", type=_FILE, help="Appends EventBridge events to this file, one a line.")
@click.option("--events-webhook", metavar="URL", help="Posts EventBridge events to this address.")
@click.option("--fault", "faults", multiple=True, metavar="JSON", help='Such as {"kind": "503", "rate": 0.1}.')
@click.option("--latency", "latencies", multiple=True, metavar="OPERATION=SECONDS", help="Lets calls wait; * is all.")
@click.option("--switch", "switches", multiple=True, metavar="NAME=VALUE", help="Settles an unsettled behaviour.")
@click.option("--until-stdin-ends", is_flag=True, hidden=True)
def serve(host: str, port: int, data: Path | None, until_stdin_ends: bool, **options: Any) -> None:
    """Run the local service, a stand-in for Amazon IVS Real-Time.

    The first line of the output is the address, printed once the service answers. Point clients at it with
    AWS_ENDPOINT_URL_IVS_REALTIME.
    """
    try:
        listener = bound(host, port)
        backend = Backend(data)
        _set_up(backend, options)
        disturbances = _disturbances(options["faults"], options["latencies"])
    except (CannotListen, Unusable, OSError, ValueError, TypeError) as error:
        raise click.ClickException(str(error)) from error
    address = url_of(listener)
    run(backend, disturbances, listener, ready=lambda: click.echo(address), until_stdin_ends=until_stdin_ends)


def _set_up(backend: Backend, options: dict[str, Any]) -> None:
    backend.quotas.calls = backend.quotas.counts = options["quotas"]
    backend.quotas.time_factor = options["time_factor"]
    if options["credentials"]:
        backend.credentials = Credentials(options["credentials"])
    if options["events_file"]:
        backend.events.sinks.append(file_sink(options["events_file"]))
    if options["events_webhook"]:
        backend.events.sinks.append(webhook_sink(options["events_webhook"]))
    for switch in options["switches"]:
        backend.switches.set(*_pair("--switch", switch))


def _disturbances(faults: tuple[str, ...], latencies: tuple[str, ...]) -> Disturbances:
    disturbances = Disturbances()
    disturbances.faults.extend(_fault(text) for text in faults)
    for latency in latencies:
        operation, seconds = _pair("--latency", latency)
        try:
            disturbances.set_latency(operation, Latency(before=float(seconds)))
        except ValueError as error:
            raise ValueError(f"--latency {latency}: {error}") from error
    return disturbances


def _fault(text: str) -> Fault:
    try:
        described = json.loads(text)
    except ValueError as error:
        raise ValueError(f"--fault is not JSON: {error}") from error
    if not isinstance(described, dict):
        raise ValueError(f'--fault wants a JSON object such as {{"kind": "503"}}, not {text}.')
    try:
        return Fault(**described)
    except (ValueError, TypeError) as error:
        raise ValueError(f"--fault {text}: {error}") from error


def _pair(option: str, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ValueError(f"{option} wants a name, an equals sign and a value, not {text}.")
    return name, value
