"""Long tables of the desk, a page at a time or as a whole to take along."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from greenbridge.accounts.exports import Table, handed_out_as, is_asked

ROWS_A_PAGE = 50


@dataclass(frozen=True)
class Pager:
    """What ui/_pager.html expects."""

    page: Page[Any]
    begins: str = "?"

    @property
    def number(self) -> int:
        return self.page.number

    @property
    def total_pages(self) -> int:
        return self.page.paginator.num_pages

    @property
    def previous_url(self) -> str:
        return f"{self.begins}page={self.page.previous_page_number()}" if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        return f"{self.begins}page={self.page.next_page_number()}" if self.page.has_next() else ""


def paged(request: HttpRequest, rows: Any, *, begins: str = "?", a_page: int = ROWS_A_PAGE) -> dict[str, Any]:
    """``rows`` and ``pager`` for a template. ``begins`` is what the address keeps beside the page."""
    page = Paginator(rows, a_page).get_page(request.GET.get("page"))
    return {"rows": page.object_list, "pager": Pager(page, begins)}


def listed(
    request: HttpRequest,
    template: str,
    rows: Any,
    table: Table[Any],
    *,
    begins: str = "?",
    conditions: Sequence[str] = (),
    **context: object,
) -> HttpResponse:
    """A list of the desk: one page of it, or with ``?format=`` the whole to take along."""
    if is_asked(request):
        return handed_out_as(table, request, rows, conditions=conditions)
    return render(request, template, paged(request, rows, begins=begins) | context)
