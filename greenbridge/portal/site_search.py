"""Site search: every hall at once, in groups."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from greenbridge.library.finding import listing as library
from greenbridge.search import queries, registry
from greenbridge.search.queries import Query, Results

IN_GROUP = 5
IN_ONE = 20
HALLS = {
    "supplier": "/suppliers/",
    "demand": "/demands/",
    "library": "/library/",
    "guide": "/guides/",
    "writing": "/library/writings/",
}
LAWS = library.TEXTS.collection  # found by their clauses, so by more than one question
ALIKE = tuple(name for name in HALLS if name != LAWS)


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
        found = {scope: _one(scope, words, IN_ONE)}
    else:
        asked = Query(words=words, collections=ALIKE, mode="any", page_size=IN_GROUP)
        found = {name: queries.checked(page) for name, page in queries.ranked_each(asked).items()}
        found[LAWS] = _one(LAWS, words, IN_GROUP)
    groups = [_group(name, words, found[name]) for name in HALLS if name in found]
    return [group for group in groups if group.hits]


def _one(name: str, words: str, size: int) -> Results:
    asked = Query(words=words, collections=(name,), mode="any", page_size=size)
    return library.find(asked) if name == LAWS else queries.search(asked)


def _group(name: str, words: str, results: Results) -> Group:
    hits = [found.hit for found in results.found]
    return Group(
        name=name,
        label=registry.get(name).label,
        total=results.total,
        hits=library.rows(words, hits) if name == LAWS else hits,
        all_url=HALLS[name] + "?" + urlencode({"q": words}),
    )
