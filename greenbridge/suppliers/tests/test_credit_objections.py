"""A body objects to a credit record about it: marked at once, then withdrawn, kept, or marked until its source has said more."""

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from greenbridge.accounts import desk
from greenbridge.accounts.errors import AlreadyDecided, ReasonMissing
from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.files.services import may_read
from greenbridge.suppliers.credit import errors, grades, retention, runs
from greenbridge.suppliers.credit import objections as services
from greenbridge.suppliers.models import CreditObjection, CreditRecord
from greenbridge.suppliers.tests.import_cast import on_disk
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import Careless, at_once, without_constraint

pytestmark = pytest.mark.usefixtures("ground")

NUMBER = "苏环罚〔2025〕9号"


def penalty() -> CreditRecord:
    cast.officer("32")
    return cast.credit_record(cast.lab(), NUMBER)


def owner() -> User:
    return cast.owner_of(cast.lab().organisation)


def record_page(of: CreditRecord) -> str:
    return words_of(as_(None).get(of.supplier.get_absolute_url()))


def tasks(user: User) -> list[tuple[str, str]]:
    queue = next(one for one in desk.queues_for(user) if one.key == "credit_objection")
    return [(task.title, task.status) for task in queue.tasks(user)]


def answer(row: CreditObjection, decision: str, officer: User | None = None) -> CreditObjection:
    return services.answer(row, officer=officer or cast.officer("32"), decision=decision, reasons="已核对。")


# --- From the objection to the answer ---------------------------------------------------------------------------


def test_a_record_is_marked_at_once_and_the_association_answers_through_the_pages() -> None:
    record = penalty()
    body, officer = as_(owner()), as_(cast.officer("32"))
    assert reverse("credit:objections") in words_of(body.get(record.supplier.get_absolute_url()))
    form = reverse("credit:object", args=[record.pk])
    assert form in words_of(body.get(reverse("credit:objections")))

    sent = body.post(form, {"statement": "处罚的不是我单位。", "file": cast.pdf("证明.pdf")}, follow=True)

    row = CreditObjection.objects.get()
    assert "异议已提交" in words_of(sent)
    assert "异议中" in record_page(record)
    assert tasks(cast.officer("32")) == [(f"江澄检测技术有限公司：行政处罚 {NUMBER}", "待审核")]
    assert "对信用记录提出异议" in cast.officer("32").inbox.latest("pk").text
    page = words_of(officer.get(row.get_absolute_url()))
    assert "处罚的不是我单位。" in page
    assert "请写明核实的情况和理由。" in words_of(
        officer.post(row.get_absolute_url(), {"decision": "passed"})
    )
    officer.post(row.get_absolute_url(), {"decision": "passed", "reasons": "决定书载明另一家单位。"})

    assert NUMBER not in record_page(record)
    assert tasks(cast.officer("32")) == []
    assert "撤下记录。理由：决定书载明另一家单位。" in owner().inbox.latest("pk").text
    assert "决定书载明另一家单位。" in words_of(body.get(reverse("credit:objections")))
    traces = AuditRecord.objects.filter(target_id=str(row.pk), action__startswith="supplier.credit")
    assert [(one.action, one.actor) for one in traces.order_by("at")] == [
        ("supplier.credit_objected", owner()),
        ("supplier.credit_record_withdrawn", cast.officer("32")),
    ]


def test_a_record_that_is_right_loses_its_mark_and_may_be_objected_to_again() -> None:
    record = penalty()

    answer(cast.credit_objection(record), "refused")

    page = record_page(record)
    assert NUMBER in page
    assert "异议中" not in page
    cast.credit_objection(record)
    assert "异议中" in record_page(record)


def test_what_waits_for_its_source_stays_marked_and_on_the_desk_until_it_is_answered_again() -> None:
    record = penalty()
    row = cast.credit_objection(record)
    due = row.due_at

    row = answer(row, "returned")

    assert row.due_at > due
    assert "异议中" in record_page(record)
    assert [status for _, status in tasks(cast.officer("32"))] == ["待来源答复"]
    with pytest.raises(errors.AlreadyObjected):
        cast.credit_objection(record)
    answer(row, "refused")
    assert "异议中" not in record_page(record)
    assert tasks(cast.officer("32")) == []


def test_a_record_that_was_withdrawn_does_not_come_back_with_the_next_file(tmp_path: Path) -> None:
    record = penalty()
    answer(cast.credit_objection(record), "passed")
    said = f'[{{"类型": "行政处罚", "统一社会信用代码": "{record.supplier.code}", "文书号": "{NUMBER}"}}]'

    run = runs.import_path(on_disk(tmp_path, said.encode(), "信用.json"), source="信用中国")

    assert (run.created, run.refused) == (0, 0)
    assert NUMBER not in record_page(record)


