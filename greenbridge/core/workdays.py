"""Working days (工作日) with China's public holidays, as the review clocks count them."""

import datetime as dt
import logging
from functools import cache

import chinese_calendar

from greenbridge.core import clock

logger = logging.getLogger(__name__)

# 全国年节及纪念日放假办法（2024年修订）第二条: the holidays that fall on the same day of every year.
FIXED = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}


def is_workday(day: dt.date) -> bool:
    """Whether offices work on that day.

    The holiday table ends with the last year the State Council has announced. A review clock must not stop for want
    of one: past it, weekends and the holidays of fixed days are free, and the log says so, once a year and process.
    """
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        _warn(day.year)
        return day.weekday() < 5 and (day.month, day.day) not in FIXED


def announced_until() -> int:
    """The last year whose holidays are known day by day."""
    last: dt.date = max(chinese_calendar.holidays)
    return last.year


@cache
def _warn(year: int) -> None:
    logger.warning("no holiday table for %s: counting weekends and the holidays of fixed days", year)


def due_after(start: dt.datetime, workdays: int) -> dt.datetime:
    """The end of the n-th working day after the day of ``start`` (the day itself is not counted)."""
    day = clock.local(start).date()
    while workdays > 0:
        day += dt.timedelta(days=1)
        workdays -= is_workday(day)
    return clock.end_of_day(day)


def before(day: dt.date, workdays: int) -> dt.date:
    """The n-th working day before a day (the day itself is not counted)."""
    while workdays > 0:
        day -= dt.timedelta(days=1)
        workdays -= is_workday(day)
    return day


def workdays_between(earlier: dt.date, later: dt.date) -> int:
    """How many working days lie after ``earlier`` up to and including ``later``; 0 when it is not later."""
    days = (later - earlier).days
    return sum(is_workday(earlier + dt.timedelta(days=n)) for n in range(1, days + 1))
