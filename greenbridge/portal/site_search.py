"""Site search: every hall at once, in groups."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from greenbridge.library.finding import listing as library
from greenbridge.search import queries, registry
from greenbridge.search.queries import Query, Results

IN_GROUP = 5
IN_ONE = 20
MOST_TOGETHER = 100
HALLS = {
    "supplier": "/suppliers/",
    "demand": "/demands/",
    "library": "/library/",
    "guide": "/guides/",
    "writing": "/library/writings/",
}
SMALL = ("guide", "writing")
"""Halls of which editors write each row: a question of the index costs more than their few answers."""


@dataclass(frozen=True)
class Group:
    """The hits of one hall (分组)."""

    name: str
    label: str
    total: int
    hits: list[Any]
    all_url: str


def search_everything(words: str, scope: str = "") -> list[Group]:
    """The hits of each hall, or of one; halls without any are left out."""
    if scope in HALLS:
        groups = [_group(scope, words, _found(scope, words, IN_ONE))]
    else:
        small = _together(SMALL, words)
        groups = [_group(name, words, small.get(name) or _found(name, words, IN_GROUP)) for name in HALLS]
    return [group for group in groups if group.hits]


def _found(name: str, words: str, size: int) -> Results:
    asked = Query(words=words, collections=(name,), mode="any", page_size=size)
    return library.find(asked) if name == library.TEXTS.collection else queries.search(asked)


def _together(names: Sequence[str], words: str) -> Mapping[str, Results]:
    """What several small halls have, asked in one question; none of them where it is more than one page can hold."""
    page = queries.ranked(Query(words=words, collections=tuple(names), mode="any", page_size=MOST_TOGETHER))
    if page.total > len(page.places):
        return {}
    found = defaultdict(list)
    for place, score in page.places:
        found[place[0]].append((place, score))
    parts = {
        name: replace(page, places=tuple(found[name][:IN_GROUP]), total=len(found[name])) for name in names
    }
    return {name: queries.checked(part) for name, part in parts.items()}


def _group(name: str, words: str, results: Results) -> Group:
    of_laws = name == library.TEXTS.collection
    hits = [found.hit for found in results.found]
    return Group(
        name=name,
        label=registry.get(name).label,
        total=results.total,
        hits=library.rows(words, hits) if of_laws else hits,
        all_url=HALLS[name] + "?" + urlencode({"q": words}),
    )
