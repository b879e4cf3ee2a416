"""The one clock of the house. UTC inside, Asia/Shanghai on screen; tests stop it with ``stopped_at``."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection
from django.utils import timezone

_stopped: ContextVar[dt.datetime | None] = ContextVar("stopped", default=None)


def now() -> dt.datetime:
    """This moment, aware, in UTC."""
    return _stopped.get() or timezone.now()


def of_the_database() -> dt.datetime:
    """This moment by the one clock that all servers share. Asked for after the lock, it decides whether a deadline has passed."""
    if stopped := _stopped.get():
        return stopped
    with connection.cursor() as cursor:
        cursor.execute(_ASKED[connection.vendor])
        (moment,) = cursor.fetchone()
    return dt.datetime.fromisoformat(str(moment))


def day_of_the_database() -> dt.date:
    """Today in Asia/Shanghai by that clock: decides, after the lock, whether a last day has passed or a first one come."""
    return local(of_the_database()).date()


_ASKED = {
    "postgresql": "SELECT clock_timestamp()",
    "sqlite": "SELECT strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')",
}


def today() -> dt.date:
    """Today's date in Asia/Shanghai: the day on which licences expire and phases open."""
    return local(now()).date()


def local(moment: dt.datetime) -> dt.datetime:
    """The moment on a wall clock in Asia/Shanghai."""
    return timezone.localtime(moment)


def start_of_day(day: dt.date) -> dt.datetime:
    """The first second of a day in Asia/Shanghai."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def end_of_day(day: dt.date) -> dt.datetime:
    """The last second of a day in Asia/Shanghai: when a deadline given as a date falls."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59, 59)))


def written(day: dt.date) -> str:
    """2026年1月2日: how the house writes a day. Of a moment, the day it is in Asia/Shanghai."""
    day = local(day).date() if isinstance(day, dt.datetime) else day
    return f"{day.year}年{day.month}月{day.day}日"


def is_stopped() -> bool:
    return _stopped.get() is not None


@contextmanager
def stopped_at(moment: dt.datetime) -> Iterator[None]:
    """Stop the clock, for tests of deadlines."""
    token = _stopped.set(moment)
    try:
        yield
    finally:
        _stopped.reset(token)
