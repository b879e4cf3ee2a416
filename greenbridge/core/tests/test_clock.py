"""The one clock, and the days that offices count."""

import datetime as dt
import logging
from zoneinfo import ZoneInfo

import pytest

from greenbridge.core import clock, workdays

SHANGHAI = ZoneInfo("Asia/Shanghai")


def in_shanghai(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=SHANGHAI)  # type: ignore[misc, arg-type]


def test_a_stopped_clock_stands_still_and_goes_on_afterwards() -> None:
    moment = in_shanghai(2026, 10, 1, 12)

    with clock.stopped_at(moment):
        assert clock.now() == moment

    assert clock.now() > moment


@pytest.mark.django_db
def test_the_clock_of_the_database_is_asked_and_stands_still_with_ours() -> None:
    before = clock.now() - dt.timedelta(milliseconds=1)  # SQLite tells no less
    assert before <= clock.of_the_database() <= clock.now()

    with clock.stopped_at(in_shanghai(2026, 10, 1, 12)):
        assert clock.of_the_database() == clock.now()


def test_the_day_begins_at_midnight_in_shanghai_not_in_london() -> None:
    with clock.stopped_at(dt.datetime(2026, 11, 22, 16, 0, tzinfo=dt.UTC)):
        assert clock.today() == dt.date(2026, 11, 23)
    with clock.stopped_at(dt.datetime(2026, 11, 22, 15, 59, 59, tzinfo=dt.UTC)):
        assert clock.today() == dt.date(2026, 11, 22)


def test_a_deadline_given_as_a_date_falls_in_its_last_second() -> None:
    assert clock.end_of_day(dt.date(2026, 11, 23)) == in_shanghai(2026, 11, 23, 23, 59, 59)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (dt.date(2026, 11, 23), True),
        (dt.date(2026, 11, 22), False),
        (dt.date(2026, 10, 1), False),  # national day, a Thursday
        (dt.date(2026, 10, 7), False),  # its last day off, a Wednesday
        (dt.date(2026, 10, 10), True),  # the Saturday worked in exchange
        (dt.date(2026, 2, 17), False),  # spring festival, a Tuesday
    ],
)
def test_public_holidays_and_exchanged_weekends_count(day: dt.date, works: bool) -> None:
    assert workdays.is_workday(day) is works


def test_three_working_days_reach_over_the_national_holiday() -> None:
    due = workdays.due_after(in_shanghai(2026, 9, 30, 9), 3)

    assert due == in_shanghai(2026, 10, 10, 23, 59, 59)


def test_the_day_of_submission_does_not_count() -> None:
    assert workdays.due_after(in_shanghai(2026, 11, 23, 0, 1), 1) == in_shanghai(2026, 11, 24, 23, 59, 59)


def test_working_days_between_leave_out_the_first_and_take_in_the_last() -> None:
    friday, monday = dt.date(2026, 11, 20), dt.date(2026, 11, 23)

    assert workdays.workdays_between(friday, monday) == 1
    assert workdays.workdays_between(monday, monday) == 0
    assert workdays.workdays_between(monday, friday) == 0


def test_beyond_the_holiday_table_weekends_and_fixed_holidays_are_free_and_the_log_says_so_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    workdays._warn.cache_clear()

    with caplog.at_level(logging.WARNING, "greenbridge"):
        assert workdays.is_workday(dt.date(2090, 9, 29))  # a Friday
        assert not workdays.is_workday(dt.date(2090, 9, 30))  # a Saturday
        assert not workdays.is_workday(
            dt.date(2090, 10, 2)
        )  # a Monday, and the second day of the national holiday

    assert caplog.text.count("no holiday table for 2090") == 1
    assert workdays.announced_until() < 2090
