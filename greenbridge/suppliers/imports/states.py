"""What an import can change of a body, as flat facts: noted before and after, and put back by an undo."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from greenbridge.accounts.models import Organisation
from greenbridge.core import bulk
from greenbridge.suppliers.imports.rereading import REREAD
from greenbridge.suppliers.models import (
    Activity,
    Credential,
    CredentialWaste,
    FormerName,
    Sighting,
    Statement,
    Supplier,
)

ORGANISATION = ("name", "region_id", "address", "size", "established_on", "kind", "capital", "scope")
SIGHTING = ("listed_on", "seen_at", "raw", "flags")
CREDENTIAL = (
    "issuer",
    "grade",
    "scope",
    "issued_on",
    "expires_on",
    "verified_at",
    "source",
    "revoked_on",
    "scan_id",
    "offered_scan_id",
    "declared",
)
NEWER: Mapping[str, Any] = {"grade": "", "offered_scan_id": None, "declared": []}
"""Of a credential, what earlier imports noted has none of these: left out where it says nothing."""
STATEMENT = ("kind", "stated_at", "raw", "value", "region_id")
MADE: Mapping[str, Any] = {"made": True}
"""The import brought this body to the platform."""

State = dict[str, Any]
"""Fact → value, for instance ``organisation.address`` or ``credential.cma.A1`` → a dict. Facts that do not hold are left out."""
Changes = dict[str, list[Any]]
"""Fact → [before, after]."""

_ORGANISATION_FACTS = [f"organisation.{name}" for name in ORGANISATION]
_SIGHTING_FACTS = [f"sighting.{name}" for name in SIGHTING]


class Written:
    """JSON as it stands in the database, read when somebody asks what is in it: nearly always it only has to be the same."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Written):
            return self.text == other.text or bool(self.content == other.content)
        return bool(self.content == other)

    __hash__ = None  # type: ignore[assignment]  # compared by content

    @property
    def content(self) -> Any:
        return json.loads(self.text)


def of(codes: Collection[str], source: str) -> dict[str, State]:
    """The bodies with these credit codes; ``source`` is the list whose statements are looked at."""
    bodies = bulk.plain(Organisation, ["id", "credit_code", *ORGANISATION], "credit_code", codes)
    if not bodies:
        return {}
    states = {code: dict(zip(_ORGANISATION_FACTS, values, strict=True)) for _, code, *values in bodies}
    of_body = {pk: states[code] for pk, code, *_ in bodies}
    by_supplier: dict[int, State] = {}
    suppliers = bulk.plain(Supplier, ["id", "organisation_id", "updated_at"], "organisation_id", of_body)
    for supplier, body, updated_at in suppliers:
        by_supplier[supplier] = of_body[body]
        by_supplier[supplier]["supplier"], by_supplier[supplier]["updated_at"] = supplier, updated_at
    _add_sightings(by_supplier, source)
    _add_activities(by_supplier)
    _add_credentials(by_supplier)
    _add_statements(by_supplier, source)
    return states


def _add_sightings(states: Mapping[int, State], source: str) -> None:
    columns = ["supplier_id", "gone_since", *SIGHTING]
    rows = bulk.plain(Sighting, columns, "supplier_id", states, where={"source": source})
    for supplier, gone_since, listed_on, seen_at, raw, flags in rows:
        values = (listed_on, seen_at, Written(raw), Written(flags))
        states[supplier].update(zip(_SIGHTING_FACTS, values, strict=True))
        states[supplier]["gone"] = gone_since


def _add_activities(states: Mapping[int, State]) -> None:
    columns = ["id", "supplier_id", "service_type_id", "capability"]
    rows = bulk.plain(Activity, columns, "supplier_id", states)
    through = Activity.serves.through
    served = bulk.plain(through, ["activity_id"], "activity_id", [row[0] for row in rows])
    places = Counter(activity for (activity,) in served)
    for pk, supplier, service_type, capability in rows:
        states[supplier][f"activity.{service_type}"] = [capability, places[pk]]


def _add_credentials(states: Mapping[int, State]) -> None:
    columns = ["id", "supplier_id", "kind_id", "number", *CREDENTIAL]
    rows = bulk.plain(Credential, columns, "supplier_id", states)
    wastes: defaultdict[int, State] = defaultdict(dict)
    covering = ["credential_id", "category_id", "tonnes_per_year", "codes"]
    for credential, category, tonnes, codes in sorted(
        bulk.plain(CredentialWaste, covering, "credential_id", [row[0] for row in rows])
    ):
        wastes[credential][category] = [tonnes, json.loads(codes)]
    for pk, supplier, kind, number, *values in rows:
        fields = dict(zip(CREDENTIAL, values, strict=True))
        fields["declared"] = json.loads(fields["declared"])
        fields = {name: value for name, value in fields.items() if name not in NEWER or value}
        fields["wastes"] = wastes.get(pk, {})
        states[supplier][f"credential.{kind}.{number}"] = fields


def _add_statements(states: Mapping[int, State], source: str) -> None:
    columns = ["supplier_id", "field", *STATEMENT]
    for supplier, field, *values in bulk.plain(
        Statement, columns, "supplier_id", states, where={"source": source}
    ):
        if field not in REREAD:  # those follow from the rows of lists
            states[supplier][f"statement.{field}"] = dict(zip(STATEMENT, values, strict=True))
    former = bulk.plain(FormerName, ["supplier_id", "text"], "supplier_id", states, where={"source": source})
    for supplier, text in former:
        states[supplier][f"former.{text}"] = True


def changes(
    before: Mapping[str, State], after: Mapping[str, State], codes: Collection[str]
) -> dict[str, Mapping[str, Any]]:
    """What happened to each body between two looks; those that were not there before were made."""
    return {code: _changes(before[code], after[code]) if code in before else MADE for code in codes}


def _changes(before: State, after: State) -> Changes:
    return {
        fact: [_content(before.get(fact)), _content(after.get(fact))]
        for fact in {**before, **after}
        if before.get(fact) != after.get(fact)
    }


def as_json(value: Any) -> str:
    return value.text if isinstance(value, Written) else json.dumps(value, ensure_ascii=False)


def _content(value: Any) -> Any:
    return value.content if isinstance(value, Written) else value
