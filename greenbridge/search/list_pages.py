"""The pages of a list from a URL: by number, or by the row that a page follows or goes before; and the ways between them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from greenbridge.search import queries
from greenbridge.search.queries import Query, Results, Step
from greenbridge.search.tallies import Tallied

PAGE_SIZE = 20
LAST_PAGE = 100
NUMBERED = 5  # pages that have a link of their own
PLACES = ("page", "after", "before", "end")  # parameters that say where in the list one is


@dataclass(frozen=True)
class Pager:
    """Ways to other pages. Number and total are 0 where they are not known."""

    number: int
    total_pages: int
    previous_url: str
    next_url: str
    first_url: str = ""
    last_url: str = ""
    pages: Sequence[tuple[int, str]] = ()


def page_number(params: QueryDict) -> int:
    asked = params.get("page", "")
    return (
        min(max(int(asked), 1), LAST_PAGE) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
    )


@dataclass(frozen=True)
class Shown:
    """What one page holds, however it was found."""

    hits: list[Any]
    counts: Tallied
    pager: Pager


def searched(params: QueryDict, query: Query, find: Callable[[Query], Results]) -> Shown:
    """A page of a list in another order than time, by its number. Of a long list without words, the total is told too."""
    is_told = query.is_tallied and queries.is_long(query)
    results = find(replace(query, count_facets=(), counted=False) if is_told else query)
    counts = queries.tallied(query) if is_told else queries.counts_of(query, results)
    pages = min(max(-(-counts.total // PAGE_SIZE), 1), LAST_PAGE)
    is_last = not results.found if counts.is_floor else query.page >= pages
    pager = Pager(
        number=query.page,
        total_pages=0 if counts.is_floor else pages,
        previous_url=url_of(params, page=str(query.page - 1)) if query.page > 1 else "",
        next_url="" if is_last or query.page >= LAST_PAGE else url_of(params, page=str(query.page + 1)),
    )
    return Shown([found.hit for found in results.found], counts, pager)


def walked_page(params: QueryDict, query: Query) -> Shown:
    """A page of a list in order of time: by its number, or by the row that it follows or goes before.

    Who goes on by 下一页 sees every row once, whatever arrives meanwhile; the number is then only said, not counted.
    """
    step = step_of(params)
    number = query.page
    walked = queries.walk(query if step is None else replace(query, page=1), step or Step())
    if step and step.backwards and step.position is not None and not walked.goes_on:
        step, number, params = None, 1, _first(params)
        walked = queries.walk(replace(query, page=1), Step())
    counts = queries.tallied(query)
    gone = len(walked.positions) - len(walked.found)
    if gone and not counts.is_floor and not counts.counted_at:
        counts = replace(counts, total=counts.total - gone)
    pages = 0 if counts.is_floor else max(-(-counts.total // PAGE_SIZE), 1)
    is_at_end = bool(step and step.backwards and step.position is None)
    if is_at_end:
        number = pages
    goes_back, goes_on = _both_ways(step, number, walked.goes_on)
    first, last = (walked.positions[0], walked.positions[-1]) if walked.positions else (0, 0)
    pager = Pager(
        number=number,
        total_pages=pages,
        previous_url=url_of(params, before=str(first), page=_said(number - 1)) if goes_back and first else "",
        next_url=url_of(params, after=str(last), page=_said(number + 1)) if goes_on and last else "",
        first_url=url_of(params) if goes_back else "",
        last_url=url_of(params, end="1") if goes_on else "",
        pages=[(n, url_of(params, page=str(n))) for n in range(1, min(pages, NUMBERED) + 1)],
    )
    return Shown([found.hit for found in walked.found], counts, pager)


def step_of(params: QueryDict) -> Step | None:
    """Which row the page follows or goes before, or the end; None for the page of a number."""
    for name, backwards in (("after", False), ("before", True)):
        asked = params.get(name, "")
        if asked.isascii() and asked.isdecimal() and len(asked) < 20:
            return Step(min(int(asked), 2**63 - 1), backwards)
    return Step(backwards=True) if params.get("end") else None


def ways_back(params: QueryDict, shown: Shown) -> list[tuple[str, str]]:
    if shown.hits or not shown.counts.total or shown.pager.number < 2:
        return []
    pages = min(shown.pager.total_pages, LAST_PAGE)
    last = [(f"到最后一页（第 {pages} 页）", url_of(params, page=str(pages)))] if pages > 1 else []
    return [("回到第 1 页", url_of(params)), *last]


def _both_ways(step: Step | None, number: int, goes_on: bool) -> tuple[bool, bool]:
    """Whether there are pages before this one, and after it."""
    if step is None:
        return number > 1, goes_on
    return (goes_on, step.position is not None) if step.backwards else (True, goes_on)


def _said(number: int) -> str | None:
    return str(number) if number > 0 else None


def _first(params: QueryDict) -> QueryDict:
    return QueryDict(url_of(params).removeprefix("?"))


def url_of(params: QueryDict, **changes: str | None) -> str:
    """The page's address with some parameters changed or (None) dropped, back on its first page."""
    copy = params.copy()
    for place in PLACES:
        copy.pop(place, None)
    for name, value in changes.items():
        copy.pop(name, None)
        if value is not None:
            copy[name] = value
    return "?" + copy.urlencode()
