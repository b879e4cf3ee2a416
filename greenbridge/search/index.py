"""What the house asks of a search engine, whichever one stands behind it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from greenbridge.search.analysis import Question
from greenbridge.search.documents import Document

Place = tuple[str, str]  # collection and key


class IndexBroken(Exception):
    """There is no index yet, it was made by another version, or its files are damaged. A rebuild mends it."""


class IndexBusy(Exception):
    """Another process is writing."""


@dataclass(frozen=True)
class Query:
    """What a list or the site search asks for (检索条件).

    ``filters`` maps a name ("region", "type" or a facet) to values of which any will do; different names must
    all hold. A region code finds everything inside it. Times are aware, amounts in 分, both ends included.
    Without ``collections`` all halls are searched. "all" wants every word somewhere in a document, "any" at
    least one, "phrase" the very wording. Orders are "relevance", "newest", "deadline" (the nearest first) and
    "rank"; what a row does not have comes last.
    """

    words: str = ""
    collections: tuple[str, ...] = ()
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    published_from: dt.datetime | None = None
    published_to: dt.datetime | None = None
    amount_min: int | None = None
    amount_max: int | None = None
    mode: str = "all"
    order: str = "relevance"
    count_facets: tuple[str, ...] = ()
    page: int = 1
    page_size: int = 20


@dataclass(frozen=True)
class IndexPage:
    """One page as the index sees it, not yet checked against the database."""

    places: tuple[tuple[Place, float], ...] = ()
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class SearchIndex(Protocol):
    """A derived copy of the halls, for finding only. Reading raises IndexBroken where there is nothing to read."""

    def check(self) -> None:
        """Nothing where the index can be read; raises IndexBroken otherwise."""
        ...

    def search(self, query: Query, question: Question) -> IndexPage:
        """One page with facet counts; ``question`` is the query's words, taken apart."""
        ...

    def suggest(self, question: Question, collections: Sequence[str], limit: int) -> list[Place]:
        """Titles that contain what was typed so far, or whose pinyin initials do; best first."""
        ...

    def stats(self) -> dict[str, int]:
        """How many documents each collection has, public or not."""
        ...

    def keys(self, collection: str) -> set[str]:
        """The keys the index holds of a collection."""
        ...

    def writing(self, *, wait: bool) -> AbstractContextManager[None]:
        """Exclusive right to write, across processes. Raises IndexBusy unless it may wait."""
        ...

    def upsert(self, documents: Iterable[Document]) -> None:
        """Put documents in place of their former selves; durable and visible on return."""
        ...

    def delete(self, places: Iterable[Place]) -> None:
        """Take documents out; durable and visible on return."""
        ...

    def rebuild(self, documents: Iterable[Document]) -> dict[str, int]:
        """Write a new index beside the old one and put it in its place at a stroke; counts per collection."""
        ...
