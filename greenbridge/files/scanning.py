"""The virus scanner (查毒): whoever can say of bytes whether they are clean. ClamAV's clamd is the one we speak to."""

import enum
import logging
import socket
import struct
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Protocol

from django.conf import settings

from greenbridge.files.models import File

logger = logging.getLogger(__name__)

USUAL_SOCKETS = ("/run/clamav/clamd.ctl", "/var/run/clamav/clamd.ctl", "/run/clamd.scan/clamd.sock")
CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 20.0
PIECE = 1 << 16
LONGEST_ANSWER = 4096


class Verdict(enum.Enum):
    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not scanned"  # this installation has no scanner
    NO_ANSWER = "no answer"  # it has one, which did not answer: the file waits


class Scanner(Protocol):
    """Says of some bytes whether they are clean; NO_ANSWER whenever it is not sure."""

    def scan(self, content: bytes) -> Verdict: ...


class NoScanner:
    def scan(self, content: bytes) -> Verdict:
        return Verdict.NOT_SCANNED


class Clamd:
    """A clamd at a socket: ``unix:/run/clamav/clamd.ctl``, ``tcp:127.0.0.1:3310``. Speaks INSTREAM."""

    def __init__(self, address: str, *, seconds: float = ANSWER_SECONDS) -> None:
        self.address = address
        self.seconds = seconds

    def scan(self, content: bytes) -> Verdict:
        try:
            answer = self._ask(content)
        except OSError as failure:
            logger.warning("the virus scanner at %s did not answer: %s", self.address, failure)
            return Verdict.NO_ANSWER
        return self._understand(answer)

    def _ask(self, content: bytes) -> bytes:
        with closing(self._connected()) as line:
            with suppress(BrokenPipeError, ConnectionResetError):
                # It hangs up early on a stream that is too long for it, and says so.
                line.sendall(b"zINSTREAM\0")
                for at in range(0, len(content), PIECE):
                    piece = content[at : at + PIECE]
                    line.sendall(struct.pack("!I", len(piece)) + piece)
                line.sendall(struct.pack("!I", 0))
            return self._answer(line)

    def _answer(self, line: socket.socket) -> bytes:
        """What it says up to its NUL. The whole answer has one deadline, however slowly it drips."""
        answer, end = b"", time.monotonic() + self.seconds
        while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
            line.settimeout(max(end - time.monotonic(), 0.001))
            more = line.recv(LONGEST_ANSWER)
            if not more:
                break
            answer += more
        return answer

    def _connected(self) -> socket.socket:
        kind, _, place = self.address.partition(":")
        if kind == "tcp":
            host, _, port = place.rpartition(":")
            line = socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS)
        else:
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(CONNECT_SECONDS)
            try:
                line.connect(place)
            except OSError:
                line.close()
                raise
        line.settimeout(self.seconds)
        return line

    def _understand(self, answer: bytes) -> Verdict:
        words = answer.split(b"\0")[0].strip()
        if words == b"stream: OK":
            return Verdict.CLEAN
        if words.startswith(b"stream: ") and words.endswith(b" FOUND"):
            return Verdict.INFECTED
        logger.warning("the virus scanner at %s said %r", self.address, words[:200])
        return Verdict.NO_ANSWER


_met: list[str] = []


def _usual_socket() -> str:
    """Where a clamd has been met. Looked for until there is one; when that is gone again, files wait for it.

    Also after a start while it is gone: that some file was scanned says that this installation has one.
    """
    if not _met:
        _met.extend(f"unix:{place}" for place in USUAL_SOCKETS if Path(place).is_socket())
    if not _met and File.objects.exclude(scanned_at=None).exists():
        return f"unix:{USUAL_SOCKETS[0]}"
    return _met[0] if _met else "none"


def scanner() -> Scanner:
    """The scanner of this installation: ``FILES_SCANNER``, or a clamd in its usual place, or none.

    Who takes a scanner away for good says so with ``FILES_SCANNER=none``.
    """
    address = settings.FILES_SCANNER or _usual_socket()
    return NoScanner() if address == "none" else Clamd(address)


def ask(content: bytes) -> Verdict:
    """What the scanner of this installation says of these bytes."""
    return scanner().scan(content)
