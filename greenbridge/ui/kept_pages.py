"""Pages kept for visitors: drawn once, answered many times without a query.

Only a view that says so is kept, only for somebody nobody knows (no cookie but neutral ones), and only while nothing
that visitors see has changed (``core.stamps``) and the minute has not: 还有3天 and deadlines are never older than that.
The request is cut down to the parameters that the view reads, so that a page cannot be drawn differently by a stranger's
additions, and addresses that mean the same share one page.
"""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.http import parse_etags

from greenbridge.core.kept import State, state_of
from greenbridge.ui.context import theme_of

GetResponse = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., Any])

LONGEST_PATH = 200
LONGEST_QUERY = 2_000
MOST_PARAMETERS = 100
LONGEST_WAIT = 10.0  # seconds for a page that another request is drawing


class Rule(NamedTuple):
    """How a view is kept: the parameters it reads, and the only hall that it shows (empty: it may show all)."""

    parameters: frozenset[str]
    hall: str


_rules: dict[Callable[..., Any], Rule] = {}


def kept_for_visitors(*parameters: str, hall: str = "") -> Callable[[View], View]:
    """Declare that a view draws the same page for every visitor, from these parameters of the address alone."""

    def declare(view: View) -> View:
        _rules[view] = Rule(frozenset(parameters), hall)
        return view

    return declare


@dataclass(frozen=True, slots=True)
class Page:
    """An answer as it was given, with all its headers, and the state of things it was drawn from."""

    state: State
    headers: dict[str, str]
    body: bytes
    packed: bytes = b""

    @property
    def size(self) -> int:
        return len(self.body) + len(self.packed) + 2_000  # headers, key and Python's own share

    def with_packed(self) -> "Page":
        """Nothing secret stands on a visitor's page, so compressing it gives nothing away."""
        packed = gzip.compress(self.body, 5, mtime=0)
        return Page(self.state, self.headers, self.body, packed)


class Shelf:
    """The pages of one process, the least asked for taken off when there is no more room."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[str, ...], Page] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: tuple[str, ...]) -> Page | None:
        with self._lock:
            if page := self._pages.get(key):
                self._pages.move_to_end(key)
            return page

    def put(self, key: tuple[str, ...], page: Page) -> None:
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._size += page.size
            while self._size > settings.KEPT_PAGES_BYTES:
                self._drop(next(iter(self._pages)))

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._size = 0

    def _drop(self, key: tuple[str, ...]) -> None:
        if gone := self._pages.pop(key, None):
            self._size -= gone.size


shelf = Shelf()


class Drawings:
    """What is being drawn in this process. Who wants the same meanwhile waits for it and finds it on the shelf.

    The state belongs to the key: who came after a change does not wait for what was begun before it.
    """

    def __init__(self) -> None:
        self._under_way: dict[object, threading.Event] = {}
        self._lock = threading.Lock()

    @contextmanager
    def one_at_a_time(self, key: tuple[str, ...], state: State) -> Iterator[None]:
        with self._lock:
            others = self._under_way.get((key, state))
            if others is None:
                mine = self._under_way[key, state] = threading.Event()
        if (
            others
        ):  # those who waited do not wait for each other: what could not be kept is drawn for each of them
            others.wait(LONGEST_WAIT)
            yield
            return
        try:
            yield
        finally:
            with self._lock:
                del self._under_way[key, state]
            mine.set()


drawings = Drawings()


def keep_pages_for_visitors(get_response: GetResponse) -> GetResponse:
    """Stands before everything else: a kept page carries all headers that the others have put on it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        rule = _rule_for(request)
        if rule is None:
            return get_response(request)
        key = _key(request, rule)
        state = state_of(rule.hall)  # before the page is drawn: what changes meanwhile makes it an old one
        if page := _standing(key, state):
            return _answer(request, key, page)
        with drawings.one_at_a_time(key, state):
            if page := _standing(key, state):
                return _answer(request, key, page)
            response = get_response(request)
            if not may_be_kept(request, response):
                return response
            page = Page(state, _headers(response), response.content)
            shelf.put(key, page)
        return _answer(request, key, page)

    return middleware


