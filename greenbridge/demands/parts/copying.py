"""What a copy of a demand takes along of its sites and lots."""

from greenbridge.demands.models import Demand, Lot, Site
from greenbridge.demands.models.demand import LOT_PARTS


def take_along(demand: Demand, fresh: Demand) -> None:
    """The same sites and lots for the new draft, each lot with the new draft's own sites, numbered without gaps."""
    sites = {site.pk: _again(site, fresh, place) for place, site in enumerate(demand.sites.all(), 1)}
    for place, lot in enumerate(demand.standing_lots, 1):
        related = {part: list(getattr(lot, part).all()) for part in LOT_PARTS}
        related["sites"] = [sites[site.pk] for site in related["sites"]]
        again = _again(lot, fresh, place)
        for part, rows in related.items():
            getattr(again, part).set(rows)


def _again(part: Site | Lot, fresh: Demand, number: int) -> Site | Lot:
    """The same facts as a new row of the new draft."""
    fields = [
        field.name for field in part._meta.concrete_fields if field.name not in {"id", "demand", "number"}
    ]
    facts = {name: getattr(part, name) for name in fields}
    return type(part)._default_manager.create(demand=fresh, number=number, **facts)
