"""What a subscription asks for, and what has come since."""

import datetime as dt
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from greenbridge.core import clock
from greenbridge.demands.finding import dates
from greenbridge.demands.models import Demand, Project, Subscription
from greenbridge.demands.search import HALL
from greenbridge.search import queries as search
from greenbridge.search.dates import asked as asked_time

EVERYTHING = "全部需求"
RECENT = dt.timedelta(days=30)
"""What was published earlier is no news, even where it comes into the hall only now."""
MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Conditions:
    """The part of the hall's address that narrows it, and the same in words."""

    query: str
    label: str

    @property
    def asked(self) -> search.Query:
        return asked_of(self.query)


def conditions(params: QueryDict) -> Conditions:
    """What somebody subscribes to who looks at the hall under this address: words, filters and until when it may be answered.

    Not when it was published, in which order or on which page it stands: they are about the look back.
    """
    names = ["q", *(f.name for f in HALL.filters)]
    kept = [(name, value) for name in names for value in params.getlist(name) if value.strip()]
    query = QueryDict(urlencode([*kept, *asked_time(dates.DEADLINE, params).kept.items()]))
    label = "，".join(chip.label for chip in HALL.build(query, spans=dates.spans(query)).chips) or EVERYTHING
    return Conditions(query.urlencode(), label)


def asked_of(address: str) -> search.Query:
    """What such conditions ask of the index at this moment."""
    query = QueryDict(address)
    return HALL.asked(query, spans=dates.spans(query))


def fresh(subscription: Subscription) -> list[Demand | Project]:
    """Demands and official projects that meet the conditions, came after the confirmation and have not been told of; the newest first."""
    since = clock.now() - RECENT
    asked = replace(asked_of(subscription.conditions), order="newest", published_from=since)
    found = search.everything(asked, MOST_AT_ONCE)
    return [row for row in found if _is_news(row, subscription)]


def _is_news(row: Demand | Project, subscription: Subscription) -> bool:
    since, came = subscription.confirmed_at, row.came_at
    return bool(since and came and came > since) and row.number not in subscription.told
