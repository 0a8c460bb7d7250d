"""The command `serve`."""

from __future__ import annotations

from pathlib import Path

import click

from pulumi_ivs_realtime.local.backend import Backend
from pulumi_ivs_realtime.local.server import NotLoopback, bound, run, url_of
from pulumi_ivs_realtime.local.store import InUse


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="A loopback address; others are refused.")
@click.option("--port", default=0, show_default=True, help="0 takes any free port.")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Keeps the state in this directory.")
@click.option("--quotas", is_flag=True, help="Enforces the documented quotas of AWS.")
@click.option("--time-factor", default=1.0, show_default=True, help="Makes the quotas' seconds pass faster.")
@click.option("--switch", "switches", multiple=True, metavar="NAME=VALUE", help="Settles an unsettled behaviour.")
@click.option("--until-stdin-ends", is_flag=True, hidden=True)
def serve(
    host: str,
    port: int,
    data: Path | None,
    quotas: bool,
    time_factor: float,
    switches: tuple[str, ...],
    until_stdin_ends: bool,
) -> None:
    """Run the local service, a stand-in for Amazon IVS Real-Time.

    The first line of the output is the address, printed once the service answers. Point clients at it with
    AWS_ENDPOINT_URL_IVS_REALTIME.
    """
    try:
        listener = bound(host, port)
        backend = Backend(data)
        for switch in switches:
            backend.switches.set(*switch.split("=", 1))
    except (NotLoopback, InUse, OSError, ValueError, TypeError) as error:
        raise click.ClickException(str(error)) from error
    backend.quotas.calls = backend.quotas.counts = quotas
    backend.quotas.time_factor = time_factor
    address = url_of(listener)
    run(backend, listener, ready=lambda: click.echo(address), until_stdin_ends=until_stdin_ends)
