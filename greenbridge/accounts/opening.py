"""Who would become eligible if a phase opened: bodies that are known, and people who wait, county by county."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from greenbridge.accounts.models import Organisation, WaitingBuyer
from greenbridge.core import clock
from greenbridge.reference.models import OpeningPhase, Region
from greenbridge.reference.queries import open_regions

COUNTY = 6


@dataclass(frozen=True)
class County:
    """One line of the preview: 区县 with the bodies known there and those who wait."""

    name: str
    bodies: int
    waiting: int


@dataclass(frozen=True)
class Preview:
    """What opening the phase would change."""

    phase: OpeningPhase
    counties: list[County]
    people: list[WaitingBuyer]

    @property
    def bodies(self) -> int:
        return sum(county.bodies for county in self.counties)


def preview(phase: OpeningPhase) -> Preview:
    """Bodies that are no buyers yet and people who wait, in the phase's regions that are not open already."""
    fresh = _inside(phase.regions.all()) & ~_inside(open_regions(clock.today()))
    bodies = _by_county(Organisation.objects.filter(fresh, is_buyer=False))
    people = list(
        WaitingBuyer.objects.filter(fresh, told_at=None).select_related("user", "region").order_by("since")
    )
    waiting = Counter(one.region_id[:COUNTY] for one in people)
    codes = sorted({*bodies, *waiting})
    names = dict(Region.objects.filter(code__in=codes).values_list("code", "full_name"))
    counties = [County(names.get(code, code), bodies[code], waiting[code]) for code in codes]
    return Preview(phase, counties, people)


def _inside(regions: Iterable[Region]) -> Q:
    inside = Q(pk__in=[])
    for region in regions:
        inside |= Q(region__code__startswith=region.code)
    return inside


def _by_county(bodies: QuerySet[Organisation]) -> Counter[str]:
    counted = bodies.annotate(county=Substr("region_id", 1, COUNTY)).values_list("county")
    return Counter(dict(counted.annotate(Count("pk")).order_by()))
