"""What an officer reads beside a demand: reasons to tick, what it resembles, what its buyer did before."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count

from greenbridge.accounts.models import Organisation
from greenbridge.accounts.reviews import Decision
from greenbridge.core import clock
from greenbridge.demands.models import DecisionReason, Demand, DemandQuerySet, DemandReview, Notice, Project
from greenbridge.demands.notices.rules import chain_key
from greenbridge.demands.reviewing import rules

OWN_COMPARED = 50  # the buyer's newest
OTHERS_COMPARED = 20
SHOWN = 6
REFUSALS_SHOWN = 3
ENDED_COMPARED = 200

Counter = Callable[[Organisation], int]
_counters: list[Counter] = []


def count_responses_with(counter: Counter) -> None:
    """Register who knows how many responses a buyer's demands have had."""
    _counters.append(counter)


def reasons() -> dict[str, list[str]]:
    """The reasons to tick, per decision, in their order."""
    offered: dict[str, list[str]] = {value: [] for value, _ in DecisionReason.DECISIONS}
    for row in DecisionReason.objects.offered():
        offered[row.decision].append(row.text)
    return {decision: texts for decision, texts in offered.items() if texts}


@dataclass(frozen=True)
class Alike:
    """A demand or an official project that is likely the same need, and why it looks so."""

    found: Demand | Project
    reason: str


def alike(demand: Demand) -> list[Alike]:
    """What is likely the same need: the buyer's own demands that were submitted, public ones of others, official projects.

    Found by index in a fixed number of queries; those of the same buyer first, the newest first, at most ``SHOWN``.
    """
    key = rules.title_key(demand.title)
    need = _need(demand, key)
    own = Demand.objects.filter(buyer=demand.buyer).exclude(status__in=Demand.EDITABLE)
    others = Demand.objects.public().exclude(buyer=demand.buyer).filter(title_key=key)
    found = [
        *_of_projects(demand),
        *_held_against(need, _rows(own, demand, OWN_COMPARED), same_buyer=True),
        *(_held_against(need, _rows(others, demand, OTHERS_COMPARED), same_buyer=False) if key else []),
    ]
    return found[:SHOWN]


def _rows(rows: DemandQuerySet, demand: Demand, most: int) -> list[Demand]:
    return list(rows.exclude(pk=demand.pk).prefetch_related("service_types").order_by("-id")[:most])


def _held_against(need: rules.Need, rows: Iterable[Demand], *, same_buyer: bool) -> Iterable[Alike]:
    for row in rows:
        if reason := rules.likeness(need, _need(row, row.title_key), same_buyer=same_buyer):
            yield Alike(row, reason)


def _need(demand: Demand, key: str) -> rules.Need:
    types = frozenset(kind.pk for kind in demand.service_types.all())
    return rules.Need(key, types, demand.region_id or "", demand.published_at or demand.saved_at)


def _of_projects(demand: Demand) -> list[Alike]:
    """Official projects of the same name that name the buyer: by the key that ties the notices of a project together."""
    key = chain_key(demand.title, demand.buyer.name)
    if not key:
        return []
    since = clock.now() - rules.WINDOW
    rows = Notice.objects.filter(chain_key=key, published_at__gte=since, project__is_public=True)
    projects = dict.fromkeys(row.project for row in rows.select_related("project")[:OTHERS_COMPARED])
    return [Alike(project, "官方公告的项目名称和采购单位相同") for project in projects]


@dataclass(frozen=True)
class History:
    """What a buyer did in the hall before."""

    states: list[tuple[str, int]]
    returned: int
    refused: int
    refusals: list[DemandReview]
    median_days: int | None
    responses: int


def history(buyer: Organisation) -> History:
    """A buyer's demands by state, how often they were turned back and why, how long they took, how many answered."""
    demands = Demand.objects.filter(buyer=buyer).order_by()
    counted = dict(demands.values_list("status").annotate(Count("pk")))
    decided = DemandReview.objects.filter(demand__buyer=buyer)
    decisions = dict(decided.order_by().values_list("decision").annotate(Count("pk")))
    refusals = decided.filter(decision=Decision.REFUSED).select_related("demand").order_by("-decided_at")
    ended = demands.filter(status=Demand.Status.CLOSED).order_by("-id")
    spans = ended.values_list("published_at", "closed_at")[:ENDED_COMPARED]
    return History(
        states=[(label, counted[value]) for value, label in Demand.Status.choices if value in counted],
        returned=decisions.get(Decision.RETURNED, 0),
        refused=decisions.get(Decision.REFUSED, 0),
        refusals=list(refusals[:REFUSALS_SHOWN]),
        median_days=rules.median_days([end - start for start, end in spans if start and end]),
        responses=sum(counter(buyer) for counter in _counters),
    )
