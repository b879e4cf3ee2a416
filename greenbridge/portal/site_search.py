"""Site search: every hall at once, in groups."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from greenbridge.library.finding import listing as library
from greenbridge.library.writings.queries import meanings
from greenbridge.reference.wastes import codes_apart
from greenbridge.search import queries, registry
from greenbridge.search.queries import Query, Results

IN_GROUP = 5
IN_ONE = 20
TERMS = "term"  # what words mean: read from the database, where a term is looked for as a whole
SUPPLIERS = "supplier"
HALLS = {
    SUPPLIERS: "/suppliers/",
    "demand": "/demands/",
    "library": "/library/",
    "guide": "/guides/",
    "topic": "/library/topics/",
    "writing": "/library/writings/",
    TERMS: "/library/terms/defined/",
}
EXPLAINED = "/library/terms/"  # the terms that editors explain, where no law defines what is looked for
WITHIN = {"library": ("library", "topic", "writing", TERMS)}
"""What is looked through with a hall that somebody chose."""
LAWS = library.TEXTS.collection  # found by their clauses, so by more than one question
ALIKE = tuple(name for name in HALLS if name not in {LAWS, TERMS})


@dataclass(frozen=True)
class Group:
    """The hits of one hall (分组)."""

    name: str
    label: str
    total: int
    hits: list[Any]
    all_url: str

    @property
    def all_words(self) -> str:
        """What the way to its hall is called."""
        return f"全部{self.label}" if self.name in {"topic", TERMS} else f"在{self.label}中筛选"


def search_everything(words: str, scope: str = "") -> list[Group]:
    """The hits of each hall, or of one with what belongs to it; halls without any are left out."""
    names = WITHIN.get(scope) or ((scope,) if scope in HALLS else tuple(HALLS))
    apart = {scope, SUPPLIERS} if codes_apart(words)[0] else {scope}
    together = tuple(name for name in names if name in ALIKE and name not in apart)
    asked = Query(words=words, collections=together, mode="any", page_size=IN_GROUP)
    found = (
        {name: queries.checked(page) for name, page in queries.ranked_each(asked).items()} if together else {}
    )
    for name in names:
        if name not in together and name != TERMS:
            found[name] = _one(name, words, IN_ONE if name == scope else IN_GROUP)
    groups = [
        _terms(words, IN_ONE if name == scope else IN_GROUP)
        if name == TERMS
        else _group(name, words, found[name])
        for name in names
        if name == TERMS or name in found
    ]
    return [group for group in groups if group.hits]


def _terms(words: str, size: int) -> Group:
    found = meanings(words)
    defined = next((one.term for one in found if one.is_of_law), "")
    url = f"{HALLS[TERMS]}?{urlencode({'q': defined})}" if defined else EXPLAINED
    return Group(TERMS, "术语和定义", len(found), found[:size], url)


def _one(name: str, words: str, size: int) -> Results:
    asked = Query(words=words, collections=(name,), mode="any", page_size=size)
    codes, others = codes_apart(words)
    if name == SUPPLIERS and codes:
        # Who takes a waste is known of each code, also where a licence names none.
        asked = replace(asked, words=others, filters={"wastecode": codes}, together=("wastecode",))
    return library.find(asked) if name == LAWS else queries.search(asked)


def _group(name: str, words: str, results: Results) -> Group:
    hits = [found.hit for found in results.found]
    return Group(
        name=name,
        label=registry.get(name).label,
        total=results.total,
        hits=library.rows(words, hits) if name == LAWS else hits,
        all_url=HALLS[name] + ("" if name == "topic" else "?" + urlencode({"q": words})),
    )
