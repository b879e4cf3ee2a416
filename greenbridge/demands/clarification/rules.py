"""Until when may be asked, and when an answer is due. Pure."""

import datetime as dt

from greenbridge.core import clock, workdays

CUT_OFF_WORKDAYS = 2  # before the deadline: the buyer answers on the first, everybody reads it on the second
ANSWER_WORKDAYS = 2
MOST_OPEN = 5  # questions of one body that wait


def cut_off(
    published_at: dt.datetime, deadline: dt.datetime, stated: dt.datetime | None = None
) -> dt.datetime:
    """The last moment for a question: as the buyer stated, else two working days before the deadline.

    However short the call is, the day after its publication is left for questions; and none comes after the deadline.
    """
    if stated:
        return min(stated, deadline)
    usual = clock.end_of_day(workdays.before(clock.local(deadline).date(), CUT_OFF_WORKDAYS))
    least = clock.end_of_day(clock.local(published_at).date() + dt.timedelta(days=1))
    return min(max(usual, least), deadline)


def answer_due(asked_at: dt.datetime, deadline: dt.datetime) -> dt.datetime:
    """Two working days after the question, and at the latest the working day before the deadline; asked so late, at once."""
    usual = workdays.due_after(asked_at, ANSWER_WORKDAYS)
    latest = clock.end_of_day(workdays.before(clock.local(deadline).date(), 1))
    return min(max(min(usual, latest), clock.end_of_day(clock.local(asked_at).date())), deadline)
