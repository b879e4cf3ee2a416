"""What the house asks of a search engine, whichever one stands behind it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from greenbridge.search.analysis import Question
from greenbridge.search.documents import Document

Place = tuple[str, str]  # collection and key
TIMES = ("newest", "updated", "deadline")  # orders by time
WALKED = (*TIMES, "amount", "rank")  # orders in which documents have positions, where their list is read so


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
    least one, "phrase" the very wording. Orders are "relevance", "newest", "updated", "deadline" (the nearest first),
    "amount" (the largest first), "rank" and "nearest"; what a row does not have comes last.

    ``on`` leaves what holds on that day (``Document.since`` and ``until``). ``as_parts`` asks for parts of larger texts, such
    as clauses: the name of the whole, which each carries, has no say in their rank, and more of them are looked at closely.

    ``together`` names filters of whose values all must hold. ``near`` weighs values of the facet "place" for the order
    "nearest". Unless it is to be ``counted``, the total may fall short, but in order of relevance: then the nearest rows are
    found without a look at all of them.
    """

    words: str = ""
    collections: tuple[str, ...] = ()
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    published_from: dt.datetime | None = None
    published_to: dt.datetime | None = None
    deadline_from: dt.datetime | None = None
    deadline_to: dt.datetime | None = None
    amount_min: int | None = None
    amount_max: int | None = None
    mode: str = "all"
    order: str = "relevance"
    count_facets: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    near: Mapping[str, float] = field(default_factory=dict)
    counted: bool = True
    on: dt.date | None = None
    as_parts: bool = False
    page: int = 1
    page_size: int = 20

    @property
    def is_walked(self) -> bool:
        """Whether a page can be found by the position of a row: in the orders of its hall's list each row has one."""
        return self.is_tallied and self.order in WALKED

    @property
    def is_tallied(self) -> bool:
        """Whether the counts may come from the table of long lists: neither words nor amounts are asked for."""
        return not self.words.strip() and self.amount_min is None and self.amount_max is None


@dataclass(frozen=True)
class Step:
    """A way through a list that is walked: on from a position, or back from it; without one, from that end."""

    position: int | None = None
    backwards: bool = False


@dataclass(frozen=True)
class IndexPage:
    """One page as the index sees it, not yet checked against the database.

    ``facets_at_least`` where very many rows answer: then options were counted among some of them.
    """

    places: tuple[tuple[Place, float], ...] = ()
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    facets_at_least: bool = False


@dataclass(frozen=True)
class Stretch:
    """Rows in the order of their list, each with its position, and whether others lie beyond them on the way."""

    places: tuple[tuple[Place, int], ...] = ()
    goes_on: bool = False


@dataclass(frozen=True)
class Counted:
    """How many rows meet conditions, and how often each value of the asked facets stands in them.

    Of divisions those are counted that lie one step below the chosen one: provinces, where none is.
    """

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

    def facets(self, query: Query, question: Question) -> Mapping[str, Mapping[str, int]]:
        """The facet counts of ``search``, of however many rows."""
        ...

    def search_each(self, query: Query, question: Question) -> Mapping[str, IndexPage]:
        """The first page of each collection by relevance, the same rows as ``search`` has, in fewer passes.

        Without facets; scores may differ by a number that is the same for all rows of a collection.
        """
        ...

    def walk(self, query: Query, step: Step) -> Stretch:
        """One page of a list that is walked, at a cost that does not grow with the list."""
        ...

    def at_most(self, query: Query) -> int:
        """More rows than this cannot meet the conditions; known without looking at any."""
        ...

    def count(self, query: Query, *, first: int = 0) -> Counted:
        """Counts of everything that meets the conditions; of some of it, where about ``first`` rows will do."""
        ...

    def suggest(self, question: Question, collections: Sequence[str], limit: int) -> list[Place]:
        """Titles that contain what was typed so far, or whose pinyin initials do; best first.

        Where very many do, the best of those that come first in the order of ranks.
        """
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

    def rebuild(self, documents: Iterable[Document], about: int = 0) -> dict[str, int]:
        """Write a new index beside the old one and put it in its place at a stroke; counts per collection.

        Who says ``about`` how many documents come gets an index that is searched faster.
        """
        ...
