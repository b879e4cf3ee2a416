"""Checked rows become organisations, suppliers, activities, credentials and sightings, a batch at a time.

Many rows per statement, because a list may have 200,000. ``Organisation.take_over``
says what a list may change on a body that exists.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from greenbridge.accounts.models import Organisation
from greenbridge.core.text import fold_name
from greenbridge.search import services as search
from greenbridge.suppliers.imports.cells import Finding
from greenbridge.suppliers.imports.checking import CheckedRow, Facts
from greenbridge.suppliers.models import Activity, Credential, CredentialWaste, Sighting, Supplier

_CHANGEABLE = ["name", "region", "address", "size", "established_on", "kind", "capital", "scope"]


def known_bodies(rows: Iterable[CheckedRow]) -> dict[str, Organisation]:
    """The bodies of these rows that the platform has already, by credit code, locked until the transaction ends."""
    codes = [row.facts.credit_code for row in rows if row.facts]
    found = Organisation.objects.select_related("supplier").select_for_update(of=("self",))
    return {body.credit_code: body for body in found.filter(credit_code__in=codes).order_by("pk")}


def count_new(rows: Iterable[CheckedRow], known: dict[str, Organisation]) -> int:
    """How many suppliers writing these rows would add to the directory."""
    good = sum(row.facts is not None for row in rows)
    return good - len(_suppliers_among(known))


def _suppliers_among(known: dict[str, Organisation]) -> dict[str, Supplier]:
    return {code: body.supplier for code, body in known.items() if hasattr(body, "supplier")}


def flag_other_names(rows: Iterable[CheckedRow], known: dict[str, Organisation], name_column: str) -> None:
    """A list that calls a body differently may be out of date, or may mean another body."""
    for row in rows:
        body = known.get(row.facts.credit_code) if row.facts else None
        if row.facts is None or body is None:
            continue
        stated: str = row.facts.organisation["name"]
        if fold_name(stated) != fold_name(body.name):
            reason = f"与平台登记的名称“{body.name}”不一致。请核对是否更名或代码填错。"
            row.findings.append(Finding(name_column, stated, reason, refuses=False))


def write(
    rows: Sequence[CheckedRow],
    known: dict[str, Organisation],
    *,
    source: str,
    listed_on: dt.date | None,
    at: dt.datetime,
) -> None:
    """Store the good rows of a batch inside the caller's transaction.

    New suppliers are listed at once. A supplier that exists keeps its status.
    """
    good = {row.facts.credit_code: row for row in rows if row.facts}
    facts = {code: row.facts for code, row in good.items() if row.facts}
    bodies = _bodies(facts, known)
    suppliers = _suppliers(bodies, _suppliers_among(known), facts, at)
    _sightings(suppliers, good, source, listed_on, at)
    _activities(suppliers, facts)
    _credentials(suppliers, facts, source, at)
    search.changed("supplier", *facts)


def _bodies(facts: dict[str, Facts], known: dict[str, Organisation]) -> dict[str, Organisation]:
    new = [
        Organisation(credit_code=code, **stated.organisation)
        for code, stated in facts.items()
        if code not in known
    ]
    Organisation.objects.bulk_create(new)
    changed = [
        known[code] for code in facts if code in known and known[code].take_over(facts[code].organisation)
    ]
    Organisation.objects.bulk_update(changed, _CHANGEABLE, batch_size=100)
    return {body.credit_code: body for body in [*known.values(), *new]}


def _suppliers(
    bodies: dict[str, Organisation], kept: dict[str, Supplier], facts: dict[str, Facts], at: dt.datetime
) -> dict[str, Supplier]:
    """The suppliers of these bodies by credit code, made where there was none."""
    Supplier.objects.filter(pk__in=[supplier.pk for supplier in kept.values()]).update(updated_at=at)
    new = {
        code: Supplier(
            organisation=body,
            status=Supplier.Status.LISTED,
            listed_at=at,
            updated_at=at,
            **facts[code].contact,
        )
        for code, body in bodies.items()
        if code not in kept
    }
    Supplier.objects.bulk_create(new.values())
    return kept | new


def _sightings(
    suppliers: dict[str, Supplier],
    good: dict[str, CheckedRow],
    source: str,
    listed_on: dt.date | None,
    at: dt.datetime,
) -> None:
    sightings = [
        Sighting(
            supplier=suppliers[code],
            source=source,
            listed_on=listed_on,
            seen_at=at,
            raw=row.facts.raw if row.facts else {},
            flags=row.flags,
        )
        for code, row in good.items()
    ]
    Sighting.objects.bulk_create(
        sightings,
        update_conflicts=True,
        unique_fields=["supplier", "source"],
        update_fields=["listed_on", "seen_at", "raw", "flags"],
    )


def _activities(suppliers: dict[str, Supplier], facts: dict[str, Facts]) -> None:
    """A list adds activities; those that exist keep their regions and their description."""
    Activity.objects.bulk_create(
        [
            Activity(supplier=suppliers[code], service_type_id=service_type)
            for code, stated in facts.items()
            for service_type in stated.service_types
        ],
        ignore_conflicts=True,
    )


def _credentials(
    suppliers: dict[str, Supplier], facts: dict[str, Facts], source: str, at: dt.datetime
) -> None:
    """What an official list states of a credential counts as checked, and replaces what was entered by hand."""
    stated = {(suppliers[code].pk, c.kind, c.number): c for code, f in facts.items() if (c := f.credential)}
    if not stated:
        return
    Credential.objects.bulk_create(
        [
            Credential(
                supplier_id=supplier,
                kind_id=kind,
                number=number,
                issuer=credential.issuer,
                scope=credential.scope,
                issued_on=credential.issued_on,
                expires_on=credential.expires_on,
                verified_at=at,
                source=source,
            )
            for (supplier, kind, number), credential in stated.items()
        ],
        update_conflicts=True,
        unique_fields=["supplier", "kind", "number"],
        update_fields=["issuer", "scope", "issued_on", "expires_on", "verified_at", "source"],
    )
    _wastes({key: credential.wastes for key, credential in stated.items()})


def _wastes(stated: dict[tuple[int, str, str], dict[str, int | None]]) -> None:
    suppliers = {supplier for supplier, _, _ in stated}
    rows = Credential.objects.filter(supplier__in=suppliers).values_list(
        "pk", "supplier_id", "kind_id", "number"
    )
    wastes: dict[int, Any] = {pk: stated[key] for pk, *rest in rows if (key := tuple(rest)) in stated}
    CredentialWaste.objects.filter(credential__in=wastes).delete()
    CredentialWaste.objects.bulk_create(
        CredentialWaste(credential_id=pk, category_id=category, tonnes_per_year=tonnes)
        for pk, categories in wastes.items()
        for category, tonnes in categories.items()
    )
