"""Working days (工作日) with China's public holidays, as the review clocks count them."""

import datetime as dt
import logging

import chinese_calendar

from greenbridge.core import clock

logger = logging.getLogger(__name__)


def is_workday(day: dt.date) -> bool:
    """Whether offices work on that day.

    The holiday table ends with the last year the State Council has announced; past it we count weekends
    only and say so in the log, because a review clock must not stop for want of a table.
    """
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        logger.warning("no holiday table for %s: counting weekends only", day.year)
        return day.weekday() < 5


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
