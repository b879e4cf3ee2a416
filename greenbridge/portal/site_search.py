"""Site search: every hall at once, in groups."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from greenbridge.library.finding import listing as library
from greenbridge.search import queries, registry
from greenbridge.search.queries import Query

IN_GROUP = 5
IN_ONE = 20
HALLS = {
    "supplier": "/suppliers/",
    "demand": "/demands/",
    "library": "/library/",
    "guide": "/guides/",
    "writing": "/library/writings/",
}


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
    names = [scope] if scope in HALLS else list(HALLS)
    groups = [_group(name, words, IN_ONE if scope in HALLS else IN_GROUP) for name in names]
    return [group for group in groups if group.hits]


def _group(name: str, words: str, size: int) -> Group:
    asked = Query(words=words, collections=(name,), mode="any", page_size=size)
    of_laws = name == library.TEXTS.collection
    results = library.find(asked) if of_laws else queries.search(asked)
    hits = [found.hit for found in results.found]
    return Group(
        name=name,
        label=registry.get(name).label,
        total=results.total,
        hits=library.rows(words, hits) if of_laws else hits,
        all_url=HALLS[name] + "?" + urlencode({"q": words}),
    )