def _standing(key: tuple[str, ...], state: State) -> Page | None:
    page = shelf.get(key)
    return page if page and page.state == state else None


def may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether an answer is the same for everybody: a whole page that sets no cookie, uses no nonce and wants no privacy."""
    return (
        request.method == "GET"
        and response.status_code == 200
        and not response.streaming
        and response.headers.get("Content-Type", "").startswith("text/html")
        and not response.cookies
        and "CSRF_COOKIE_NEEDS_UPDATE" not in request.META
        and "'nonce-" not in response.headers.get("Content-Security-Policy", "")
        and not response.has_header("Cache-Control")
        and not getattr(getattr(request, "user", None), "is_authenticated", False)
    )


def _rule_for(request: HttpRequest) -> Rule | None:
    """None for everything that goes its ordinary way."""
    if request.method not in {"GET", "HEAD"} or not _is_a_stranger(request):
        return None
    query = request.META.get("QUERY_STRING", "")
    if len(request.path_info) > LONGEST_PATH or len(query) > LONGEST_QUERY or "%00" in query:
        return None
    return _rule_of(request.path_info)


def _is_a_stranger(request: HttpRequest) -> bool:
    if "HTTP_AUTHORIZATION" in request.META:
        return False
    if "HTTP_COOKIE" not in request.META:
        return True
    return request.COOKIES.keys() <= {*settings.NEUTRAL_COOKIES, settings.CSRF_COOKIE_NAME}


@lru_cache(maxsize=4096)
def _rule_of(path: str) -> Rule | None:
    try:
        return _rules.get(resolve(path).func)
    except Resolver404:
        return None


def _key(request: HttpRequest, rule: Rule) -> tuple[str, ...]:
    """What the page depends on. The request loses the parameters that its view does not read."""
    meta = request.META
    if asked := meta.get("QUERY_STRING"):
        meta["QUERY_STRING"] = _only_known(asked, rule.parameters)
    return (
        request.scheme or "",
        meta.get("HTTP_HOST", ""),
        request.path_info,
        meta.get("QUERY_STRING", ""),
        theme_of(request),
        "part" if "HTTP_HX_REQUEST" in meta else "",
    )


@lru_cache(maxsize=2048)
def _only_known(query: str, parameters: frozenset[str]) -> str:
    """Known parameters that say something, sorted by name; values of one name keep their order."""
    text = query.encode("latin-1").decode("utf-8", "replace")  # WSGI hands over bytes as if they were latin-1
    try:
        pairs = parse_qsl(text, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        return query
    return urlencode(sorted((pair for pair in pairs if pair[0] in parameters), key=lambda pair: pair[0]))


def _headers(response: HttpResponse) -> dict[str, str]:
    tag = hashlib.blake2b(response.content, digest_size=12).hexdigest()
    kept = {name: value for name, value in response.headers.items() if name != "Content-Length"}
    # A browser may keep the page, too, but asks each time whether it still holds.
    return kept | {"ETag": f'W/"{tag}"', "Cache-Control": "no-cache", "Vary": "Cookie, Accept-Encoding"}


def _answer(request: HttpRequest, key: tuple[str, ...], page: Page) -> HttpResponse:
    meta = request.META
    if (seen := meta.get("HTTP_IF_NONE_MATCH")) and page.headers["ETag"] in parse_etags(seen):
        headers = {name: value for name, value in page.headers.items() if name != "Content-Type"}
        response = HttpResponse(status=304, headers=headers)
        del response.headers["Content-Type"]
        return response
    body, headers = page.body, page.headers
    if "gzip" in meta.get("HTTP_ACCEPT_ENCODING", ""):
        if not page.packed:
            page = page.with_packed()
            shelf.put(key, page)
        body, headers = page.packed, headers | {"Content-Encoding": "gzip"}
    response = HttpResponse(b"" if request.method == "HEAD" else body, headers=headers)
    response.headers["Content-Length"] = str(len(body))
    return response
