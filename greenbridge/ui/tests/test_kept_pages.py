"""What may be kept for visitors, from whom, and for how long."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from greenbridge.core import clock, stamps
from greenbridge.ui import kept_pages
from greenbridge.ui.kept_pages import keep_pages_for_visitors, kept_for_visitors, may_be_kept, shelf


@pytest.fixture(autouse=True)
def _a_shelf_of_our_own(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.KEPT_PAGES_BYTES = 10_000_000
    settings.STAMPS_DIR = tmp_path / "stamps"
    shelf.clear()
    with clock.stopped_at(clock.now()):
        yield
    shelf.clear()


def test_a_page_drawn_while_something_changes_is_not_answered_again(rf: RequestFactory) -> None:
    drawn: list[str] = []

    def draw(request: HttpRequest) -> HttpResponse:
        drawn.append("drawn")
        if len(drawn) == 1:
            stamps.renew("suppliers")  # another process commits after this one has read
        return HttpResponse("a page")

    middleware = keep_pages_for_visitors(draw)
    for _ in range(3):
        middleware(rf.get("/suppliers/"))

    assert len(drawn) == 2


@pytest.mark.parametrize(("cookies", "times"), [({}, 1), ({"own": "1"}, 4)])
def test_a_page_that_many_want_at_once_is_drawn_for_one_of_them(
    cookies: dict[str, str], times: int, rf: RequestFactory
) -> None:
    """The second case is the control: whoever brings a cookie has a page of their own, and four are drawn."""
    everybody, drawn = Barrier(4), []

    def draw(request: HttpRequest) -> HttpResponse:
        drawn.append(request)
        with suppress(BrokenBarrierError):
            everybody.wait(0.5)
        return HttpResponse("a page")

    def ask(_: int) -> bytes:
        request = rf.get("/suppliers/")
        if cookies:
            request.COOKIES, request.META["HTTP_COOKIE"] = cookies, "own=1"
        return middleware(request).content

    middleware = keep_pages_for_visitors(draw)
    with ThreadPoolExecutor(4) as people:
        assert list(people.map(ask, range(4))) == [b"a page"] * 4

    assert len(drawn) == times


def test_who_waited_for_a_page_that_failed_gets_one_of_their_own(rf: RequestFactory) -> None:
    both, drawn = Barrier(2), []

    def draw(request: HttpRequest) -> HttpResponse:
        drawn.append(request)
        if len(drawn) == 1:
            with suppress(BrokenBarrierError):
                both.wait(0.2)
            raise OSError("the disk is full")
        return HttpResponse("a page")

    def ask(_: int) -> bytes:
        try:
            return keep_pages_for_visitors(draw)(rf.get("/suppliers/")).content
        except OSError:
            return b"failed"

    with ThreadPoolExecutor(2) as people:
        assert sorted(people.map(ask, range(2))) == [b"a page", b"failed"]


@pytest.mark.parametrize("cookie", ["sessionid", "messages", "anything"])
def test_whoever_brings_a_cookie_of_their_own_is_no_stranger(cookie: str, rf: RequestFactory) -> None:
    answers = iter(["for one", "for all"])
    middleware = keep_pages_for_visitors(lambda request: HttpResponse(next(answers)))
    known = rf.get("/suppliers/")
    known.COOKIES[cookie] = "x"
    known.META["HTTP_COOKIE"] = f"{cookie}=x"

    assert middleware(known).content == b"for one"
    assert middleware(rf.get("/suppliers/")).content == b"for all"
    assert middleware(rf.get("/suppliers/")).content == b"for all"


def with_a_cookie(request: HttpRequest, response: HttpResponse) -> None:
    response.set_cookie("seen", "1")


def with_a_token(request: HttpRequest, response: HttpResponse) -> None:
    response.content = get_token(request)


def with_a_nonce(request: HttpRequest, response: HttpResponse) -> None:
    response.headers["Content-Security-Policy"] = "script-src 'self' 'nonce-abc'"


def wanting_privacy(request: HttpRequest, response: HttpResponse) -> None:
    response.headers["Cache-Control"] = "no-store, private"


def for_somebody(request: HttpRequest, response: HttpResponse) -> None:
    vars(request)["user"] = SimpleNamespace(is_authenticated=True)


def as_an_error(request: HttpRequest, response: HttpResponse) -> None:
    response.status_code = 404


def as_a_file(request: HttpRequest, response: HttpResponse) -> None:
    response.headers["Content-Type"] = "application/pdf"


@pytest.mark.parametrize(
    "planted",
    [with_a_cookie, with_a_token, with_a_nonce, wanting_privacy, for_somebody, as_an_error, as_a_file],
)
def test_an_answer_that_is_not_for_everybody_is_not_kept(
    planted: Callable[..., None], rf: RequestFactory
) -> None:
    request, plain = rf.get("/suppliers/"), HttpResponse("a page")
    assert may_be_kept(request, plain)

    planted(request, plain)

    assert not may_be_kept(request, plain)


def test_a_view_that_reads_no_parameter_is_given_none(rf: RequestFactory) -> None:
    @kept_for_visitors("q")
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    rule = kept_pages._rules.pop(view)
    request = rf.get("/x/?q=a&next=//evil.example&q=b&empty=")
    kept_pages._key(request, rule)

    assert request.META["QUERY_STRING"] == "q=a&q=b"
