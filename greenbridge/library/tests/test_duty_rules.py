"""When duties fall due: on which days, at the edges of months, years and days, and when one is reminded."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.core import clock, workdays
from greenbridge.library.duties.loading import DATA
from greenbridge.library.duties.rules import (
    STAGES,
    Circle,
    Due,
    Pace,
    Rule,
    Unit,
    concerns,
    dues,
    end_of_month,
    period_written,
    stage_due,
    written,
)

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2060, 12, 31))
LEAP = dt.date(2028, 2, 29)
JANUARY = Rule(Pace.YEARLY, month=1, day=31)
QUARTER = Rule(Pace.QUARTERLY, count=15)
MONTH = Rule(Pace.MONTHLY, count=15)
AGAIN = st.one_of(
    st.builds(Rule, st.just(Pace.YEARLY), st.integers(1, 12), st.integers(1, 31)),
    st.builds(Rule, st.sampled_from([Pace.QUARTERLY, Pace.MONTHLY]), count=st.integers(1, 366)),
)
ONCE = st.builds(
    Rule,
    st.sampled_from([Pace.BEFORE, Pace.AFTER]),
    count=st.integers(1, 60),
    unit=st.sampled_from([Unit.DAYS, Unit.MONTHS, Unit.YEARS]),
)


def days(rule: Rule, first: str, last: str, anchor: str = "") -> list[str]:
    until = dt.date.fromisoformat(last)
    found = dues(rule, dt.date.fromisoformat(first), until, dt.date.fromisoformat(anchor) if anchor else None)
    return [f"{due.day} {due.period}" for due in found]


@pytest.mark.parametrize(
    ("rule", "first", "last", "found"),
    [
        (JANUARY, "2026-02-01", "2027-01-31", ["2027-01-31 2027"]),
        (JANUARY, "2027-01-31", "2027-01-31", ["2027-01-31 2027"]),
        (JANUARY, "2027-02-01", "2028-01-30", []),
        (
            Rule(Pace.YEARLY, month=2, day=29),
            "2027-01-01",
            "2028-12-31",
            ["2027-02-28 2027", "2028-02-29 2028"],
        ),
        (QUARTER, "2026-11-28", "2027-04-15", ["2027-01-15 2026Q4", "2027-04-15 2027Q1"]),
        (Rule(Pace.QUARTERLY, count=366), "2027-12-31", "2028-01-01", ["2028-01-01 2026Q4"]),
        (MONTH, "2028-02-01", "2028-03-15", ["2028-02-15 2028-01", "2028-03-15 2028-02"]),
        (Rule(Pace.STANDING), "2026-01-01", "2030-01-01", []),
    ],
)
def test_what_comes_again_is_due_on_these_days(rule: Rule, first: str, last: str, found: list[str]) -> None:
    assert days(rule, first, last) == found


@pytest.mark.parametrize(
    ("rule", "anchor", "day"),
    [
        (Rule(Pace.BEFORE, count=60), "2027-03-01", "2026-12-31"),
        (Rule(Pace.BEFORE, count=1, unit=Unit.MONTHS), "2028-03-31", "2028-02-29"),
        (Rule(Pace.BEFORE, count=1, unit=Unit.WORKDAYS), "2026-11-30", "2026-11-27"),
        (Rule(Pace.AFTER, count=1, unit=Unit.WORKDAYS), "2026-11-27", "2026-11-30"),
        (Rule(Pace.AFTER, count=3, unit=Unit.YEARS), "2024-02-29", "2027-02-28"),
        (Rule(Pace.AFTER, count=3, unit=Unit.MONTHS), "2026-11-30", "2027-02-28"),
        (Rule(Pace.AFTER, count=12, unit=Unit.MONTHS), "2026-12-31", "2027-12-31"),
    ],
)
def test_what_hangs_on_a_day_of_the_company_is_due_on_this_day(rule: Rule, anchor: str, day: str) -> None:
    assert days(rule, "2000-01-01", "2100-01-01", anchor) == [f"{day} {anchor}"]


def test_what_hangs_on_a_day_stays_in_sight_when_it_is_past_and_needs_that_day() -> None:
    renewal = Rule(Pace.BEFORE, count=60)

    assert days(renewal, "2027-06-01", "2028-05-31", "2027-03-01") == ["2026-12-31 2027-03-01"]
    assert days(renewal, "2026-06-01", "2026-12-30", "2027-03-01") == []
    assert days(renewal, "2026-06-01", "2027-05-31") == []


@given(AGAIN, DAYS, st.integers(0, 800))
def test_every_time_lies_within_in_order_and_is_named_once(rule: Rule, first: dt.date, span: int) -> None:
    last = first + dt.timedelta(days=span)
    found = dues(rule, first, last)

    assert all(first <= due.day <= last for due in found)
    assert [due.day for due in found] == sorted(due.day for due in found)
    assert len({due.period for due in found}) == len(found)


@given(AGAIN, DAYS, st.integers(0, 400), st.integers(0, 400))
def test_two_spans_side_by_side_hold_what_the_whole_holds(
    rule: Rule, first: dt.date, one: int, other: int
) -> None:
    middle = first + dt.timedelta(days=one)
    last = middle + dt.timedelta(days=other + 1)

    halves = dues(rule, first, middle) + dues(rule, middle + dt.timedelta(days=1), last)
    assert halves == dues(rule, first, last)


@given(AGAIN, DAYS)
def test_a_year_holds_what_comes_again_as_often_as_it_comes(rule: Rule, first: dt.date) -> None:
    last = first.replace(year=first.year + 1, day=min(first.day, 28))
    found = len(dues(rule, first.replace(day=min(first.day, 28)), last - dt.timedelta(days=1)))
    usual = {Pace.YEARLY: 1, Pace.QUARTERLY: 4, Pace.MONTHLY: 12}[Pace(rule.pace)]

    # A day in February moves with leap years, and with it what is counted from the end of a month.
    assert abs(found - usual) <= (0 if rule.pace == Pace.YEARLY and rule.day <= 28 else 1)


@given(ONCE, DAYS)
def test_there_and_back_is_the_same_day_but_for_the_ends_of_months(rule: Rule, anchor: dt.date) -> None:
    [due] = dues(rule, dt.date.min, dt.date.max, anchor)
    back = Rule(Pace.AFTER if rule.pace == Pace.BEFORE else Pace.BEFORE, count=rule.count, unit=rule.unit)
    [again] = dues(back, dt.date.min, dt.date.max, due.day)

    assert (due.day < anchor) == (rule.pace == Pace.BEFORE)
    assert again.day <= anchor
    assert (anchor - again.day).days <= (3 if anchor.day > 28 and rule.unit != Unit.DAYS else 0)


@given(DAYS, st.integers(-60, 60))
def test_the_stage_is_the_tightest_that_has_been_reached(day: dt.date, left: int) -> None:
    stage = stage_due(day, day - dt.timedelta(days=left))

    if left < 0 or left > max(STAGES):
        assert stage is None
    else:
        assert stage is not None
        assert left <= stage
        assert not any(left <= tighter < stage for tighter in STAGES)


def test_a_day_begins_at_midnight_in_shanghai() -> None:
    for moment, stage in (
        ("2027-01-30T15:59:59+00:00", 1),
        ("2027-01-31T15:59:59+00:00", 1),
        ("2027-01-31T16:00:00+00:00", None),
    ):
        with clock.stopped_at(dt.datetime.fromisoformat(moment)):
            assert stage_due(dt.date(2027, 1, 31), clock.today()) == stage


@pytest.mark.parametrize(
    ("circle", "is_concerned"),
    [
        (Circle(), True),
        (Circle(industries=("C17", "C26")), True),
        (Circle(industries=("C26",)), False),
        (Circle(traits=("tax", "permit-key")), True),
        (Circle(traits=("soil",)), False),
        (Circle(regions=("31",)), True),
        (Circle(regions=("32",)), False),
        (Circle(regions=("320509", "310118")), True),
        (Circle(regions=("320509", "330421")), False),
        (Circle(regions=("310118107001",)), False),
        (Circle(("C17",), ("permit-key",), ("310118",)), True),
        (Circle(("C17",), ("soil",), ("310118",)), False),
    ],
)
def test_codes_nest_and_one_trait_is_enough(circle: Circle, is_concerned: bool) -> None:
    assert concerns(circle, industry="C1713", traits={"permit-key"}, region="310118107") == is_concerned


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (JANUARY, "每年1月31日前"),
        (QUARTER, "每季度结束后15天内"),
        (MONTH, "每月结束后15天内"),
        (Rule(Pace.BEFORE, count=30, unit=Unit.WORKDAYS), "许可证到期前30个工作日"),
        (Rule(Pace.AFTER, count=3, unit=Unit.YEARS), "许可证到期后3年内"),
        (Rule(Pace.STANDING), "随时"),
    ],
)
def test_a_rule_is_written_in_words(rule: Rule, words: str) -> None:
    assert written(rule, "许可证到期") == words


def test_a_quarter_and_a_month_are_named_and_a_year_is_plain_from_the_day() -> None:
    day = dt.date(2027, 1, 15)
    assert period_written(Due(day, "2026Q4")) == "2026年第4季度"
    assert period_written(Due(day, "2026-12")) == "2026年12月"
    assert period_written(Due(day, "2027")) == period_written(Due(day, "2027-03-01")) == ""


def test_february_ends_where_it_ends() -> None:
    assert (end_of_month(2028, 2), end_of_month(2027, 2), LEAP.day) == (LEAP, dt.date(2027, 2, 28), 29)
    assert workdays.is_workday(dt.date(2026, 11, 27))
    assert DATA.exists()
