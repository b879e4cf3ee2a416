"""Filters of a list by a time that every row has: some usual spans, or a first and last day."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.dateparse import parse_date

from greenbridge.core import clock
from greenbridge.search.listing import Span

Limits = tuple[dt.datetime | None, dt.datetime | None]


@dataclass(frozen=True)
class DateFilter:
    """A filter by a time of the rows. ``usual`` are spans by their number of days; ``within`` says what they mean.

    Of its three parameters the first holds a usual span, the others the first and the last day.
    """

    name: str
    title: str
    parameters: tuple[str, str, str]
    usual: Mapping[str, str]
    within: Callable[[int], Limits]
    said_of_usual: str
    said_of_first: str
    said_of_last: str


@dataclass(frozen=True)
class Asked:
    """What an address asks of such a filter, as the page shows it. A usual span goes before days."""

    by: DateFilter
    usual: str = ""
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def span(self) -> Span:
        limits = self.by.within(int(self.usual)) if self.usual else _days(self.first, self.last)
        return Span(self.by.name, self.by.title, self._said(), *limits)

    @property
    def kept(self) -> dict[str, str]:
        """The parameters that mean something, as an address holds them."""
        days = [day.isoformat() if day else "" for day in (self.first, self.last)]
        values = zip(self.by.parameters, [self.usual, *days], strict=True)
        return {name: value for name, value in values if value}

    def _said(self) -> dict[str, str]:
        usual, first, last = self.by.parameters
        said = {
            usual: self.by.said_of_usual.format(self.by.usual[self.usual]) if self.usual else "",
            first: self.by.said_of_first.format(clock.written(self.first)) if self.first else "",
            last: self.by.said_of_last.format(clock.written(self.last)) if self.last else "",
        }
        return {name: words for name, words in said.items() if words}


def up_to_today(days: int) -> Limits:
    """So many days up to today, today included."""
    return clock.start_of_day(clock.today() - dt.timedelta(days=days - 1)), None


def asked(by: DateFilter, params: QueryDict) -> Asked:
    """What an address asks; what is no day and no usual span is not asked for."""
    usual, first, last = (params.get(name, "") for name in by.parameters)
    if usual in by.usual:
        return Asked(by, usual)
    return Asked(by, "", day_of(first), day_of(last))


def _days(first: dt.date | None, last: dt.date | None) -> Limits:
    return clock.start_of_day(first) if first else None, clock.end_of_day(last) if last else None


def day_of(text: str) -> dt.date | None:
    """The day that an address names; None where it names none."""
    try:
        return parse_date(text)
    except ValueError:
        return None
