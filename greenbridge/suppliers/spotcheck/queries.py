"""Who may be drawn, and what the pages of spot checks show."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce

from greenbridge.accounts.models import Association, User
from greenbridge.accounts.workload import Load, load
from greenbridge.core import clock, lots
from greenbridge.reference import lookups
from greenbridge.suppliers.models import Activity, SpotCheck, SpotDraw, Supplier
from greenbridge.suppliers.spotcheck import rules

A_PAGE = 50


def population(day: dt.date) -> list[lots.Member]:
    """Listed bodies that somebody speaks for, in each stratum of their services, by the types of today."""
    types = lookups.service_types()
    groups = {code: [types[now].parent_id or now for now in lookups.standing_for(code)] for code in types}
    rows = Activity.objects.filter(
        supplier__status=Supplier.Status.LISTED, supplier__organisation__is_supplier=True
    ).order_by()
    bodies = [
        (f"{region[:2]}-{group}", code)
        for kind, region, code in rows.values_list(
            "service_type", "supplier__organisation__region", "supplier__organisation__credit_code"
        )
        for group in groups[kind]
    ]
    return rules.population(bodies, _drawn_on(day), day)


def _drawn_on(day: dt.date) -> dict[str, dt.date]:
    """When each body was drawn last, as far as it matters."""
    since = clock.end_of_day(day - rules.YEAR - dt.timedelta(days=1))
    rows = SpotCheck.objects.filter(draw__drawn_at__gte=since).order_by()
    latest = rows.values_list("supplier__organisation__credit_code").annotate(Max("draw__drawn_at"))
    return {code: clock.local(at).date() for code, at in latest}


def strata(day: dt.date) -> list[tuple[str, int]]:
    """Every stratum that has somebody, with how many."""
    return sorted(Counter(stratum for stratum, _ in population(day)).items())


def named(stratum: str) -> str:
    """江苏省，环境监测"""
    province, _, kind = stratum.partition("-")
    place = lookups.regions([province]).get(province)
    service = lookups.service_types().get(kind)
    return f"{place.name if place else province}，{service.name if service else kind}"


def load_of(association: Association) -> Load:
    """To be looked at, answered, or past the day until which the body was to correct something."""
    state, today = SpotCheck.State, clock.today()
    late = Q(state=state.CORRECTING, correct_by__lt=today)
    rows = SpotCheck.objects.filter(Q(state__in=[state.OPEN, state.ANSWERED]) | late, association=association)
    rows = rows.annotate(since=Coalesce("corrected_at", "draw__drawn_at"))
    return load(rows, since="since", late=late | Q(state=state.OPEN, due_on__lt=today))


def draws() -> QuerySet[SpotDraw]:
    """Without their population, which is as long as the directory."""
    return SpotDraw.objects.defer("population")


@dataclass(frozen=True)
class Page:
    """Some of the checks of a drawing, in the order in which they were drawn, and the ways to the others."""

    rows: Sequence[SpotCheck]
    previous_url: str = ""
    next_url: str = ""
    number: int = 0
    total_pages: int = 0
    """Not told: pages are found by their first or last check."""


def page_of(made: SpotDraw, *, after: int = 0, before: int = 0) -> Page:
    """What follows one check, or goes before it; the first page where that is none."""
    rows = with_all(made.checks.all())
    if before:
        found = list(rows.filter(pk__lt=before).order_by("-pk")[: A_PAGE + 1])[::-1]
        if len(found) > A_PAGE:
            shown = found[-A_PAGE:]
            return Page(shown, f"?before={shown[0].pk}", f"?after={shown[-1].pk}")
        return page_of(made)
    found = list(rows.filter(pk__gt=after).order_by("pk")[: A_PAGE + 1])
    shown = found[:A_PAGE]
    if after and not shown:
        return page_of(made)
    return Page(
        shown,
        previous_url=f"?before={shown[0].pk}" if after else "",
        next_url=f"?after={shown[-1].pk}" if len(found) > A_PAGE else "",
    )


def readable_by(user: User) -> QuerySet[SpotCheck]:
    """A body's own for its people, those to be looked into for the officers who do."""
    own = Q(pk__in=SpotCheck.objects.examined_by(user).values("pk"))
    if user.organisation:
        own |= Q(supplier__organisation=user.organisation)
    return with_all(SpotCheck.objects.filter(own))


def with_all(rows: QuerySet[SpotCheck]) -> QuerySet[SpotCheck]:
    rows = rows.select_related("draw", "supplier__organisation__region", "association", "file", "found_by")
    return rows.defer("draw__population")


def results(supplier: Supplier) -> list[SpotCheck]:
    """What came of the checks of a body, the latest first."""
    return list(with_all(supplier.spot_checks.closed()).order_by("-closed_at"))
