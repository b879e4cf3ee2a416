"""Sites and lots as a notice keeps them, by their numbers: what it does not name of them any more is over."""

from collections.abc import Iterable, Mapping
from typing import Any

from greenbridge.core import clock
from greenbridge.demands.models import Demand, Lot, Site
from greenbridge.demands.models.demand import LOT_PARTS, written_wastes
from greenbridge.reference import lookups
from greenbridge.reference.models import CredentialKind, Region, ServiceType
from greenbridge.reference.wastes import Covered, read_wastes

Facts = dict[str, Any]
SITES, LOTS = "sites", "lots"


def place(region: Region | None) -> list[str]:
    """Its code and what it is called with all that it lies in."""
    return [region.code, region.full_name] if region else []


def named(kinds: Iterable[ServiceType | CredentialKind]) -> dict[str, str]:
    return {kind.code: kind.name for kind in kinds}


def codes_in(stated: Iterable[Covered]) -> list[str]:
    return sorted(code for said in stated for code in said.codes)


def typed_wastes(cleaned: Mapping[str, Any]) -> str:
    """Categories and codes of a form, as they are written."""
    return written_wastes(sorted(cleaned["wastes"], key=lambda row: row.code), cleaned.get("waste_codes", []))


def of(demand: Demand) -> Facts:
    """The sites and lots that stand in the demand."""
    lots = demand.lots.standing().prefetch_related(*LOT_PARTS)
    return {
        SITES: {str(site.number): _site(site) for site in demand.sites.select_related("region")},
        LOTS: {str(lot.number): _lot(lot) for lot in lots},
    }


def _site(site: Site) -> Facts:
    return {name: getattr(site, name) for name in ("name", "address", "need", "quantity")} | {
        "region": place(site.region)
    }


def _lot(lot: Lot) -> Facts:
    return {
        "title": lot.title,
        "types": named(lot.service_types.all()),
        "wastes": lot.wastes_written,
        "description": lot.description,
        "budget": [lot.budget_kind, lot.budget_min, lot.budget_max],
        "credentials": named(lot.credentials.all()),
        "sites": [site.number for site in lot.sites.all()],
    }


def asked_site(cleaned: Mapping[str, Any]) -> Facts:
    """A site as a form wants it."""
    return {name: cleaned[name] for name in ("name", "address", "need", "quantity")} | {
        "region": place(cleaned["region"])
    }


def asked_lot(cleaned: Mapping[str, Any]) -> Facts:
    """A lot as a form wants it."""
    return {
        "title": cleaned["title"],
        "types": named(cleaned["service_types"]),
        "wastes": typed_wastes(cleaned),
        "description": cleaned["description"],
        "budget": [cleaned["budget_kind"], cleaned["budget_min"], cleaned["budget_max"]],
        "credentials": named(cleaned["credentials"]),
        "sites": sorted(cleaned.get("sites", [])),
    }


def fitted(before: Facts, asked: Facts) -> Facts:
    """What is asked, its lots without the sites that go. A type of a former version, for which the form shows today's,
    stays as it was while the demand's own do."""
    keeps = _today(before["types"]) == _today(asked["types"])
    lots = {
        number: lot
        | {"sites": [site for site in lot["sites"] if str(site) in asked[SITES]]}
        | ({"types": _former(before[LOTS].get(number), lot)} if keeps else {})
        for number, lot in asked[LOTS].items()
    }
    return asked | {LOTS: lots}


def _former(before: Facts | None, lot: Facts) -> Facts:
    types: Facts = lot["types"]
    return before["types"] if before and _today(before["types"]) == _today(types) else types


def _today(types: Iterable[str]) -> set[str]:
    return set(lookups.of_today(types))


def wording(said: Facts) -> list[str]:
    """What everybody would read of them."""
    sites = [site[name] for site in said[SITES].values() for name in ("name", "address", "need", "quantity")]
    return sites + [lot[name] for lot in said[LOTS].values() for name in ("title", "description")]


def write_sites(demand: Demand, facts: Facts) -> None:
    """Other sites go, and out of their lots."""
    demand.sites.exclude(number__in=[int(number) for number in facts]).delete()
    for number, site in facts.items():
        columns = {name: value for name, value in site.items() if name != "region"}
        Site.objects.update_or_create(
            demand=demand, number=int(number), defaults=columns | {"region_id": site["region"][0]}
        )


def write_lots(demand: Demand, facts: Facts) -> None:
    """Other lots end, with their numbers and responses."""
    over = demand.lots.standing().exclude(number__in=[int(number) for number in facts])
    over.update(ended_at=clock.now())
    for number, fact in facts.items():
        wastes = read_wastes(fact["wastes"])
        columns = {
            "title": fact["title"],
            "description": fact["description"],
            "waste_codes": codes_in(wastes.values()),
        }
        columns |= zip(("budget_kind", "budget_min", "budget_max"), fact["budget"], strict=True)
        lot, _ = Lot.objects.update_or_create(demand=demand, number=int(number), defaults=columns)
        lot.service_types.set(fact["types"])
        lot.wastes.set(wastes)
        lot.credentials.set(fact["credentials"])
        lot.sites.set(demand.sites.filter(number__in=fact["sites"]))
