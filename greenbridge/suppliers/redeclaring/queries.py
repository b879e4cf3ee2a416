"""Reads about activities of types that the tree has no more, of bodies for which nobody speaks."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from greenbridge.accounts.models import Association, Membership, Organisation, User
from greenbridge.accounts.workload import Load
from greenbridge.reference import lookups
from greenbridge.reference.models import TypeTree
from greenbridge.suppliers.models import Activity, Supplier
from greenbridge.suppliers.queries import in_charge_of, of_associations

_SPOKEN_FOR = Membership.objects.filter(organisation=OuterRef("supplier__organisation"))


def waiting_for(officer: User) -> QuerySet[Activity]:
    """What nobody has declared anew in the officer's province."""
    rows = _waiting().filter(in_charge_of(officer))
    return rows.select_related("service_type", "supplier__organisation__region").order_by(
        "service_type", "supplier"
    )


def _waiting() -> QuerySet[Activity]:
    former = [code for code, one in lookups.service_types().items() if not one.is_current]
    shown = (Supplier.Status.LISTED, Supplier.Status.SUSPENDED)
    unclaimed = Q(supplier__organisation__is_supplier=False) | ~Exists(_SPOKEN_FOR)
    return Activity.objects.filter(unclaimed, service_type__in=former, supplier__status__in=shown)


def load_of(association: Association) -> Load:
    """Each waits since the site goes by the version of the tree that it goes by now."""
    count = _waiting().filter(of_associations([association])).count()
    return Load(count, 0, begun() if count else None)


def begun() -> dt.datetime | None:
    tree = TypeTree.objects.followed().first()
    return tree.followed_at if tree else None


def has_its_own_voice(body: Organisation) -> bool:
    """Whether people of the body look after its record themselves."""
    return body.is_supplier and body.memberships.exists()


def facets(officer: User) -> dict[str, int]:
    """How many wait under each former type, by its code."""
    codes = list(waiting_for(officer).order_by().values_list("service_type", flat=True))
    return {code: codes.count(code) for code in sorted(set(codes))}
