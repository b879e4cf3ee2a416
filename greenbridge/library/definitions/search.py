"""How defined words stand in the index: each definition is a document, by the pinyin of its term.

Who looks for a word is told from here where it is defined: in the database nothing finds what stands in the middle of a
term but a look at all terms.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet

from greenbridge.core import clock
from greenbridge.library.models import Definition, Version
from greenbridge.library.validity.rules import End
from greenbridge.search.documents import Document
from greenbridge.search.listing import List

DEFINITION = "definition"
EVERYWHERE, LOCAL = "everywhere", "local"
_SIGNS = " 0123456789abcdefghijklmnopqrstuvwxyz"
_FIRST = 6  # signs of the pinyin that say where a term stands; a position of the index has room for no more
_PLACES: int = len(_SIGNS) ** _FIRST
LIST = List(collection=DEFINITION, filters=[], orders={"rank": "按拼音排列"})


class DefinitionCollection:
    """What published texts define, keyed by number."""

    name = DEFINITION
    label = "定义"

    def documents(self, keys: Sequence[str]) -> Iterable[Document]:
        return [_document(row) for row in _published(keys)]

    def all_keys(self) -> Iterable[str]:
        rows = Definition.objects.filter(clause__version__standing=Version.Standing.PUBLISHED)
        return (str(pk) for pk in rows.order_by().values_list("pk", flat=True).iterator(5000))

    def hits(self, keys: Sequence[str]) -> Mapping[str, Definition]:
        return {str(row.pk): row for row in _published(keys).select_related("clause__version__work")}


def _published(keys: Sequence[str]) -> QuerySet[Definition]:
    rows = Definition.objects.filter(pk__in=keys, clause__version__standing=Version.Standing.PUBLISHED)
    return rows.select_related("clause__version").defer("clause__version__text").order_by()


def _document(row: Definition) -> Document:
    version = row.clause.version
    return Document(
        collection=DEFINITION,
        key=str(row.pk),
        title=row.term,
        facets={"term": [row.term], "reach": [LOCAL if row.is_local else EVERYWHERE]},
        rank=by_pinyin(row.letters),
        initials=row.letters,
        serial=row.pk,
        orders=("newest", "rank"),
        published=clock.start_of_day(version.dated_on),
        since=version.starts_on,
        until=None if version.end == End.DOUBTED else version.ends_on,
    )


def by_pinyin(letters: str) -> float:
    """The higher, the earlier in the alphabet."""
    place = 0
    for sign in letters[:_FIRST].ljust(_FIRST):
        place = place * len(_SIGNS) + max(_SIGNS.find(sign), 0)
    return 1 - place / _PLACES
