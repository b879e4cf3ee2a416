"""When what the hall shows was published, and until when it may be answered."""

import datetime as dt

from django.http import QueryDict

from greenbridge.core import clock
from greenbridge.search.dates import DateFilter, Limits, asked, up_to_today
from greenbridge.search.listing import Span


def _due_within(days: int) -> Limits:
    """From this minute on, in which what is over ends by itself, to the end of so many days from today."""
    this_minute = clock.now().replace(second=0, microsecond=0)
    return this_minute, clock.end_of_day(clock.today() + dt.timedelta(days=days))


PUBLISHED = DateFilter(
    name="published",
    title="发布日期",
    parameters=("since", "from", "to"),
    usual={"1": "今天", "3": "近3天", "7": "近7天", "30": "近30天"},
    within=up_to_today,
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


def spans(params: QueryDict) -> list[Span]:
    """The conditions on times that an address sets."""
    each = [asked(by, params).span for by in (PUBLISHED, DEADLINE)]
    return [span for span in each if span.said]
