"""Buyers accept the publishing rules; who has a good record publishes at once and is drawn by lot to be checked."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.accounts import services as accounts
from greenbridge.accounts.models import Terms
from greenbridge.accounts.reviews import Decision
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock, lots
from greenbridge.demands import services
from greenbridge.demands.conduct import checking, errors, queries, retention, rules
from greenbridge.demands.models import ConductNumbers, Demand, DemandCheck, DemandDraw, DemandReview, Pledge
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

WEEK = dt.timedelta(days=7)
Finding = DemandCheck.Finding


def announce(text: str = "<p>第一版。</p>") -> Terms:
    return accounts.announce_terms(Terms.Kind.PUBLISH, text, by=None)


def known(**facts: object) -> rules.Facts:
    usual = {
        "clean": 3,
        "warnings": 0,
        "is_public_body": False,
        "has_waste": False,
        "was_turned_back": False,
    }
    return rules.Facts(**usual | facts)  # type: ignore[arg-type]


def found(row: DemandCheck, finding: str, *, is_withdrawn: bool = False) -> DemandCheck:
    officer = cast.officer(row.association.province_id)
    return checking.find(
        row, officer=officer, finding=finding, note="电话核实，现场没有这台锅炉。", is_withdrawn=is_withdrawn
    )


def next_week() -> dt.datetime:
    return clock.now() + WEEK


# --- Rules ------------------------------------------------------------------------------------------------------


@given(
    st.builds(
        rules.Facts,
        clean=st.integers(0, 6),
        warnings=st.integers(0, 2),
        is_public_body=st.booleans(),
        has_waste=st.booleans(),
        was_turned_back=st.booleans(),
    ),
    st.integers(1, 5),
)
def test_published_at_once_is_only_what_nothing_speaks_against(facts: rules.Facts, needed: int) -> None:
    route = rules.route(facts, needed=needed, months=12)

    objected = facts.warnings or facts.is_public_body or facts.has_waste or facts.was_turned_back
    assert route.is_pre_reviewed == bool(objected or facts.clean < needed)
    assert route.reason.endswith("。")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"warnings": 1}, "1次有效的警告"),
        ({"is_public_body": True}, "法定平台"),
        ({"has_waste": True}, "危险废物"),
        ({"was_turned_back": True}, "曾被退回"),
        ({"clean": 2}, "有2条，满3条后"),
        ({}, "提交后立即公开"),
    ],
)
def test_the_reason_says_what_speaks_against_it(facts: dict[str, object], reason: str) -> None:
    assert reason in rules.route(known(**facts), needed=3, months=12).reason


@given(st.integers(0, 300), st.integers(1, 100))
def test_of_so_many_percent_at_least_one_is_drawn_and_never_more_than_there_are(
    there: int, share: int
) -> None:
    drawn = rules.drawn_of(there, share)

    assert min(there, 1) <= drawn <= there
    assert (drawn - 1) * 100 < there * share <= drawn * 100 or there == 0


# --- Rules accepted ---------------------------------------------------------------------------------------------


def test_the_version_that_was_ticked_is_kept_with_the_submission() -> None:
    terms, demand = announce(), cast.demand()

    review = services.submit(demand, editor=demand.author, agreed_to=terms.number)

    pledge = Pledge.objects.get(review=review)
    assert (pledge.terms, pledge.given_by) == (terms, demand.author)
    assert pledge.is_pre_reviewed
    trace = AuditRecord.objects.get(action="demand.submitted")
    assert trace.after == {"rules": "需求发布规则（第1版）", "way": "先审后发"}


@pytest.mark.parametrize("ticked", [None, 7])
def test_nothing_is_submitted_without_the_version_in_force(ticked: int | None) -> None:
    announce()
    demand = cast.demand()

    with pytest.raises(errors.RulesNotAccepted, match="需求发布规则（第1版）"):
        services.submit(demand, editor=demand.author, agreed_to=ticked)

    demand.refresh_from_db()
    assert demand.is_editable
    assert not DemandReview.objects.exists()


def test_a_new_version_is_asked_for_at_the_next_submission_and_at_no_other_door() -> None:
    announce()
    demand = cast.demand()
    chen = demand.author
    announce("<p>第二版。</p>")

    assert "需求发布规则有修改" in chen.inbox.get().text
    with clock.stopped_at(next_week()):
        assert accounts.lacking_consent(chen) == []
        page = words_of(as_(chen).get(reverse("demands:check", args=[demand.number])))
        assert "需求发布规则（第2版）" in page
        with pytest.raises(errors.RulesNotAccepted):
            services.submit(demand, editor=chen, agreed_to=1)
        assert services.submit(demand, editor=chen, agreed_to=2).is_waiting


def test_the_form_keeps_asking_until_it_is_ticked() -> None:
    announce()
    demand = cast.demand()
    url = reverse("demands:check", args=[demand.number])
    browser = as_(demand.author)

    refused = words_of(browser.post(url))
    assert "勾选同意后再提交" in refused
    assert "先审后发" in refused
    answer = browser.post(url, {"agreed": "1"})
    assert answer.headers["Location"] == reverse("demands:submitted", args=[demand.number])
    assert "满3条后可以先发后查" in words_of(browser.get(answer.headers["Location"]))
    review = DemandReview.objects.get()
    page = words_of(as_(cast.officer("31")).get(reverse("demands:review", args=[review.pk])))
    assert "同意" in page
    assert "需求发布规则（第1版）" in page


# --- Before or after --------------------------------------------------------------------------------------------


def test_who_has_a_good_record_publishes_at_once() -> None:
    buyer = cast.trusted()

    review = cast.submitted(buyer=buyer)

    demand = Demand.objects.get(pk=review.demand.pk)
    assert demand.is_open
    assert (review.decision, review.decided_by) == (Decision.PASSED, None)
    assert "已公开征集" in demand.author.inbox.latest("id").text
    assert "先发后查" in AuditRecord.objects.get(action="demand.published", actor=demand.author).note
    page = words_of(as_(demand.author).get(reverse("demands:submitted", args=[demand.number])))
    assert "需求已公开征集" in page


@pytest.mark.parametrize(
    "facts",
    [
        {"publisher_kind": Demand.Publisher.GOVERNMENT},
        {"types": "S05", "wastes": "HW17"},
    ],
)
def test_what_needs_an_officers_eye_waits_whatever_the_record(facts: dict[str, str]) -> None:
    assert cast.submitted(buyer=cast.trusted(), **facts).is_waiting


def test_what_was_published_only_now_makes_no_record_yet() -> None:
    buyer = cast.trusted()
    Demand.objects.update(published_at=clock.now() - dt.timedelta(days=13))

    assert queries.route(cast.demand(buyer=buyer)).reason.startswith("近12个月")
    assert queries.route(cast.demand(buyer=buyer)).is_pre_reviewed


def test_the_numbers_are_the_editors() -> None:
    buyer = cast.trusted()
    kept = ConductNumbers.objects.create(pk=1, clean_demands=4)

    assert cast.submitted(buyer=buyer).is_waiting
    with pytest.raises(ValidationError, match="请填写100以下的整数。"):
        ConductNumbers(pk=1, share=101).full_clean(validate_unique=False)
    kept.delete()


def test_what_was_turned_back_is_reviewed_again() -> None:
    review = cast.submitted()
    demand = services.return_for_changes(review, officer=cast.officer("31"), reasons="补充验收方式。")
    cast.trusted(demand.buyer)

    assert services.submit(demand, editor=demand.author).is_waiting


# --- Drawn by lot -----------------------------------------------------------------------------------------------


def drawn_week() -> DemandDraw:
    """Two demands were published at once, and the next week has come."""
    buyer = cast.trusted()
    for _ in range(2):
        cast.submitted(buyer=buyer)
    with clock.stopped_at(next_week()):
        checking.draw_due()
    return DemandDraw.objects.get()


def test_a_share_of_what_was_published_at_once_is_drawn_once_and_anybody_can_draw_again() -> None:
    made = drawn_week()

    with clock.stopped_at(next_week()):
        assert checking.draw_due() == 0
    check = DemandCheck.objects.get()
    numbers = queries.numbers_in(made)
    assert len(numbers) == 2
    again = min(numbers, key=lambda number: lots.rank(made.seed, made.stratum, number))
    assert check.demand.number == again
    page = words_of(as_(None).get(made.get_absolute_url()))
    assert made.seed in page
    assert all(number in page for number in numbers)
    assert (made.size, made.drawn, made.closed) == (2, 1, 0)
    officer = cast.officer("31")
    assert "被抽中核查" in officer.inbox.get().text
    assert str(check.demand) in words_of(as_(officer).get("/desk/demand_check/"))


def test_what_was_drawn_from_is_not_drawn_from_again() -> None:
    drawn_week()

    with clock.stopped_at(next_week() + WEEK):
        assert checking.draw_due() == 0


def test_what_is_published_this_week_waits_for_the_next() -> None:
    cast.submitted(buyer=cast.trusted())

    assert checking.draw_due() == 0
    assert Pledge.objects.filter(is_pre_reviewed=False).get().draw is None


def test_a_demand_that_is_not_true_is_taken_down_and_spoils_the_record() -> None:
    demand = cast.published(buyer=cast.trusted())
    check = cast.demand_check(Demand.objects.order_by("id").first())

    found(check, Finding.FALSE, is_withdrawn=True)

    check.refresh_from_db()
    assert check.demand.status == Demand.Status.WITHDRAWN
    assert check.draw.closed == 1
    told = " ".join(one.text for one in cast.owner_of(demand.buyer).inbox.all())
    assert "虚假需求" in told
    assert "已从大厅撤下" in told
    assert queries.route(cast.demand(buyer=demand.buyer)).is_pre_reviewed
    with pytest.raises(errors.AlreadyFound, match="虚假需求"):
        found(check, Finding.GOOD)


def test_an_officer_of_the_buyer_itself_may_not_check_it() -> None:
    check = cast.demand_check()
    cast.member_of(check.demand.buyer, cast.officer("31"))

    with pytest.raises(errors.OwnBody):
        found(check, Finding.GOOD)

    assert as_(cast.officer("31")).get(check.get_absolute_url()).status_code == 404


def test_a_true_demand_cannot_be_taken_down_by_a_check() -> None:
    check = cast.demand_check()

    page = as_(cast.officer("31")).post(
        check.get_absolute_url(), {"finding": "good", "note": "属实。", "is_withdrawn": "on"}
    )

    assert "不能撤下" in words_of(page)
    check.refresh_from_db()
    assert check.is_waiting


def test_what_was_seen_is_forgotten_after_three_years_and_the_finding_stays() -> None:
    check = found(cast.demand_check(), Finding.TO_CORRECT)

    with clock.stopped_at(clock.now() + dt.timedelta(days=1100)):
        retention.forget_old()

    check.refresh_from_db()
    assert (check.note, check.finding) == ("", Finding.TO_CORRECT)
