"""Signed-in people who write all the time and note what was acknowledged.

Every write carries a marker that no other has, and a key. Who gets no answer sends the same again with the same key
until there is one, as a browser's reload does.
"""

import http.client
import io
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

PATIENCE = 60.0  # seconds until a write is given up, neither acknowledged nor refused
PAUSE = 0.15
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
)


class NoAnswer(Exception):
    """The outcome of a request is not known."""


@dataclass(frozen=True)
class Write:
    """Something that somebody asked to be kept: ``marker`` stands in ``table``.``column`` of exactly one row."""

    kind: str
    table: str
    column: str
    marker: str


@dataclass
class Notes:
    """What all people together have asked for and been told."""

    attempted: list[Write] = field(default_factory=list)
    acknowledged: list[Write] = field(default_factory=list)
    refused: int = 0
    retried: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


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


class Person:
    """Writes until told to stop. ``careless`` people resend without a key: the control that shows what keys are for."""

    def __init__(self, browser: Browser, notes: Notes, *, careless: bool) -> None:
        self._browser, self._notes, self._careless = browser, notes, careless
        self._kinds: list[Callable[[], None]] = []
        if browser.get("/demands/mine/")[0] == 200:
            self._kinds += [self._draft]
        if browser.get("/suppliers/mine/")[0] == 200:
            self._kinds += [self._credential]

    @property
    def may_write(self) -> bool:
        return bool(self._kinds)

    def go_on(self, stop: threading.Event) -> None:
        while not stop.is_set():
            for write in self._kinds:
                write()
                stop.wait(PAUSE)

    def _draft(self) -> None:
        """A draft, its title, and a file."""
        location = self._send("/demands/new/", *_form({}), None)
        number = location.split("/")[2] if location.startswith("/demands/") else ""
        if not number:
            return
        marker = _marker()
        what = {"title": marker, "service_types": "S01", "description": "每季度一次。"}
        self._send(
            f"/demands/{number}/edit/what/", *_form(what), Write("draft", "demands_demand", "title", marker)
        )
        marker = _marker()
        self._send(
            f"/demands/{number}/files/",
            *_multipart({}, "file", f"{marker}.pdf"),
            Write("upload", "files_file", "name", f"{marker}.pdf"),
        )

    def _credential(self) -> None:
        marker = _marker()
        facts = {"kind": "iso9001", "number": marker, "issuer": "认证机构"}
        self._send(
            "/suppliers/mine/credentials/add/",
            *_multipart(facts, "scan", f"{marker}.pdf"),
            Write("credential", "suppliers_credential", "number", marker),
        )

    def _send(self, path: str, body: bytes, kind: str, write: Write | None) -> str:
        """Send until there is an answer; where it leads, empty for a refusal."""
        key = secrets.token_hex(16)
        deadline = time.monotonic() + PATIENCE
        if write:
            self._note(self._notes.attempted, write)
        while time.monotonic() < deadline:
            try:
                status, location = self._post(path, body, kind, key)
            except NoAnswer:
                self._notes.retried += 1
                time.sleep(0.3)
                continue
            if status == 302 and not location.startswith("/accounts/"):
                if write:
                    self._note(self._notes.acknowledged, write)
                return location
            self._notes.refused += 1
            return ""
        return ""

    def _post(self, path: str, body: bytes, kind: str, key: str) -> tuple[int, str]:
        if not self._careless:
            return self._browser.post(path, body, kind, key)
        answer = self._browser.post(path, body, kind)
        if secrets.randbelow(3) == 0:
            raise NoAnswer("as if the answer had been lost")
        return answer

    def _note(self, where: list[Write], write: Write) -> None:
        with self._notes.lock:
            where.append(write)


def _marker() -> str:
    return f"F{secrets.token_hex(8)}"


def _form(fields: dict[str, str]) -> tuple[bytes, str]:
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def _multipart(fields: dict[str, str], name: str, file: str) -> tuple[bytes, str]:
    line = f"line{secrets.token_hex(8)}"
    body = io.BytesIO()
    for field_name, value in fields.items():
        body.write(
            f'--{line}\r\nContent-Disposition: form-data; name="{field_name}"\r\n\r\n{value}\r\n'.encode()
        )
    head = f'--{line}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\nContent-Type: application/pdf\r\n\r\n'
    body.write(head.encode() + PDF + f"\r\n--{line}--\r\n".encode())
    return body.getvalue(), f"multipart/form-data; boundary={line}"
