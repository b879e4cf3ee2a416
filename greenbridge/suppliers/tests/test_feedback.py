"""Somebody reports what is wrong with a record; officers of its province answer; the body never learns who it was."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from greenbridge.accounts import desk
from greenbridge.accounts.errors import AlreadyDecided, ReasonMissing
from greenbridge.accounts.models import User
from greenbridge.accounts.services import escalate_overdue
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.files.models import File
from greenbridge.files.services import may_read
from greenbridge.messaging import services as messaging
from greenbridge.suppliers import services as suppliers
from greenbridge.suppliers.feedback import errors, queries, retention, services
from greenbridge.suppliers.models import Feedback, Supplier
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import Careless, at_once, without_constraint

pytestmark = pytest.mark.usefixtures("ground")

YEARS = dt.timedelta(days=3 * 366)


def url(act: str, row: Feedback) -> str:
    return reverse(f"feedback:{act}", args=[row.pk])


def about(supplier: Supplier) -> str:
    return reverse("feedback:report", args=[supplier.code])


def told(person: User) -> str:
    return "\n".join(person.inbox.values_list("text", flat=True))


def names_of(reporter: User, *seen: str) -> set[str]:
    """What gives the reporter away in what somebody has seen."""
    names = {reporter.name, str(reporter.organisation), reporter.email or reporter.name}
    return {name for name in names if any(name in text for text in seen)}


def waiting(user: User, key: str = "feedback") -> list[str]:
    queue = next(one for one in desk.queues_for(user) if one.key == key)
    return [str(task.title) for task in queue.tasks(user)]


# --- From the report to the answer ------------------------------------------------------------------------------


def test_a_report_reaches_the_officers_and_the_body_which_does_not_learn_from_whom(
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    lab, officer = cast.lab(), cast.officer()
    reporter, owner = cast.owner_of(cast.dyer()), cast.owner_of(lab.organisation)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        as_(reporter).post(about(lab), {"kind": "closed", "text": "大门已锁三个月。", "file": cast.pdf()})

    row = Feedback.objects.get()
    assert waiting(officer) == [f"{lab}：已停业"]
    assert "已停业" in told(officer)
    assert "大门已锁三个月。" in told(owner)
    page = words_of(as_(owner).get(url("record", row)))
    assert "大门已锁三个月。" in page
    letters = "".join(str(letter.body) for letter in mail.outbox if owner.email in letter.to)
    assert names_of(reporter, told(owner), page, letters) == set()
    assert reporter.name in words_of(as_(officer).get(url("answer", row)))
    assert [may_read(who, row.file) for who in (officer, reporter, owner, cast.officer("33"))] == [  # type: ignore[arg-type]
        True,
        True,
        False,
        False,
    ]
    trace = AuditRecord.objects.get(action="supplier.feedback_given")
    assert (trace.actor, trace.note) == (reporter, "")


def test_the_check_notices_a_message_that_says_who_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    lab = cast.lab()
    owner, reporter = cast.owner_of(lab.organisation), cast.owner_of(cast.dyer())
    monkeypatch.setattr(
        services, "_tell_the_body", lambda row, text: messaging.send(owner, f"{row.reported_by}：{text}")
    )

    cast.feedback(lab, by=reporter)

    assert names_of(reporter, told(owner)) == {reporter.name}


@pytest.mark.parametrize(
    ("decision", "outcome"), [("passed", "已更正"), ("refused", "无需更正"), ("returned", "转由机构处理")]
)
def test_the_reporter_reads_the_answer(decision: str, outcome: str) -> None:
    lab, officer = cast.lab(), cast.officer()
    row = cast.feedback(lab)
    reporter = cast.owner_of(cast.dyer())

    as_(officer).post(url("answer", row), {"decision": decision, "reasons": "已电话核实。"})

    assert f"{outcome}。已电话核实。" in told(reporter)
    assert f"{outcome}。已电话核实。" in told(cast.owner_of(lab.organisation))
    assert outcome in words_of(as_(reporter).get(reverse("accounts:reported")))
    assert outcome in words_of(as_(reporter).get(url("record", row)))
    assert waiting(officer) == []
    trace = AuditRecord.objects.get(action="supplier.feedback_answered")
    assert (trace.actor, trace.note) == (officer, "已电话核实。")


def test_what_is_handed_to_the_body_lies_on_its_desk_until_it_changes_its_record() -> None:
    lab = cast.lab()
    owner = cast.owner_of(lab.organisation)
    services.answer(cast.feedback(lab), officer=cast.officer(), decision="returned", reasons="请核对。")
    assert waiting(owner, "my_feedback") == ["核对并更正：联系方式有误"]

    suppliers.describe(
        Supplier.objects.get(pk=lab.pk),
        editor=owner,
        intro="监测。",
        website="",
        contact_name="何静",
        contact_phone="0512-60000000",
    )

    assert waiting(owner, "my_feedback") == []


def test_what_is_overdue_goes_to_the_leading_association() -> None:
    row, lead = cast.feedback(cast.lab()), cast.officer("31")
    assert waiting(lead) == []

    with clock.stopped_at(row.due_at + dt.timedelta(hours=1)):
        escalate_overdue(Feedback)

    assert waiting(lead) == [str(row)]


# --- Refusals ---------------------------------------------------------------------------------------------------


def test_one_open_report_of_a_kind_and_another_after_the_answer() -> None:
    lab = cast.lab()
    row = cast.feedback(lab)

    with pytest.raises(errors.AlreadyReported, match="联系方式有误"):
        cast.feedback(lab)
    cast.feedback(lab, kind="scope")
    cast.feedback(lab, by=cast.person())
    services.answer(row, officer=cast.officer(), decision="refused", reasons="电话可以打通。")
    cast.feedback(lab)

    assert Feedback.objects.count() == 4


def test_the_people_of_the_body_are_sent_to_their_own_page() -> None:
    lab = cast.lab()
    owner = cast.owner_of(lab.organisation)

    answer = as_(owner).post(about(lab), {"kind": "closed", "text": "已停业。"})

    assert "请在“机构资料”中直接修改" in words_of(answer)
    assert "反馈问题" not in words_of(as_(owner).get(lab.get_absolute_url()))
    assert not Feedback.objects.exists()


def test_who_reports_all_day_is_asked_to_come_back_tomorrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_A_DAY", 2)
    lab = cast.lab()
    for kind in ("contact", "scope"):
        cast.feedback(lab, kind=kind)

    with pytest.raises(errors.TooManyReports, match="2次"):
        cast.feedback(lab, kind="closed")
    with clock.stopped_at(clock.now() + dt.timedelta(hours=25)):
        cast.feedback(lab, kind="closed")

    assert Feedback.objects.count() == 3


def test_a_report_without_words_or_with_a_program_is_refused_and_leaves_nothing() -> None:
    lab, browser = cast.lab(), as_(cast.person())

    empty = browser.post(about(lab), {"kind": "other", "text": " "})
    infected = browser.post(
        about(lab), {"kind": "other", "text": "有误。", "file": cast.upload("a.pdf", b"MZ\x90")}
    )

    assert "请写明具体情况" in words_of(empty)
    assert infected.status_code == 200
    assert not Feedback.objects.exists()
    assert not File.objects.filter(owner=cast.person()).exists()


def test_what_an_officer_may_not_answer_is_refused_and_changes_nothing() -> None:
    lab, officer, colleague = cast.lab(), cast.officer(), cast.scorer(2)
    row = cast.feedback(lab)
    before = AuditRecord.objects.count()

    with pytest.raises(ReasonMissing):
        services.answer(row, officer=officer, decision="passed", reasons=" ")
    cast.member_of(lab.organisation, colleague)
    with pytest.raises(errors.OwnBody):
        services.answer(row, officer=colleague, decision="passed", reasons="已更正。")
    assert waiting(colleague) == []
    assert as_(colleague).get(url("answer", row)).status_code == 404
    lab.organisation.memberships.all().delete()
    with pytest.raises(errors.NobodySpeaks):
        services.answer(row, officer=officer, decision="returned", reasons="请核对。")
    row.refresh_from_db()
    assert row.is_waiting
    assert AuditRecord.objects.count() == before

    services.answer(row, officer=officer, decision="refused", reasons="电话可以打通。")
    with pytest.raises(AlreadyDecided, match=officer.name):
        services.answer(row, officer=officer, decision="passed", reasons="改变主意。")


# --- Who may open it --------------------------------------------------------------------------------------------


def test_visitors_are_asked_to_sign_in_and_what_is_not_shown_cannot_be_reported() -> None:
    lab, draft = cast.lab(), cast.supplier(9, "草稿公司", "320509105", person="某人")
    visitor = as_(None)

    assert about(lab) in words_of(visitor.get(lab.get_absolute_url()))
    assert reverse("account_login") in visitor.get(about(lab)).headers["Location"]
    assert as_(cast.person()).get(about(draft)).status_code == 404


def test_only_who_reported_and_the_body_read_it_and_only_officers_of_the_province_answer() -> None:
    row = cast.feedback(cast.lab())
    reporter = cast.owner_of(cast.dyer())
    colleague = cast.person("同事", "colleague@dyer.example")
    cast.member_of(cast.dyer(), colleague)

    for person in (colleague, cast.owner_of(cast.rival().organisation), cast.officer("33"), cast.operator()):
        assert as_(person).get(url("record", row)).status_code == 404
        assert as_(person).get(url("answer", row)).status_code == 404
    assert as_(reporter).get(url("answer", row)).status_code == 404
    assert list(queries.mine(reporter)) == [row]
    assert list(queries.mine(colleague)) == []


# --- Kept for a time --------------------------------------------------------------------------------------------


def test_three_years_after_the_answer_nobody_knows_who_said_what() -> None:
    lab = cast.lab()
    row, open_one = cast.feedback(lab), cast.feedback(lab, kind="scope")
    services.answer(row, officer=cast.officer(), decision="passed", reasons="已更正。")

    with clock.stopped_at(clock.now() + YEARS):
        retention.forget_old()

    row.refresh_from_db()
    open_one.refresh_from_db()
    assert (row.text, row.reasons, row.reported_by, row.outcome) == ("", "", None, "已更正")
    assert open_one.reported_by == cast.owner_of(cast.dyer())
    assert "已按保存期限删除" in words_of(as_(cast.officer()).get(url("answer", row)))


# --- At once ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_reports_at_once_leave_one() -> None:
    lab = cast.lab()
    cast.feedback(lab, kind="scope")
    reporter = cast.owner_of(cast.dyer())
    acts = [lambda: cast.feedback(lab, by=reporter)] * 2

    assert kinds(at_once(*acts)) == ["AlreadyReported", "Feedback"]

    Feedback.objects.filter(kind="contact").delete()
    with without_constraint(Feedback, "one_open_feedback_of_a_kind"):  # the control
        assert kinds(at_once(*acts)) == ["Feedback", "Feedback"]


@pytest.mark.django_db(transaction=True)
def test_the_last_report_of_a_day_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_A_DAY", 1)
    lab, reporter = cast.lab(), cast.owner_of(cast.dyer())
    acts = [lambda kind=kind: cast.feedback(lab, by=reporter, kind=kind) for kind in ("contact", "scope")]

    assert kinds(at_once(*acts)) == ["Feedback", "TooManyReports"]

    Feedback.objects.all().delete()
    if connection.vendor == "postgresql":  # the control; SQLite has one writer at a time anyway
        careless = Careless("suppliers_feedback")
        assert kinds(at_once(*acts, careless=careless)) == ["Feedback", "Feedback"]


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_give_one_answer() -> None:
    row = cast.feedback(cast.lab())
    acts = [
        lambda who=who: services.answer(row, officer=who, decision="passed", reasons="已更正。")
        for who in (cast.officer(), cast.scorer(2))
    ]

    assert kinds(at_once(*acts)) == ["AlreadyDecided", "Feedback"]
    assert AuditRecord.objects.filter(action="supplier.feedback_answered").count() == 1

    Feedback.objects.update(decision="waiting", decided_by=None, decided_at=None)
    if connection.vendor == "postgresql":  # the control; SQLite has one writer at a time anyway
        careless = Careless("suppliers_feedback")
        assert kinds(at_once(*acts, careless=careless)) == ["Feedback", "Feedback"]


def kinds(outcomes: list[object]) -> list[str]:
    return sorted(type(one).__name__ for one in outcomes)
