"""A stand-in for ClamAV's clamd: a real socket, the real protocol, and the ways in which a scanner fails."""

import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MUTE = b"(the scanner hangs up on this)"


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = self.server
        assert isinstance(server, Clamd)
        with suppress(OSError):
            content = self._stream()
            if content is not None and MUTE not in content:
                server.heard.append(content)
                server.meanwhile()
                self._answer(server.manner, content)

    def _stream(self) -> bytes | None:
        if self.rfile.read(len(b"zINSTREAM\0")) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return None
        content = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        return content

    def _answer(self, manner: str, content: bytes) -> None:
        honest = b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        answers = {
            "honest": honest,
            "dying": b"",
            "garbage": b"\xff\xfe{}",
            "endless": b"stream: OK" * 10_000,
            "too long": b"INSTREAM size limit exceeded. ERROR\0",
            "half": b"stream: O",
        }
        if manner == "slow":
            time.sleep(2)
        elif manner == "dripping":
            for _ in range(40):
                self.wfile.write(b"s")
                time.sleep(0.05)
        else:
            self.wfile.write(answers[manner])


class Clamd(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Answers in a ``manner`` that a story may change; ``heard`` is what was sent to it.

    ``meanwhile`` is what somebody else does while it scans.
    """

    daemon_threads = True
    manner = "honest"

    def __init__(self, place: Path) -> None:
        self.heard: list[bytes] = []
        self.meanwhile: Callable[[], object] = lambda: None
        super().__init__(str(place), _Handler)

    @property
    def address(self) -> str:
        return f"unix:{self.server_address}"


@contextmanager
def clamd(folder: Path) -> Iterator[Clamd]:
    """A scanner that listens until the story ends."""
    with Clamd(folder / "clamd.sock") as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
