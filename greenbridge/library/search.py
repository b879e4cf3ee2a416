"""How texts and their clauses stand in the index.

A text (文本) is a document for lists: counted and filtered. Its clauses (条款) are documents for words: they say how well it
answers and where. Both carry the same facets, so that any condition of a list can be asked of clauses too.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from greenbridge.core import clock
from greenbridge.core.text import pinyin_initials
from greenbridge.library import naming
from greenbridge.library.definitions.search import DEFINITION
from greenbridge.library.models import Clause, Definition, Version, Work
from greenbridge.library.validity.rules import Status
from greenbridge.search import services as search
from greenbridge.search.documents import Document

TEXT, CLAUSE = "library", "clause"
FRONT = "front"
"""The one text that stands for its document in lists that ask for no status: see ``front``."""

NATIONWIDE = "all"
LONGEST = 20_000  # characters by which a text without clauses is found
_STANDING = {Status.IN_FORCE: 3, Status.FUTURE: 2, Status.UNKNOWN: 1}


def find_anew(works: Iterable[Work | int]) -> None:
    """Tell the index that texts of these documents came, went or stand otherwise, with all their clauses and definitions.

    Where one text changes its status, another one may come to the front: so all of a document are told.
    """
    versions = list(Version.objects.filter(work__in=works).values_list("pk", flat=True))
    search.changed(TEXT, *versions)
    search.changed(CLAUSE, *_clause_keys(Version.objects.filter(pk__in=versions)))
    defined = Definition.objects.filter(clause__version__in=versions).order_by()
    search.changed(DEFINITION, *defined.values_list("pk", flat=True))


def clause_key(version: int, address: str) -> str:
    """Its key in the index: that of its text before the slash. Without an address the whole of a text without clauses."""
    return f"{version}/{address}"


def front(versions: Sequence[Version], day: dt.date) -> Version:
    """The text that stands for its document: the one in force, else the next to come, else the latest."""
    by_status: defaultdict[Status, list[Version]] = defaultdict(list)
    for version in versions:
        by_status[version.status_on(day)].append(version)
    if current := by_status[Status.IN_FORCE]:
        return current[-1]
    if coming := by_status[Status.FUTURE]:
        return min(coming, key=lambda one: (one.starts_on, one.dated_on))
    return max(versions, key=lambda one: one.dated_on)


class TextCollection:
    """Published texts, keyed by their number."""

    name = TEXT
    label = "标准政策"

    def documents(self, keys: Sequence[str]) -> Iterable[Document]:
        return [_text(one) for one in _standing(keys)]

    def all_keys(self) -> Iterable[str]:
        return (str(pk) for pk in Version.objects.published().values_list("pk", flat=True).iterator(5000))

    def hits(self, keys: Sequence[str]) -> Mapping[str, Version]:
        return {str(version.pk): version for version in _published(keys).defer("text")}


class ClauseCollection:
    """Clauses with words of their own, keyed by text and address; headings are read with what stands below them."""

    name = CLAUSE
    label = "条款"

    def documents(self, keys: Sequence[str]) -> Iterator[Document]:
        addresses = _by_text(keys)
        standing = {one.version.pk: one for one in _standing(list(map(str, addresses)))}
        for clause in _clauses(addresses).filter(version__in=standing):
            if clause.address in addresses[clause.version_id]:
                yield _clause(clause, standing[clause.version_id])
        for pk, one in standing.items():
            if "" in addresses[pk] and one.version.text and not _worded().filter(version=pk).exists():
                yield _whole(one)

    def all_keys(self) -> Iterable[str]:
        return _clause_keys(Version.objects.published())

    def hits(self, keys: Sequence[str]) -> Mapping[str, Clause]:
        addresses = _by_text(keys)
        rows = _clauses(addresses).filter(version__standing=Version.Standing.PUBLISHED)
        found = {
            clause_key(row.version_id, row.address): row
            for row in rows.select_related("version__work").defer("version__text")
        }
        whole = [key.removesuffix("/") for key in keys if key.endswith("/")]
        for text in _published(whole):  # a text without clauses stands for its only one
            found[clause_key(text.pk, "")] = Clause(version=text, text=text.text[:LONGEST])
        return {key: found[key] for key in keys if key in found}


@dataclass(frozen=True)
class _Standing:
    """A published text as it stands today, with what its document is about."""

    version: Version
    status: Status
    is_front: bool
    numbers: Sequence[str]
    facets: Mapping[str, Sequence[str]]

    @property
    def dates(self) -> dict[str, Any]:
        day = self.version.promulgated_on or self.version.dated_on
        since = self.version.starts_on
        return {
            "published": clock.start_of_day(day),
            "updated": clock.start_of_day(since) if since else None,
            "since": since,
            "until": self.version.ends_on,
        }


def _standing(keys: Sequence[str]) -> list[_Standing]:
    versions, today = list(_published(keys)), clock.today()
    of_work: defaultdict[int, list[Version]] = defaultdict(list)
    siblings = Version.objects.published().filter(work__in={one.work_id for one in versions})
    for version in siblings.defer("text"):
        of_work[version.work_id].append(version)
    fronts = {front(each, today).pk for each in of_work.values()}
    return [_stands(one, of_work[one.work_id], one.pk in fronts, today) for one in versions]


def _stands(version: Version, all_texts: Sequence[Version], is_front: bool, today: dt.date) -> _Standing:
    """The text at the front is found by the numbers of all texts before it: an old number leads to what applies now."""
    work, status = version.work, version.status_on(today)
    texts = all_texts if is_front else [version]
    numbers = list(dict.fromkeys(text.number for text in texts if text.number))
    names = [work.number_key, *(naming.document_key(number) for number in numbers)]
    titles = [version.title, *work.short_titles]
    facets = {
        "status": [status.value, *([FRONT] if is_front else [])],
        "kind": [work.kind],
        "domain": [domain.pk for domain in work.domains.all()],
        "issuer": [str(issuer.pk) for issuer in work.issuers.all()],
        "area": [work.region_id or NATIONWIDE],
        "applies": [work.region_id or NATIONWIDE],
        "standard": [work.standard_class] if work.standard_class else [],
        "text": [str(version.pk)],
        "named": [name for name in [*names, *map(naming.title_key, titles)] if name],
    }
    return _Standing(version, status, is_front, numbers, facets)


def _text(one: _Standing) -> Document:
    version, work = one.version, one.version.work
    said = [*work.short_titles, *(issuer.name for issuer in work.issuers.all()), str(work.region or "")]
    age = version.dated_on.toordinal() / dt.date.max.toordinal()
    return Document(
        collection=TEXT,
        key=str(version.pk),
        title=version.title,
        body="\n".join([*said, *(domain.name for domain in work.domains.all())]),
        besides=version.text,
        codes=one.numbers,
        facets=one.facets,
        rank=(_STANDING.get(one.status, 0) + age) / 4,
        initials=pinyin_initials(naming.title_key(version.title)),
        serial=version.pk,
        orders=("newest", "updated", "rank"),
        **one.dates,
    )


def _clause(clause: Clause, one: _Standing) -> Document:
    above = [f"{each.label} {each.heading}" for each in _above(clause)]
    return Document(
        collection=CLAUSE,
        key=clause_key(clause.version_id, clause.address),
        title="\n".join([one.version.title, *one.version.work.short_titles, *above, clause.label]),
        body=f"{clause.heading}\n{clause.text}",
        facets=one.facets,
        serial=clause.pk,
        **one.dates,
    )


def _whole(one: _Standing) -> Document:
    version = one.version
    return Document(
        collection=CLAUSE,
        key=clause_key(version.pk, ""),
        title=version.title,
        body=version.text[:LONGEST],
        facets=one.facets,
        serial=version.pk,
        **one.dates,
    )


def _above(clause: Clause) -> list[Clause]:
    """The headings that a clause stands below, the outermost first."""
    above: list[Clause] = []
    while clause.parent is not None:
        clause = clause.parent
        above.insert(0, clause)
    return above


def _published(keys: Sequence[str]) -> QuerySet[Version]:
    rows = Version.objects.published().filter(pk__in=[key for key in keys if key.isdecimal()])
    return rows.select_related("work__region").prefetch_related("work__issuers", "work__domains")


def _worded() -> QuerySet[Clause]:
    """Clauses that say something: not what stands before the first, which names the law once more."""
    return Clause.objects.exclude(text="").exclude(level=Clause.Level.PREAMBLE)


def _clauses(addresses: Mapping[int, set[str]]) -> QuerySet[Clause]:
    wanted = set().union(*addresses.values())
    rows = _worded().filter(version__in=addresses, address__in=wanted)
    return rows.select_related("parent__parent__parent__parent").order_by()


def _by_text(keys: Sequence[str]) -> dict[int, set[str]]:
    addresses: defaultdict[int, set[str]] = defaultdict(set)
    for key in keys:
        version, _, address = key.partition("/")
        addresses[int(version)].add(address)
    return dict(addresses)


def _clause_keys(versions: QuerySet[Version]) -> Iterator[str]:
    worded = _worded().filter(version__in=versions.values("pk")).order_by()
    for version, address in worded.values_list("version_id", "address").iterator(5000):
        yield clause_key(version, address)
    own = _worded().filter(version=OuterRef("pk"))
    for pk in versions.exclude(text="").exclude(Exists(own)).values_list("pk", flat=True):
        yield clause_key(pk, "")
