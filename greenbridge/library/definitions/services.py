"""Definitions are written with the clauses of a version; all of them anew when the rules have learnt something."""

from collections.abc import Iterator

from django.db import transaction

from greenbridge.core.text import pinyin_initials
from greenbridge.library.definitions import rules
from greenbridge.library.definitions.search import DEFINITION
from greenbridge.library.models import Clause, Definition, Version
from greenbridge.library.models.definitions import MEANING, TERM
from greenbridge.search import services as search


def write(version: Version) -> int:
    """Write what the clauses of a version define; how many definitions. What was written before goes.

    A few queries and the writing, however long the law is. Of a public version the index is told.
    """
    former = Definition.objects.filter(clause__version=version)
    gone = list(former.values_list("pk", flat=True)) if version.is_public else []
    former.delete()
    clauses = {
        clause.address: clause
        for clause in version.clauses.select_related("parent").only(
            "version", "address", "heading", "text", "parent__heading"
        )
    }
    rows = [_row(clauses[one.address], one) for one in rules.read(map(_read, clauses.values()))]
    made = Definition.objects.bulk_create(rows, batch_size=500)
    if version.is_public:
        search.changed(DEFINITION, *gone, *(row.pk for row in made))
    return len(rows)


def _read(clause: Clause) -> rules.Clause:
    above = clause.parent.heading if clause.parent else ""
    return rules.Clause(clause.address, clause.text, clause.heading, "术语" in above)


def _row(clause: Clause, found: rules.Found) -> Definition:
    return Definition(
        clause=clause,
        term=found.term,
        letters=pinyin_initials(found.term)[:TERM],
        part=found.part,
        meaning=found.meaning[:MEANING],
        is_local=found.is_local,
    )


def read_all() -> Iterator[tuple[Version, int]]:
    """Read every text anew, each in a transaction of its own; doing it twice changes nothing."""
    for version in Version.objects.exclude(text="").defer("text").order_by("pk").iterator(200):
        with transaction.atomic():
            found = write(version)
        yield version, found
