"""Finding rows of a catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet

from greenbridge.core.text import fold
from greenbridge.library.models import CatalogueRow, Version

MOST_WORDS = 8


@dataclass(frozen=True)
class Table:
    """One table of a catalogue: its number, how many rows it has, the heads of its columns."""

    number: int
    count: int
    heads: Sequence[str]


def tables_of(version: Version) -> list[Table]:
    """The tables in their order; none for a text that is no catalogue."""
    found = version.rows.order_by("table").values("table").annotate(rows=Count("pk"), first=Min("position"))
    heads = {
        row.position: [head for head, _ in row.cells]
        for row in version.rows.filter(position__in=[one["first"] for one in found])
    }
    return [Table(one["table"], one["rows"], heads[one["first"]]) for one in found]


def rows_with(version: Version, table: int, words: str) -> QuerySet[CatalogueRow]:
    """The rows of a table that hold every word, wherever it stands in them: codes, names, groups."""
    rows = version.rows.filter(table=table)
    for word in fold(words).split()[:MOST_WORDS]:
        rows = rows.filter(text__contains=word)
    return rows
