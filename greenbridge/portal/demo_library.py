"""Documents of the demo world (演示数据): invented rules on waste, one of them replaced, one of them still to come."""

import datetime as dt
from typing import Any

from greenbridge.core import clock
from greenbridge.library import services
from greenbridge.library.facts import Facts
from greenbridge.portal import demo_laws as texts

SOURCE = "演示来源"


def seed() -> None:
    """A rule for the whole country in two texts, one of 浙江 that a new one will replace, a standard in two editions."""
    for facts in (*texts.RULE, *texts.STANDARD, texts.OF_ZHEJIANG):
        _put(facts)
    announced, begins = _days_from_now(-20), _days_from_now(40)
    _put(texts.OF_ZHEJIANG_TO_COME | {"promulgated_on": announced, "effective_on": begins})


def _put(facts: dict[str, Any]) -> None:
    services.put(Facts(source=SOURCE, fetched_at=clock.now(), is_demo=True, **facts))


def _days_from_now(days: int) -> dt.date:
    return clock.today() + dt.timedelta(days=days)
