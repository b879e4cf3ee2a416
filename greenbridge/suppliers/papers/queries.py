"""Reads about what sources say of credentials."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from greenbridge.accounts.models import Association, User
from greenbridge.accounts.workload import Done, Load, by_person, load
from greenbridge.core import clock
from greenbridge.suppliers.imports.facts import CredentialFacts
from greenbridge.suppliers.models import (
    Credential,
    CredentialWaste,
    PaperDispute,
    PaperStatement,
    Sighting,
    Statement,
    Supplier,
)
from greenbridge.suppliers.papers import rules, statements
from greenbridge.suppliers.papers.statements import Word
from greenbridge.suppliers.queries import in_charge_of, of_associations

IN_DISPUTE = Exists(
    PaperDispute.objects.filter(
        supplier=OuterRef("supplier"), kind=OuterRef("kind"), number=OuterRef("number"), settled_at=None
    )
)
"""Of a credential: an officer has still to say which source holds."""


@dataclass(frozen=True)
class Told:
    """What one source says of a credential, in words: what it is called, what it says, whether sources differ in it."""

    source: str
    kind: str
    at: dt.datetime
    lines: Sequence[tuple[str, str, bool]]
    is_shown: bool


@dataclass(frozen=True)
class Differing:
    """A credential of which sources say different things, for the record."""

    label: str
    told: Sequence[Told]
    settled: PaperDispute | None


def waiting_for(officer: User) -> QuerySet[PaperDispute]:
    """What nobody has settled yet in the officer's province, the oldest first."""
    return _visible(officer).filter(settled_at=None)


def differing_on(source: str) -> int:
    """How many credentials of bodies on a list wait for an officer."""
    on_list = Sighting.objects.filter(supplier=OuterRef("supplier"), source=source)
    return PaperDispute.objects.filter(Exists(on_list), settled_at=None, supplier__merged_into=None).count()


def load_of(association: Association) -> Load:
    rows = PaperDispute.objects.filter(of_associations([association]), supplier__merged_into=None)
    return load(rows.filter(settled_at=None), since="opened_at")


def settled_by(association: Association, after: dt.datetime) -> Done:
    return by_person(
        PaperDispute.objects.filter(of_associations([association]), settled_at__gte=after), "settled_by"
    )


def visible_to(officer: User) -> QuerySet[PaperDispute]:
    """Also what is settled."""
    return _visible(officer).select_related("settled_by")


def _visible(officer: User) -> QuerySet[PaperDispute]:
    rows = PaperDispute.objects.filter(in_charge_of(officer), supplier__merged_into=None)
    return rows.select_related("supplier__organisation__region", "kind")


def words_of(dispute: PaperDispute) -> list[Word]:
    """What each source says of the credential, the newest first."""
    key = dispute.supplier_id, dispute.kind_id, dispute.number
    words = statements.by_paper(statements.said_of([dispute.supplier_id]).values()).get(key, [])
    return sorted(words, key=lambda word: (str(word.at), word.source), reverse=True)


def version_of(words: Iterable[Word]) -> str:
    """Changes whenever a source says something else."""
    said = sorted(json.dumps(statements.weighed(word.source, word.facts), sort_keys=True) for word in words)
    return hashlib.sha256("|".join(said).encode()).hexdigest()


def paper_of(dispute: PaperDispute) -> Credential | None:
    """The credential as it stands, with its scan."""
    rows = Credential.objects.filter(
        supplier=dispute.supplier_id, kind=dispute.kind_id, number=dispute.number
    )
    return rows.select_related("scan", "offered_scan").first()


def shown_of(credential: Credential, words: Iterable[Word]) -> str:
    """The source whose word stands on the record."""
    was_checked = any(word.source == PaperStatement.CHECKED for word in words)
    return credential.source or (PaperStatement.CHECKED if was_checked else Statement.ITSELF)


def is_disputed(credential: Credential) -> bool:
    """Whether an officer has still to say which source holds."""
    return Credential.objects.filter(IN_DISPUTE, pk=credential.pk).exists()


def told(words: Sequence[Word], shown: str, *, all_of_it: bool) -> list[Told]:
    """In words what each says, or of it what they differ in. ``shown`` is the source whose word stands on the record."""
    differing = rules.differing([word.facts for word in words])
    return [
        Told(
            word.source,
            str(Statement.Kind(word.told_by).label),
            dt.datetime.fromisoformat(str(word.at)),
            [
                (label, text, field in differing)
                for field, label in rules.FIELDS.items()
                if (all_of_it or field in differing) and (text := written(word.facts, field))
            ],
            word.source == shown,
        )
        for word in words
    ]


def written(facts: CredentialFacts, field: str) -> str:
    """A field for people; empty where nothing is said of it."""
    value = rules.stated(facts, field)
    if value == rules.FOR_EVER:
        return "长期"
    if field == "wastes":
        return "；".join(
            CredentialWaste(category_id=code, tonnes_per_year=one.tonnes, codes=one.codes).written
            for code, one in sorted(facts.wastes.items())
        )
    return clock.written(value) if isinstance(value, dt.date) else value or ""


def differing(supplier: Supplier) -> list[Differing]:
    """What the record tells of credentials that sources do not agree on, open or settled."""
    papers = statements.by_paper(statements.said_of([supplier.pk]).values())
    if not papers:
        return []
    disputes = {(row.supplier_id, row.kind_id, row.number): row for row in supplier.paper_disputes.all()}
    found = []
    for credential in supplier.credentials.select_related("kind"):
        key = supplier.pk, credential.kind_id, credential.number
        words, dispute = papers.get(key, []), disputes.get(key)
        if dispute and rules.differing([word.facts for word in words]):
            lines = told(words, shown_of(credential, words), all_of_it=False)
            settled = dispute if dispute.settled_at else None
            found.append(Differing(str(credential), lines, settled))
    return found
