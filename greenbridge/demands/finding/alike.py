"""What else of the hall is of the same kind and near: what the page of a demand, or of an official project, leads on to."""

from collections.abc import Sequence
from dataclasses import replace

from greenbridge.core.kept import Kept
from greenbridge.demands.models import Demand, Project
from greenbridge.demands.parts.rules import places
from greenbridge.demands.search import ENDED, OPEN
from greenbridge.reference import lookups
from greenbridge.search import queries as search
from greenbridge.search.queries import Query, Step

Row = Demand | Project
SHOWN = 5
COUNTY, CITY = 6, 4  # characters of their codes
_near: Kept[str, list[Row]] = Kept("demands")


def near(row: Row) -> list[Row]:
    """Demands and official projects of the same type in the same county, else in the same city; open ones first.

    A demand for several sites is near to what lies beside any of them. The newest stand first. A division wider than a
    city has none near it.
    """
    return _near.one(row.number, lambda: _found(row))


def _found(row: Row) -> list[Row]:
    types = lookups.of_today(kind.pk for kind in row.service_types.all())
    further = [] if isinstance(row, Project) else [site.region_id for site in row.sites.all()]
    codes = places(row.region_id, further)
    rings = [{code[:length]: None for code in codes if len(code) >= length} for length in (COUNTY, CITY)]
    return next((rows for ring in rings if ring and types and (rows := _in(list(ring), types, row))), [])


def _in(there: Sequence[str], types: Sequence[str], row: Row) -> list[Row]:
    of_a_kind = {"type": types, "region": there}
    asked = Query(collections=("demand",), order="newest", page_size=SHOWN + 1)
    lists = (replace(asked, filters={**of_a_kind, "state": [state]}) for state in (OPEN, ENDED))
    listed = [place for one in lists for place, _ in search.stretch(one, Step()).places]
    return [found.hit for found in search.found_at(listed) if found.key != row.number][:SHOWN]
