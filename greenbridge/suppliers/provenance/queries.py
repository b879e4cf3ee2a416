"""Reads about who said what."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from greenbridge.accounts.models import Association, Organisation, User
from greenbridge.accounts.workload import Done, Load, by_person, load
from greenbridge.core import clock
from greenbridge.suppliers.imports import rereading
from greenbridge.suppliers.models import Dispute, Statement, Supplier
from greenbridge.suppliers.provenance.statements import Field
from greenbridge.suppliers.queries import in_charge_of, of_associations


@dataclass(frozen=True)
class Differing:
    """A fact of which sources say different things, with what each says, for the record."""

    label: str
    said: list[Statement]
    settled: Dispute | None = None


def waiting_for(officer: User) -> QuerySet[Dispute]:
    """What nobody has settled yet in the officer's province, the oldest first."""
    return _visible(officer).filter(settled_at=None)


def load_of(association: Association) -> Load:
    rows = Dispute.objects.filter(of_associations([association]), supplier__merged_into=None, settled_at=None)
    return load(rows, since="opened_at")


def settled_by(association: Association, after: dt.datetime) -> Done:
    rows = Dispute.objects.filter(of_associations([association]), settled_at__gte=after)
    return by_person(rows, "settled_by")


def visible_to(officer: User) -> QuerySet[Dispute]:
    """Also what is settled."""
    return _visible(officer).select_related("settled_by")


def _visible(officer: User) -> QuerySet[Dispute]:
    rows = Dispute.objects.filter(in_charge_of(officer), supplier__merged_into=None)
    return rows.select_related("supplier__organisation__region")


def said_of(dispute: Dispute) -> list[Statement]:
    rows = Statement.objects.filter(supplier=dispute.supplier_id, field=dispute.field)
    return list(rows.select_related("region").order_by("-stated_at", "-pk"))


def version_of(said: Iterable[Statement]) -> str:
    """Changes whenever a source says something else."""
    spoken = "|".join(sorted(f"{one.source}={one.value}" for one in said))
    return hashlib.sha256(spoken.encode()).hexdigest()


def differing(supplier: Supplier) -> list[Differing]:
    """What the record tells of facts that sources do not agree on, open or settled by choosing one."""
    said = list(supplier.statements.all())
    latest = {row.field: row for row in supplier.disputes.all()}  # the oldest first, so the newest stays
    found = []
    for field in Field:
        of_field = [one for one in said if one.field == field]
        dispute = latest.get(field)
        if dispute and len({one.value for one in of_field}) > 1:
            settled = dispute if dispute.settled_at else None
            found.append(Differing(str(field.label), of_field, settled))
    return found


def sources(supplier: Supplier) -> list[Statement]:
    """Who says what of the record's facts, also what only the rows of lists say."""
    stated = list(supplier.statements.all())
    keys = {(one.field, one.source) for one in stated}
    listed = [
        Statement(field=one.field, source=one.source, stated_at=one.at, raw=one.raw, value=one.value)
        for one in rereading.of_sightings(supplier.sightings.all())
        if (one.field, one.source) not in keys
    ]
    order = Field.values
    return sorted([*stated, *listed], key=lambda one: (order.index(one.field), one.stated_at))


def written(statement: Statement) -> str:
    """A value for people."""
    if statement.field == Field.SIZE:
        return str(Organisation.Size(statement.value).label)
    if statement.field == Field.ESTABLISHED:
        return clock.written(dt.date.fromisoformat(statement.value))
    if statement.field == Field.ADDRESS and statement.region:
        place = statement.region.full_name
        return statement.value if statement.value.startswith(place) else f"{place} {statement.value}".strip()
    return statement.value


def facets(officer: User) -> dict[str, int]:
    """How many wait for each fact."""
    fields = list(waiting_for(officer).order_by().values_list("field", flat=True))
    return {field: fields.count(field) for field in Field if field in fields}
