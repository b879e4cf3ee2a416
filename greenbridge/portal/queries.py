"""Reads for the pages that join several halls."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, overload

from django.db import models
from django.urls import reverse

from greenbridge.accounts.desk import Queue, Task, Waiting, entries_for, queues_for
from greenbridge.accounts.models import User
from greenbridge.core.kept import Kept
from greenbridge.deals import totals
from greenbridge.deals.models import Total
from greenbridge.demands.models import Demand, Project
from greenbridge.demands.search import HALL, OPEN
from greenbridge.library.finding import listing
from greenbridge.library.models import Version
from greenbridge.search.listing import List
from greenbridge.search.tallies import SHORT
from greenbridge.suppliers.models import Supplier
from greenbridge.suppliers.search import DIRECTORY

SHOWN = 4
LAWS = 5
TASKS = "待办"

SCOPES = (
    ("", "全部"),
    ("supplier", "服务机构"),
    ("demand", "需求与公告"),
    ("library", "标准政策"),
    ("guide", "业务系统"),
)


@dataclass(frozen=True)
class Figure:
    """A number with its definition (指标)."""

    value: int
    label: str
    anchor: str
    at_least: bool = False
    counted_at: dt.datetime | None = None
    """When it was counted, if not at this moment."""


@dataclass(frozen=True)
class Home:
    """The live part of the home page."""

    newest_demands: list[Demand | Project]
    closing_demands: list[Demand | Project]
    newest_suppliers: list[Supplier]
    newest_laws: list[listing.Row]
    open_demands: Figure
    listed_suppliers: Figure
    figures: list[Figure]
    counted: list[Figure]
    """Those of the figures that are not of this moment, for there are many to count."""
    counted_at: dt.datetime | None
    """When the oldest of them was."""


_home: Kept[str, Home] = Kept()


def home() -> Home:
    """Kept until something of it changes."""
    return _home.one("home", _home_now)


def _home_now() -> Home:
    listed = Supplier.objects.listed()
    newest = listed.select_related("organisation__region").prefetch_related("activities__service_type")
    suppliers = _counted([listed], DIRECTORY, Figure(0, "在册服务机构", "suppliers"))
    calls = [Demand.objects.open(), Project.objects.open()]
    demands = _counted(calls, HALL, Figure(0, "公开征集的需求和公告", "demands"), "state", OPEN)
    responses = _told(Total.Kind.RESPONSES, Figure(0, "机构响应", "interests"))
    figures = [suppliers, demands, responses, _told(Total.Kind.AGREEMENTS, Figure(0, "达成合作", "outcomes"))]
    counted = [each for each in figures if each.counted_at]
    return Home(
        newest_demands=_newest_demands(),
        closing_demands=_closing_demands(),
        newest_suppliers=list(newest.order_by("-listed_at", "-id")[:SHOWN]),
        newest_laws=listing.newest(LAWS),
        open_demands=demands,
        listed_suppliers=suppliers,
        figures=figures,
        counted=counted,
        counted_at=min((each.counted_at for each in counted if each.counted_at), default=None),
    )


def _told(kind: Total.Kind, figure: Figure) -> Figure:
    told = totals.of(kind)
    return replace(figure, value=told.number, at_least=told.is_floor, counted_at=told.counted_at)


def _counted(
    rows: Iterable[models.QuerySet[Any]], hall: List, figure: Figure, facet: str = "", value: str = ""
) -> Figure:
    """Rows of a short hall are counted in the database as of the moment; of a long one, its own counts are told."""
    if not hall.is_long():
        few = sum(each.order_by()[: SHORT + 1].count() for each in rows)
        return replace(figure, value=min(few, SHORT), at_least=few > SHORT)
    told = hall.tallied()
    if facet:
        number, at_least = told.facets[facet].get(value, 0), facet in told.floors
    else:
        number, at_least = told.total, told.is_floor
    return replace(figure, value=number, at_least=at_least, counted_at=told.counted_at)


def _newest_demands() -> list[Demand | Project]:
    """Whether the deadline has passed is seen here: asked for it too, a database sorts all that are open."""
    published = Demand.objects.filter(status=Demand.Status.PUBLISHED).select_related("region")
    calls = Project.objects.public().filter(state__in=Project.OPEN).select_related("region")
    rows = [
        *published.order_by("-published_at", "-id")[: 5 * SHOWN],
        *calls.order_by("-last_published_at", "-id")[: 5 * SHOWN],
    ]
    newest = sorted(rows, key=_published, reverse=True)
    return [row for row in newest if row.is_open][:SHOWN]


def _published(row: Demand | Project) -> float:
    return row.published_at.timestamp() if row.published_at else 0.0


def _closing_demands() -> list[Demand | Project]:
    demands = Demand.objects.open().select_related("region").order_by("deadline")[:SHOWN]
    projects = Project.objects.open().exclude(deadline=None).select_related("region").order_by("deadline")
    rows = [*demands, *projects[:SHOWN]]
    return sorted(rows, key=lambda row: row.deadline.timestamp() if row.deadline else 0.0)[:SHOWN]


class MenuItem(NamedTuple):
    """A line of the desk's side menu."""

    label: str
    url: str
    waiting: int | None
    is_current: bool


