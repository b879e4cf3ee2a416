"""业务供给超市 and 名录库: who stands on the shelf, and where only those do who have passed.

From the day that its association and the operator agreed on, the shelf of a province shows for each assessed type only
bodies that have passed there. Before that day, and for types without criteria, everybody listed stands on it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from greenbridge.core import clock
from greenbridge.core.kept import Kept
from greenbridge.reference import lookups
from greenbridge.reference.models import HOME_PROVINCES
from greenbridge.suppliers.assessment import rules
from greenbridge.suppliers.models import AdmissionStart, CriteriaSet, Supplier

MARKET, REGISTER = "market", "register"
Pair = tuple[str, str]
"""A type of service (its group) and a province."""

Activity = tuple[str, Sequence[str]]
"""A type of service and the regions that are served for it; none is every region."""


@dataclass(frozen=True)
class Zones:
    """Provinces where only who has passed stands on the shelf, and what is assessed in them."""

    provinces: frozenset[str] = frozenset()
    assessed: frozenset[Pair] = frozenset()

    @property
    def names(self) -> str:
        """上海市、江苏省"""
        return "、".join(region.name for _, region in sorted(lookups.regions(self.provinces).items()))


_zones: Kept[dt.date, Zones] = Kept("suppliers", spares_memory=False)


def zones() -> Zones:
    """As of today."""
    today = clock.today()
    return _zones.one(today, lambda: _read(today))


def forget() -> None:
    """Something of it has just been changed."""
    _zones.forget()


def _read(day: dt.date) -> Zones:
    started = AdmissionStart.objects.filter(starts_on__lte=day).values_list("province", flat=True)
    provinces = frozenset(started)
    if not provinces:
        return Zones()
    sets = CriteriaSet.objects.in_force(day).filter(province__in=provinces)
    return Zones(provinces, frozenset(sets.values_list("service_type", "province")))


def passed(supplier: Supplier) -> dict[Pair, dt.date]:
    """For what and where the body has passed, and until when; what has ended since is left out."""
    today = clock.today()
    until = {
        (kind, one["province"]): dt.date.fromisoformat(one["until"])
        for one in supplier.admissions
        for kind in lookups.standing_for(one["type"])
    }
    return {pair: day for pair, day in until.items() if day >= today}


def offered(activities: Iterable[Activity], home: str) -> set[Pair]:
    """What a body does where, from its types and the regions that it serves for each; no region is every province.

    Of a body that states nothing yet it is only known where it is at home.
    """
    types = lookups.service_types()
    pairs = {
        (types[code].parent_id or code, province)
        for said, regions in activities
        for code in lookups.standing_for(said)
        for province in {region[:2] for region in regions} or HOME_PROVINCES
    }
    return pairs or {("", home[:2])}


def lacking(supplier: Supplier) -> list[Pair]:
    """What the body offers where it must have passed and has not. Expects a supplier ``with_card``."""
    places = zones()
    if not places.provinces:
        return []
    pairs = offered(_activities(supplier), supplier.organisation.region_id)
    return rules.lacking(pairs, set(passed(supplier)), places.provinces, places.assessed)


def is_on_shelf(supplier: Supplier) -> bool:
    """Whether something that the body offers may stand on the shelf. Expects a supplier ``with_card``."""
    return MARKET in shelves_of(supplier, _activities(supplier))


def shelves_of(supplier: Supplier, activities: Iterable[Activity]) -> list[str]:
    """Where the body stands, as a whole and for each type: market, market-S01, register-S05.

    It stands on the shelf for a type when it may in one of the provinces that it serves.
    """
    places = zones()
    if not places.provinces:
        return [MARKET]
    pairs = offered(activities, supplier.organisation.region_id)
    lack = set(rules.lacking(pairs, set(passed(supplier)), places.provinces, places.assessed))
    on_it = {kind for kind, _ in pairs - lack}
    off_it = {kind for kind, _ in lack} - on_it
    return [
        MARKET if pairs - lack else REGISTER,
        *(f"{MARKET}-{kind}" for kind in sorted(on_it)),
        *(f"{REGISTER}-{kind}" for kind in sorted(off_it)),
    ]


def _activities(supplier: Supplier) -> list[Activity]:
    return [(one.service_type_id, [r.code for r in one.regions]) for one in supplier.activities.all()]


def named(pair: Pair) -> str:
    """环境监测（江苏省）"""
    kind, province = pair
    place = lookups.regions([province])[province].name
    return f"{lookups.service_types()[kind].name}（{place}）" if kind else place


def facet(supplier: Supplier) -> list[str]:
    """The values that the directory is narrowed by: passed, passed in 31, passed in 31 for S01."""
    pairs = passed(supplier)
    provinces = {f"passed-{province}" for _, province in pairs}
    return sorted({*(["passed"] if pairs else []), *provinces, *(f"passed-{p}-{kind}" for kind, p in pairs)})


def options(counts: Mapping[str, int], chosen: Sequence[str]) -> list[tuple[str, str, int]]:
    """(value, label, depth) of what may be chosen: passed at all, and below what is chosen where and for what."""
    opened = {"-".join(value.split("-")[:n]) for value in chosen for n in (1, 2, 3)}
    values = [value for value in sorted({*counts, *chosen}) if value == "passed" or _above(value) in opened]
    return [(value, _label(value), value.count("-")) for value in values if value.startswith("passed")]


def _above(value: str) -> str:
    return value.rpartition("-")[0]


def _label(value: str) -> str:
    _, *place = value.split("-")
    if not place:
        return "已通过准入考核"
    province = lookups.regions([place[0]]).get(place[0])
    kind = lookups.service_types().get(place[1]) if len(place) > 1 else None
    return kind.name if kind else province.name if province else value
