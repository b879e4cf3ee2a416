"""What a hall hands to the index about one of its rows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from greenbridge.core import divisions

Owner = TypeVar("Owner")
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Document:
    """One row of a hall as people may look for it (检索文档).

    ``serial`` tells rows of the same second apart: a number that no other row of the collection has. ``orders`` are those
    in which its hall's list is read, and no others of time or amount may be asked for; "newest" is among them, and "deadline"
    where that may be limited. ``codes`` are official numbers (标准号, 文号, 信用代码, HW codes) in any spelling. ``facets`` are
    named lists of exact values. ``amount`` is in 分. ``rank`` is the hall's own standing from 0 to 1, for the order of that
    name: relevance does not look at it. What is not public is counted, never found.

    ``besides`` are words by which it is found that say nothing about how well it answers: the text of a law whose clauses
    are documents of their own. ``since`` and ``until`` are the first day on which it holds and the first on which it no
    longer does, for who asks for a day (``Query.on``).
    """

    collection: str
    key: str
    title: str
    body: str = ""
    besides: str = ""
    codes: Sequence[str] = ()
    regions: Sequence[str] = ()
    types: Sequence[str] = ()
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    amount: int | None = None
    published: dt.datetime | None = None
    deadline: dt.datetime | None = None
    updated: dt.datetime | None = None
    rank: float = 0.0
    initials: str = ""
    is_public: bool = True
    serial: int = 0
    orders: Sequence[str] = ("newest", "updated")
    since: dt.date | None = None
    until: dt.date | None = None


def filter_values(document: Document) -> dict[str, list[str]]:
    """Everything that a filter may ask of a document, by filter name."""
    values = {name: list(given) for name, given in document.facets.items()}
    values["region"] = surrounding(document.regions)
    for length in divisions.LENGTHS:
        values[f"region_{length}"] = [code for code in values["region"] if len(code) == length]
    values["type"] = list(document.types)
    values["type_top"] = outermost(document.types)
    values["collection"] = [document.collection] if document.is_public else []
    return values


def surrounding(regions: Sequence[str]) -> list[str]:
    """The codes of the regions and of all regions around them: 310118 lies in 3101 and in 31."""
    return sorted({code[:length] for code in regions for length in divisions.LENGTHS if length <= len(code)})


def outermost(codes: Sequence[str]) -> list[str]:
    """The codes that lie in no other one of them: of S05, S05-1 and S20-2 the first and the last."""
    return [code for code in codes if not any(other != code and code.startswith(other) for other in codes)]


def gathered(pairs: Iterable[tuple[Owner, Thing]]) -> Mapping[Owner, list[Thing]]:
    """Things by their owner; nothing for whoever owns none. Of ten thousand rows quicker than prefetching them."""
    by_owner: defaultdict[Owner, list[Thing]] = defaultdict(list)
    for owner, thing in pairs:
        by_owner[owner].append(thing)
    return by_owner
