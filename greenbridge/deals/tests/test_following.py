"""Buyers are told by themselves what a demand needs, each thing once, and say in the end how it went."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.core import clock
from greenbridge.deals import services as deals
from greenbridge.deals.errors import OutcomeMarked
from greenbridge.deals.following import queries, queues, rules, services
from greenbridge.deals.models import Outcome, Reminder, Survey
from greenbridge.demands import services as demands
from greenbridge.demands.amendments import services as amendments
from greenbridge.demands.models import Demand
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import PASSWORD
from greenbridge.testing.pages import as_, at_a_desk_that_was_left, words_of
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.usefixtures("ground")

DAY = dt.timedelta(days=1)
COUNTS = st.integers(0, 50)
SCOPES = st.builds(
    rules.Scope,
    fitting=COUNTS,
    near=COUNTS,
    invited=COUNTS,
    days=st.integers(3, 90),
    credentials=st.integers(0, 20),
    budget=st.none() | st.integers(0, 10**9),
    usual_low=st.none() | st.integers(0, 10**9),
)


def told(demand: Demand) -> str:
    return demand.author.inbox.latest("id").text


@given(SCOPES)
def test_advice_is_never_empty_and_names_only_what_is_so(scope: rules.Scope) -> None:
    said = rules.advice(scope)

    assert said
    assert all(sentence.endswith("。") for sentence in said)
    assert ("预算低于" in "".join(said)) == (
        scope.budget is not None and scope.usual_low is not None and scope.budget < scope.usual_low
    )
    assert ("响应时间只有" in "".join(said)) == (scope.days < rules.SHORT_DAYS)
    assert ("项资质" in "".join(said)) == (scope.credentials > rules.MANY_CREDENTIALS)


def test_after_half_its_time_without_an_answer_buyer_and_officers_are_told_once_what_may_help() -> None:
    cast.lab()
    demand, officer = cast.long_open(), cast.officer("31")
    answered = cast.long_open()
    cast.interest(answered, cast.lab())
    with clock.stopped_at(clock.now() + 14 * DAY):
        assert services.follow_up() == 0

    with clock.stopped_at(clock.now() + 16 * DAY):
        assert [services.follow_up(), services.follow_up()] == [1, 0]

    assert "响应时间已过半，还没有机构响应。符合条件的机构只有1家，请直接邀请它们。" in told(demand)
    assert officer.inbox.latest("id").text == told(demand)
    assert Reminder.objects.get().demand == demand


def test_three_days_and_one_day_before_the_deadline_the_buyer_is_reminded_and_anew_of_a_later_one() -> None:
    demand, lab = cast.long_open(), cast.lab()
    cast.interest(demand, lab)
    cast.question(demand, lab)
    deadline = demand.deadline
    assert deadline

    with clock.stopped_at(deadline - 4 * DAY):
        assert services.follow_up() == 0
    with clock.stopped_at(deadline - 2 * DAY):
        assert [services.follow_up(), services.follow_up()] == [1, 0]
        assert "已有1家机构响应，有1个提问等您回答。" in told(demand)
    with clock.stopped_at(deadline - DAY / 2):
        assert [services.follow_up(), services.follow_up()] == [1, 0]
        amendments.announce(demand, cast.changed(demand), reason="放假。", editor=demand.author)
        assert services.follow_up() == 0
    demand.refresh_from_db()
    assert demand.deadline
    with clock.stopped_at(demand.deadline - 2 * DAY):
        assert services.follow_up() == 1
    kinds = Reminder.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["soon", "last", "soon"]


def test_a_call_that_was_short_from_its_beginning_is_not_reminded_on_its_first_day() -> None:
    demand = cast.published(deadline=clock.end_of_day(clock.today() + 3 * DAY))
    cast.interest(demand, cast.lab())

    assert services.follow_up() == 0
    with clock.stopped_at(clock.end_of_day(clock.today() + 3 * DAY) - DAY / 2):
        assert services.follow_up() == 1


def test_a_run_does_no_more_than_it_may_and_the_next_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST", 1)
    for _ in range(2):
        cast.long_open()

    with clock.stopped_at(clock.now() + 16 * DAY):
        assert [services.follow_up() for _ in range(3)] == [1, 1, 0]


def test_two_weeks_after_its_end_the_buyer_is_asked_how_it_went_and_says_so_once() -> None:
    demand, lab = cast.published(), cast.lab()
    cast.interest(demand, lab)
    demands.close(demand, editor=demand.author)
    marked = cast.published()
    deals.mark_outcome(marked, Outcome.Kind.DROPPED, buyer=demand.author)
    page = reverse("deals:survey", args=[demand.number])

    with clock.stopped_at(clock.now() + 15 * DAY):
        buyer = as_(demand.author)
        assert [services.follow_up(), services.follow_up()] == [1, 0]
        assert "结束两周了" in told(demand)
        [task] = queues.surveys(demand.author)
        assert task.url == page == demand.author.inbox.latest("id").link
        assert "请选择满意程度。" in words_of(buyer.post(page, {"kind": "none"}))
        buyer.post(page, {"kind": "agreed", "supplier": lab.pk, "satisfaction": "4", "words": "很快。"})
        assert queues.surveys(demand.author) == []
        assert buyer.get(page).status_code == 302

    urls = [as_(cast.officer(code)).get(reverse("deals:surveys")) for code in ("31", "33")]
    assert ["很快。" in words_of(page) for page in urls] == [True, False]
    survey = Survey.objects.get()
    assert (survey.outcome.supplier, survey.satisfaction, survey.words) == (lab, 4, "很快。")
    with pytest.raises(OutcomeMarked):
        services.answer_survey(demand, "none", buyer=demand.author, satisfaction=1)
    assert Survey.objects.count() == 1


def test_at_a_desk_that_was_left_the_survey_gives_nothing_to_anybody() -> None:
    demand, lab = cast.published(), cast.lab()
    other = demands.close(cast.published(), editor=demand.author)
    cast.interest(demand, lab)
    demands.close(demand, editor=demand.author)
    page, plain = (reverse("deals:survey", args=[one.number]) for one in (demand, other))
    agreed = {"kind": "agreed", "supplier": lab.pk, "satisfaction": "4", "words": "很快。"}
    browser = at_a_desk_that_was_left(demand.author)
    assert browser.get(page).status_code == 200

    asked = browser.post(page, agreed).headers["Location"]

    assert asked.startswith(reverse("account_reauthenticate"))
    assert not Outcome.objects.exists()
    assert browser.post(plain, {"kind": "none", "satisfaction": "2"}).headers["Location"] == reverse(
        "deals:overview", args=[other.number]
    )
    assert Outcome.objects.get().kind == Outcome.Kind.NONE
    assert "密码不对" in words_of(browser.post(asked, {"password": "wrong"}))
    assert not Outcome.objects.filter(demand=demand).exists()
    browser.post(asked, {"password": PASSWORD, "next": page})
    survey = Survey.objects.get(outcome__demand=demand)
    assert (survey.outcome.supplier, survey.satisfaction, survey.words) == (lab, 4, "很快。")


def test_a_survey_that_believes_a_confirmation_for_too_long_is_noticed(settings: Any) -> None:
    demand, lab = cast.published(), cast.lab()
    cast.interest(demand, lab)
    demands.close(demand, editor=demand.author)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 3600

    at_a_desk_that_was_left(demand.author).post(
        reverse("deals:survey", args=[demand.number]),
        {"kind": "agreed", "supplier": lab.pk, "satisfaction": "4"},
    )

    assert Outcome.objects.exists()


def test_an_officer_reads_what_the_surveys_of_the_province_come_to() -> None:
    lab = cast.lab()
    ended = [cast.published() for _ in range(3)]
    for demand in ended:
        cast.interest(demand, lab)
        demands.close(demand, editor=demand.author)
    empty = words_of(as_(cast.officer("31")).get(reverse("deals:surveys")))
    assert "还没有发布单位填写" in empty
    assert "平均满意程度" not in empty

    with clock.stopped_at(clock.now() + 15 * DAY):
        services.follow_up()
        first, second, _ = ended
        services.answer_survey(first, "agreed", buyer=first.author, satisfaction=5, supplier=lab)
        services.answer_survey(second, "none", buyer=second.author, satisfaction=2)

    assert queries.summary_for(cast.officer("31")) == queries.Summary(3, 2, 3.5, 50)
    assert queries.summary_for(cast.officer("33")) == queries.Summary(0, 0, None, 0)
    page = words_of(as_(cast.officer("31")).get(reverse("deals:surveys")))
    assert "3.5" in page
    assert "50%" in page


def test_what_was_withdrawn_or_ended_long_ago_is_not_asked_about() -> None:
    demands.withdraw(cast.published(), editor=cast.owner_of(cast.dyer()))
    old = demands.close(cast.published(), editor=cast.owner_of(cast.dyer()))

    with clock.stopped_at(clock.now() + queries.ASKED_FOR + DAY):
        assert services.follow_up() == 0
        assert not queries.to_be_asked_of(old.buyer).exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_it_once() -> None:
    demand = cast.long_open()
    later = clock.now() + 16 * DAY

    def run() -> int:
        with clock.stopped_at(later):
            return services.follow_up()

    assert sorted(map(str, at_once(run, run))) == ["0", "1"]
    assert Reminder.objects.count() == 1
    assert demand.author.inbox.filter(text__contains="响应时间已过半").count() == 1
