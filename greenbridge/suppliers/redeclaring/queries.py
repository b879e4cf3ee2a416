"""Reads about activities of types that the tree has no more, of bodies for which nobody speaks."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from greenbridge.accounts.models import Association, Membership, Organisation, User
from greenbridge.accounts.workload import Load
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.reference import lookups
from greenbridge.reference.models import TypeTree
from greenbridge.suppliers.models import Activity, Supplier
from greenbridge.suppliers.queries import in_charge_of, of_associations

REDECLARED = "supplier.activity_redeclared"
DAYS = 30
"""For so long an officer takes back what was declared anew."""

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


@dataclass(frozen=True)
class Go:
    """What an officer declared anew at once, of one former type."""

    key: str
    at: dt.datetime
    name: str
    traces: list[AuditRecord]
    standing: list[AuditRecord]
    """Those that were not taken back."""

    @property
    def what(self) -> str:
        """What took the place of the former type."""
        known = lookups.service_types()
        codes = (self.traces[0].after or {})["types"]
        return "、".join(known[code].name for code in codes if code in known) or "不再登记"


def goes_of(officer: User) -> list[Go]:
    """What the officer has declared anew in the last thirty days, the newest first."""
    rows = AuditRecord.objects.filter(
        actor=officer, at__gte=clock.now() - dt.timedelta(days=DAYS), action=REDECLARED
    )
    goes: defaultdict[str, list[AuditRecord]] = defaultdict(list)
    for trace in rows.order_by("-at", "-pk"):
        if key := (trace.after or {}).get("go"):
            goes[key].append(trace)
    taken_back = undone([trace for traces in goes.values() for trace in traces])
    known = lookups.service_types()
    return [
        Go(
            key,
            traces[0].at,
            known[(traces[0].before or {})["type"]].name,
            traces,
            [trace for trace in traces if trace.pk not in taken_back],
        )
        for key, traces in goes.items()
    ]


def undone(traces: Collection[AuditRecord]) -> set[int]:
    """Which of these were taken back."""
    rows = AuditRecord.objects.filter(
        target_kind="suppliers.supplier",
        target_id__in={trace.target_id for trace in traces},
        action="supplier.redeclaring_undone",
    )
    return {(row.after or {})["of"] for row in rows}
