"""A region opens for buyers: previewed, dated, and told to those who waited."""

import datetime as dt

import pytest
from django.urls import reverse

from greenbridge.accounts import services
from greenbridge.accounts.errors import AlreadyOpen, RegionNotOpen, StaffActForNobody
from greenbridge.accounts.models import VerificationCase, WaitingBuyer
from greenbridge.accounts.opening import preview
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.reference.errors import OpensInThePast, OutOfOrder, PhaseIsOpen
from greenbridge.reference.models import OpeningPhase
from greenbridge.reference.services import move_opening
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")


def phase(number: int) -> OpeningPhase:
    return OpeningPhase.objects.get(number=number)


def days_from_now(days: int) -> dt.date:
    return clock.today() + dt.timedelta(days=days)


def test_who_waits_is_told_on_opening_day_exactly_once() -> None:
    waiting = cast.waiting_buyer()
    move_opening(phase(2), days_from_now(3), by=cast.operator())
    assert services.tell_opened() == 0

    with clock.stopped_at(clock.now() + dt.timedelta(days=3)):
        assert [services.tell_opened(), services.tell_opened()] == [1, 0]

    assert "现已开放注册" in waiting.user.inbox.get().text
    assert AuditRecord.objects.filter(action="opening.told").count() == 1


def test_who_no_longer_waits_is_not_told_and_nothing_is_kept() -> None:
    waiting = cast.waiting_buyer()
    services.stop_waiting(waiting.user)
    move_opening(phase(2), days_from_now(0), by=cast.operator())

    assert services.tell_opened() == 0
    assert not WaitingBuyer.objects.exists()


def test_waiting_for_an_open_region_or_as_staff_is_refused() -> None:
    with pytest.raises(AlreadyOpen):
        services.wait_for_opening(cast.person(), cast.statement())
    with pytest.raises(StaffActForNobody):
        services.wait_for_opening(cast.operator(), cast.statement(region="320583"))

    assert not WaitingBuyer.objects.exists()


def test_the_preview_counts_bodies_and_people_by_county_and_leaves_out_what_is_open() -> None:
    cast.waiting_buyer()
    cast.imported(801, "320583")
    cast.imported(802, "310118107")
    cast.rival()

    seen = preview(phase(2))

    assert [(county.name, county.bodies, county.waiting) for county in seen.counties] == [
        ("江苏省苏州市昆山市", 2, 1)
    ]
    assert [one.name for one in seen.people] == ["昆山包装有限公司"]


@pytest.mark.parametrize(
    ("number", "days", "refusal"), [(1, 5, PhaseIsOpen), (2, -1, OpensInThePast), (3, 5, OutOfOrder)]
)
def test_a_day_that_cannot_be_is_refused_and_changes_nothing(
    number: int, days: int, refusal: type[Exception]
) -> None:
    before = phase(number).opens_on

    with pytest.raises(refusal):
        move_opening(phase(number), days_from_now(days), by=cast.operator())

    assert phase(number).opens_on == before
    assert not AuditRecord.objects.filter(action="opening.moved").exists()


def test_a_day_is_seen_first_and_confirmed_then() -> None:
    browser, url = as_(cast.operator()), reverse("accounts:opening")
    asked = {"phase": str(phase(2).pk), "opens_on": days_from_now(9).isoformat()}

    assert "确认调整" in words_of(browser.get(url, asked))
    assert phase(2).opens_on is None
    assert browser.post(url, asked).status_code == 302

    assert phase(2).opens_on == days_from_now(9)
    trace = AuditRecord.objects.get(action="opening.moved")
    assert (trace.before, trace.after) == ({"opens_on": None}, {"opens_on": asked["opens_on"]})


def test_who_is_refused_keeps_what_was_typed_waits_and_finds_it_again_when_the_region_opens() -> None:
    browser, url = as_(cast.person()), reverse("accounts:apply")
    stated = cast.statement(region="320583", name="昆山包装有限公司")
    typed = vars(stated) | {"region": "320583"}

    page = words_of(browser.post(url, typed | {"licence": cast.pdf()}))
    assert "开放时通知我" in page
    assert "昆山包装有限公司" in page
    assert browser.post(url, typed | {"tell_me": "1"}).headers["Location"] == reverse("accounts:waiting")
    with pytest.raises(RegionNotOpen):
        services.apply(cast.person(), stated, cast.checked())

    move_opening(phase(2), clock.today(), by=cast.operator())
    assert "昆山包装有限公司" in words_of(browser.get(url, {"side": "buyer"}))
    assert browser.post(url, typed | {"licence": cast.pdf()}).status_code == 302
    assert VerificationCase.objects.get().name == "昆山包装有限公司"
    assert not WaitingBuyer.objects.exists()
