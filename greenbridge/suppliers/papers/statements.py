"""What sources say of credentials is kept, many at a time, and held against what others say of the same one."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from greenbridge.core import bulk, clock
from greenbridge.reference.wastes import Covered
from greenbridge.suppliers.imports.cells import as_json
from greenbridge.suppliers.imports.facts import CredentialFacts
from greenbridge.suppliers.models import Credential, PaperDispute, PaperStatement, Statement
from greenbridge.suppliers.papers.rules import Settled, is_open

Key = tuple[int, str, str]
"""Supplier, kind and number: which credential it is."""

_UNIQUE = ["supplier_id", "kind_id", "number", "source"]
_SAID = [
    "told_by",
    "stated_at",
    "issuer",
    "grade",
    "scope",
    "issued_on",
    "expires_on",
    "is_for_ever",
    "wastes",
]


class Word(NamedTuple):
    """What one source says of one credential."""

    key: Key
    source: str
    told_by: str
    at: dt.datetime | str
    facts: CredentialFacts

    @property
    def is_own(self) -> bool:
        return self.source == Statement.ITSELF

    @property
    def is_listed(self) -> bool:
        """It follows from the row of a list."""
        return self.source not in {Statement.ITSELF, PaperStatement.CHECKED}


def own(key: Key, at: dt.datetime | str, facts: CredentialFacts) -> Word:
    """What the body says itself."""
    return Word(key, Statement.ITSELF, Statement.Kind.DECLARED.value, at, facts)


def checked(key: Key, at: dt.datetime | str, facts: CredentialFacts) -> Word:
    """What an officer had checked when the body said otherwise."""
    return Word(key, PaperStatement.CHECKED, Statement.Kind.CHECKED.value, at, facts)


def keep(words: Collection[Word], *, again: bool = True) -> None:
    """Keep what sources say; one that is there already says something new, or unless ``again`` stays as it is."""
    if words:
        bulk.upsert(
            PaperStatement,
            [*_UNIQUE, *_SAID],
            [*map(_row, words)],
            unique=_UNIQUE,
            update=_SAID if again else (),
        )


def _row(word: Word) -> tuple[Any, ...]:
    said = word.facts
    return (
        *word.key,
        word.source,
        word.told_by,
        word.at,
        said.issuer,
        said.grade,
        said.scope,
        said.issued_on,
        said.expires_on,
        said.is_for_ever,
        as_json(plain_wastes(said)),
    )


def said_of(suppliers: Collection[int]) -> dict[int, Word]:
    """What is kept of these suppliers' credentials, by the number of its row."""
    rows = bulk.plain(PaperStatement, ["id", *_UNIQUE, *_SAID], "supplier_id", suppliers)
    return {pk: _word(*values) for pk, *values in rows}


def _word(
    supplier: int,
    kind: str,
    number: str,
    source: str,
    told_by: str,
    at: str,
    issuer: str,
    grade: str,
    scope: str,
    issued: str | None,
    expires: str | None,
    is_for_ever: int,
    wastes: str,
) -> Word:
    facts = CredentialFacts(
        kind,
        number,
        issuer,
        grade,
        scope,
        day_in(issued),
        day_in(expires),
        read_wastes(json.loads(wastes)),
        bool(is_for_ever),
    )
    return Word((supplier, kind, number), source, told_by, at, facts)


def day_in(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def plain_wastes(facts: CredentialFacts) -> dict[str, list[Any]]:
    return {category: [covered.tonnes, covered.codes] for category, covered in facts.wastes.items()}


def read_wastes(plain: Mapping[str, list[Any]]) -> dict[str, Covered]:
    return {category: Covered(tonnes, codes) for category, (tonnes, codes) in plain.items()}


def spoken_of(suppliers: Collection[int]) -> set[int]:
    """Those of whose credentials something is kept already."""
    rows = (
        PaperStatement.objects.filter(supplier__among=suppliers)
        if suppliers
        else PaperStatement.objects.none()
    )
    return set(rows.order_by().values_list("supplier_id", flat=True))


def binding(suppliers: Collection[int]) -> dict[Key, str]:
    """The source that an officer chose for a credential: no other writes it. One that says nothing any more binds nobody."""
    chosen = {key: one.source for key, one in settled(suppliers).items()}
    speaking = {(word.key, word.source) for word in said_of({key[0] for key in chosen}).values()}
    return {key: source for key, source in chosen.items() if (key, source) in speaking}


def settled(suppliers: Collection[int]) -> dict[Key, Settled]:
    """What was settled last of each credential; only what ever was."""
    if not suppliers:
        return {}
    rows = PaperDispute.objects.filter(supplier__among=suppliers, settled_at__isnull=False)
    return {
        (row.supplier_id, row.kind_id, row.number): Settled(
            row.source,
            [_weighed(row.kind_id, row.number, one) for one in row.known],
            row.source == Statement.ITSELF,
        )
        for row in rows.order_by("settled_at", "pk")
    }


def weighed(source: str, facts: CredentialFacts) -> dict[str, Any]:
    """What lay before an officer, as a dispute keeps it."""
    return {
        "source": source,
        "issuer": facts.issuer,
        "grade": facts.grade,
        "scope": facts.scope,
        "issued_on": facts.issued_on.isoformat() if facts.issued_on else None,
        "expires_on": facts.expires_on.isoformat() if facts.expires_on else None,
        "is_for_ever": facts.is_for_ever,
        "wastes": plain_wastes(facts),
    }


def _weighed(kind: str, number: str, kept: Mapping[str, Any]) -> CredentialFacts:
    return CredentialFacts(
        kind,
        number,
        kept["issuer"],
        kept["grade"],
        kept["scope"],
        day_in(kept["issued_on"]),
        day_in(kept["expires_on"]),
        read_wastes(kept["wastes"]),
        kept["is_for_ever"],
    )


def by_paper(words: Iterable[Word]) -> Mapping[Key, list[Word]]:
    papers: defaultdict[Key, list[Word]] = defaultdict(list)
    for word in words:
        papers[word.key].append(word)
    return papers


def compare(suppliers: Collection[int]) -> None:
    """Open what sources differ in, and drop what nobody needs to settle any more: they agree, or the credential is gone."""
    known, papers = settled(suppliers), by_paper(said_of(suppliers).values())
    columns = ["supplier_id", "kind_id", "number"]
    there = {*bulk.plain(Credential, columns, "supplier_id", suppliers)}
    wanted = {
        key
        for key, words in papers.items()
        if key in there and is_open({word.source: word.facts for word in words}, known.get(key))
    }
    waiting = PaperDispute.objects.filter(supplier__among=suppliers, settled_at=None)
    open_now = {(row.supplier_id, row.kind_id, row.number): row.pk for row in waiting}
    PaperDispute.objects.filter(pk__in=[pk for key, pk in open_now.items() if key not in wanted]).delete()
    PaperDispute.objects.bulk_create(
        (
            PaperDispute(supplier_id=supplier, kind_id=kind, number=number, opened_at=clock.now())
            for supplier, kind, number in sorted(wanted - open_now.keys())
        ),
        ignore_conflicts=True,  # somebody else heard of it at the same moment
    )