class InLine(Sequence[Task]):
    """The tasks of several queues in one line, the most pressing first. To show some, no queue is read further."""

    def __init__(self, queues: Sequence[Sequence[Task]]) -> None:
        self._queues = queues

    def __len__(self) -> int:
        return sum(map(len, self._queues))

    def __iter__(self) -> Iterator[Task]:
        return iter(self[:])

    @overload
    def __getitem__(self, index: int) -> Task: ...
    @overload
    def __getitem__(self, index: slice) -> list[Task]: ...
    def __getitem__(self, index: int | slice) -> Task | list[Task]:
        stop = index.indices(len(self))[1] if isinstance(index, slice) else len(self)
        first = [task for queue in self._queues if len(queue) for task in queue[:stop]]
        return _pressing_first(first)[index]


@dataclass(frozen=True)
class Desk:
    """What waits for one person, in one queue or in all."""

    title: str
    tasks: Sequence[Task]


def desk(user: User, chosen: str = "") -> Desk:
    """Everything that waits for the person, the most pressing first; or one queue of it. Unknown queues are empty."""
    queues = queues_for(user)
    shown = [q for q in queues if q.key == chosen] if chosen else [q for q in queues if q.group == TASKS]
    tasks = InLine([_tasks(queue, user) for queue in shown])
    return Desk(title=shown[0].label if chosen and shown else "我的任务", tasks=tasks)


def _tasks(queue: Queue, user: User) -> Sequence[Task]:
    if queue.key not in user.waiting:
        tasks = queue.tasks(user)
        user.waiting[queue.key] = tasks if isinstance(tasks, Waiting) else _pressing_first(tasks)
    return user.waiting[queue.key]


def menu(user: User, path: str) -> list[tuple[str, list[MenuItem]]]:
    """The side menu of the desk in groups, with what waits in each queue. ``path`` is the page that is open."""
    queues = queues_for(user)
    counts = {queue.key: len(_tasks(queue, user)) for queue in queues}
    waiting = sum(counts[queue.key] for queue in queues if queue.group == TASKS)
    rows = [(TASKS, "我的任务", reverse("portal:desk"), waiting)]
    rows += [(q.group, q.label, reverse("portal:queue", args=[q.key]), counts[q.key]) for q in queues]
    entries = [(e.group, e.label, reverse(e.url_name), None) for e in entries_for(user)]
    groups: dict[str, list[MenuItem]] = {}
    for group, label, url, count in [*rows, *entries]:
        groups.setdefault(group, []).append(MenuItem(label, url, count, url == path))
    return list(groups.items())


def _pressing_first(tasks: Iterable[Task]) -> list[Task]:
    return sorted(
        tasks, key=lambda task: (task.due_at is None, task.due_at.timestamp() if task.due_at else 0)
    )


def queue_keys(user: User) -> set[str]:
    return {queue.key for queue in queues_for(user)}


def bulk_url(user: User, chosen: str) -> str:
    """Where several of the queue are decided alike; empty where that is not possible."""
    name = next((queue.bulk for queue in queues_for(user) if queue.key == chosen), "")
    return reverse(name) if name else ""


def in_sitemaps() -> dict[str, models.QuerySet[Any, Any]]:
    """What search engines are told of, by the route that lists it."""
    return {
        "library:sitemap": Version.objects.published(),
        "suppliers:sitemap": Supplier.objects.listed(),
        "demands:sitemap": Demand.objects.public(),
    }
