"""A listed body complains about a demand: accepted or not, its buyer heard, decided, told to both, never public."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.urls import reverse

from greenbridge.accounts.errors import AlreadyDecided, ReasonMissing
from greenbridge.core import clock, workdays
from greenbridge.demands import services
from greenbridge.demands.conduct import complaining, errors
from greenbridge.demands.models import Complaint, Demand, Sanction
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.usefixtures("ground")

FORM = {"kind": "collecting", "statement": "多次索要报价，没有采购。"}


def complaint(*, is_accepted: bool = True) -> Complaint:
    return cast.complaint(cast.published(), cast.lab(), is_accepted=is_accepted)


def url(act: str, row: Complaint) -> str:
    return reverse(f"conduct:{act}", args=[row.pk])


def test_a_founded_complaint_is_a_warning_and_both_are_told() -> None:
    row = complaint()
    buyer, officer = row.demand.buyer, cast.officer("31")
    complaining.reply(row, member=cast.owner_of(buyer), statement="工作量按季度计。")

    decided = complaining.decide(
        row, officer=officer, decision="passed", reasons="工作量与公布的相差一倍。", is_withdrawn=True
    )

    assert decided.state == "投诉成立"
    warning = Sanction.objects.get()
    assert (warning.buyer, warning.ground, warning.demand) == (buyer, "mismatch", row.demand)
    assert Demand.objects.get(pk=row.demand.pk).status == Demand.Status.WITHDRAWN
    assert "投诉成立" in row.submitted_by.inbox.latest("id").text
    assert any("投诉成立" in one.text for one in cast.owner_of(buyer).inbox.all())
    with pytest.raises(AlreadyDecided):
        complaining.decide(row, officer=officer, decision="refused", reasons="改判。")


def test_of_a_demand_that_was_taken_down_its_officer_and_its_buyer_alone_read_on() -> None:
    row = complaint()
    demand, name = row.demand, f'href="{row.demand.get_absolute_url()}"'
    readers = [as_(who) for who in (row.submitted_by, cast.officer("31"), cast.owner_of(demand.buyer))]
    assert [name in reader.get(url("complaint", row)).text for reader in readers] == [True, True, True]

    services.withdraw(demand, editor=cast.owner_of(demand.buyer), note="不再需要。")

    assert [name in reader.get(url("complaint", row)).text for reader in readers] == [False, False, True]
    handled = readers[1].get(url("handle", row)).text
    assert demand.description in handled
    assert name not in handled
    assert "已撤下，不再公开" in readers[0].get(url("complaint", row)).text
    missing = readers[0].get(demand.get_absolute_url())
    assert missing.status_code == 404
    assert "需求大厅" in words_of(missing)


def test_an_unfounded_one_leaves_the_buyer_as_it_was() -> None:
    row = complaint()

    complaining.decide(row, officer=cast.officer("31"), decision="refused", reasons="内容一致。")

    assert not Sanction.objects.exists()
    assert row.demand.is_open


def test_both_clocks_run_one_after_the_other() -> None:
    row = complaint(is_accepted=False)
    assert row.due_at == workdays.due_after(row.submitted_at, 3)

    with clock.stopped_at(clock.now() + dt.timedelta(days=2)):
        row = complaining.accept(row, officer=cast.officer("31"))

    assert row.accepted_at is not None
    assert row.due_at == workdays.due_after(row.accepted_at, 15)
    with pytest.raises(errors.AlreadyAccepted):
        complaining.accept(row, officer=cast.officer("31"))


def test_the_buyer_learns_of_it_only_when_it_is_accepted_and_never_by_whom_it_was_made() -> None:
    row = complaint(is_accepted=False)
    chen, lab = cast.owner_of(row.demand.buyer), str(row.complainant)
    before = chen.inbox.count()
    assert as_(chen).get(row.get_absolute_url()).status_code == 404

    complaining.accept(row, officer=cast.officer("31"))

    assert chen.inbox.count() == before + 1
    page = words_of(as_(chen).get(row.get_absolute_url()))
    assert row.get_kind_display() in page
    assert lab not in page
    assert row.statement not in page
    assert lab not in words_of(as_(chen).get(url("reply", row)))
    officers = words_of(as_(cast.officer("31")).get(url("handle", row)))
    assert lab in officers
    assert row.statement in officers
    assert row.get_kind_display() not in words_of(as_(None).get(row.demand.get_absolute_url()))


def test_what_is_not_accepted_stays_between_who_complained_and_the_association() -> None:
    row = complaint(is_accepted=False)
    chen, browser = cast.owner_of(row.demand.buyer), as_(cast.officer("31"))
    before = chen.inbox.count()

    assert "请写明不予受理的理由。" in words_of(browser.post(url("handle", row), {"decision": "decline"}))
    browser.post(url("handle", row), {"decision": "decline", "reasons": "属于合同纠纷。"})

    row.refresh_from_db()
    assert row.state == "不予受理"
    assert "属于合同纠纷。" in row.submitted_by.inbox.latest("id").text
    assert chen.inbox.count() == before
    assert as_(chen).get(row.get_absolute_url()).status_code == 404


def test_who_may_complain_and_how_often() -> None:
    demand, lab = cast.published(), cast.lab()
    page = reverse("conduct:complain", args=[demand.number])
    browser = as_(cast.owner_of(lab.organisation))
    assert page in words_of(browser.get(demand.get_absolute_url()))

    browser.post(page, FORM)
    assert "还在办理" in words_of(browser.post(page, FORM))

    row = Complaint.objects.get()
    assert str(demand) in words_of(browser.get(reverse("conduct:complaints")))
    assert row.get_kind_display() in words_of(browser.get(row.get_absolute_url()))
    outsider = cast.verified(
        930, "未入驻检测", "320509105", cast.person("路远", "lu@x.example"), is_supplier=True
    )
    with pytest.raises(errors.MayNotComplain):
        complaining.complain(
            demand, outsider, member=cast.owner_of(outsider), kind="false", statement="停产。", file=None
        )


def test_the_buyer_is_heard_once() -> None:
    row = complaint()
    chen = cast.owner_of(row.demand.buyer)

    as_(chen).post(url("reply", row), {"statement": "工作量按季度计。"})

    assert "工作量按季度计。" in words_of(as_(cast.officer("31")).get(url("handle", row)))
    with pytest.raises(errors.NotAnswerable):
        complaining.reply(row, member=chen, statement="再说一次。")


def test_nothing_is_decided_before_it_is_accepted_or_without_a_reason() -> None:
    row, officer = complaint(is_accepted=False), cast.officer("31")

    with pytest.raises(errors.NotAccepted):
        complaining.decide(row, officer=officer, decision="passed", reasons="属实。")
    with pytest.raises(ReasonMissing):
        complaining.decline(row, officer=officer, reasons=" ")


@pytest.mark.parametrize("side", [lambda row: row.demand.buyer, lambda row: row.complainant])
def test_an_officer_of_either_side_decides_nothing(side: Callable[[Complaint], object]) -> None:
    row, officer = complaint(), cast.officer("31")
    cast.member_of(side(row), officer)  # type: ignore[arg-type]

    with pytest.raises(errors.OwnBody):
        complaining.decide(row, officer=officer, decision="refused", reasons="一致。")

    assert as_(officer).get(url("handle", row)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_decides() -> None:
    row = complaint()
    first, second = cast.officer("31"), cast.scorer(2, "31")

    outcomes = at_once(
        lambda: complaining.decide(row, officer=first, decision="passed", reasons="属实。"),
        lambda: complaining.decide(row, officer=second, decision="refused", reasons="一致。"),
    )

    [refusal] = [one for one in outcomes if isinstance(one, Exception)]
    row.refresh_from_db()
    assert isinstance(refusal, AlreadyDecided)
    assert Sanction.objects.exists() == (row.decision == "passed")
