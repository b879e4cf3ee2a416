"""The replica as a server: every list and notice at the paths of the real sites, and each of them broken in many ways.

``/cggg/dfgg/gkzb/index.htm`` is whole; ``/fault/truncated/cggg/dfgg/gkzb/index.htm`` is cut off. ``FAULTS`` names the ways;
under ``/fault/detail-truncated/`` the lists are whole and only the pages of notices are broken.
"""

import contextlib
import datetime as dt
import gzip
import hashlib
import http.server
import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from greenbridge.connectors.testing import papers, texts
from greenbridge.connectors.testing.layouts import DIRECTORIES, MOVED, Layouts, page
from greenbridge.connectors.testing.texts import Text
from greenbridge.core import clock

FAULTS = {
    "slow": "应答很慢",
    "500": "服务器出错",
    "gb18030": "编码为 GB 18030",
    "truncated": "只传了一半",
    "redirect": "转向名单以外的网站",
    "bomb": "压缩炸弹",
    "empty": "列表没有条目",
    "softblock": "提示访问过于频繁",
    "moved": "同一公告换了网址",
    "changed": "版式变了",
}
OF_DETAILS = "detail-"
ELSEWHERE = "http://elsewhere.example/"
ROBOTS = "User-agent: *\nDisallow: /closed/\n"
BOMB_BYTES = 32 * 1024 * 1024
PLAIN, JSON, XML, CSV = "text/html", "application/json", "application/xml", "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OTHER_NAMES = {
    PLAIN: (
        ('class="c_list_bid"', 'class="bid-list"'),
        ('class="vT-srch-result-list-bid"', 'class="results"'),
        ('class="table_text"', 'class="grid"'),
        ('class="notices"', 'class="news"'),
        ("class='table'", "class='summary'"),
        ('class="vF_detail_content"', 'class="detail-body"'),
        ('class="article"', 'class="text"'),
        ('class="content-container-mapFrame"', 'class="frame"'),
        ('<ul id="div">', '<ul id="list">'),
        ('class="skipAutoFix"', 'class="row"'),
        ("showInfo(", "openInfo("),
        ('<ul class="list">', '<ul class="items">'),
        ('class="neiright_JPZ_GK_CP"', 'class="body"'),
        ('id="ivs_content"', 'id="main"'),
    ),
    JSON: (
        ('"rows"', '"results"'),
        ('"data"', '"payload"'),
        ('"articles"', '"records"'),
        ('"items"', '"entries"'),
        ('"noticeContent"', '"html"'),
    ),
    XML: (("<item>", "<post>"), ("</item>", "</post>"), ("<entry>", "<post>"), ("</entry>", "</post>")),
    CSV: (("公告标题", "名称"),),
}
"""What the makers of a site rename when they lay it out anew."""


@dataclass(frozen=True)
class Reply:
    """What is sent."""

    body: bytes
    media_type: str = PLAIN
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Replica:
    """The sites on one day. ``slow_for`` seconds a slow answer takes; ``asked`` is what was asked, in order.

    ``more`` are notices that the park publishes beside its own, for measurements.
    """

    today: dt.date
    slow_for: float = 25.0
    more: Sequence[Text] = ()
    asked: list[tuple[float, str]] = field(default_factory=list)

    def reply(self, path: str, body: bytes) -> Reply:
        """The answer to a request."""
        self.asked.append((time.monotonic(), path))
        fault, _, rest = (
            path.removeprefix("/fault/").partition("/") if path.startswith("/fault/") else ("", "", "")
        )
        path, is_of_details = (f"/{rest}" if fault else path), fault.startswith(OF_DETAILS)
        fault = fault.removeprefix(OF_DETAILS)
        if fault and fault not in FAULTS:
            return Reply("没有这样的故障".encode(), status=404)
        if is_of_details and (whole := self._pages("").list_at(path, body)):
            return whole
        if fault == "redirect":
            return Reply(b"", status=302, headers={"Location": ELSEWHERE})
        if fault == "slow":
            time.sleep(self.slow_for)
        if fault == "500":
            return Reply("服务器内部错误".encode(), status=500)
        if fault == "bomb":
            return Reply(_bomb(), headers={"Content-Encoding": "gzip"})
        if fault == "softblock":
            return _text(page("提示", "<p>访问过于频繁，请稍后再试。</p>"))
        found = self._pages(fault).at(path, body)
        if found is None:
            return Reply("没有这个页面".encode(), status=404)
        return _spoilt(found, fault)

    def _pages(self, fault: str) -> "_Pages":
        return _Pages(Layouts(self.today, is_moved=fault == "moved"), self.more, is_empty=fault == "empty")


