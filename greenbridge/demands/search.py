"""How demands and official projects stand in the index, and the filters of the hall."""

from collections.abc import Iterable, Mapping, Sequence

from greenbridge.demands import rules
from greenbridge.demands.models import Demand, Lot, Notice, Project, Question, Site
from greenbridge.demands.parts.queries import by_demand
from greenbridge.demands.parts.rules import places
from greenbridge.reference import lookups
from greenbridge.reference.models import ServiceType
from greenbridge.reference.options import region_options, type_options
from greenbridge.search.documents import Document, gathered
from greenbridge.search.listing import Filter, List, Option

TEXT_READ = 4_000  # characters of a notice by which it is found: what is wanted stands at its beginning
OPEN, ENDED = "open", "ended"
STATES = {OPEN: "公开征集", ENDED: "已结束"}
OWN, OFFICIAL = "own", "official"
SOURCES = {OWN: "企业发布", OFFICIAL: "官方公告"}
ORDERS = {
    "newest": "最新发布在前",
    "deadline": "最早截止在前",
    "amount": "预算最高在前",
    "relevance": "与关键词最相关在前",
}


class DemandCollection:
    """Public demands and official projects, keyed by number: one hall, in which each order and filter is about both."""

    name = "demand"
    label = "需求与公告"

    def documents(self, keys: Sequence[str]) -> Iterable[Document]:
        yield from _demands(keys)
        yield from _projects(keys)

    def all_keys(self) -> Iterable[str]:
        for rows in (Demand.objects.public(), Project.objects.public()):
            yield from rows.values_list("number", flat=True).iterator(5000)

    def hits(self, keys: Sequence[str]) -> Mapping[str, Demand | Project]:
        demands = Demand.objects.public().with_card().by_number(keys)
        others = [key for key in keys if key not in demands]
        return demands | (Project.objects.public().with_card().by_number(others) if others else {})


def _demands(keys: Sequence[str]) -> Iterable[Document]:
    rows = Demand.objects.public().filter(number__in=keys)
    demands = list(rows.select_related("buyer", "region", "specification"))
    numbers = [demand.pk for demand in demands]
    types = _types_by_owner(Demand, numbers)
    of_waste = Demand.wastes.through.objects.filter(demand__in=numbers).order_by("wastecategory")
    wastes = gathered(of_waste.values_list("demand_id", "wastecategory_id"))
    sites = by_demand(Site.objects.select_related("demand", "region"), numbers)
    lots = by_demand(Lot.objects.standing(), numbers)
    talks = by_demand(Question.objects.answered(), numbers)
    return (
        _document(
            demand, types[demand.pk], wastes[demand.pk], sites[demand.pk], lots[demand.pk], talks[demand.pk]
        )
        for demand in demands
    )


def _projects(keys: Sequence[str]) -> Iterable[Document]:
    projects = list(Project.objects.public().filter(number__in=keys).select_related("region"))
    numbers = [project.pk for project in projects]
    types = _types_by_owner(Project, numbers)
    shown = Notice.objects.filter(project__in=numbers, standing=Notice.Standing.SHOWN).order_by("pk")
    notices = gathered((row.project_id, row) for row in shown)
    return (_of_project(project, types[project.pk], notices[project.pk]) for project in projects)


def _types_by_owner(
    model: type[Demand] | type[Project], owners: Sequence[int]
) -> Mapping[int, list[ServiceType]]:
    known, owner = ServiceType.objects.in_bulk(), model._meta.model_name
    rows = model.service_types.through._default_manager.filter(**{f"{owner}__in": owners})
    pairs = rows.order_by("servicetype").values_list(f"{owner}_id", "servicetype_id")
    return gathered((pk, known[code]) for pk, code in pairs)


def _words_of(types: Sequence[ServiceType]) -> str:
    return " ".join(word for one in types for word in (one.name, *one.synonyms))


def _document(
    demand: Demand,
    types: Sequence[ServiceType],
    wastes: Sequence[str],
    sites: Sequence[Site],
    lots: Sequence[Lot],
    talk: Sequence[Question],
) -> Document:
    """A demand for several sites lies in the region of each. What was answered for everybody is found as it stands now."""
    there = [word for site in sites for word in (site.shown_name, site.need, str(site.region))]
    parted = [word for lot in lots for word in (lot.title, lot.description)]
    answered = [text for one in talk for text in (one.text, one.answer)]
    shown_buyer = "" if demand.is_masked else demand.buyer.name
    return Document(
        collection="demand",
        key=demand.number,
        title=demand.title,
        body="\n".join(
            [
                demand.description,
                demand.specified,
                _words_of(types),
                shown_buyer,
                str(demand.region or ""),
                *there,
                *parted,
                *answered,
            ]
        ),
        codes=[demand.number, *wastes, *demand.waste_codes],
        regions=places(demand.region_id, [site.region_id for site in sites]),
        types=lookups.with_parents([t.code for t in types]),
        facets={
            "budget": _bands(demand),
            "publisher": [demand.publisher_kind],
            "source": [OWN],
            "state": [OPEN if demand.status == Demand.Status.PUBLISHED else ENDED],
        },
        amount=demand.budget_max if demand.budget_kind == Demand.BudgetKind.RANGE else None,
        serial=2 * demand.pk,
        orders=list(ORDERS),
        published=demand.published_at,
        deadline=demand.deadline,
    )


def _of_project(project: Project, types: Sequence[ServiceType], notices: Sequence[Notice]) -> Document:
    """Its serial is odd and a demand's even: no two rows of the hall share one."""
    said = [line for row in notices for line in (row.title, row.text[:TEXT_READ])]
    names = [project.buyer, project.agency, *project.winners, project.region_words, str(project.region or "")]
    return Document(
        collection="demand",
        key=project.number,
        title=project.title,
        body="\n".join([*said, _words_of(types), *names]),
        codes=[project.number, *{row.facts["project_number"] for row in notices} - {""}],
        regions=[project.region_id] if project.region_id else [],
        types=lookups.with_parents([t.code for t in types]),
        facets={
            "budget": rules.bands(project.budget, project.budget),
            "publisher": [project.publisher_kind],
            "source": [OFFICIAL],
            "state": [OPEN if project.state in Project.OPEN else ENDED],
        },
        amount=project.budget,
        serial=2 * project.pk + 1,
        orders=list(ORDERS),
        published=project.last_published_at,
        deadline=project.deadline,
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


def _sources(counts: Mapping[str, int], chosen: Sequence[str]) -> list[Option]:
    return [(value, label, 0) for value, label in SOURCES.items()]


HALL = List(
    collection="demand",
    filters=[
        Filter("state", "状态", _states, keeps_empty=True),
        Filter("source", "来源", _sources, keeps_empty=True),
        Filter("region", "地区", region_options, nests=True),
        Filter("type", "需求类型", type_options, nests=True),
        Filter("budget", "需求预算", _budgets),
        Filter("publisher", "发布主体", _publishers),
    ],
    orders=ORDERS,
)
