"""An association takes a body off the shelf for a time: told, gone from directory and matching, objected to, over by itself."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core import mail
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.accounts.errors import AlreadyDecided
from greenbridge.accounts.models import Association
from greenbridge.accounts.provinces import hearing
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.deals import errors as deal_errors
from greenbridge.deals.queries import matches, open_for
from greenbridge.messaging.models import Message
from greenbridge.reference.models import ServiceType
from greenbridge.suppliers import services as suppliers
from greenbridge.suppliers.models import Appeal, Supplier, Suspension
from greenbridge.suppliers.suspension import errors, queries, retention, rules, services
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

Follow = Callable[[], None]
DAY = dt.timedelta(days=1)


def url(act: str, row: Suspension) -> str:
    return reverse(f"suspension:{act}", args=[row.pk])


def monitoring() -> ServiceType:
    return ServiceType.objects.get(code="S01")


def on(days: int) -> dt.datetime:
    """Noon in Asia/Shanghai, so many days from today."""
    return clock.end_of_day(clock.today() + dt.timedelta(days=days)) - dt.timedelta(hours=12)


def form(**facts: object) -> dict[str, object]:
    """What an officer writes."""
    today = clock.today()
    usual = {
        "service_type": "",
        "reason": "监测报告与原始记录不符。",
        "ground": "平台规则第十二条",
        "since": today.isoformat(),
        "until": (today + 29 * DAY).isoformat(),
    }
    return usual | facts


# --- Rules ------------------------------------------------------------------------------------------------------


@given(st.sets(st.sampled_from(["S01", "S05", "S05-01"])), st.sampled_from(["S01", "S05", "S05-01", "S055"]))
def test_a_suspended_type_takes_its_finer_ones_along_and_no_other(suspended: set[str], code: str) -> None:
    family = {code, code.partition("-")[0]}

    assert rules.is_under(code, suspended) == bool(family & suspended)


@given(st.sets(st.sampled_from("abc")), st.sampled_from("abc"))
def test_an_objection_is_answered_where_somebody_else_can(able: set[str], own: str) -> None:
    heard = hearing(own, "a", ["a", "b", "c"], has_another=able)

    if own in able or not able:
        assert heard == own
    elif "a" in able:
        assert heard == "a"
    else:
        assert heard in able


# --- Not shown --------------------------------------------------------------------------------------------------


def test_a_suspended_body_leaves_the_directory_and_matching_at_once_and_is_told_why(
    follow: Follow, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    lab, demand = cast.lab(), cast.published()
    assert lab in [match.supplier for match in matches(demand)]

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        row = cast.suspension(lab)
    follow()

    lab = Supplier.objects.get()
    visitor = as_(None)
    assert lab.status == Supplier.Status.SUSPENDED
    assert str(lab) not in words_of(visitor.get(reverse("suppliers:directory")))
    assert matches(demand) == []
    with pytest.raises(deal_errors.SupplierNotReachable):
        cast.invitation(demand, lab)
    with pytest.raises(deal_errors.SupplierNotListed):
        cast.interest(demand, lab)
    told = cast.owner_of(lab.organisation).inbox.order_by("id").last()
    assert told is not None
    assert row.sentence in told.text
    assert clock.written(clock.today() + 15 * DAY) in told.text
    assert any(row.reason in letter.body for letter in mail.outbox)
    page = words_of(visitor.get(lab.get_absolute_url()))
    assert row.sentence in page
    assert "邀请响应我的需求" not in page
    trace = AuditRecord.objects.get(action="supplier.suspended")
    assert (trace.actor, trace.note) == (row.imposed_by, row.sentence)


def test_only_one_type_is_suspended_and_the_rest_is_still_shown(follow: Follow) -> None:
    lab = cast.lab()
    suppliers.set_activity(
        lab, ServiceType.objects.get(code="S13"), serves=[], capability="", editor=lab.people[0]
    )
    monitored, other = cast.published(), cast.published(service_types=[ServiceType.objects.get(code="S13")])

    cast.suspension(lab, service_type=monitoring())
    follow()

    lab = Supplier.objects.get()
    assert lab.is_listed
    assert matches(monitored) == []
    assert lab in [match.supplier for match in matches(other)]
    assert monitored not in [demand for demand, _ in open_for(Supplier.objects.with_card().get())]
    with pytest.raises(deal_errors.Suspended):
        cast.interest(monitored, lab)
    browser = as_(None)
    assert str(lab) in words_of(browser.get(reverse("suppliers:directory"), {"type": "S13"}))
    assert str(lab) not in words_of(browser.get(reverse("suppliers:directory"), {"type": "S01"}))


def test_it_begins_and_ends_on_its_days_by_itself(follow: Follow) -> None:
    lab = cast.lab()
    cast.suspension(lab, days=2)
    states = []

    for day in (0, 1, 2, 2, 31, 32, 32):
        with clock.stopped_at(on(day)):
            services.follow()
        states.append(Supplier.objects.get().is_listed)

    assert states == [True, True, False, False, False, True, True]
    assert [trace.action for trace in AuditRecord.objects.filter(action__contains="suspension")] == [
        "supplier.suspension_ended",
        "supplier.suspension_begun",
    ]
    follow()
    assert str(lab) in words_of(as_(None).get(reverse("suppliers:directory")))
    assert "期限已满" in str(list(cast.owner_of(lab.organisation).inbox.values_list("text", flat=True)))


@pytest.mark.usefixtures("ground")
def test_a_suspended_body_does_not_come_back_by_handing_in_papers() -> None:
    lab = cast.lab()
    cast.suspension(lab)
    cast.credential(lab, "cnas", verified_at=None)

    review = suppliers.submit(lab, editor=cast.owner_of(lab.organisation))
    assert Supplier.objects.get().status == Supplier.Status.SUSPENDED
    suppliers.approve_listing(review, officer=cast.officer())

    assert Supplier.objects.get().status == Supplier.Status.SUSPENDED
    cast.credential(lab, "iso9001", verified_at=None)
    again = suppliers.submit(Supplier.objects.get(), editor=cast.owner_of(lab.organisation))
    suppliers.return_listing(again, officer=cast.officer(), reasons="扫描件不清晰。")
    assert Supplier.objects.get().status == Supplier.Status.SUSPENDED


@pytest.mark.usefixtures("ground")
def test_lifting_one_of_two_leaves_the_other_standing() -> None:
    lab = cast.lab()
    whole, kind = cast.suspension(lab), cast.suspension(lab, service_type=monitoring())

    services.lift(whole, officer=cast.officer(), reason="已经改正。")

    lab = Supplier.objects.get()
    assert (lab.status, lab.suspended_types) == (Supplier.Status.LISTED, ["S01"])
    services.lift(kind, officer=cast.officer(), reason="已经改正。")
    assert Supplier.objects.get().suspended_types == []
    with pytest.raises(errors.AlreadyOver):
        services.lift(kind, officer=cast.officer(), reason="再次。")


@pytest.mark.usefixtures("ground")
def test_what_cannot_be_suspended_is_refused_and_changes_nothing() -> None:
    lab, draft = cast.lab(), cast.supplier(9, "草稿公司", "320509105", person="某人")
    cast.suspension(lab)
    before = AuditRecord.objects.count()

    with pytest.raises(errors.AlreadySuspended):
        cast.suspension(lab)
    with pytest.raises(errors.NotAdmitted):
        cast.suspension(draft)
    with pytest.raises(errors.NotItsService):
        cast.suspension(lab, service_type=ServiceType.objects.get(code="S13"))
    cast.member_of(lab.organisation, cast.scorer(2))
    with pytest.raises(errors.OwnBody):
        cast.suspension(lab, by=cast.scorer(2), service_type=monitoring())

    assert Suspension.objects.count() == 1
    assert AuditRecord.objects.count() == before + 1  # the second officer came in


# --- The objection ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("ground")
def test_a_colleague_answers_the_objection_and_whoever_decided_may_not() -> None:
    officer, colleague = cast.officer(), cast.scorer(2)
    row = cast.suspension(cast.lab())

    asked = cast.appeal(row)

    assert asked.association == row.association
    assert list(queries.appeals_for(colleague)) == [asked]
    assert list(queries.appeals_for(officer)) == []
    with pytest.raises(errors.OwnDecision):
        services.answer(asked, officer=officer, decision="refused", reasons="事实清楚。")
    services.answer(asked, officer=colleague, decision="passed", reasons="记录已补正。")
    assert Supplier.objects.get().is_listed
    told = Message.objects.order_by("id").values_list("text", flat=True)
    assert any("申诉成立，解除暂停。理由：记录已补正。" in text for text in told)
    with pytest.raises(AlreadyDecided):
        services.answer(asked, officer=colleague, decision="refused", reasons="改变主意。")


@pytest.mark.usefixtures("ground")
def test_an_only_officer_is_answered_for_by_the_leading_association_and_that_by_another() -> None:
    cast.officer("31")
    there = cast.appeal(cast.suspension(cast.lab()))
    assert there.association.leads

    cast.officer("32")
    outside = cast.suspension(cast.outsider(), by=cast.officer("31"))
    assert cast.appeal(outside).association == Association.objects.get(province="32")


@pytest.mark.usefixtures("ground")
def test_an_objection_that_is_refused_lets_it_stand_and_there_is_no_second() -> None:
    cast.officer("32")
    row = cast.suspension(cast.lab())
    asked = cast.appeal(row)

    services.answer(asked, officer=cast.scorer(2), decision="refused", reasons="事实清楚。")

    assert not Supplier.objects.get().is_listed
    with pytest.raises(errors.AlreadyAppealed):
        cast.appeal(row)
    assert Appeal.objects.get().outcome == "维持暂停"


@pytest.mark.usefixtures("ground")
def test_after_fifteen_days_it_is_too_late_to_object() -> None:
    row = cast.suspension(cast.lab())

    with clock.stopped_at(on(16)), pytest.raises(errors.TooLate):
        cast.appeal(row)
    with clock.stopped_at(on(15)):
        cast.appeal(row)
    assert Appeal.objects.count() == 1


@pytest.mark.usefixtures("ground")
def test_words_and_files_of_an_objection_go_after_three_years_and_the_answer_stays() -> None:
    row = cast.suspension(cast.lab())
    owner = cast.owner_of(row.supplier.organisation)
    asked = services.appeal(row, member=owner, statement="有误。", file=cast.checked())
    services.answer(asked, officer=cast.scorer(2), decision="refused", reasons="事实清楚。")

    assert retention.forget_old() == 0
    with clock.stopped_at(on(1100)):
        assert retention.forget_old() > 0
        assert retention.forget_old() == 0

    asked.refresh_from_db()
    assert (asked.statement, asked.reasons, asked.file, asked.outcome) == ("", "", None, "维持暂停")


# --- The pages --------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("ground")
def test_from_the_record_to_the_answer_through_the_pages() -> None:
    lab = cast.lab()
    officer, colleague = as_(cast.officer()), as_(cast.scorer(2))
    owner = as_(cast.owner_of(lab.organisation))
    start = reverse("suspension:suspend", args=[lab.code])
    assert start in officer.get(lab.get_absolute_url()).content.decode()
    assert start not in owner.get(lab.get_absolute_url()).content.decode()

    told = words_of(officer.post(start, form(), follow=True))
    assert "已决定暂停展示整个机构" in told
    row = Suspension.objects.get()
    assert str(lab) in words_of(officer.get(reverse("suspension:list")))

    mine = words_of(owner.get(reverse("suppliers:mine")))
    assert row.sentence in mine
    assert "整个机构暂停展示" in words_of(owner.get(reverse("portal:desk")))
    sent = owner.post(
        url("appeal", row), {"statement": "已改正。", "file": cast.pdf("说明.pdf")}, follow=True
    )
    assert "申诉已提交" in words_of(sent)

    assert "等候其他审核员答复" in words_of(officer.get(url("answer", row)))
    assert "暂停申诉" in words_of(colleague.get(reverse("portal:desk")))
    appeal = Appeal.objects.get()
    assert appeal.file is not None
    evidence = colleague.get(reverse("files:download", args=[appeal.file.stored_as]))
    assert b"".join(evidence).startswith(b"%PDF")
    refused = colleague.post(url("answer", row), {"decision": "passed", "reasons": ""})
    assert "请填写理由。" in words_of(refused)
    colleague.post(url("answer", row), {"decision": "passed", "reasons": "属实。"})
    assert "申诉成立，解除暂停" in words_of(owner.get(url("record", row)))


@pytest.mark.usefixtures("ground")
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reason": ""}, "请写明暂停展示的理由。"),
        ({"ground": ""}, "请填写依据，例如规则条款或文书编号。"),
        ({"since": "2020-01-01"}, "起始日不能早于今天。"),
        ({"until": "2020-01-01"}, "最后一日不能早于起始日。"),
        ({"until": "2099-01-01"}, "一次最多暂停一年"),
        ({"service_type": "S05"}, "机构没有登记这项业务，请重新选择。"),
    ],
)
def test_a_wrong_form_says_what_to_do_and_suspends_nobody(wrong: dict[str, object], said: str) -> None:
    lab = cast.lab()

    page = as_(cast.officer()).post(reverse("suspension:suspend", args=[lab.code]), form(**wrong))

    assert said in words_of(page)
    assert not Suspension.objects.exists()


@pytest.mark.usefixtures("ground")
def test_for_officers_of_other_provinces_it_does_not_exist() -> None:
    lab = cast.lab()
    row = cast.suspension(lab)
    other = as_(cast.officer("33"))

    for path in (
        reverse("suspension:suspend", args=[lab.code]),
        *(url(act, row) for act in ("record", "lift", "answer")),
    ):
        assert other.get(path).status_code == 404
    assert str(lab) not in words_of(other.get(reverse("suspension:list")))


@pytest.mark.usefixtures("ground")
def test_a_server_whose_clock_is_ahead_takes_the_objection_by_the_databases(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row, ahead = cast.suspension(cast.lab()), on(30)
    monkeypatch.setattr(clock, "now", lambda: ahead)

    cast.appeal(row)

    assert not row.is_in_time(clock.today())  # the control: by its own clock it would have refused
