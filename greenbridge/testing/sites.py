"""Other people's sites, on this machine: real servers that answer as a story wants, and note what they were asked."""

import contextlib
import http.server
import ipaddress
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from greenbridge.core import outgoing


@dataclass
class Asked:
    """One question as it arrived."""

    method: str
    path: str
    headers: dict[str, str]


Reply = Callable[["Handler"], None]


class Handler(http.server.BaseHTTPRequestHandler):
    """Hands each question to the reply of its path; a path that nobody planned is a 404."""

    site: "Site"

    def _answer(self) -> None:
        self.site.asked.append(Asked(self.command, self.path, dict(self.headers)))
        reply = self.site.replies.get(self.path, status(404))
        with contextlib.suppress(ConnectionError):
            reply(self)

    do_GET = do_HEAD = do_POST = _answer  # noqa: N815 as http.server calls them

    def log_message(self, *_: Any) -> None:
        """Quietly."""


@dataclass
class Site:
    """A server. ``replies`` says what it answers at which path."""

    base: str
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.base.rpartition(":")[2])


def status(code: int, body: bytes = b"", **headers: str) -> Reply:
    """Answer with a status; ``headers`` with _ for -."""

    def reply(handler: Handler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)

    return reply


def by_method(**replies: Reply) -> Reply:
    """Another answer for each method."""
    return lambda handler: replies[handler.command](handler)


@contextlib.contextmanager
def site(certificate: Path | None = None, **replies: Reply) -> Iterator[Site]:
    """A site on this machine; with a certificate it speaks TLS. ``replies`` are paths without their slash."""
    handler = type("OneSite", (Handler,), {})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    scheme = "http"
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    made = Site(f"{scheme}://127.0.0.1:{server.server_address[1]}")
    made.replies |= {f"/{path}": reply for path, reply in replies.items()}
    handler.site = made  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def this_machine_is_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """127.0.0.1, where the sites of stories stand, counts as public, and nobody waits between two questions."""
    check, here = outgoing.is_public, ipaddress.ip_address("127.0.0.1")
    monkeypatch.setattr(outgoing, "is_public", lambda address: address == here or check(address))
    monkeypatch.setattr(outgoing, "PAUSE", 0.0)


class Watch:
    """The time as ``outgoing`` reads it: it passes only while somebody waits, and keeps how long they did."""

    def __init__(self) -> None:
        self.now, self.waits = time.time(), list[float]()

    def time(self) -> float:
        return self.now

    monotonic = time

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> Watch:
    """An installation that has asked nobody yet, and in which nobody really waits."""
    made, settings.VAR_DIR = Watch(), tmp_path
    monkeypatch.setattr(outgoing, "time", made)
    return made
