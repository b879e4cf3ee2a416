"""The hall to take along: as a table, as a feed for readers, and its deadlines for a calendar."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from icalendar import Alarm, Calendar, Event, vText

from greenbridge.accounts.exports import Table, day
from greenbridge.core import clock
from greenbridge.core.text import clean_line
from greenbridge.demands.models import Demand, Project
from greenbridge.demands.search import OPEN
from greenbridge.demands.templatetags.demands import budget, project_state, sites_written, state_text
from greenbridge.search.queries import Query

IN_A_FEED = 50
IN_A_CALENDAR = 200
Row = Demand | Project
A_DAY_BEFORE = dt.timedelta(days=-1)


def _state(demand: Row) -> str:
    return project_state(demand) if isinstance(demand, Project) else state_text(demand)


def _wastes(demand: Row) -> str:
    return "" if isinstance(demand, Project) else demand.wastes_written


def _sites(demand: Row) -> str:
    return "" if isinstance(demand, Project) else sites_written(demand)


def _lots(demand: Row) -> str:
    return "" if isinstance(demand, Project) else "、".join(str(lot) for lot in demand.standing_lots)


def _about(demand: Row) -> str:
    """What a feed says below the title."""
    parts = [("点位", _sites(demand)), ("标段", _lots(demand))]
    told = "".join(f"{label}：{said}。" for label, said in parts if said)
    words = "" if isinstance(demand, Project) else demand.description[:300]
    return f"{_region(demand)}，{demand.shown_buyer}，预算{budget(demand)}。{told}{words}"


def _region(demand: Row) -> str:
    return demand.region.full_name if demand.region else ""


TABLE = Table[Row](
    "需求大厅",
    (
        ("来源", lambda demand: demand.source if isinstance(demand, Project) else "企业发布", 22),
        ("编号", lambda demand: demand.number, 22),
        ("标题", lambda demand: demand.title, 50),
        ("需求类型", lambda demand: "、".join(kind.name for kind in demand.service_types.all()), 26),
        ("危废类别", _wastes, 18),
        ("项目所在地", _region, 30),
        ("点位", _sites, 40),
        ("标段", _lots, 40),
        ("发布单位", lambda demand: demand.shown_buyer, 30),
        ("发布主体", lambda demand: demand.get_publisher_kind_display(), 12),
        ("预算", budget, 16),
        ("状态", _state, 12),
        ("发布日期", lambda demand: day(demand.published_at), 12),
        ("响应截止", lambda demand: day(demand.deadline), 12),
        ("网址", lambda demand: _address(demand.get_absolute_url()), 46),
    ),
)


def feed(demands: Iterable[Row], *, label: str, path: str) -> str:
    """The newest demands as Atom; ``path`` is where the same stand in the hall."""
    atom = Atom1Feed(
        title=f"绿桥需求大厅：{label}",
        link=_address(path),
        description="企业发布的环保治理需求，和政府采购、招标网站的公告",
        language="zh-hans",
    )
    for demand in demands:
        atom.add_item(
            title=demand.title,
            link=_address(demand.get_absolute_url()),
            unique_id=_address(demand.get_absolute_url()),
            description=_about(demand),
            pubdate=demand.published_at,
            updateddate=demand.published_at,
            categories=[kind.name for kind in demand.service_types.all()],
        )
    return atom.writeString("utf-8")


def open_deadlines(asked: Query) -> Query:
    """The same of what can still be answered, the nearest deadline first."""
    now = clock.now()
    since = max(asked.deadline_from or now, now)
    return replace(asked, filters={**asked.filters, "state": [OPEN]}, order="deadline", deadline_from=since)


def calendar(demands: Iterable[Row], *, label: str) -> bytes:
    """The deadlines of those that are still open, each with a reminder a day before."""
    whole = Calendar()
    whole.add("prodid", "-//Greenbridge//Demands//ZH")
    whole.add("version", "2.0")
    whole.add("x-wr-calname", vText(clean_line(f"响应截止：{label}")))
    for demand in demands:
        if demand.is_open and demand.deadline:
            whole.add_component(_event(demand, demand.deadline))
    content: bytes = whole.to_ical()
    return content


def _event(demand: Row, deadline: dt.datetime) -> Event:
    event, last_day = Event(), clock.local(deadline).date()
    is_whole_day = deadline >= clock.end_of_day(last_day)
    event.add("uid", f"{demand.number}@{urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname}")
    event.add("dtstamp", demand.published_at)
    event.add("dtstart", last_day if is_whole_day else deadline)
    event.add("summary", f"响应截止：{demand.title}")
    event.add("location", _region(demand))
    event.add("url", _address(demand.get_absolute_url()))
    reminder = Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("description", f"明天响应截止：{demand.title}")
    reminder.add("trigger", A_DAY_BEFORE)
    event.add_component(reminder)
    return event


def _address(path: str) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}"