def _spoilt(reply: Reply, fault: str) -> Reply:
    """The same answer in another layout or encoding, or half of it."""
    if fault == "truncated":
        return Reply(reply.body[: len(reply.body) // 2], reply.media_type)
    if fault == "gb18030" and reply.media_type not in {XLSX, DOCX}:
        text = reply.body.decode().replace("utf-8", "gb2312")
        is_said = reply.media_type in {PLAIN, XML}
        media_type = reply.media_type if is_said else f"{reply.media_type};charset=GBK"
        return Reply(text.encode("gb18030"), media_type)
    if fault == "changed":
        text = reply.body.decode("utf-8", "replace")
        for name, other in OTHER_NAMES.get(reply.media_type, ()):
            text = text.replace(name, other)
        return Reply(text.encode(), reply.media_type)
    return reply


@cache
def _bomb() -> bytes:
    return gzip.compress(b"\0" * BOMB_BYTES)


def _text(text: str, media_type: str = PLAIN) -> Reply:
    return Reply(text.encode(), media_type)


Make = Callable[[Sequence[Text]], str]


class _Pages:
    """Which page stands at which path."""

    def __init__(self, layouts: Layouts, more: Sequence[Text], *, is_empty: bool) -> None:
        self.layouts, self.more, self.is_empty = layouts, more, is_empty
        self.papers = papers.Sites(is_moved=layouts.is_moved, is_empty=is_empty)

    def at(self, path: str, body: bytes) -> Reply | None:
        parts = urlsplit(path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        where = unquote(parts.path)
        if where == "/robots.txt":
            return _text(ROBOTS, "text/plain")
        return self.list_at(path, body) or self._detail(where, asked)

    def list_at(self, path: str, body: bytes) -> Reply | None:
        """The list that stands at a path; nothing where it is a notice."""
        parts = urlsplit(path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        where = unquote(parts.path)
        return self._paper_list(where, asked, body) or self._list(where, asked, body)

    def _paper_list(self, where: str, asked: dict[str, str], body: bytes) -> Reply | None:
        """Lists of laws and standards."""
        sites = self.papers
        if where == "/law-search/search/list":
            return _text(sites.flk_list(_form(body)), JSON)
        if where == "/hb/search/hbPage":
            hj = papers.STANDARDS[1:] if asked.get("pageNumber") == "1" else ()
            return _text(sites.samr_list(sites.of(hj)), JSON)
        if where == "/bzgk/gb/std_list":
            gb = (papers.STANDARDS[0], papers.OLD) if asked.get("page") == "1" else ()
            return _text(page("国家标准", sites.openstd_list(sites.of(gb))))
        if found := re.fullmatch(r"/ywgz/fgbz/bz/bzwb/(?:\w+/)*?(\w+)/index\.shtml", where):
            known = papers.STANDARDS[1:] if found[1] == "jcffbz" else papers.STANDARDS[:1]
            return _text(page("标准", sites.mee_list(sites.of(known))))
        if where == "/gzk/index.shtml":
            return _text(page("规章库", sites.gzk_list(sites.of(papers.RULES))))
        if where == "/hbzhywpt2022/index.html":
            return _text(page("规范性文件", sites.province_list(sites.of(papers.LOCAL))))
        return None

    def _of(self, known: Sequence[Text]) -> Sequence[Text]:
        return () if self.is_empty else known

    def _list(self, where: str, asked: dict[str, str], body: bytes) -> Reply | None:
        lay = self.layouts
        if found := re.fullmatch(r"/cggg/dfgg/(\w+)/index\.htm", where):
            return _text(
                lay.ccgp_list(self._of([one for one in texts.CCGP if DIRECTORIES[one.kind] == found[1]]))
            )
        if where == "/bxsearch":
            region = asked.get("displayZone", "")
            known = [one for one in texts.CCGP if not region or one.region == region]
            return _text(lay.ccgp_search(self._of(known if asked.get("page_index", "1") == "1" else ())))
        if where == "/portal/category":
            return _text(lay.zcy_list(self._of(_by_category(body))), JSON)
        if where == "/cms/api/cors/remote/results" and asked.get("url") == "notice":
            known = list(texts.ZHEJIANG) if asked.get("pageNo", "1") == "1" else []
            return _text(lay.zhejiang_list(self._of(known)), JSON)
        if found := re.fullmatch(r"/xxfbcmses/search/(\w+)\.html", where):
            kind = {"bulletin": "tender", "result": "award"}.get(found[1], "")
            known = [one for one in texts.CEB if one.kind == kind and asked.get("page", "1") == "1"]
            return _text(lay.ceb_list(self._of(known)))
        return self._simple_list(where, asked)

    def _simple_list(self, where: str, asked: dict[str, str]) -> Reply | None:
        lay = self.layouts
        if where == "/api/notices":
            return _text(lay.api_list(self._of(texts.API if asked.get("page", "1") == "1" else ())), JSON)
        if where == "/files/notices.xlsx":
            return Reply(lay.xlsx(self._of(texts.SHEET)), XLSX)
        made: dict[str, tuple[Make, Sequence[Text], str]] = {
            "/park/index.html": (lay.park_list, (*texts.PARK, *self.more), PLAIN),
            "/feed.xml": (lay.rss, texts.FEED, XML),
            "/atom.xml": (lay.atom, texts.FEED, XML),
            "/files/notices.csv": (lay.csv, texts.SHEET, CSV),
            "/files/jiangsu.csv": (lay.jiangsu_csv, texts.JIANGSU, CSV),
        }
        if where not in made:
            return None
        make, known, media_type = made[where]
        return _text(make(self._of(known)), media_type)

    def _detail(self, where: str, asked: dict[str, str]) -> Reply | None:
        if where == "/law-search/download/pc":
            return _text(self.papers.flk_file(asked.get("bbbs", "")), JSON)
        if where.startswith(("/ywgz/", "/gzk/", "/hbzhywpt2022/", "/prod/")):
            return self._paper(where)
        lay = self.layouts
        number = (
            asked.get("articleId") or asked.get("noticeId") or "".join(re.findall(r"(\d+)\.html?$", where))
        )
        text = _by_number(number) or next((one for one in self.more if str(one.number) == number), None)
        if text is None:
            return None
        if self.is_empty:
            return _text("")
        if where.startswith(("/cggg/", "/jiangsu/")):
            return _text(lay.ccgp_detail(text))
        if where == "/site/detail":
            return _text(lay.zcy_detail(text))
        if where.startswith("/cms/"):
            return _text(lay.zhejiang_detail(text), JSON)
        return _text(lay.park_detail(text)) if where.startswith("/park/") else None

    def _paper(self, where: str) -> Reply | None:
        """The page of a law or standard."""
        if (paper := papers.by_address(where)) is None:
            return None
        if self.is_empty:
            return _text("")
        if where.endswith(".docx"):
            return Reply(papers.in_word(paper), DOCX)
        make = self.papers.mee_detail if where.endswith(".shtml") else self.papers.province_detail
        return _text(page(paper.title, make(paper)))


def _by_number(number: str) -> Text | None:
    """The notice of a number, old or new."""
    if not number.isdigit():
        return None
    return texts.BY_NUMBER.get(int(number)) or texts.BY_NUMBER.get(int(number) - MOVED)


def _by_category(body: bytes) -> list[Text]:
    form = _form(body)
    kinds = {"ZcyAnnouncement2": "tender", "ZcyAnnouncement4": "award"}
    kind = kinds.get(form.get("categoryCode", ""), "")
    return [one for one in texts.SHANGHAI if one.kind == kind and form.get("pageNo", 1) == 1]


def _form(body: bytes) -> dict[str, Any]:
    try:
        form: dict[str, Any] = json.loads(body or b"{}")
    except ValueError:
        return {}
    return form


class _Handler(http.server.BaseHTTPRequestHandler):
    """Sends what the replica says; knows what the asker has already, and packs for who can unpack."""

    replica: Replica
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with contextlib.suppress(ConnectionError):
            self._send(self.replica.reply(self.path, sent))

    do_GET = do_POST = do_HEAD = _answer  # noqa: N815 as http.server calls them

    def _send(self, reply: Reply) -> None:
        mark = f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
        if reply.status == 200 and self.headers.get("If-None-Match") == mark:
            reply = Reply(b"", reply.media_type, 304)
        body, headers = reply.body, dict(reply.headers)
        if "gzip" in self.headers.get("Accept-Encoding", "") and body and "Content-Encoding" not in headers:
            body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
        headers |= {"Content-Type": reply.media_type, "ETag": mark, "Content-Length": str(len(body))}
        self.send_response(reply.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Quietly."""


def server(replica: Replica, port: int = 0) -> http.server.ThreadingHTTPServer:
    """A server on this machine, not yet serving."""
    handler = type("OneReplica", (_Handler,), {"replica": replica})
    made = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    made.daemon_threads = True
    return made


@contextlib.contextmanager
def running(*, slow_for: float = 25.0, more: Sequence[Text] = ()) -> Iterator[tuple[str, Replica]]:
    """A replica that serves until the end of the block: its address, and what it was asked."""
    replica = Replica(clock.today(), slow_for, more)
    made = server(replica)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{made.server_address[1]}", replica
    finally:
        made.shutdown()
        made.server_close()
        thread.join()
