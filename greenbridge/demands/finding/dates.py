"""When what the hall shows was published, and until when it may be answered: some usual spans, or a first and last day."""

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


def _published_within(days: int) -> Limits:
    """The days up to today, today included."""
    return clock.start_of_day(clock.today() - dt.timedelta(days=days - 1)), None


def _due_within(days: int) -> Limits:
    """From this minute on, in which what is over ends by itself, to the end of so many days from today."""
    this_minute = clock.now().replace(second=0, microsecond=0)
    return this_minute, clock.end_of_day(clock.today() + dt.timedelta(days=days))


def _days(first: dt.date | None, last: dt.date | None) -> Limits:
    return clock.start_of_day(first) if first else None, clock.end_of_day(last) if last else None


PUBLISHED = DateFilter(
    name="published",
    title="发布日期",
    parameters=("since", "from", "to"),
    usual={"1": "今天", "3": "近3天", "7": "近7天", "30": "近30天"},
    within=_published_within,
    said_of_usual="{}发布",
    said_of_first="{}起发布",
    said_of_last="{}前发布",
)
DEADLINE = DateFilter(
    name="deadline",
    title="截止时间",
    parameters=("due", "due_from", "due_to"),
    usual={"3": "3天内", "7": "7天内", "30": "30天内"},
    within=_due_within,
    said_of_usual="{}截止",
    said_of_first="不早于{}截止",
    said_of_last="不晚于{}截止",
)
PARAMETERS = (*PUBLISHED.parameters, *DEADLINE.parameters)


def asked(by: DateFilter, params: QueryDict) -> Asked:
    """What an address asks; what is no day and no usual span is not asked for."""
    usual, first, last = (params.get(name, "") for name in by.parameters)
    if usual in by.usual:
        return Asked(by, usual)
    return Asked(by, "", _day(first), _day(last))


def spans(params: QueryDict) -> list[Span]:
    """The conditions on times that an address sets."""
    each = [asked(by, params).span for by in (PUBLISHED, DEADLINE)]
    return [span for span in each if span.said]


def _day(text: str) -> dt.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
