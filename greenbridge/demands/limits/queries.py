"""What the limits say of a demand."""

from collections.abc import Iterable

from greenbridge.core import clock
from greenbridge.demands.limits import rules
from greenbridge.demands.models import Demand, ProcurementLimit
from greenbridge.reference.models import ServiceType

Kind = ProcurementLimit.Kind
CONTRACTOR = "contractor-env"
"""Who builds needs this paper: a type below which somebody does may be works or bring goods along."""


def finding(demand: Demand, types: Iterable[str] | None = None) -> rules.Finding | None:
    """How far the budget of a public body reaches where the work is; None for everybody else, and without a place.

    ``types`` stand in the place of its own, as a change would have them.
    """
    if demand.publisher_kind not in Demand.PUBLIC_BODIES or demand.region is None:
        return None
    path, day = demand.region.path, clock.today()
    rows = ProcurementLimit.objects.in_force(day).filter(region__in=path).select_related("region")
    return rules.judge(
        [_limit(row) for row in rows], path, _kinds(_types(demand, types)), _budget(demand), day
    )


def lacks_reason(demand: Demand) -> bool:
    """Whether a limit is reached and the buyer has not said why the demand is published here all the same."""
    if demand.publisher_kind not in Demand.PUBLIC_BODIES or demand.off_platform:
        return False
    found = finding(demand)
    return found is not None and found.is_reached


def _limit(row: ProcurementLimit) -> rules.Limit:
    return rules.Limit(
        region=row.region_id,
        kind=row.kind,
        procurement=row.procurement,
        tender=row.tender,
        first=row.effective_from,
        last=row.effective_until,
        document=row.document,
        title=str(row),
    )


def _types(demand: Demand, types: Iterable[str] | None) -> list[str]:
    return [kind.pk for kind in demand.service_types.all()] if types is None else list(types)


def _kinds(types: list[str]) -> list[str]:
    below = ServiceType.objects.filter(parent__in=types) | ServiceType.objects.filter(pk__in=types)
    is_built = bool(types) and below.filter(required_credentials=CONTRACTOR).exists()
    return [Kind.SERVICES, *((Kind.WORKS, Kind.GOODS) if is_built else ())]


def _budget(demand: Demand) -> int | None:
    if demand.budget_kind != Demand.BudgetKind.RANGE:
        return None
    return demand.budget_max if demand.budget_max is not None else demand.budget_min
