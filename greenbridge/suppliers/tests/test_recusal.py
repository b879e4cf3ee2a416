"""An officer who is tied with a body says so and scores nothing of it; of several who score at once the rule holds."""

import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS
from greenbridge.suppliers.assessment import errors, queries, recusal, retention, services
from greenbridge.suppliers.models import Assessment, Recusal
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import Careless, at_once

pytestmark = pytest.mark.usefixtures("ground")
State = Assessment.State
TIE = "去年在这家机构任职。"
GOOD = {"licence": 80, "staff": 80, "record": 80}


def with_three() -> Assessment:
    """An assessment that waits, with three officers of 江苏."""
    waiting = cast.assessment()
    for number in (1, 2, 3):
        cast.scorer(number)
    return waiting


def declared(assessment: Assessment, number: int) -> Recusal:
    return recusal.declare(assessment, officer=cast.scorer(number), reason=TIE)


def waits_for(assessment: Assessment) -> list[str]:
    return sorted(officer.name for officer in queries.scorers_left(assessment))


def heard(person: User) -> list[str]:
    return list(person.inbox.order_by("pk").values_list("text", flat=True))


def test_who_is_tied_scores_nothing_and_colleagues_go_on() -> None:
    waiting = with_three()

    declared(waiting, 1)

    with pytest.raises(errors.Recused, match="已声明与这家机构有利害关系"):
        cast.scored(waiting, 1, 80, 80, 80)
    assert waits_for(waiting) == ["顾三", "顾二"]
    assert "顾澄已回避" in heard(cast.scorer(2))[-1]
    trace = AuditRecord.objects.get(action="assessment.recused")
    assert (trace.actor, trace.note) == (cast.scorer(1), TIE)
    passed = cast.scored(cast.scored(waiting, 2, 80, 80, 80), 3, 80, 80, 80)
    assert passed.state == State.PASSED


def test_the_body_is_told_nothing_of_it() -> None:
    waiting = with_three()
    told = heard(waiting.opened_by)

    declared(waiting, 1)

    record = reverse("assessment:record", args=[waiting.pk])
    assert heard(waiting.opened_by) == told
    assert TIE not in words_of(as_(waiting.opened_by).get(record))
    assert TIE in words_of(as_(cast.scorer(2)).get(record))
    assert as_(cast.officer("33")).get(record).status_code == 404


def test_a_tie_counts_for_what_the_body_hands_in_later() -> None:
    lab = cast.lab()
    declared(cast.assessment(lab), 1)
    cast.scorer(2)

    other = cast.assessment(cast.rival())

    Assessment.objects.filter(supplier=lab).update(state=State.CLOSED)
    again = cast.assessment(lab)
    assert waits_for(again) == ["顾二"]
    assert waits_for(other) == ["顾二", "顾澄"]


def test_own_points_are_taken_back_before_the_second_has_scored_and_not_after() -> None:
    waiting = with_three()
    cast.scored(waiting, 1, 80, 80, 80)

    declared(waiting, 1)

    assert not waiting.scorings.exists()
    settling = cast.scored(cast.scored(waiting, 2, 90, 80, 80), 3, 60, 80, 80)
    with pytest.raises(errors.BothScored):
        declared(settling, 2)
    assert settling.scorings.count() == 2


def test_who_scored_what_is_disputed_does_not_settle_it() -> None:
    waiting = with_three()
    settling = cast.scored(cast.scored(waiting, 1, 90, 80, 80), 2, 60, 80, 80)

    with pytest.raises(errors.WasScorer, match="由第三位审核员裁定"):
        services.settle(settling, officer=cast.scorer(2), points={"licence": 70}, notes={"licence": "齐全。"})

    assert waits_for(settling) == ["顾三"]


@pytest.mark.parametrize(
    ("state", "times", "refusal"), [("passed", 1, errors.NotScored), ("scoring", 2, errors.Recused)]
)
def test_a_declaration_that_comes_too_late_or_twice_is_refused(
    state: str, times: int, refusal: type[Exception]
) -> None:
    waiting = with_three()
    if state == State.PASSED:
        cast.scored(cast.scored(waiting, 2, 80, 80, 80), 3, 80, 80, 80)
    for _ in range(times - 1):
        declared(waiting, 1)

    with pytest.raises(refusal):
        declared(waiting, 1)

    assert Recusal.objects.count() == times - 1


