"""What the pages of reported changes show, and to whom."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Min, QuerySet

from greenbridge.accounts.models import User
from greenbridge.accounts.reviews import Decision
from greenbridge.reference.models import Region
from greenbridge.suppliers.models import KeyChange, LateReport, Supplier

Fact = LateReport.Fact
REPORTED = (Fact.NAME, Fact.LEGAL_PERSON, Fact.ADDRESS)
"""What is reported here; credentials are entered where they stand."""


@dataclass(frozen=True)
class Said:
    """What the body says: what changed into what, on which day; a region only with an address."""

    fact: str
    value: str
    changed_on: dt.date
    region: Region | None = None


@dataclass(frozen=True)
class Standing:
    """A fact as it stands on the record, and the last report of a change, if there was one."""

    fact: LateReport.Fact
    shown: str
    latest: KeyChange | None


def shown(supplier: Supplier, fact: str) -> str:
    """What the record says, in words for its people and its officers."""
    body = supplier.organisation
    if fact == Fact.NAME:
        return body.name
    if fact == Fact.LEGAL_PERSON:
        return supplier.legal_person
    return f"{body.region.full_name} {body.address}" if body.address else ""


def standings(supplier: Supplier) -> list[Standing]:
    rows = supplier.key_changes.select_related("region", "association").order_by("submitted_at", "pk")
    latest: Mapping[str, KeyChange] = {row.fact: row for row in rows}
    return [Standing(fact, shown(supplier, fact), latest.get(fact)) for fact in REPORTED]


def first_reported(supplier: Supplier, fact: str, changed_on: dt.date) -> dt.date | None:
    """When this change was first reported, if it came back since."""
    rows = supplier.key_changes.filter(fact=fact, changed_on=changed_on, decision=Decision.RETURNED)
    found: dt.date | None = rows.aggregate(Min("reported_on"))["reported_on__min"]
    return found


def lying_with(officer: User) -> QuerySet[KeyChange]:
    """What lies with the officer's association; not of the officer's own body."""
    rows = KeyChange.objects.visible_to(officer).exclude(supplier__organisation__members=officer)
    return rows.select_related(
        "supplier__organisation__region", "association", "region", "proof", "decided_by", "submitted_by"
    )
