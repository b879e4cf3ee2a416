"""What officers read of others in confidence leaves a trace: who opened which page, once a day."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from greenbridge.audit import services as audit
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.portal.tests.test_access import MATRIX, examiner, supervisor
from greenbridge.testing import cast
from greenbridge.testing.matrix import HOME, OFFICERS, Cell, Neighbourhood, province
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("follow")

PAGES = [
    route
    for route, row in MATRIX.items()
    if row.get == 200
    and not {province, examiner, supervisor}.isdisjoint(row.who)
    and route != "files:download"
]


def unnoted(place: Neighbourhood, pages: Sequence[str], method: str = "GET") -> list[str]:
    """The pages that an officer read twice in that way without leaving one trace of it."""
    found = []
    for route in pages:
        cells = [Cell(route, "GET", role, HOME, None) for role in OFFICERS]
        cell = next(cell for cell in cells if MATRIX[route].lets_in(cell))
        browser, address = place.browser(cell), place.url(cell)
        with transaction.atomic():
            answers = [browser.generic(method, address, secure=True) for _ in range(2)]
            if method == "GET":
                assert {answer.status_code for answer in answers} == {200}, route
            if {answer.content for answer in answers if answer.status_code == 200} <= {b""}:
                transaction.set_rollback(True)
                continue
            notes = AuditRecord.objects.filter(action="case.opened").values_list("note", flat=True)
            if list(notes) != [address]:
                found.append(route)
            transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "HEAD"])
def test_that_an_officer_opened_a_case_is_noted_once_a_day_however_they_asked(method: str) -> None:
    assert len(PAGES) > 20
    assert unnoted(Neighbourhood(), PAGES, method) == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_officer_who_leaves_no_trace_is_noticed(method: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(audit, "opened", lambda page, by: None)

    assert unnoted(Neighbourhood(), ["accounts:review"], method) == ["accounts:review"]


def test_what_buyers_said_of_a_deal_is_noted_though_it_is_a_list() -> None:
    as_(cast.officer()).get(reverse("deals:surveys"))

    assert AuditRecord.objects.get(action="case.opened").note == reverse("deals:surveys")


def test_the_next_day_is_noted_anew_and_whose_thing_it_is_leaves_none() -> None:
    body = cast.lab()
    page = reverse("suppliers:edits", args=[body.code])
    for days in (0, 1):
        with clock.stopped_at(clock.now() + dt.timedelta(days=days)):
            as_(cast.officer("32")).get(page)
            as_(cast.owner_of(body.organisation)).get(page)

    assert AuditRecord.objects.filter(action="case.opened").count() == 2
    assert page in words_of(as_(cast.audit_admin()).get(reverse("operations:trail")))
