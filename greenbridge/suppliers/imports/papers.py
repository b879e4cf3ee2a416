"""Credentials as they stand when a list comes, and what holds once it has spoken."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from greenbridge.core import bulk
from greenbridge.reference.wastes import Covered
from greenbridge.suppliers.imports.facts import CredentialFacts
from greenbridge.suppliers.models import Credential, CredentialWaste

COLUMNS = ("issuer", "grade", "scope", "issued_on", "expires_on")

Key = tuple[int, str, str]
"""Supplier, kind and number: which credential it is."""


def key(names: Sequence[Any]) -> Key:
    supplier, kind, number = names
    return supplier, kind, number


def standing(suppliers: Collection[int]) -> Mapping[Key, CredentialFacts]:
    """The credentials of these suppliers; one without a last day may be for ever, or nobody has said."""
    columns = ["id", "supplier_id", "kind_id", "number", *COLUMNS]
    rows = bulk.plain(Credential, columns, "supplier_id", suppliers)
    covering = ["credential_id", "category_id", "tonnes_per_year", "codes"]
    wastes: defaultdict[int, dict[str, Covered]] = defaultdict(dict)
    for pk, category, tonnes, codes in bulk.plain(
        CredentialWaste, covering, "credential_id", [row[0] for row in rows]
    ):
        wastes[pk][category] = Covered(tonnes, json.loads(codes))
    return {
        (supplier, kind, number): CredentialFacts(
            kind, number, issuer, grade, scope, _day(issued), _day(expires), wastes.get(pk, {}), False
        )
        for pk, supplier, kind, number, issuer, grade, scope, issued, expires in rows
    }


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def joined(stated: CredentialFacts, standing: CredentialFacts) -> CredentialFacts:
    """What holds once a list has spoken: what it does not state stays as it stood.

    A day that contradicts the one that stands is not set beside it: then both stay.
    """
    issued = stated.issued_on or standing.issued_on
    expires = None if stated.is_for_ever else stated.expires_on or standing.expires_on
    if issued and expires and expires < issued:
        issued, expires = standing.issued_on, standing.expires_on
    return stated._replace(
        issuer=stated.issuer or standing.issuer,
        grade=stated.grade or standing.grade,
        scope=stated.scope or standing.scope,
        issued_on=issued,
        expires_on=expires,
        wastes={
            category: _with_tonnes(covered, standing.wastes.get(category))
            for category, covered in (stated.wastes or standing.wastes).items()
        },
    )


def _with_tonnes(stated: Covered, standing: Covered | None) -> Covered:
    """Where no capacity is stated, that of the same codes still holds."""
    is_silent = stated.tonnes is None and standing and stated.codes.keys() == standing.codes.keys()
    return standing if standing and is_silent else stated
