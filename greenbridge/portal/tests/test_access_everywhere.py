"""The rows of ``test_access``, asked about things elsewhere, and about things that are not there."""

from typing import Any, ClassVar

import pytest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path

from config import urls
from greenbridge.accounts.models import VerificationCase
from greenbridge.accounts.views.verification import applied
from greenbridge.core import clock
from greenbridge.demands.models import DemandReview
from greenbridge.portal.tests.test_access import (
    MATRIX,
    ON_SQLITE,
    WithATalkative404,
    asked_here,
    examiner,
    supervisor,
)
from greenbridge.suppliers.models import ListingReview
from greenbridge.testing.matrix import (
    HOME,
    LEADS,
    OFFICERS,
    ROLES,
    Cell,
    Neighbourhood,
    about_nothing,
    findings,
    province,
)
from greenbridge.testing.world import PROVINCES

pytestmark = pytest.mark.usefixtures("follow")

# On SQLite about everything: 31 leads, 34 has no association of its own. On PostgreSQL, which was asked by everybody about
# 32, only where the place of a thing decides who is let in, and by the officers it decides for: elsewhere it changes a
# value in a question, never its shape, and so does a thing that is not there.
BY_PLACE = {
    route: row for route, row in MATRIX.items() if not {province, examiner, supervisor}.isdisjoint(row.who)
}
ROWS, WHO = (MATRIX, ROLES) if ON_SQLITE else (BY_PLACE, OFFICERS)
ELSEWHERE = tuple(code for code in PROVINCES if code != HOME)


def test_there_is_a_cell_for_everybody_and_everything() -> None:
    place = Neighbourhood()

    cells = [
        cell
        for code, rows, roles in [
            (HOME, asked_here(place), ROLES),
            *((code, ROWS, WHO) for code in ELSEWHERE),
        ]
        for route, row in rows.items()
        for cell in place.cells(route, row, code, roles)
    ]

    assert len(cells) == len(set(cells)) >= 5000


@pytest.mark.parametrize("code", ELSEWHERE)
def test_everybody_gets_what_the_rows_say(code: str) -> None:
    assert findings(Neighbourhood(), ROWS, code, WHO) == []


def test_of_a_thing_that_is_not_there_everybody_is_told_the_same() -> None:
    assert about_nothing(Neighbourhood(), ROWS, WHO) == []


def test_the_leading_association_opens_what_is_overdue_elsewhere() -> None:
    place = Neighbourhood()
    for code in PROVINCES:
        assert place.worlds[code]
    for review in (VerificationCase, ListingReview, DemandReview):
        review.objects.update(escalated_at=clock.now())

    for route in ("accounts:review", "suppliers:review", "demands:review"):
        for code in PROVINCES:
            assert place.ask(Cell(route, "GET", LEADS, code, None)).status_code == 200
            assert place.ask(Cell(route, "GET", "officer 32", code, None)).status_code == (
                200 if code == "32" else 404
            )


def test_a_talkative_404_of_nothing_is_noticed(settings: Any) -> None:
    settings.ROOT_URLCONF = WithATalkative404

    assert about_nothing(Neighbourhood(), {"accounts:applied": MATRIX["accounts:applied"]})


def looks_first(request: HttpRequest, pk: int) -> HttpResponseBase:
    get_object_or_404(VerificationCase, pk=pk)
    return applied(request, pk)


class WithAViewThatLooksFirst:
    """It asks to sign in for what exists, and for nothing else."""

    urlpatterns: ClassVar = [path("accounts/applied/<int:pk>/", looks_first), *urls.urlpatterns]
    handler404 = urls.handler404


def test_a_page_that_tells_visitors_what_exists_is_noticed(settings: Any) -> None:
    settings.ROOT_URLCONF = WithAViewThatLooksFirst

    complaints = about_nothing(Neighbourhood(), {"accounts:applied": MATRIX["accounts:applied"]})

    assert any("visitor" in one and "asked to sign in for some things" in one for one in complaints)
