"""How demands stand in the index, and the filters of the hall."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from greenbridge.core import clock
from greenbridge.core.clock import end_of_day, today
from greenbridge.demands import rules
from greenbridge.demands.models import Demand
from greenbridge.reference import lookups
from greenbridge.reference.models import ServiceType
from greenbridge.reference.options import region_options, type_options
from greenbridge.search.documents import Document, gathered
from greenbridge.search.listing import Filter, List, Option

OPEN, ENDED = "open", "ended"
STATES = {OPEN: "公开征集", ENDED: "已结束"}
SINCE = {"1": "今天", "3": "近3天", "7": "近7天", "30": "近30天"}


class DemandCollection:
    """Public demands, keyed by number."""

    name = "demand"
    label = "需求"

    def documents(self, keys: Sequence[str]) -> Iterable[Document]:
        rows = Demand.objects.public().filter(number__in=keys).select_related("buyer", "region")
        demands = list(rows)
        numbers = [demand.pk for demand in demands]
        known = ServiceType.objects.in_bulk()
        of_type = Demand.service_types.through.objects.filter(demand__in=numbers).order_by("servicetype")
        types = gathered(
            (owner, known[code]) for owner, code in of_type.values_list("demand_id", "servicetype_id")
        )
        of_waste = Demand.wastes.through.objects.filter(demand__in=numbers).order_by("wastecategory")
        wastes = gathered(of_waste.values_list("demand_id", "wastecategory_id"))
        return (_document(demand, types[demand.pk], wastes[demand.pk]) for demand in demands)

    def all_keys(self) -> Iterable[str]:
        return Demand.objects.public().values_list("number", flat=True).iterator(5000)

    def hits(self, keys: Sequence[str]) -> Mapping[str, Demand]:
        return Demand.objects.public().with_card().by_number(keys)


def _document(demand: Demand, types: Sequence[ServiceType], wastes: Sequence[str]) -> Document:
    words = [word for t in types for word in (t.name, *t.synonyms)]
    shown_buyer = "" if demand.is_masked else demand.buyer.name
    return Document(
        collection="demand",
        key=demand.number,
        title=demand.title,
        body="\n".join([demand.description, " ".join(words), shown_buyer, str(demand.region or "")]),
        codes=[demand.number, *wastes],
        regions=[demand.region_id] if demand.region_id else [],
        types=lookups.with_parents([t.code for t in types]),
        facets={
            "budget": _bands(demand),
            "publisher": [demand.publisher_kind],
            "state": [OPEN if demand.status == Demand.Status.PUBLISHED else ENDED],
        },
        amount=demand.budget_max if demand.budget_kind == Demand.BudgetKind.RANGE else None,
        serial=demand.pk,
        published=demand.published_at,
        deadline=demand.deadline,
    )


def _bands(demand: Demand) -> list[str]:
    if demand.budget_kind != Demand.BudgetKind.RANGE:
        return [rules.NO_BAND[0]]
    return rules.bands(demand.budget_min, demand.budget_max)


def _budgets(counts: Mapping[str, int], chosen: Sequence[str]) -> list[Option]:
    return [(code, label, 0) for code, label, _, _ in rules.BANDS] + [(*rules.NO_BAND, 0)]


def _publishers(counts: Mapping[str, int], chosen: Sequence[str]) -> list[Option]:
    return [(value, label, 0) for value, label in Demand.Publisher.choices]


def _states(counts: Mapping[str, int], chosen: Sequence[str]) -> list[Option]:
    return [(value, label, 0) for value, label in STATES.items()]


def published_between(since: str, start: dt.date | None, end: dt.date | None) -> dict[str, dt.datetime]:
    """The query's limits on the day of publication: one of ``SINCE``, or a first and last day."""
    if since in SINCE:
        start, end = today() - dt.timedelta(days=int(since) - 1), None
    limits = {}
    if start:
        limits["published_from"] = end_of_day(start - dt.timedelta(days=1))
    if end:
        limits["published_to"] = end_of_day(end)
    return limits


def said_of_dates(since: str, start: dt.date | None, end: dt.date | None) -> dict[str, str]:
    """The same limits in words, by the parameter that sets them."""
    if since in SINCE:
        return {"since": f"{SINCE[since]}发布"}
    said = {
        "from": f"{clock.written(start)}起发布" if start else "",
        "to": f"{clock.written(end)}前发布" if end else "",
    }
    return {name: words for name, words in said.items() if words}


HALL = List(
    collection="demand",
    filters=[
        Filter("state", "状态", _states, keeps_empty=True),
        Filter("region", "地区", region_options, nests=True),
        Filter("type", "需求类型", type_options, nests=True),
        Filter("budget", "需求预算", _budgets),
        Filter("publisher", "发布主体", _publishers),
    ],
    orders={"newest": "最新发布在前", "deadline": "最早截止在前", "relevance": "与关键词最相关在前"},
)
