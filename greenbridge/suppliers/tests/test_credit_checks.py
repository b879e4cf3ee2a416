"""Officers look at official sites themselves; what goes on the record is confirmed by a second one."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.files.services import may_read
from greenbridge.suppliers.credit import checks, errors, queries, rules
from greenbridge.suppliers.credit.checks import Document, Found
from greenbridge.suppliers.credit.sites import sites
from greenbridge.suppliers.models import CreditCheck, CreditRecord, Supplier
from greenbridge.testing import cast
from greenbridge.testing.pages import as_
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.usefixtures("ground")

DAY = dt.timedelta(days=1)
DOCUMENT = {
    "kind": "penalty",
    "number": "苏环罚〔2026〕8号",
    "title": "罚款",
    "authority": "苏州市生态环境局",
    "decided_on": "2026-03-02",
    "content": "罚款人民币拾万元。",
}
CLEAR = [Found(site, "clear") for site in sites()]


@pytest.fixture
def lab() -> Supplier:
    return cast.lab()


@pytest.fixture
def officer() -> User:
    return cast.officer("32")


@pytest.fixture
def colleague(officer: User) -> User:
    return cast.scorer(2, "32")


def address(lab: Supplier) -> str:
    return reverse("credit:check", args=[lab.code])


def document(**changes: Any) -> Document:
    return Document(**DOCUMENT | {"decided_on": dt.date(2026, 3, 2)} | changes)


def said(person: User) -> str:
    return "\n".join(person.inbox.values_list("text", flat=True))


def test_an_officer_opens_the_sites_writes_down_what_was_seen_and_the_body_is_due_in_a_year(
    lab: Supplier, officer: User, client: Client
) -> None:
    desk, today = as_(officer), clock.today()
    assert "本省有 1 家机构应作年度信用核查" in desk.get("/desk/").content.decode()
    assert lab.code in desk.get(reverse("credit:due")).content.decode()
    page = desk.get(address(lab)).content.decode()
    assert f"keyword={lab.code}" in page
    assert "https://www.gsxt.gov.cn/" in page

    desk.post(address(lab), {"looked_on": today} | {f"finding_{site}": "clear" for site in sites()})

    lab.refresh_from_db()
    assert lab.credit_due_on == today + dt.timedelta(days=365)
    assert lab.code not in desk.get(reverse("credit:due")).content.decode()
    assert "应作年度信用核查" not in desk.get("/desk/").content.decode()
    assert f"{clock.written(today)}，{officer}，无异常" in desk.get(address(lab)).content.decode()
    assert f"最近核查：{clock.written(today)}" in client.get(lab.get_absolute_url()).content.decode()
    assert AuditRecord.objects.filter(action="supplier.credit_checked").count() == 1


def test_an_anomaly_stands_on_the_record_once_a_second_officer_has_seen_it(
    lab: Supplier, officer: User, colleague: User, client: Client
) -> None:
    desk = as_(officer)
    desk.post(
        address(lab),
        {
            "looked_on": clock.today(),
            "finding_credit-china": "anomaly",
            "text_credit-china": "网站列有一条行政处罚。",
            "file_credit-china": cast.pdf("截图.pdf"),
        },
    )
    row = CreditCheck.objects.get()
    assert "发现异常" in said(colleague)
    assert "发现异常" not in said(officer)
    public = client.get(lab.get_absolute_url()).content.decode()
    assert "网站列有一条行政处罚" not in public
    assert "须由另一位审核员复核" in desk.get(row.get_absolute_url()).content.decode()

    as_(colleague).post(row.get_absolute_url(), {"outcome": "recorded"} | DOCUMENT)

    record = CreditRecord.objects.get()
    assert (record.source, record.number) == ("信用中国（人工核查）", DOCUMENT["number"])
    assert DOCUMENT["number"] in client.get(lab.get_absolute_url()).content.decode()
    assert "将一条信用记录写在您单位的机构页上" in said(cast.owner_of(lab.organisation))
    row.refresh_from_db()
    assert (row.outcome, row.record, row.settled_by) == ("recorded", record, colleague)


def test_who_found_it_does_not_confirm_it_and_nobody_does_twice(
    lab: Supplier, officer: User, colleague: User
) -> None:
    row = cast.credit_anomaly(lab, by=officer)
    assert list(queries.anomalies_to_settle(officer)) == []
    assert list(queries.anomalies_to_settle(colleague)) == [row]

    with pytest.raises(errors.SecondOfficerNeeded):
        checks.put_on_record(row, document(), officer=officer)
    with pytest.raises(errors.SecondOfficerNeeded):
        checks.drop(row, note="已修复。", officer=officer)
    checks.drop(row, note="已修复。", officer=colleague)
    with pytest.raises(errors.AlreadySettled):
        checks.put_on_record(row, document(), officer=colleague)

    assert "复核后不登记：已修复。" in said(officer)
    assert not CreditRecord.objects.exists()


def test_a_document_that_stands_on_the_record_is_not_put_there_twice(
    lab: Supplier, officer: User, colleague: User
) -> None:
    rows = [cast.credit_anomaly(lab, by=officer) for _ in range(2)]
    checks.put_on_record(rows[0], document(), officer=colleague)

    answer = as_(colleague).post(rows[1].get_absolute_url(), {"outcome": "recorded"} | DOCUMENT)

    assert "已在这家机构的信用记录中" in answer.content.decode()
    assert CreditRecord.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        ({}, "请至少选择一个网站的核查结果"),
        ({"finding_eia-credit": "anomaly"}, "有异常的，请上传网站的截图或PDF"),
        ({"finding_eia-credit": "unavailable"}, "无法查询的，请写明情况"),
        ({"text_eia-credit": "看过。"}, "请选择这个网站的核查结果"),
        ({"finding_eia-credit": "clear", "looked_on": "2098-01-01"}, "日期不能晚于今天"),
    ],
)
def test_what_is_incomplete_is_asked_for_and_nothing_is_written(
    sent: dict[str, str], word: str, lab: Supplier, officer: User
) -> None:
    answer = as_(officer).post(address(lab), {"looked_on": clock.today().isoformat()} | sent)

    assert word in answer.content.decode()
    assert not CreditCheck.objects.exists()


def test_a_record_needs_its_document_and_a_refusal_its_reason(
    lab: Supplier, officer: User, colleague: User
) -> None:
    row, desk = cast.credit_anomaly(lab, by=officer), as_(colleague)

    recorded = desk.post(row.get_absolute_url(), {"outcome": "recorded"}).content.decode()
    dropped = desk.post(row.get_absolute_url(), {"outcome": "dropped"}).content.decode()

    assert "请填写文书号" in recorded
    assert "请填写决定日期" in recorded
    assert "请写明不登记的理由" in dropped
    row.refresh_from_db()
    assert row.is_open


def test_nobody_looks_up_or_settles_the_own_body(lab: Supplier, officer: User, colleague: User) -> None:
    row = cast.credit_anomaly(lab, by=officer)
    lab.organisation.memberships.create(user=colleague, role="member", joined_at=clock.now())

    with pytest.raises(errors.OwnBody):
        checks.check(lab, CLEAR, looked_on=clock.today(), officer=colleague)
    with pytest.raises(errors.OwnBody):
        checks.drop(row, note="已修复。", officer=colleague)
    assert as_(colleague).get(row.get_absolute_url()).status_code == 404


def test_what_was_seen_is_read_by_the_officers_of_the_province_alone(
    lab: Supplier, officer: User, colleague: User
) -> None:
    row = cast.credit_anomaly(lab, by=officer)
    assert row.file is not None
    people = (colleague, cast.officer("31"), cast.officer("33"), cast.owner_of(lab.organisation))

    assert [may_read(person, row.file) for person in people] == [True, False, False, False]

    with clock.stopped_at(clock.now() + 8 * DAY):  # the leading association sees what nobody settled
        assert list(queries.anomalies_to_settle(cast.officer("31"))) == [row]
        assert list(queries.anomalies_to_settle(cast.officer("33"))) == []


def test_a_site_that_could_not_be_asked_comes_again_in_a_month_and_is_no_look(
    lab: Supplier, officer: User, client: Client
) -> None:
    today = clock.today()
    found = [Found("credit-china", "unavailable", "网站维护。"), *CLEAR[1:]]

    checks.check(lab, found[:1], looked_on=today, officer=officer)
    assert "最近核查" not in client.get(lab.get_absolute_url()).content.decode()
    checks.check(lab, found, looked_on=today, officer=officer)

    lab.refresh_from_db()
    assert lab.credit_due_on == today + dt.timedelta(days=30)


@pytest.mark.django_db(transaction=True)
def test_two_who_settle_at_once_settle_once(lab: Supplier, officer: User, colleague: User) -> None:
    row, third = cast.credit_anomaly(lab, by=officer), cast.scorer(3, "32")

    done = at_once(
        lambda: checks.put_on_record(row, document(), officer=colleague),
        lambda: checks.drop(row, note="已修复。", officer=third),
    )

    assert sorted(isinstance(one, RuleBroken) for one in done) == [False, True]
    row.refresh_from_db()
    assert CreditRecord.objects.count() == (row.outcome == "recorded")


def test_the_desk_asks_for_no_more_than_it_counts(
    lab: Supplier, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.rival()
    monkeypatch.setattr(queries, "MOST_DUE", 1)

    with CaptureQueriesContext(connection) as asked:
        assert len(queries.due(officer)) == 2

    assert "LIMIT 2" in asked[-1]["sql"]
    assert "本省有超过 1 家机构" in as_(officer).get("/desk/").content.decode()
    assert "到期的超过 1 家" in as_(officer).get(reverse("credit:due")).content.decode()


looks = st.builds(rules.Look, st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)), st.booleans())


@given(st.lists(looks, min_size=1, max_size=5), st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)))
def test_the_next_look_is_when_the_oldest_is_over(each: list[rules.Look], was_due: dt.date) -> None:
    assert rules.next_look(each, was_due) == min(
        one.on + dt.timedelta(days=365 if one.was_possible else 30) for one in each
    )
    assert rules.next_look([*each, None], was_due) <= was_due
