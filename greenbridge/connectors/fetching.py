"""Asks a source for a page, politely: only its own sites, at its pace, never what robots.txt closes, never too much.

The line itself is opened by ``core.outgoing``, which checks the address that it connects to. Here stands what a
source adds: its list of hosts, conditional questions, unpacking with a limit, tries with growing pauses, robots.txt.
"""

import json
import time
import urllib.robotparser
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from greenbridge.connectors import rules
from greenbridge.connectors.errors import FetchFailed
from greenbridge.connectors.models import Source
from greenbridge.core import clock, outgoing

MOST_BYTES = 10 * 1024 * 1024  # on the wire, and unpacked
LIMITS = outgoing.Limits(seconds=20.0, most_bytes=MOST_BYTES)
ROBOTS_LIMITS = outgoing.Limits(seconds=20.0, most_bytes=512 * 1024)
ROBOTS_KEPT = 24 * 3600  # seconds
AGENT = "Greenbridge"
GONE = {404, 410}
TRY_AGAIN = {500, 502, 503, 504}
TOO_MANY = {403, 412, 429}  # a door that does not want us: nobody knocks again today


@dataclass(frozen=True)
class Fetched:
    """A page as it came. Without ``body`` it is the one that is known already."""

    address: str
    status: int
    body: bytes = b""
    media_type: str = ""
    etag: str = ""
    last_modified: str = ""

    @property
    def is_known(self) -> bool:
        return self.status == 304


@dataclass
class Line:
    """A source as it is asked in one run. ``base`` stands for its own address: a replica that a person has named.

    Addresses of the source lead there too, and stay what they are in everything that is kept.
    """

    source: Source
    base: str = ""
    pace: float | None = None
    limits: outgoing.Limits = LIMITS
    asked: int = 0
    wished: float = 0.0
    """The pause that robots.txt asks for, if it is longer."""
    robots: dict[str, urllib.robotparser.RobotFileParser] = field(default_factory=dict)

    @property
    def pause(self) -> float:
        return max(float(self.source.pace if self.pace is None else self.pace), self.wished)

    @property
    def sites(self) -> outgoing.Sites:
        if self.base:
            return outgoing.Sites(place=_place(self.base))
        return outgoing.Sites(hosts=frozenset(self.source.hosts))

    def absolute(self, link: str, page: str = "") -> str:
        """The full address of a link on a page of the source; what stands under ``base`` is named as the source would."""
        address = urljoin(page or self.source.base, link.strip())
        if self.base and address.startswith(self.base.rstrip("/")):
            return self.source.base.rstrip("/") + address.removeprefix(self.base.rstrip("/"))
        return address

    def where(self, address: str) -> str:
        """Where an address of the source is asked for. Sites that are not the source's stay where they are."""
        if not self.base:
            return address
        parts = urlsplit(address)
        if parts.hostname not in self.source.hosts:
            return address
        query = f"?{parts.query}" if parts.query else ""
        return f"{self.base.rstrip('/')}{parts.path}{query}"

    def fetch(
        self, address: str, *, conditions: Mapping[str, str] | None = None, form: object = None
    ) -> Fetched:
        """Ask for a page; ``form`` is sent as JSON. Raises FetchFailed."""
        place = self.where(address)
        self._heed_robots(place)
        body = b"" if form is None else json.dumps(form, ensure_ascii=False).encode()
        said = {"Accept-Encoding": "gzip", **(conditions or {})}
        if body:
            said["Content-Type"] = "application/json;charset=UTF-8"
        question = outgoing.Question("POST" if body else "GET", said, body, self.pause)
        answer = self._asked(place, question)
        if answer.status == 304:
            return Fetched(address, 304)
        return Fetched(
            address,
            answer.status,
            unpacked(answer.body, answer.headers.get("content-encoding", ""), self.limits.most_bytes or 0),
            answer.headers.get("content-type", "")[:100],
            answer.headers.get("etag", "")[:200],
            answer.headers.get("last-modified", "")[:60],
        )

    def _asked(self, place: str, question: outgoing.Question) -> outgoing.Answer:
        """What is wrong with the server for a moment is asked again, after a pause that grows."""
        why = ""
        for tried in range(rules.TRIES):
            if tried:
                time.sleep(rules.wait(tried, self.pause))
            self.asked += 1
            try:
                answer = outgoing.ask(place, limits=self.limits, question=question, sites=self.sites)
            except outgoing.NotReached as failure:
                raise FetchFailed(failure.why) from failure
            if answer.status in (200, 304):
                return answer
            why = f"网站应答 {answer.status}"
            if answer.status in TOO_MANY:
                raise FetchFailed(f"{why}，网站不接受访问", ends_run=True)
            if answer.status not in TRY_AGAIN:
                raise FetchFailed(why, is_gone=answer.status in GONE)
        raise FetchFailed(why)

    def _heed_robots(self, place: str) -> None:
        """Refuses what robots.txt closes. A site that cannot say what it closes is left alone."""
        parts = urlsplit(place)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self.robots:
            self.robots[site] = self._rules_of(site)
        if not self.robots[site].can_fetch(AGENT, place):
            raise FetchFailed("robots.txt 不允许访问这个网址")
        wish = self.robots[site].crawl_delay(AGENT)
        if wish:
            self.wished = min(float(wish), outgoing.LONGEST_PAUSE)

    def _rules_of(self, site: str) -> urllib.robotparser.RobotFileParser:
        kept, now = self.source.robots.get(site), clock.now().timestamp()
        if not kept or now - kept["at"] > ROBOTS_KEPT:
            kept = {"at": now, "text": self._robots_text(site)}
            self.source.robots[site] = kept
        parser = urllib.robotparser.RobotFileParser()
        parser.parse(kept["text"].splitlines())
        return parser

    def _robots_text(self, site: str) -> str:
        question = outgoing.Question(pause=self.pause)
        self.asked += 1
        try:
            answer = outgoing.ask(
                f"{site}/robots.txt", limits=ROBOTS_LIMITS, question=question, sites=self.sites
            )
        except outgoing.NotReached as failure:
            raise FetchFailed(f"读不到 robots.txt：{failure.why}") from failure
        if answer.status >= 500:
            raise FetchFailed(f"读不到 robots.txt：网站应答 {answer.status}")
        return rules.decoded(answer.body) if answer.status == 200 else ""


def unpacked(body: bytes, encoding: str, most: int) -> bytes:
    """A body as it was before it was packed, as long as it is no longer than ``most``. Raises FetchFailed."""
    packing = encoding.strip().lower()
    if packing in {"", "identity"}:
        return body
    if packing not in {"gzip", "x-gzip", "deflate"}:
        raise FetchFailed(f"不认识的压缩方式 {packing[:20]}")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        text = unpacker.decompress(body, most + 1)
    except zlib.error as wrong:
        raise FetchFailed("压缩内容已损坏") from wrong
    if len(text) > most:
        raise FetchFailed("解压后内容过大")
    if not unpacker.eof:
        raise FetchFailed("应答没有传完")
    return text


def _place(base: str) -> str:
    parts = urlsplit(base)
    return f"{parts.hostname}:{parts.port or outgoing.PORTS.get(parts.scheme, 0)}"
