"""The one door to other sites. Whoever asks something of a site that is not ours asks here.

A name is looked up once; only if every address that it stands for is a public one is the first that answers spoken to,
and to that address the line is opened: what the name means a moment later changes nothing. A redirect is a new address
and looked at anew. No cookies, no proxy, no credentials, and never longer or more than the limits say. Who speaks to
some sites only hands over a list of them (``Sites``), and no redirect leads off it.
"""

import fcntl
import http.client
import ipaddress
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

PAUSE = 2.0  # seconds between two questions to the same site
LONGEST_PAUSE = 60.0  # that anybody may ask for
PORTS = {"http": 80, "https": 443}
LOWEST_OTHER_PORT = 1024  # below it mail and other services listen that speak another language
REDIRECTS = {301, 302, 303, 307, 308}
KEEP_THE_QUESTION = {307, 308}
# Public by their number, and yet doors into the machinery of a cloud.
METADATA = [ipaddress.ip_network(one) for one in ("168.63.129.16/32", "192.0.0.0/24")]
NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotReached(Exception):
    """The site gave no answer. ``why`` says in Chinese what happened."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class NotAllowed(NotReached):
    """The address is none that the platform speaks to."""


@dataclass(frozen=True)
class Limits:
    """How far a question goes. ``most_bytes`` None: the body is not read at all."""

    seconds: float = 20.0
    most_bytes: int | None = 10 * 1024 * 1024
    redirects: int = 3


@dataclass(frozen=True)
class Sites:
    """The only sites that somebody speaks to: hosts on the ports of the web, and at most one place named with its port.

    That place (``host:port``) may lie on this machine or in this house: a person has named it, no page and no redirect.
    """

    hosts: frozenset[str] = frozenset()
    place: str = ""

    def allow(self, host: str, port: int) -> bool:
        return self.is_place(host, port) or (host in self.hosts and port in PORTS.values())

    def is_place(self, host: str, port: int) -> bool:
        return bool(self.place) and f"{host}:{port}" == self.place


@dataclass(frozen=True)
class Question:
    """What is asked beside the address. ``body`` is what is sent with it; a redirect takes it along only if it says so."""

    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    pause: float | None = None
    """Seconds between two questions to the site; None: as for everybody."""


@dataclass(frozen=True)
class Answer:
    """What a site said, and at which address in the end. The names of headers are in lower case."""

    status: int
    address: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def ask(
    address: str,
    *,
    method: str = "GET",
    limits: Limits | None = None,
    question: Question | None = None,
    sites: Sites | None = None,
) -> Answer:
    """Ask a site and follow its redirects. Raises NotReached, and NotAllowed for what is no public address.

    With ``sites`` it also raises NotAllowed for whatever is not among them, before anybody is asked.
    """
    limits, question = limits or Limits(), question or Question(method)
    ends = time.monotonic() + limits.seconds
    for _ in range(limits.redirects + 1):
        target = _target(address, sites)
        ends += _keep_the_pause(target.host, PAUSE if question.pause is None else question.pause)
        answer, leads_to = _ask_once(question, target, ends, limits.most_bytes)
        if not leads_to:
            return answer
        address = urljoin(address, leads_to)
        if answer.status not in KEEP_THE_QUESTION and question.method != "HEAD":
            question = replace(question, method="GET", body=b"")
    raise NotReached("转向次数过多")


def is_public(address: Address) -> bool:
    """Whether an address lies in the open network: not on this machine, not in a house, not behind a tunnel to one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner:
            return is_public(inner)
        if address.is_site_local:
            return False
    if any(address in network for network in METADATA):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


@dataclass(frozen=True)
class _Target:
    """An address taken apart."""

    scheme: str
    host: str
    port: int
    path: str
    whole: str
    is_named: bool = False
    """Whether a person has named this very place, so that it may lie inside."""


def _target(address: str, sites: Sites | None = None) -> _Target:
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        raise NotAllowed("网址不完整") from None
    if parts.scheme not in PORTS or not host or parts.username is not None:
        raise NotAllowed("只访问不带账号的 http 和 https 网址")
    if port not in PORTS.values() and port < LOWEST_OTHER_PORT:
        raise NotAllowed("不访问网页以外的端口")
    if sites and not sites.allow(host, port):
        raise NotAllowed(f"{host} 不在允许访问的网站之内")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    if parts.query:
        path += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~?")
    is_named = sites is not None and sites.is_place(host, port)
    return _Target(parts.scheme, host, port, path, address, is_named)


