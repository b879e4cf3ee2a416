"""The official sites that people look at themselves; nothing is fetched from them.

Which they are stands in ``data/sites.csv``. A site that the navigation knows is reached where its guide says.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from greenbridge.accounts.models import Organisation
from greenbridge.suppliers.models import Guide

DATA = Path(__file__).parent / "data" / "sites.csv"


@dataclass(frozen=True)
class Site:
    """An official site: its name, where it is, what to look for there.

    ``search`` is the public address of a search with ``{code}`` or ``{name}`` in it; empty where the site has none.
    """

    key: str
    name: str
    guide: str
    address: str
    search: str
    look_for: str

    def searching(self, body: Organisation) -> str:
        """The address at which the site shows this body; empty where it has no such address."""
        return self.search.format(code=quote(body.credit_code), name=quote(body.name))


@dataclass(frozen=True)
class Way:
    """How to come to a site for a body: by an address that names it, or to the front door with the code in hand."""

    site: Site
    address: str
    names_the_body: bool


@cache
def sites() -> dict[str, Site]:
    with DATA.open(encoding="utf-8") as lines:
        return {row["key"]: Site(**row) for row in csv.DictReader(lines)}


def ways(body: Organisation, *keys: str) -> list[Way]:
    """To all sites, or to those that are named."""
    wanted = [sites()[key] for key in keys] or list(sites().values())
    guides = Guide.objects.published().filter(loaded_as__in=[site.guide for site in wanted if site.guide])
    doors = dict(guides.values_list("loaded_as", "address"))
    return [
        Way(site, search or doors.get(site.guide, site.address), bool(search))
        for site in wanted
        for search in [site.searching(body)]
    ]
