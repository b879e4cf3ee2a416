"""False and repeated demands lead from warning to suspension; a buyer objects once, and another officer answers."""

import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.accounts.errors import AlreadyDecided
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.deals import services as deals
from greenbridge.demands import services
from greenbridge.demands.conduct import checking, errors, queries, retention, rules, sanctioning
from greenbridge.demands.models import Demand, Sanction, SanctionAppeal
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.usefixtures("ground")

Kind, Ground = Sanction.Kind, Sanction.Ground
DAY = dt.timedelta(days=1)


def url(act: str, row: Sanction) -> str:
    return reverse(f"conduct:{act}", args=[row.pk])


def colleague() -> object:
    return cast.scorer(2, "31")


def suspended() -> Sanction:
    """Two warnings, and the suspension that they are."""
    cast.sanction()
    cast.sanction()
    return Sanction.objects.suspensions().get()


@given(st.integers(0, 9), st.integers(1, 9), st.booleans())
def test_so_many_warnings_suspend_and_the_second_time_for_longer(
    warnings: int, needed: int, is_repeated: bool
) -> None:
    days = rules.suspended_for(warnings, needed=needed, is_repeated=is_repeated, first=30, again=90)

    assert days == (0 if warnings < needed else 90 if is_repeated else 30)


def test_a_false_demand_is_a_warning_and_everything_is_reviewed_again() -> None:
    buyer = cast.trusted()
    check = cast.demand_check(Demand.objects.order_by("id").first())

    checking.find(
        check, officer=cast.officer("31"), finding="false", note="厂区没有这台锅炉。", is_withdrawn=True
    )

    warning = Sanction.objects.get()
    assert (warning.kind, warning.ground, warning.demand) == (Kind.WARNING, Ground.FALSE, check.demand)
    assert "给予贵单位警告" in cast.owner_of(buyer).inbox.latest("id").text
    assert "1次有效的警告" in queries.route(cast.demand(buyer=buyer)).reason
    assert AuditRecord.objects.get(action="buyer.warned").note == "厂区没有这台锅炉。"
    with clock.stopped_at(clock.now() + 361 * DAY):
        assert not Sanction.objects.in_force().exists()


def test_two_warnings_suspend_and_every_door_says_why_and_until_when() -> None:
    demand = cast.published()
    draft = cast.demand()
    row = suspended()

    assert (row.ground, row.until) == (Ground.WARNINGS, clock.today() + 29 * DAY)
    until = clock.written(row.until)
    chen = draft.author
    for act in (
        lambda: services.start(draft.buyer, author=chen),
        lambda: services.copy(demand, editor=chen),
        lambda: services.submit(draft, editor=chen),
        lambda: deals.invite(demand, cast.lab(), buyer=chen),
    ):
        with pytest.raises(errors.Suspended, match=until):
            act()
    browser = as_(chen)
    assert until in words_of(browser.get(reverse("demands:new")))
    from_scenario = reverse("specification:start", args=[cast.scenario().pk])
    assert until in words_of(browser.post(from_scenario, follow=True))
    assert until in words_of(browser.post(reverse("demands:copy", args=[demand.number]), follow=True))
    assert until in words_of(browser.post(reverse("demands:check", args=[draft.number])))
    assert row.sentence in words_of(browser.get(reverse("conduct:mine")))
    assert as_(None).get(demand.get_absolute_url()).status_code == 200
    with clock.stopped_at(clock.end_of_day(row.until) + dt.timedelta(hours=1)):
        assert services.start(draft.buyer, author=chen).is_editable


def test_what_waits_of_a_suspended_buyer_is_not_passed_and_may_go_back() -> None:
    waiting, officer = cast.submitted(), cast.officer("31")
    until = clock.written(suspended().until)

    page = reverse("demands:review", args=[waiting.pk])
    assert f"暂停发布至{until}" in words_of(as_(officer).post(page, {"decision": "passed"}))
    waiting.refresh_from_db()
    assert waiting.is_waiting

    demand = services.return_for_changes(waiting, officer=officer, reasons="暂停发布期间不能通过。")
    assert demand.status == Demand.Status.RETURNED


def test_the_second_suspension_lasts_longer() -> None:
    first = suspended()

    with clock.stopped_at(clock.now() + 40 * DAY):
        cast.sanction()
        again = Sanction.objects.suspensions().latest("id")
        assert again != first
        assert again.until == clock.today() + 89 * DAY