def _ask_once(question: Question, target: _Target, ends: float, most_bytes: int | None) -> tuple[Answer, str]:
    """One question to one address; the answer, and where it leads, if elsewhere."""
    line = _Line(target, _checked(target, ends), ends)
    try:
        with line.ended_in_time():
            headers = _headers() | dict(question.headers)
            line.request(question.method, target.path, body=question.body or None, headers=headers)
            response = line.getresponse()
            leads_to = response.getheader("Location", "") if response.status in REDIRECTS else ""
            body = b"" if leads_to or most_bytes is None else response.read(most_bytes + 1)
            cut_short = body and response.length and len(body) <= (most_bytes or 0)
    except ssl.SSLCertVerificationError as error:
        raise NotReached(line.said("安全证书未能核实")) from error
    except ssl.SSLError as error:
        raise NotReached(line.said("安全连接未能建立")) from error
    except TimeoutError as error:
        raise NotReached("连接超时") from error
    except http.client.HTTPException as error:
        raise NotReached(line.said("应答不合规")) from error
    except OSError as error:
        raise NotReached(line.said("无法连接")) from error
    finally:
        line.close()
    if line.ran_out or cut_short:
        raise NotReached(line.said("应答没有传完"))
    if most_bytes is not None and len(body) > most_bytes:
        raise NotReached("内容过大")
    said = {name.lower(): value for name, value in response.getheaders()}
    answer = Answer(response.status, target.whole, body, said)
    return answer, leads_to.encode("latin-1").decode("utf-8", "replace")


def _headers() -> dict[str, str]:
    return {
        "User-Agent": f"Greenbridge (+{settings.WAGTAILADMIN_BASE_URL}/about/)",
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


def _checked(target: _Target, ends: float) -> list[str]:
    """What the name stands for, if all of it is public: one private address among them is a trap."""
    found = [ipaddress.ip_address(one) for one in _looked_up(target, ends)]
    if not found:
        raise NotReached("域名无法解析")
    if not (target.is_named or all(is_public(one) for one in found)):
        raise NotAllowed("网址不在公共网络上")
    return [str(one) for one in found]


def _looked_up(target: _Target, ends: float) -> list[str]:
    """The addresses of a name. The resolver knows no time limit, so it is not waited for any longer than that."""
    found: list[str] = []

    def look_up() -> None:
        try:
            rows = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(dict.fromkeys(str(row[4][0]) for row in rows))

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(_left(ends))
    return list(found)


class _Line(http.client.HTTPConnection):
    """A connection to one of the addresses that were checked, closed from outside when the time is over."""

    def __init__(self, target: _Target, addresses: list[str], ends: float) -> None:
        self.default_port = PORTS[target.scheme]  # the Host header names any other
        super().__init__(target.host, target.port)
        self._target, self._addresses, self._ends = target, addresses, ends
        self._opened: socket.socket | None = None
        self.ran_out = False

    def said(self, why: str) -> str:
        return "连接超时" if self.ran_out else why

    def connect(self) -> None:
        self._opened = self.sock = self._open()
        if self._target.scheme == "https":
            wrapped = ssl.create_default_context().wrap_socket(
                self.sock, server_hostname=self._target.host, do_handshake_on_connect=False
            )
            self._opened = self.sock = wrapped
            wrapped.do_handshake()

    def _open(self) -> socket.socket:
        """To the first address that takes the call; the others share what is left of the time."""
        for position, address in enumerate(self._addresses):
            share = _left(self._ends) / (len(self._addresses) - position)
            try:
                return socket.create_connection((address, self._target.port), timeout=share)
            except OSError:
                if position + 1 == len(self._addresses):
                    raise
        raise NotReached("域名无法解析")

    @contextmanager
    def ended_in_time(self) -> Iterator[None]:
        """A site that sends one byte every few seconds never runs into the time limit of a socket."""
        watch = threading.Timer(_left(self._ends), self._end)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def _end(self) -> None:
        self.ran_out = True
        if self._opened is not None:
            with suppress(OSError):  # beneath TLS: whoever reads wakes up
                socket.socket.shutdown(self._opened, socket.SHUT_RDWR)


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise NotReached("连接超时")
    return left


def _keep_the_pause(host: str, pause: float) -> float:
    """No site is asked twice within the pause, whoever asks. Returns how long that took, which is no fault of the site.

    A turn that lies in the future was written before the clock was set back, and holds nobody up.
    """
    begun = time.monotonic()
    while True:
        with _turns() as turns:
            now = time.time()
            left = turns.get(host, 0.0) + pause - now
            if not 0 < left <= pause:
                turns[host] = now
                return time.monotonic() - begun
        time.sleep(left)


@contextmanager
def _turns() -> Iterator[dict[str, float]]:
    """When each site was asked last, by any process of this installation; nobody else looks until we are done."""
    file = Path(settings.VAR_DIR) / "turns.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+", encoding="utf-8") as kept:
        fcntl.flock(kept, fcntl.LOCK_EX)
        kept.seek(0)
        turns = _read(kept.read())
        before = dict(turns)
        yield turns
        if turns != before:
            oldest = time.time() - LONGEST_PAUSE
            kept.truncate(0)
            json.dump({host: turn for host, turn in turns.items() if turn >= oldest}, kept)


def _read(text: str) -> dict[str, float]:
    """Whoever died while writing left half of it: then nobody was asked."""
    try:
        return dict(json.loads(text))
    except ValueError:
        return {}
