"""What stands between a provider and its service, on loopback: a fake STS, a TLS endpoint with its own CA, a proxy."""

from __future__ import annotations

import socket
import ssl
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import trustme

_ASSUMED = """<{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result><Credentials>
<AccessKeyId>{account}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
<Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></{action}Result></{action}Response>"""
_REFUSED = """<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
<Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"""


class Handler(BaseHTTPRequestHandler):
    """Reads and answers without a log."""

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(handler: type[BaseHTTPRequestHandler], tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server of this handler; its URL."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class WebIdentities:
    """An STS that takes one token for a role: what was asked of it, and where it is."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.asked: list[dict[str, str]] = []
        self.signed: list[bool] = []
        self.url = ""

    @contextmanager
    def running(self) -> Iterator[WebIdentities]:
        fake = self

        class Sts(Handler):
            def do_POST(self) -> None:
                form = {key: value[0] for key, value in parse_qs(self.body().decode()).items()}
                fake.asked.append(form)
                fake.signed.append("Authorization" in self.headers)
                self.answer(*fake.reply(form), "text/xml")

        with served(Sts) as self.url:
            yield self

    def reply(self, form: dict[str, str]) -> tuple[int, bytes]:
        """Credentials in the account of the role, or a refusal."""
        if form["Action"] == "AssumeRoleWithWebIdentity" and form["WebIdentityToken"] != self.token:
            return 400, _REFUSED.format(code="InvalidIdentityToken", message="No OpenIDConnect provider found").encode()
        return 200, _ASSUMED.format(action=form["Action"], account=form["RoleArn"].split(":")[4]).encode()


_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Forwarding(Handler):
    """Passes requests on as they came; those of a proxy bear the whole address."""

    url = ""
    seen: list[str]

    def do_POST(self) -> None:
        self.seen.append(self.path)
        address, headers = self.url + self.path, dict(self.headers)
        request = urllib.request.Request(address, self.body(), headers, method=self.command)
        with _direct.open(request) as reply:
            self.answer(reply.status, reply.read(), reply.headers["Content-Type"])

    do_GET = do_DELETE = do_POST  # noqa: N815 - the names that http.server looks for

    def do_CONNECT(self) -> None:
        """A tunnel, in which all is encrypted, until either side ends it."""
        self.seen.append(f"CONNECT {self.path}")
        host, _, port = self.path.partition(":")
        with socket.create_connection((host, int(port))) as there:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=_copy, args=(there, self.connection))
            back.start()
            _copy(self.connection, there)
            back.join()
        self.close_connection = True


def _copy(source: socket.socket, target: socket.socket) -> None:
    while data := source.recv(65536):
        target.sendall(data)
    target.shutdown(socket.SHUT_WR)


@contextmanager
def proxy(seen: list[str]) -> Iterator[str]:
    """A proxy for plain HTTP, and for tunnels; its URL. It notes the addresses that it is asked for."""
    with served(type("Proxy", (Forwarding,), {"seen": seen})) as url:
        yield url


@contextmanager
def encrypted(url: str, folder: Path) -> Iterator[tuple[str, str]]:
    """TLS before a plain service: its https URL, and the file of a CA that nobody else knows."""
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(folder / "ca.pem")
    with served(type("Endpoint", (Forwarding,), {"url": url, "seen": []}), context) as address:
        yield address, str(folder / "ca.pem")
