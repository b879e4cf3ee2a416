"""How long credit information holds. Pure."""

import calendar
import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

MONTHS = 6
"""How long a credit report is taken as new, from the day on which it was made out."""
DAYS_OF_WARNING = 30
WORKDAYS_OF_SOURCE = 7
"""How long whoever published a record has to say whether it is right (上海市社会信用条例, 36)."""
YEAR = dt.timedelta(days=365)
RETRY = dt.timedelta(days=30)
GRACE = dt.timedelta(days=30)
"""How long officers have to look up a body that is due."""


class Look(NamedTuple):
    """When somebody looked at a site, and whether it answered."""

    on: dt.date
    was_possible: bool


def last_day(issued_on: dt.date) -> dt.date:
    """The last day on which a report is not too old: the same day six months on, or the last of that month."""
    years, month = divmod(issued_on.month - 1 + MONTHS, 12)
    year = issued_on.year + years
    return dt.date(year, month + 1, min(issued_on.day, calendar.monthrange(year, month + 1)[1]))


def next_look(looks: Iterable[Look | None], otherwise: dt.date) -> dt.date:
    """When a body is to be looked up again, from the latest look at each site: a year after the oldest.

    A site that could not be asked is tried again after thirty days; with one that nobody looked at, it stays as it was.
    """
    days = [otherwise if look is None else look.on + (YEAR if look.was_possible else RETRY) for look in looks]
    return min(days, default=otherwise)
