"""The security administrator reads what happened around the doors of the house, and nothing of business."""

import datetime as dt
from typing import Any

import pytest
from django.conf import settings as installed
from django.db import transaction
from django.http import HttpResponse, HttpResponseNotFound
from django.test import RequestFactory
from django.urls import reverse

from greenbridge.accounts import services
from greenbridge.accounts.services import sign_in
from greenbridge.audit import services as audit
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.operations.events import queries
from greenbridge.operations.events.kinds import ACTIONS, KINDS
from greenbridge.operations.probing import NoteProbing
from greenbridge.operations.trail.actions import LABELS
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, shows, words_of

pytestmark = pytest.mark.usefixtures("ground")

EVENTS = reverse("operations:events")


def counts() -> dict[str, int]:
    """Of today, by kind."""
    return dict(zip(KINDS, queries.per_day()[0].counts, strict=True))


def one_of_each() -> None:
    person, guard = cast.person(), cast.security_admin()
    sign_in.note_failure("zhou@mail.example", reason="password")
    sign_in.note_failure("zhou@mail.example", reason="password", locked=True)
    sign_in.note_failure("zhou@mail.example", reason=sign_in.STEP_UP)
    sign_in.confirm_mobile(person, "+8613912345678")
    services.disable(person, by=guard, reason="本人申请")
    cast.role_change()
    with transaction.atomic():
        audit.record("file.infected", actor=None, note="废水台账.xlsx")
        audit.record("address.probed", actor=None, after={"count": 60, "minutes": 10})


def test_each_kind_is_counted_by_day_and_found_by_its_filter() -> None:
    cast.admin(), cast.security_admin()
    before = counts()
    one_of_each()

    assert {key: now - before[key] for key, now in counts().items()} == dict.fromkeys(KINDS, 1)
    for key, kind in KINDS.items():
        assert {trace.action for trace in queries.events({"kind": key})} <= set(kind.actions)
    today = queries.per_day()[0].counts
    with clock.stopped_at(clock.now() + dt.timedelta(days=13)):
        assert [day.counts for day in queries.per_day()] == [[0] * len(KINDS)] * 13 + [today]


def test_the_page_tells_in_words_and_shows_nothing_of_business() -> None:
    one_of_each()
    cast.dyer()
    cast.published()
    browser = as_(cast.security_admin())

    page = words_of(browser.get(EVENTS))

    for said in (
        "密码不对",
        "运维人员",
        "60 个不存在的地址",
        "再次确认身份未通过",
        "改为 139****5678",
        "发现带病毒的文件",
    ):
        assert said in page
    for kept in ("废水台账", "需求通过审核", "青溪染整"):
        assert kept not in page
    assert "请从列表中选择类别。" in words_of(browser.get(EVENTS, {"kind": "demand"}))


def test_an_event_leads_to_its_account_and_no_other_trace_is_one() -> None:
    one_of_each()
    browser = as_(cast.security_admin())
    events = {trace.action: trace.pk for trace in AuditRecord.objects.all()}

    page = words_of(browser.get(reverse("operations:event", args=[events["account.disabled"]])))
    assert "本人申请" in page
    assert reverse("accounts:account", args=[cast.person().pk]) in page
    file = words_of(browser.get(reverse("operations:event", args=[events["file.infected"]])))
    assert "废水台账" not in file
    for action in set(events) - ACTIONS:
        assert browser.get(reverse("operations:event", args=[events[action]])).status_code == 404


def test_the_check_would_notice_a_trace_of_business(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with one action too many among the events, the story above finds it."""
    monkeypatch.setattr(queries, "ACTIONS", ACTIONS | {"demand.published"})
    cast.published()

    assert "需求通过审核" in words_of(as_(cast.security_admin()).get(EVENTS))


def test_reading_events_is_itself_in_the_trail() -> None:
    guard = cast.security_admin()
    browser, later = as_(guard), "9999-01-01T00:00:00+00:00~1"
    for asked in ({"kind": "failure"}, {"kind": "failure", "start": "x"}, {"start": later}, {"kind": "x"}):
        browser.get(EVENTS, asked)

    traces = AuditRecord.objects.filter(actor=guard, action="trail.searched").order_by("id")
    assert [trace.after for trace in traces] == [
        {"kind": "failure", "page": "安全事件"},
        {"kind": "failure", "page": "安全事件"},
        {"page": "安全事件", "start": later},
        {"page": "安全事件"},  # of what is refused the counts per day are left
    ]


def test_every_kind_is_of_actions_that_there_are() -> None:
    assert set(LABELS) >= ACTIONS


def test_who_cannot_confirm_is_an_event_of_its_own(settings: Any) -> None:
    settings.AXES_ENABLED = True
    admin = cast.admin()
    browser = as_(admin)
    shows(browser, admin, "password", "mfa", ago=660)

    asked = browser.get(reverse("accounts:staff")).headers["Location"]
    browser.post(asked, {"password": "wrong"})

    trace = AuditRecord.objects.get(action="account.step_up_refused")
    assert (trace.target_id, trace.after) == (
        str(admin.pk),
        {"login": "ji***@admin.example", "reason": "step-up"},
    )


# --- Probing --------------------------------------------------------------------------------------------------


def house(answer: type[HttpResponse]) -> NoteProbing:
    return NoteProbing(lambda request: answer())


def asks(place: NoteProbing, times: int, address: str = "203.0.113.9") -> int:
    """How many traces that leaves."""
    before = AuditRecord.objects.count()
    for n in range(times):
        place(RequestFactory().get(f"/{n}/", REMOTE_ADDR=address))
    return AuditRecord.objects.count() - before


def test_many_addresses_that_do_not_exist_are_noted_once_per_place(settings: Any) -> None:
    settings.PROBING_ADDRESSES = 60
    place = house(HttpResponseNotFound)

    assert asks(place, 59) == 0
    assert asks(place, 3) == 1
    assert asks(place, 59, "203.0.113.10") == 0
    assert asks(house(HttpResponse), 100) == 0
    assert AuditRecord.objects.get(action="address.probed").after == {"count": 60, "minutes": 10}
    assert "greenbridge.operations.probing.NoteProbing" in installed.MIDDLEWARE
