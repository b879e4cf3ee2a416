"""Reads about the sites and lots of demands."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from django.db.models import QuerySet

from greenbridge.demands import rules as demand_rules
from greenbridge.demands.models import Demand, Lot, Question, Site
from greenbridge.demands.parts import rules
from greenbridge.search.documents import gathered

Part = TypeVar("Part", Site, Lot, Question)


def by_demand(parts: QuerySet[Part], demands: Sequence[int]) -> Mapping[int, list[Part]]:
    """The sites, lots or questions of many demands at once."""
    return gathered((part.demand_id, part) for part in parts.filter(demand__in=demands))


def wording(demand: Demand) -> list[str]:
    """What everybody would read of the sites and lots of a demand."""
    said = [
        text for site in demand.sites.all() for text in (site.name, site.address, site.need, site.quantity)
    ]
    return said + [text for lot in demand.standing_lots for text in (lot.title, lot.description)]


def gaps(demand: Demand) -> list[demand_rules.Gap]:
    """Why the demand cannot be handed in with the lots it has."""
    lots = [_piece(lot) for lot in demand.lots.standing().prefetch_related("service_types", "wastes")]
    return rules.gaps(_whole(demand), lots, may_be_one=demand.is_public) if lots else []


def sum_of_lots(demand: Demand) -> rules.Budget | None:
    """What the lots' budgets come to; None unless each names an upper limit."""
    return rules.together([_budget(lot) for lot in demand.lots.all()])


def offered_sum(demand: Demand) -> rules.Budget | None:
    """The sum of the lots, where the demand itself names no budget."""
    return None if demand.budget_kind == Demand.BudgetKind.RANGE else sum_of_lots(demand)


def _whole(demand: Demand) -> rules.Whole:
    types = list(demand.service_types.all())
    return rules.Whole(
        types={kind.code: kind.name for kind in types},
        licensed=frozenset(kind.code for kind in types if kind.is_licensed_waste),
        wastes=frozenset(category.code for category in demand.wastes.all()),
        waste_codes=frozenset(demand.waste_codes),
        budget=_budget(demand),
    )


def _piece(lot: Lot) -> rules.Piece:
    return rules.Piece(
        number=lot.number,
        types=frozenset(kind.code for kind in lot.service_types.all()),
        wastes=frozenset(category.code for category in lot.wastes.all()),
        waste_codes=frozenset(lot.waste_codes),
        budget=_budget(lot),
    )


def _budget(part: Demand | Lot) -> rules.Budget:
    is_stated = part.budget_kind == Demand.BudgetKind.RANGE
    return (part.budget_min, part.budget_max) if is_stated else (None, None)