def test_where_too_few_are_left_the_leading_association_takes_part() -> None:
    waiting, leading = cast.assessment(), cast.officer("31")
    cast.scorer(1), cast.scorer(2)

    declared(waiting, 1)

    assert "请牵头协会参加" in heard(leading)[-1]
    assert Assessment.objects.waiting_for(leading).get() == waiting
    with clock.stopped_at(clock.now() + dt.timedelta(days=20)):
        assert services.run_clock() == 0


def test_where_the_leading_one_has_too_few_administrators_are_asked_for_more() -> None:
    admin = cast.admin()
    waiting = cast.assessment(cast.lab(), "31")

    recusal.declare(waiting, officer=cast.officer("31"), reason=TIE)

    assert heard(admin)[-1].endswith("能参加准入评分的审核员不足，请增补审核员。")
    assert str(waiting.supplier) not in heard(admin)[-1]


def test_the_page_asks_for_the_tie_and_leads_back_to_the_desk() -> None:
    waiting = with_three()
    browser, page = as_(cast.scorer(1)), reverse("assessment:recuse", args=[waiting.pk])
    assert page in browser.get(reverse("assessment:score", args=[waiting.pk])).content.decode()

    assert "请写明您与这家机构的利害关系。" in words_of(browser.post(page, {"reason": " "}))
    done = browser.post(page, {"reason": TIE}, follow=True)

    assert "由其他审核员评分" in words_of(done)
    assert str(waiting) not in words_of(browser.get("/desk/assessment/"))
    assert "您已声明与这家机构有利害关系" in words_of(browser.post(page, {"reason": TIE}))


def test_what_was_declared_goes_three_years_after_the_end() -> None:
    waiting = with_three()
    declared(waiting, 1)
    cast.scored(cast.scored(waiting, 2, 80, 80, 80), 3, 80, 80, 80)
    assert retention.forget_old() == 0

    with clock.stopped_at(clock.now() + THREE_YEARS + dt.timedelta(days=1)):
        retention.forget_old()

    assert not Recusal.objects.exists()


# --- At the same moment -------------------------------------------------------------------------------------


def kinds(outcomes: list[object]) -> list[str]:
    return sorted(type(one).__name__ for one in outcomes)


def score_by(assessment: Assessment, number: int) -> Assessment:
    return services.score(assessment, officer=cast.scorer(number), points=GOOD, notes={})


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_the_second_score_at_once_one_counts_and_the_other_is_told() -> None:
    waiting = with_three()
    cast.scored(waiting, 1, 80, 80, 80)
    acts = [lambda n=n: score_by(waiting, n) for n in (2, 3)]

    assert kinds(at_once(*acts)) == ["Assessment", "NotScored"]

    assert waiting.scorings.count() == 2
    assert Assessment.objects.get().total == 80 * 200
    assert AuditRecord.objects.filter(action="assessment.passed").count() == 1
    if connection.vendor == "postgresql":  # the control; SQLite has one writer at a time anyway
        waiting.scorings.filter(part=2).delete()
        Assessment.objects.update(state=State.SCORING, valid_until=None, total=None)
        careless = at_once(*acts, careless=Careless("suppliers_assessment"))
        assert "NotScored" not in kinds(careless)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_settle_at_once_one_counts_and_the_other_is_told() -> None:
    waiting = with_three()
    settling = cast.scored(cast.scored(waiting, 1, 90, 80, 80), 2, 60, 80, 80)
    thirds = [cast.scorer(3), cast.officer("31")]
    Assessment.objects.update(escalated_at=clock.now())  # the leading association takes part
    acts = [
        lambda by=by: services.settle(
            settling, officer=by, points={"licence": 70}, notes={"licence": "有效。"}
        )
        for by in thirds
    ]

    assert kinds(at_once(*acts)) == ["Assessment", "NotScored"]

    assert settling.scorings.count() == 3
    assert AuditRecord.objects.filter(action="assessment.passed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_declares_a_tie_while_scoring_leaves_no_points() -> None:
    waiting = with_three()

    outcomes = at_once(lambda: score_by(waiting, 1), lambda: declared(waiting, 1))

    assert kinds(outcomes) in (["Assessment", "Recusal"], ["Recusal", "Recused"])
    assert not waiting.scorings.exists()