def test_an_objection_ends_with_the_handing_over_that_was_wrong() -> None:
    lab, operator = cast.lab(), cast.operator()
    run = cast.handed_over(lab)
    runs.confirm(run, by=operator)
    row = cast.credit_objection(CreditRecord.objects.get())

    runs.undo(run, by=operator)

    row.refresh_from_db()
    assert (row.record, row.outcome, row.about) == (None, "撤下记录", "行政处罚 苏环罚〔2026〕1号")
    assert "已经撤销" in owner().inbox.latest("pk").text
    assert "这条记录的导入已经撤销" in words_of(as_(cast.officer("32")).get(row.get_absolute_url()))


# --- Refusals ---------------------------------------------------------------------------------------------------


def test_what_cannot_be_answered_or_asked_is_refused_and_changes_nothing() -> None:
    record, officer = penalty(), cast.officer("32")
    row = cast.credit_objection(record)
    cast.member_of(record.supplier.organisation, cast.scorer(2))
    before = AuditRecord.objects.count()

    with pytest.raises(ReasonMissing):
        services.answer(row, officer=officer, decision="refused", reasons=" ")
    with pytest.raises(errors.OwnBody):
        answer(row, "refused", cast.scorer(2))
    assert tasks(cast.scorer(2)) == []
    with pytest.raises(errors.AlreadyObjected):
        cast.credit_objection(record)
    assert AuditRecord.objects.count() == before
    answer(row, "passed")
    with pytest.raises(AlreadyDecided, match="撤下记录"):
        answer(row, "refused")
    with pytest.raises(errors.RecordWithdrawn):
        cast.credit_objection(record)


def test_only_the_body_objects_and_only_it_and_its_officers_read_the_proof() -> None:
    record = penalty()
    row = cast.credit_objection(record)
    rival, other = cast.owner_of(cast.rival().organisation), cast.officer("33")

    assert as_(rival).get(reverse("credit:object", args=[record.pk])).status_code == 404
    assert as_(other).get(row.get_absolute_url()).status_code == 404
    assert row.file
    assert [may_read(who, row.file) for who in (owner(), cast.officer("32"), rival, other)] == [
        True,
        True,
        False,
        False,
    ]


# --- Kept for a time, and at once -------------------------------------------------------------------------------


def test_words_and_proof_go_three_years_after_the_answer_and_what_is_open_stays() -> None:
    record = penalty()
    row = answer(cast.credit_objection(record), "refused")
    open_one = answer(cast.credit_objection(record), "returned")

    with clock.stopped_at(clock.now() + dt.timedelta(days=1100)):
        retention.forget_old()

    row.refresh_from_db()
    open_one.refresh_from_db()
    assert (row.statement, row.reasons, row.file, row.outcome) == ("", "", None, "保留记录")
    assert open_one.statement


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_give_one_answer() -> None:
    row = cast.credit_objection(penalty())
    acts = [
        lambda who=who, decision=decision: answer(row, decision, who)
        for who, decision in ((cast.officer("32"), "refused"), (cast.scorer(2), "returned"))
    ]

    assert kinds(at_once(*acts)) == ["AlreadyDecided", "CreditObjection"]

    CreditObjection.objects.update(decision="waiting", decided_by=None, decided_at=None)
    if connection.vendor == "postgresql":  # the control; SQLite has one writer at a time anyway
        careless = Careless("suppliers_creditobjection")
        assert kinds(at_once(*acts, careless=careless)) == ["CreditObjection", "CreditObjection"]


@pytest.mark.django_db(transaction=True)
def test_two_objections_at_once_leave_one() -> None:
    record = penalty()
    acts = [lambda: cast.credit_objection(record)] * 2

    assert kinds(at_once(*acts)) == ["AlreadyObjected", "CreditObjection"]

    CreditObjection.objects.all().delete()
    with without_constraint(CreditObjection, "one_open_objection_per_record"):  # the control
        assert kinds(at_once(*acts)) == ["CreditObjection", "CreditObjection"]


def kinds(outcomes: list[object]) -> list[str]:
    return sorted(type(one).__name__ for one in outcomes)


def test_the_latest_grade_in_force_stands_at_the_body() -> None:
    lab = cast.lab()

    def standing() -> str:
        lab.refresh_from_db()
        return lab.standing

    given = [cast.grade_of(lab, "B级", "2024"), cast.grade_of(lab, "A级", "2025", 有效期至="2026-12-31")]
    runs.confirm(cast.handed_over(lab, *given), by=cast.operator())
    assert standing() == "A级"

    with clock.stopped_at(dt.datetime(2026, 12, 31, 15, 59, tzinfo=dt.UTC)):
        assert grades.take_down_expired() == 0
        assert standing() == "A级"
    with clock.stopped_at(dt.datetime(2026, 12, 31, 16, 7, tzinfo=dt.UTC)):
        assert grades.take_down_expired() == 1
        assert standing() == "B级"
        for record in CreditRecord.objects.filter(number="2024年度"):
            answer(cast.credit_objection(record), "passed")
        assert standing() == ""
