"""Credentials: what stands when a list comes, what holds once it has spoken, and what all lists say of one that differs.

As with the other facts (``rereading``) lists that agree cost nothing: their rows are all there is to keep.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from greenbridge.core import bulk
from greenbridge.reference.wastes import Covered
from greenbridge.suppliers.imports import rereading
from greenbridge.suppliers.imports.facts import CredentialFacts
from greenbridge.suppliers.models import Credential, CredentialWaste, PaperStatement, Sighting
from greenbridge.suppliers.papers import statements
from greenbridge.suppliers.papers.rules import differing
from greenbridge.suppliers.papers.statements import Key, Word, by_paper, day_in

COLUMNS = ("issuer", "grade", "scope", "issued_on", "expires_on")


class Standing(NamedTuple):
    """A credential as it stands, where from, and when it was checked; without a last day it counts as for ever."""

    facts: CredentialFacts
    source: str
    checked_at: str | None
    declared: Collection[str]
    """What only the body says of it, as ``Credential.declared`` has it: of one that nobody has checked, all."""


def standing(suppliers: Collection[int]) -> Mapping[Key, Standing]:
    """The credentials of these suppliers."""
    columns = ["id", "supplier_id", "kind_id", "number", *COLUMNS, "source", "verified_at", "declared"]
    rows = bulk.plain(Credential, columns, "supplier_id", suppliers)
    covering = ["credential_id", "category_id", "tonnes_per_year", "codes"]
    wastes: defaultdict[int, dict[str, Covered]] = defaultdict(dict)
    for pk, category, tonnes, codes in bulk.plain(
        CredentialWaste, covering, "credential_id", [row[0] for row in rows]
    ):
        wastes[pk][category] = Covered(tonnes, json.loads(codes))
    return {
        (supplier, kind, number): Standing(
            CredentialFacts(
                kind,
                number,
                issuer,
                grade,
                scope,
                day_in(issued),
                day_in(expires),
                wastes.get(pk, {}),
                not expires,
            ),
            source,
            checked_at,
            json.loads(declared) if checked_at else [*Credential.FACTS],
        )
        for pk, supplier, kind, number, issuer, grade, scope, issued, expires, source, checked_at, declared in rows
    }


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
            category: covered.filled_by(standing.wastes.get(category))
            for category, covered in (stated.wastes or standing.wastes).items()
        },
    )


def hold_together(suppliers: Collection[int]) -> None:
    """Make statements of what sources differ in of these suppliers' credentials, inside the caller's transaction.

    Those of a list that a supplier stands on no more go, those of lists that have come to agree too; what a body says
    of its own stays, and what an officer has settled, so that a new word opens it again.
    """
    if not suppliers:
        return
    rows = bulk.plain(Sighting, ["supplier_id", "source", "seen_at", "raw"], "supplier_id", suppliers)
    forgotten = {(supplier, source) for supplier, source, _, raw in rows if raw == "{}"}  # after three years
    there = statements.said_of(suppliers)
    own = [word for word in there.values() if not word.is_listed]
    still = [word for word in there.values() if (word.key[0], word.source) in forgotten]
    listed = _worth_stating([*_said(rows), *still], own, suppliers)
    kept = {(word.key, word.source) for word in [*listed, *own]}
    leaving = [pk for pk, word in there.items() if (word.key, word.source) not in kept]
    bulk.delete(PaperStatement, "id", leaving)
    statements.keep(listed)
    statements.compare(suppliers)


def _worth_stating(listed: Iterable[Word], own: Iterable[Word], suppliers: Collection[int]) -> list[Word]:
    decided = statements.settled(suppliers).keys()
    return [
        word
        for key, words in by_paper([*listed, *own]).items()
        if key in decided or differing([word.facts for word in words])
        for word in words
        if word.is_listed
    ]


def said_by_lists(supplier: int) -> list[Word]:
    """What the rows of a supplier say of its credentials."""
    return said_by_rows([supplier])


def said_by_rows(suppliers: Collection[int]) -> list[Word]:
    """What the rows of these suppliers say of their credentials; of those that are forgotten after three years nothing."""
    columns = ["supplier_id", "source", "seen_at", "raw"]
    return _said([row for row in bulk.plain(Sighting, columns, "supplier_id", suppliers) if row[3] != "{}"])


def _said(rows: Collection[tuple[int, str, Any, str]]) -> list[Word]:
    """The credentials in these rows of (supplier, source, moment, JSON)."""
    return [
        Word((supplier, facts.kind, facts.number), source, read.kind, at, facts)
        for supplier, source, at, read, cells in rereading.as_cells(rows)
        if (facts := read.checker.credential(cells))
    ]