def test_an_officer_acts_directly_and_takes_the_open_demands_down() -> None:
    demand = cast.published()
    draft = cast.demand()
    officer = cast.officer("31")
    page = reverse("conduct:impose", args=[demand.buyer.credit_code])
    facts = {"kind": "suspension", "ground": "collecting", "reason": "多家机构反映。", "is_withdrawn": "on"}

    refused = words_of(as_(officer).post(page, facts))
    assert "请填写暂停天数。" in refused
    as_(officer).post(page, facts | {"days": "10"})

    row = Sanction.objects.get()
    assert (row.until, row.imposed_by) == (clock.today() + 9 * DAY, officer)
    demand.refresh_from_db()
    draft.refresh_from_db()
    assert (demand.status, draft.status) == (Demand.Status.WITHDRAWN, Demand.Status.DRAFT)
    again = sanctioning.Decided(Kind.SUSPENSION, Ground.OTHER, "再次。", days=3)
    with pytest.raises(errors.AlreadySuspended):
        sanctioning.impose(demand.buyer, again, officer=officer, association=row.association)


def test_a_founded_objection_to_a_warning_ends_the_suspension_that_rested_on_it() -> None:
    row = suspended()
    warning = Sanction.objects.warnings().latest("id")
    asked = cast.sanction_appeal(warning)
    told = cast.scorer(2, "31")

    sanctioning.answer(asked, officer=told, decision="passed", reasons="现场核实属实。")

    row.refresh_from_db()
    warning.refresh_from_db()
    assert warning.state == row.state == "已撤销"
    assert "申诉成立" in warning.imposed_by.inbox.latest("id").text
    assert services.start(row.buyer, author=asked.submitted_by).is_editable


def test_a_refused_objection_lets_it_stand_and_there_is_no_second() -> None:
    row = cast.sanction()
    asked = cast.sanction_appeal(row)

    sanctioning.answer(asked, officer=cast.scorer(2, "31"), decision="refused", reasons="事实清楚。")

    row.refresh_from_db()
    assert row.state == "有效"
    with pytest.raises(errors.AlreadyAppealed):
        cast.sanction_appeal(row)
    with pytest.raises(AlreadyDecided):
        sanctioning.answer(asked, officer=cast.scorer(2, "31"), decision="passed", reasons="改变。")


def test_who_decided_does_not_answer_and_time_runs_out() -> None:
    row = cast.sanction()

    with clock.stopped_at(clock.now() + 16 * DAY), pytest.raises(errors.TooLate):
        cast.sanction_appeal(row)
    asked = cast.sanction_appeal(row)
    with pytest.raises(errors.OwnDecision):
        sanctioning.answer(asked, officer=row.imposed_by, decision="refused", reasons="维持。")
    assert "等候其他审核员答复" in words_of(as_(row.imposed_by).get(url("answer", row)))


def test_nobody_supervises_the_own_body() -> None:
    officer = cast.officer("31")
    cast.member_of(cast.dyer(), officer)

    with pytest.raises(errors.OwnBody):
        cast.sanction()

    assert not Sanction.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_suspensions_at_once_one_stands() -> None:
    buyer, first, second = cast.dyer(), cast.officer("31"), cast.scorer(2, "31")
    decided = sanctioning.Decided(Kind.SUSPENSION, Ground.OTHER, "事实清楚。", days=5)

    outcomes = at_once(
        *(
            lambda officer=officer: sanctioning.impose(
                buyer, decided, officer=officer, association=officer.associations[0]
            )
            for officer in (first, second)
        )
    )

    [refusal] = [one for one in outcomes if isinstance(one, Exception)]
    assert isinstance(refusal, errors.AlreadySuspended)
    assert Sanction.objects.count() == 1


def test_who_reads_a_sanction() -> None:
    row = cast.sanction()

    answers = {
        name: as_(person).get(row.get_absolute_url()).status_code
        for name, person in {
            "own": cast.owner_of(row.buyer),
            "officer": cast.officer("31"),
            "elsewhere": cast.officer("33"),
            "supplier": cast.owner_of(cast.lab().organisation),
        }.items()
    }

    assert answers == {"own": 200, "officer": 200, "elsewhere": 404, "supplier": 404}
    page = words_of(as_(cast.officer("31")).get(reverse("conduct:buyer", args=[row.buyer.credit_code])))
    assert "1次有效的警告" in page


def test_words_are_forgotten_three_years_after_the_last_day() -> None:
    row = cast.sanction()
    cast.sanction_appeal(row)
    sanctioning.answer(
        SanctionAppeal.objects.get(), officer=cast.scorer(2, "31"), decision="refused", reasons="清楚。"
    )

    with clock.stopped_at(clock.now() + 1200 * DAY):
        retention.forget_old()
        assert Sanction.objects.get().reason  # the warning stood for a year first
    with clock.stopped_at(clock.now() + 1500 * DAY):
        retention.forget_old()

    row.refresh_from_db()
    assert (row.reason, row.appeal.statement, row.appeal.reasons) == ("", "", "")
