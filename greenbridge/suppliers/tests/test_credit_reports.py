"""A body hands in its credit report; its association holds it against the official page."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.accounts.errors import AlreadyDecided, ReasonMissing
from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.files.services import may_read
from greenbridge.messaging.models import Message
from greenbridge.suppliers.credit import errors, queries, reports, rules, sites
from greenbridge.suppliers.models import CreditReport, Guide, Supplier
from greenbridge.testing import cast
from greenbridge.testing.pages import as_
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.usefixtures("ground")

DAY = dt.timedelta(days=1)


@pytest.fixture
def lab() -> Supplier:
    return cast.lab()


@pytest.fixture
def officer() -> User:
    return cast.officer("32")


def told(person: User, words: str) -> QuerySet[Message]:
    return Message.objects.filter(recipient=person, text__contains=words)


def later(days: int) -> Any:
    return clock.stopped_at(clock.now() + days * DAY)


def test_a_report_is_handed_in_checked_and_stands_on_the_record_for_who_is_signed_in(
    lab: Supplier, officer: User, client: Client
) -> None:
    owner = cast.owner_of(lab.organisation)
    today = clock.today()

    as_(owner).post(reverse("credit:submit"), {"file": cast.pdf("信用报告.pdf"), "issued_on": today})

    row = CreditReport.objects.get()
    assert told(officer, "上传了信用报告").exists()
    page = as_(officer).get(row.get_absolute_url()).content.decode()
    assert f"keyword={lab.code}" in page
    as_(officer).post(row.get_absolute_url(), {"decision": "passed"})

    assert told(owner, "信用报告已核对").exists()
    record = as_(cast.owner_of(cast.dyer())).get(lab.get_absolute_url()).content.decode()
    assert f"核验于{clock.written(today)}" in record
    assert "核验于" not in client.get(lab.get_absolute_url()).content.decode()


def test_a_returned_report_says_why_and_may_be_handed_in_again(lab: Supplier, officer: User) -> None:
    row = cast.credit_report(lab)

    with pytest.raises(ReasonMissing):
        reports.send_back(row, officer=officer, reasons="")
    reports.send_back(row, officer=officer, reasons="请上传全部页。")

    owner = as_(cast.owner_of(lab.organisation))
    assert "请上传全部页。" in owner.get(reverse("credit:submit")).content.decode()
    assert "按退回理由重新上传信用报告" in owner.get("/desk/").content.decode()
    cast.credit_report(lab)
    assert CreditReport.objects.waiting().count() == 1


def test_one_that_waits_is_too_old_or_no_newer_is_refused(lab: Supplier, officer: User) -> None:
    row = cast.credit_report(lab)
    with pytest.raises(errors.AlreadyWaiting):
        cast.credit_report(lab)
    reports.approve(row, officer=officer)
    with pytest.raises(errors.NoNewerThanShown):
        cast.credit_report(lab)
    with pytest.raises(errors.ReportTooOld):
        cast.credit_report(lab, issued_on=clock.today() - 200 * DAY)
    form = as_(cast.owner_of(lab.organisation)).post(
        reverse("credit:submit"),
        {"file": cast.upload("a.png", cast.picture("png")), "issued_on": "2098-01-01"},
    )
    assert "日期不能晚于今天" in form.content.decode()
    assert "请上传 PDF" in form.content.decode()
    assert CreditReport.objects.count() == 1


def test_a_newer_report_takes_the_place_of_the_one_before(lab: Supplier, officer: User) -> None:
    reports.approve(cast.credit_report(lab, issued_on=clock.today() - DAY), officer=officer)
    newer = reports.approve(cast.credit_report(lab), officer=officer)

    assert queries.report_of(lab) == newer
    buyer = cast.owner_of(cast.dyer())
    older = CreditReport.objects.exclude(pk=newer.pk).get()
    assert older.file is not None
    assert newer.file is not None
    assert may_read(buyer, newer.file)
    assert not may_read(buyer, older.file)


def test_the_body_is_reminded_once_thirty_days_before_and_everybody_reads_that_it_is_too_old(
    lab: Supplier, officer: User
) -> None:
    row = reports.approve(cast.credit_report(lab), officer=officer)
    left = (row.last_day - clock.today()).days
    owner = cast.owner_of(lab.organisation)

    with later(left - 31):
        assert reports.remind() == 0
    with later(left - 30):
        assert (reports.remind(), reports.remind()) == (1, 0)
        assert "上传新的信用报告" in as_(owner).get("/desk/").content.decode()
    with later(left):
        assert "已超过六个月" not in as_(owner).get(lab.get_absolute_url()).content.decode()
    with later(left + 1):
        assert "已超过六个月" in as_(owner).get(lab.get_absolute_url()).content.decode()

    assert told(owner, "满六个月，请到信用中国").count() == 1
    assert AuditRecord.objects.filter(action="supplier.credit_report_reminded").count() == 1


def test_nobody_is_reminded_of_a_report_that_was_replaced(lab: Supplier, officer: User) -> None:
    reports.approve(cast.credit_report(lab, issued_on=clock.today() - 90 * DAY), officer=officer)
    reports.approve(cast.credit_report(lab), officer=officer)

    with later(91):
        assert reports.remind() == 0


def test_nobody_checks_the_report_of_the_own_body(lab: Supplier, officer: User) -> None:
    row = cast.credit_report(lab)
    lab.organisation.memberships.create(user=officer, role="member", joined_at=clock.now())

    assert as_(officer).get(row.get_absolute_url()).status_code == 404
    with pytest.raises(errors.OwnBody):
        reports.approve(row, officer=officer)


def test_a_report_that_waits_is_read_by_the_body_and_its_officers_alone(lab: Supplier, officer: User) -> None:
    file = cast.credit_report(lab).file
    assert file is not None
    people = (cast.owner_of(lab.organisation), officer, cast.officer("33"), cast.owner_of(cast.dyer()))

    assert [may_read(person, file) for person in people] == [True, True, False, False]


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_decide_once(lab: Supplier, officer: User) -> None:
    row, colleague = cast.credit_report(lab), cast.scorer(2, "32")

    done = at_once(
        lambda: reports.approve(row, officer=officer),
        lambda: reports.send_back(row, officer=colleague, reasons="请上传全部页。"),
    )

    assert sorted(isinstance(one, RuleBroken) for one in done) == [False, True]
    assert any(isinstance(one, AlreadyDecided) for one in done)


def test_a_visitor_pays_nothing_for_reports(lab: Supplier, client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        client.get(lab.get_absolute_url())
    assert not [query for query in asked if "creditreport" in query["sql"]]


@given(st.dates(dt.date(2000, 1, 1), dt.date(2090, 1, 1)))
def test_six_months_end_on_the_same_day_or_the_last_of_a_shorter_month(day: dt.date) -> None:
    last = rules.last_day(day)

    assert (last.year * 12 + last.month) - (day.year * 12 + day.month) == 6
    assert last.day == day.day or (last.day < day.day and (last + DAY).day == 1)


def test_sites_are_reached_by_the_code_or_where_the_navigation_says(lab: Supplier) -> None:
    Guide.objects.filter(loaded_as="company-register").delete()
    cast.guide(name="登记系统", loaded_as="company-register", address="https://register.example/")

    china, register, *rest = sites.ways(lab.organisation)

    assert china.address.endswith(f"keyword={lab.code}")
    assert (register.address, register.names_the_body) == ("https://register.example/", False)
    assert [way.address for way in rest] == [way.site.address for way in rest]
