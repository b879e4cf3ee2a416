"""Questions about divisions, opening phases and service types."""

import datetime as dt
from dataclasses import dataclass, field

from greenbridge.reference.models import OpeningPhase, Region, RegionQuerySet, ServiceType


@dataclass(frozen=True)
class ServiceBranch:
    """A service type and the finer types under it."""

    type: ServiceType
    children: list[ServiceType] = field(default_factory=list)


def children_of(code: str | None) -> RegionQuerySet:
    """The current divisions directly under this one; the provinces for None."""
    return Region.objects.current().filter(parent=code)


def regions_inside(code: str) -> RegionQuerySet:
    """The current divisions inside this one, itself included."""
    return Region.objects.current().inside(code)


def phase_for(region_code: str) -> OpeningPhase | None:
    """The earliest opening phase that covers the region; None where no phase is foreseen."""
    return OpeningPhase.objects.filter(regions__in=_upwards(region_code)).order_by("number").first()


def is_open_for_buyers(region_code: str, on: dt.date) -> bool:
    """Whether buyers of the region may register on that day."""
    return OpeningPhase.objects.filter(regions__in=_upwards(region_code), opens_on__lte=on).exists()


def open_regions(on: dt.date) -> RegionQuerySet:
    """The regions whose buyers may register on that day, as the opening phases name them."""
    return Region.objects.filter(openingphase__opens_on__lte=on).distinct()


def service_type_tree() -> list[ServiceBranch]:
    """The service types in their order, each with its finer types."""
    branches: dict[str, ServiceBranch] = {}
    for kind in ServiceType.objects.current():
        if kind.parent_id is None:
            branches[kind.code] = ServiceBranch(kind)
        else:
            branches[kind.parent_id].children.append(kind)
    return list(branches.values())


def _upwards(code: str) -> list[str]:
    return Region(code=code).path
