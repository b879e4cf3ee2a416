"""Bodies of the directory that do what an official project asks for."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from greenbridge.demands.finding.fitting import Fitting
from greenbridge.demands.models import Project
from greenbridge.reference import lookups
from greenbridge.search import queries as search
from greenbridge.suppliers import finding

WIDTHS = (6, 4, 2)  # county, city, province


def of_project(project: Project) -> Fitting | None:
    """Those of its types in its county, else in its city, else in its province; None where there are none.

    As the directory counts them: by type and by where they have their office.
    """
    types = lookups.of_today(kind.pk for kind in project.service_types.all())
    code = project.region_id or ""
    places = [code[:width] for width in WIDTHS if len(code) >= width]
    found = (_in(place, types) for place in places) if types else iter(())
    return next((fitting for fitting in found if fitting.count), None)


def _in(place: str, types: list[str]) -> Fitting:
    address = urlencode([*(("type", code) for code in types), ("region", place)])
    params = QueryDict(address)
    counted = search.tallied(finding.asked(params).query(params))
    name = lookups.regions([place])[place].name
    return Fitting(counted.total, counted.is_floor, name, f"{reverse('suppliers:directory')}?{address}")
