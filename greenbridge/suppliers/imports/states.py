"""What an import can change of a body, as flat facts: noted before and after, and put back by an undo."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Count

from greenbridge.accounts.models import Organisation
from greenbridge.suppliers.models import (
    Activity,
    Credential,
    CredentialWaste,
    FormerName,
    Sighting,
    Statement,
)

ORGANISATION = ("name", "region_id", "address", "size", "established_on", "kind", "capital", "scope")
SIGHTING = ("listed_on", "seen_at", "raw", "flags")
CREDENTIAL = ("issuer", "scope", "issued_on", "expires_on", "verified_at", "source", "revoked_on", "scan_id")
STATEMENT = ("kind", "stated_at", "raw", "value", "region_id")
MADE: Mapping[str, Any] = {"made": True}
"""The import brought this body to the platform."""

State = dict[str, Any]
"""Fact → value, for instance ``organisation.address`` or ``credential.cma.A1`` → a dict. Facts that do not hold are left out."""
Changes = dict[str, list[Any]]
"""Fact → [before, after]."""


def of(codes: Collection[str], source: str) -> dict[str, State]:
    """The bodies with these credit codes; ``source`` is the list whose statements are looked at."""
    if not codes:
        return {}
    bodies = Organisation.objects.filter(credit_code__in=codes)
    rows = list(bodies.values_list("credit_code", "supplier", "supplier__updated_at", *ORGANISATION))
    states: dict[str, State] = {}
    by_supplier: dict[int, State] = {}
    for code, supplier, updated_at, *values in rows:
        state = states[code] = {
            f"organisation.{name}": _plain(value) for name, value in zip(ORGANISATION, values, strict=True)
        }
        if supplier:
            state |= {"supplier": supplier, "updated_at": _plain(updated_at)}
            by_supplier[supplier] = state
    _add_sightings(by_supplier, source)
    _add_activities(by_supplier)
    _add_credentials(by_supplier)
    _add_statements(by_supplier, source)
    return states


def _add_sightings(states: Mapping[int, State], source: str) -> None:
    rows = Sighting.objects.filter(supplier__in=states, source=source)
    for supplier, gone_since, *values in rows.values_list("supplier_id", "gone_since", *SIGHTING):
        for name, value in zip(SIGHTING, values, strict=True):
            states[supplier][f"sighting.{name}"] = _plain(value)
        states[supplier]["gone"] = _plain(gone_since)


def _add_activities(states: Mapping[int, State]) -> None:
    rows = Activity.objects.filter(supplier__in=states).annotate(places=Count("serves")).order_by()
    for supplier, service_type, *described in rows.values_list(
        "supplier_id", "service_type_id", "capability", "places"
    ):
        states[supplier][f"activity.{service_type}"] = described


def _add_credentials(states: Mapping[int, State]) -> None:
    wastes: defaultdict[int, State] = defaultdict(dict)
    covered = CredentialWaste.objects.filter(credential__supplier__in=states).order_by("category")
    for credential, category, *terms in covered.values_list(
        "credential_id", "category_id", "tonnes_per_year", "codes"
    ):
        wastes[credential][category] = terms
    rows = Credential.objects.filter(supplier__in=states)
    for pk, supplier, kind, number, *values in rows.values_list(
        "pk", "supplier_id", "kind_id", "number", *CREDENTIAL
    ):
        fields = {name: _plain(value) for name, value in zip(CREDENTIAL, values, strict=True)}
        states[supplier][f"credential.{kind}.{number}"] = fields | {"wastes": wastes[pk]}


def _add_statements(states: Mapping[int, State], source: str) -> None:
    rows = Statement.objects.filter(supplier__in=states, source=source).order_by()
    for supplier, field, *values in rows.values_list("supplier_id", "field", *STATEMENT):
        states[supplier][f"statement.{field}"] = dict(zip(STATEMENT, map(_plain, values), strict=True))
    former = FormerName.objects.filter(supplier__in=states, source=source).order_by()
    for supplier, text in former.values_list("supplier_id", "text"):
        states[supplier][f"former.{text}"] = True


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def changes(
    before: Mapping[str, State], after: Mapping[str, State], codes: Collection[str]
) -> dict[str, Mapping[str, Any]]:
    """What happened to each body between two looks; those that were not there before were made."""
    return {code: _changes(before[code], after[code]) if code in before else MADE for code in codes}


def _changes(before: State, after: State) -> Changes:
    return {
        fact: [before.get(fact), after.get(fact)]
        for fact in {**before, **after}
        if before.get(fact) != after.get(fact)
    }
