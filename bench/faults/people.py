"""Signed-in people who send something until there is an answer, and note what was acknowledged.

Every write carries a marker that no other has, and a key. Who gets no answer sends the same again with the same key
until there is one, as a browser's reload does.
"""

import http.client
import io
import re
import secrets
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

PATIENCE = 60.0  # seconds until a write is given up, neither acknowledged nor refused
NAMED = re.compile(r"[^/]*\d[^/]*")  # the part of an address that says which one
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
)


class NoAnswer(Exception):
    """The outcome of a request is not known."""


@dataclass(frozen=True)
class Write:
    """Something that somebody asked to be kept: ``question`` counts how often it is there, which must be once."""

    kind: str
    marker: str
    question: str


def row(kind: str, marker: str, found: str) -> Write:
    """A row: ``found`` is its table and the condition with the marker in it."""
    return Write(kind, marker, f"SELECT count(*) FROM {found}")


def told(of: str, marker: str, words: str) -> Write:
    """A message about a write of that kind, with these words: every person who has it has it once."""
    return told_as(of, marker, f"'%{words}%'")


def told_as(of: str, marker: str, pattern: str) -> Write:
    """The same where only the database knows which words they are: ``pattern`` is SQL."""
    return Write(
        message_of(of),
        marker,
        "SELECT coalesce(max(times), 0) FROM (SELECT count(*) AS times FROM messaging_message"
        f" WHERE text LIKE {pattern} GROUP BY recipient_id) AS each_one",
    )


def message_of(kind: str) -> str:
    return f"message of {kind}"


@dataclass
class Notes:
    """What all people together have asked for and been told."""

    attempted: list[Write] = field(default_factory=list)
    acknowledged: list[Write] = field(default_factory=list)
    sent: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    """How often each form was not taken, or not answered in the end."""
    retried: int = 0
    published: deque[tuple[str, str]] = field(default_factory=deque)
    """Numbers and titles of demands that wait for somebody to respond."""
    taken: set[str] = field(default_factory=set)
    """Titles of demands on which some officer decides."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, title: str) -> bool:
        """Whether it was left to whoever asks: the officers of a province do not decide on the same."""
        with self.lock:
            is_left = title not in self.taken
            self.taken.add(title)
            return is_left

    @property
    def kinds(self) -> set[str]:
        """What was acknowledged so far."""
        with self.lock:
            return {write.kind for write in self.acknowledged}


class Browser:
    """One person's session."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> tuple[int, str]:
        status, _, page = self._ask("GET", path, b"", {})
        return status, page

    def post(self, path: str, body: bytes, kind: str, key: str = "") -> tuple[int, str]:
        """The status and where it leads. Raises NoAnswer; a server's own fault leaves the outcome unknown too."""
        headers = {"Content-Type": kind, "X-CSRFToken": self._cookies.get("csrftoken", "")}
        if key:
            headers["Idempotency-Key"] = key
        status, location, _ = self._ask("POST", path, body, headers)
        if status >= 500:
            raise NoAnswer(str(status))
        return status, location

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        try:
            connection.request(method, path, body or None, headers | {"Cookie": cookies})
            answer = connection.getresponse()
            page = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as reason:
            raise NoAnswer(str(reason)) from reason
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), page


def signed_in(port: int) -> Iterator[Browser]:
    """Everybody of the demonstration, each in a browser of their own."""
    _, page = Browser(port).get("/demo/")
    for path in re.findall(r'action="(/demo/enter/\d+/)"', page):
        browser = Browser(port)
        browser.get("/demo/")
        browser.post(path, b"", "application/x-www-form-urlencoded")
        yield browser


class Sender:
    """Sends until there is an answer. ``careless`` people resend without a key: the control that shows what keys are for."""

    def __init__(self, browser: Browser, notes: Notes, *, careless: bool) -> None:
        self.browser, self.notes, self._careless = browser, notes, careless

    def send(self, path: str, body: bytes, kind: str, *writes: Write) -> str:
        """Where the answer leads, empty for a refusal; ``writes`` are what the act must leave behind."""
        key = secrets.token_hex(16)
        deadline = time.monotonic() + PATIENCE
        self._note(self.notes.attempted, writes)
        self.notes.sent += 1
        while time.monotonic() < deadline:
            try:
                status, location = self._post(path, body, kind, key)
            except NoAnswer:
                self.notes.retried += 1
                time.sleep(0.3)
                continue
            if status == 302 and not location.startswith("/accounts/"):
                self._note(self.notes.acknowledged, writes)
                return location
            return self._refused(path, str(status))
        return self._refused(path, "no answer")

    def read(self, path: str) -> str:
        """The page, once there is an answer; empty where one may not see it, or after a minute."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(NoAnswer):
                status, page = self.browser.get(path)
                if status < 500:
                    return page if status == 200 else ""
            time.sleep(0.3)
        return ""

    def _post(self, path: str, body: bytes, kind: str, key: str) -> tuple[int, str]:
        if not self._careless:
            return self.browser.post(path, body, kind, key)
        answer = self.browser.post(path, body, kind)
        if secrets.randbelow(3) == 0:
            raise NoAnswer("as if the answer had been lost")
        return answer

    def _refused(self, path: str, how: str) -> str:
        """``/demands/D2026-0007/check/`` counts with those of all other demands."""
        with self.notes.lock:
            self.notes.refused[f"{NAMED.sub('…', path)} {how}"] += 1
        return ""

    def _note(self, where: list[Write], writes: tuple[Write, ...]) -> None:
        with self.notes.lock:
            where.extend(writes)


def new_marker() -> str:
    return f"F{secrets.token_hex(8)}"


def form(fields: dict[str, str]) -> tuple[bytes, str]:
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def multipart(fields: dict[str, str], name: str, file: str) -> tuple[bytes, str]:
    line = f"line{secrets.token_hex(8)}"
    body = io.BytesIO()
    for field_name, value in fields.items():
        body.write(
            f'--{line}\r\nContent-Disposition: form-data; name="{field_name}"\r\n\r\n{value}\r\n'.encode()
        )
    head = f'--{line}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\nContent-Type: application/pdf\r\n\r\n'
    body.write(head.encode() + PDF + f"\r\n--{line}--\r\n".encode())
    return body.getvalue(), f"multipart/form-data; boundary={line}"
