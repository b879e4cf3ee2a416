"""A closed loop of a few connections, each asking again as soon as it is answered.

One thread with raw sockets: it must cost less than what it measures, and it shares the machine with it.
"""

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice

REQUESTS_PER_CONNECTION = 100  # then a new one, so that no worker keeps more than its share for long
PATIENCE = 30.0  # seconds without any answer
MOST_ERRORS = 100  # then it is no measurement any more


class BadAnswer(Exception):
    """The server answered something else than a whole page."""


@dataclass(frozen=True)
class Load:
    """What one run of the loop saw: seconds in all, milliseconds of each request."""

    seconds: float
    timings: list[float]
    errors: int

    @property
    def rps(self) -> float:
        return len(self.timings) / self.seconds


@dataclass
class Asker:
    """One connection and the request that is under way on it."""

    port: int
    requests: Iterator[tuple[str, bytes]]
    path: str = ""
    sent_at: float = 0.0
    received: bytes = b""
    missing: int | None = None
    asked: int = 0
    connection: socket.socket = field(init=False)

    def __post_init__(self) -> None:
        self._connect()

    def _connect(self) -> None:
        self.connection = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.asked = 0

    def needs_renewal(self) -> bool:
        return self.asked >= REQUESTS_PER_CONNECTION

    def renew(self) -> None:
        self.connection.close()
        self._connect()

    def ask(self) -> None:
        self.path, request = next(self.requests)
        self.received, self.missing = b"", None
        self.asked += 1
        self.sent_at = time.perf_counter()
        self.connection.sendall(request)

    def hear(self) -> float | None:
        """Milliseconds once the whole answer is there; None while some of it is missing."""
        chunk = self.connection.recv(262_144)
        if not chunk:
            raise BadAnswer(f"{self.path}: the connection was closed in the middle")
        if self.missing is None:
            self.received += chunk
            if (head := self.received.find(b"\r\n\r\n")) >= 0:
                self.missing = _length(self.path, self.received[:head]) - (len(self.received) - head - 4)
        else:
            self.missing -= len(chunk)
        return None if self.missing or self.missing is None else (time.perf_counter() - self.sent_at) * 1000


def drive(
    port: int, paths: Sequence[str], seconds: float, connections: int, cookie: str = "", at_least: int = 1
) -> Load:
    """Ask for the paths in turn until the time is over and ``at_least`` so many were answered.

    Anything but 200 with a length is an error. Raises BadAnswer after too many of them.
    """
    requests = [(path, _request(port, path, cookie)) for path in paths]
    askers = [
        Asker(port, cycle([*islice(requests, start, None), *requests[:start]]))
        for start in (n * len(requests) // connections for n in range(connections))
    ]
    try:
        return _loop(askers, seconds, max(at_least, len(askers)))
    finally:
        for asker in askers:
            asker.connection.close()


def fetch(port: int, path: str) -> bytes:
    """The body of one page."""
    asker = Asker(port, iter([(path, _request(port, path))]))
    try:
        asker.ask()
        whole = b""
        while (chunk := asker.connection.recv(262_144)) and not _is_whole(path, whole := whole + chunk):
            pass
        return whole.partition(b"\r\n\r\n")[2]
    finally:
        asker.connection.close()


def _loop(askers: list[Asker], seconds: float, at_least: int) -> Load:
    timings: list[float] = []
    errors = 0
    begun = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for asker in askers:
            asker.ask()
            selector.register(asker.connection, selectors.EVENT_READ, asker)
        while (now := time.perf_counter()) - begun < seconds or len(timings) < at_least:
            ready = selector.select(PATIENCE)
            if not ready:
                raise BadAnswer(f"no answer for {PATIENCE:.0f} seconds")
            for key, _ in ready:
                errors += _serve(selector, key.data, timings)
                if errors > MOST_ERRORS:
                    raise BadAnswer(f"{key.data.path}: more than {MOST_ERRORS} errors")
    return Load(now - begun, timings, errors)


def _serve(selector: selectors.BaseSelector, asker: Asker, timings: list[float]) -> bool:
    """Hear what came and ask again once it is whole. Whether it was an error."""
    try:
        took = asker.hear()
    except (BadAnswer, OSError):
        took, failed = None, True
    else:
        failed = False
    if took is None and not failed:
        return False
    if took is not None:
        timings.append(took)
    if failed or asker.needs_renewal():
        selector.unregister(asker.connection)
        asker.renew()
        selector.register(asker.connection, selectors.EVENT_READ, asker)
    asker.ask()
    return failed


def _request(port: int, path: str, cookie: str = "") -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept: text/html"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    return "\r\n".join([*lines, "", ""]).encode()


def _is_whole(path: str, answer: bytes) -> bool:
    head, found, body = answer.partition(b"\r\n\r\n")
    return bool(found) and len(body) >= _length(path, head)


def _length(path: str, head: bytes) -> int:
    """The length that the head of an answer states."""
    status, *lines = head.lower().split(b"\r\n")
    lengths = [line.partition(b":")[2] for line in lines if line.startswith(b"content-length:")]
    if b" 200" not in status or not lengths:
        raise BadAnswer(f"{path}: {status.decode('latin-1')}")
    return int(lengths[0])
