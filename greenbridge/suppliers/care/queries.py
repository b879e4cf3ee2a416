"""Reads about papers that end, and what follows from it."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Exists, OuterRef, Q, QuerySet

from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.reference import lookups
from greenbridge.suppliers.care import completeness, rules
from greenbridge.suppliers.models import Activity, Credential, Supplier, TypeRestriction
from greenbridge.suppliers.queries import in_charge_of


def lapses(supplier: Supplier, day: dt.date | None = None) -> list[rules.Lapse]:
    """The supplier's types of today that are not shown on a day (today), in whatever version it declared them.

    Expects activities and credentials prefetched.
    """
    day, papers = day or clock.today(), list(supplier.credentials.all())
    asked, types = lookups.requirements(), lookups.service_types()
    kinds = lookups.credential_kinds()
    found = []
    for code in types_of(supplier):
        if paper := rules.lapsed(asked.get(code, ()), papers, day):
            paper.kind = kinds[paper.kind_id]
            found.append(rules.Lapse(code, types[code].name, paper))
    return found


def types_of(supplier: Supplier) -> list[str]:
    """What the supplier does, in codes of today. Expects activities prefetched."""
    return lookups.of_today(activity.service_type_id for activity in supplier.activities.all())


def of_former_versions(supplier: Supplier) -> list[Activity]:
    """What the supplier declared as types that the tree has no more. Expects activities prefetched."""
    types = lookups.service_types()
    return [one for one in supplier.activities.all() if not types[one.service_type_id].is_current]


def holding(day: dt.date) -> Q:
    """``Credential.is_valid_on`` for the database."""
    in_time = Q(expires_on=None) | Q(expires_on__gte=day)
    return in_time & (Q(revoked_on=None) | Q(revoked_on__gt=day)) & Q(verified_at__isnull=False)


def over(day: dt.date) -> Q:
    return Q(expires_on__lt=day) | Q(revoked_on__lte=day)


def to_look_at(day: dt.date) -> set[int]:
    """Suppliers of whom a type is restricted and not yet noted, or noted and not restricted any more; and those that
    are noted for a type that another one has taken the place of, or that requires nothing any more.
    """
    keys: set[int] = set()
    required = {code: asked for code, asked in lookups.requirements().items() if _is_of_today(code)}
    for code, asked in required.items():
        ended = Q()
        for kinds in asked:
            papers = Credential.objects.filter(supplier=OuterRef("supplier"), kind__in=kinds)
            ended |= Exists(papers.filter(over(day))) & ~Exists(papers.filter(holding(day)))
        noted = TypeRestriction.objects.filter(
            lifted_at=None, service_type=code, supplier__status=Supplier.Status.LISTED
        )
        does = Activity.objects.filter(
            service_type__in=lookups.formerly([code]), supplier__status=Supplier.Status.LISTED
        )
        is_noted = Exists(noted.filter(supplier=OuterRef("supplier")))
        keys |= set(does.filter(ended, ~is_noted).values_list("supplier", flat=True))
        does_it = Exists(does.filter(supplier=OuterRef("supplier")))
        keys |= set(noted.filter(~(does_it & ended)).values_list("supplier", flat=True))
    otherwise = TypeRestriction.objects.filter(lifted_at=None, supplier__status=Supplier.Status.LISTED)
    return keys | set(otherwise.exclude(service_type__in=required).values_list("supplier", flat=True))


def _is_of_today(type_code: str) -> bool:
    return lookups.standing_for(type_code) == [type_code]


def papers_ending(today: dt.date) -> QuerySet[Credential]:
    """Papers of listed suppliers that somebody speaks for, with a reminder due, unless a later one of the kind is there."""
    first, last = today - rules.LATEST, today + dt.timedelta(days=rules.STAGES[0])
    newer = Credential.objects.filter(
        Q(expires_on=None) | Q(expires_on__gt=OuterRef("expires_on")),
        supplier=OuterRef("supplier"),
        kind=OuterRef("kind"),
        revoked_on=None,
    ).exclude(pk=OuterRef("pk"))
    return (
        Credential.objects.filter(~Exists(newer), expires_on__range=(first, last), revoked_on=None)
        .filter(
            supplier__status=Supplier.Status.LISTED,
            supplier__organisation__is_supplier=True,
        )
        .select_related("kind", "supplier__organisation")
        .order_by("pk")
    )


def open_restrictions(officer: User) -> QuerySet[TypeRestriction]:
    """What is not shown today, in the officer's province, the longest first."""
    rows = TypeRestriction.objects.filter(in_charge_of(officer), lifted_at=None)
    return rows.select_related("supplier__organisation__region", "service_type").order_by("since", "pk")


@dataclass(frozen=True)
class Care:
    """What a supplier's own page says of its facts."""

    score: completeness.Score
    lapses: list[rules.Lapse]


def care_of(supplier: Supplier) -> Care:
    """Expects a supplier ``with_card``."""
    return Care(completeness.score(shares_of(supplier)), lapses(supplier))


def shares_of(supplier: Supplier) -> dict[str, Fraction | None]:
    """How much of each part is there, from 0 to 1; None where the part does not apply to what the supplier does."""
    activities, papers = list(supplier.activities.all()), list(supplier.credentials.all())
    asked, today = lookups.requirements(), clock.today()
    over = {Credential.State.EXPIRED, Credential.State.REVOKED}
    held = {paper.kind_id for paper in papers if paper.state_on(today) not in over}
    gated = [kinds for code in types_of(supplier) for kinds in asked.get(code, ())]
    wastes = [row for paper in papers for row in paper.wastes.all()]
    return {
        "intro": completeness.share([len(supplier.intro.strip()) >= completeness.INTRO_LENGTH]),
        "contact": completeness.share([bool(supplier.contact_name), bool(supplier.contact_phone)]),
        "website": completeness.share([bool(supplier.website)]),
        "size": completeness.share([hasattr(supplier, "size_statement")]),
        "activities": completeness.share([bool(activities)]),
        "capability": completeness.share([bool(a.capability) for a in activities]),
        "credentials": completeness.share([bool(kinds & held) for kinds in gated]),
        "scans": completeness.share([paper.scan_id is not None for paper in papers]),
        "wastes": completeness.share([row.tonnes_per_year is not None for row in wastes]),
    }
