"""The list of laws and standards: its filters, and the page that an address asks for.

A row is a text. Unless a status or a day is asked for, one text stands for each document (``search.front``), so that every
document is counted once; of a status all texts are rows, and of a day those that were in force on it.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from greenbridge.core import clock
from greenbridge.core.kept import Kept
from greenbridge.core.text import clean_line
from greenbridge.library.finding import passages, ranking
from greenbridge.library.finding.passages import Passage
from greenbridge.library.models import Issuer, Version, Work
from greenbridge.library.queries import tag_of
from greenbridge.library.search import FRONT, NATIONWIDE, TEXT
from greenbridge.library.validity.rules import Status
from greenbridge.reference import lookups
from greenbridge.reference.models import HOME_PROVINCES, Domain
from greenbridge.reference.resolver import DEMONSTRATION_ZONE
from greenbridge.search import queries as search
from greenbridge.search.dates import DateFilter, asked, day_of, up_to_today
from greenbridge.search.listing import WORDS_LIMIT, Filter, Held, List, ListPage, Option, Span
from greenbridge.search.queries import Query, Results

PROMULGATED = DateFilter(
    name="published",
    title="公布日期",
    parameters=("since", "from", "to"),
    usual={"365": "近一年", "1095": "近三年", "1825": "近五年"},
    within=up_to_today,
    said_of_usual="{}公布",
    said_of_first="{}起公布",
    said_of_last="{}前公布",
)
STATES = (Status.IN_FORCE, Status.FUTURE, Status.REVISED, Status.REPEALED, Status.REPLACED, Status.UNKNOWN)
SUGGESTED = 8
COMING = 2  # of the newest: texts whose day is still to come
LOOKED_AT = 5  # times as many texts as are shown: some of them have ended, or are to come
_issuers: Kept[str, Issuer] = Kept("library")
_domains: Kept[None, list[Domain]] = Kept("reference")


def _of_choices(
    choices: Sequence[tuple[str, Any]],
) -> Callable[[Mapping[str, int], Sequence[str]], list[Option]]:
    options = [(value, str(label), 0) for value, label in choices]
    return lambda counts, chosen: options


def _domain_options(counts: Mapping[str, int], chosen: Sequence[str]) -> list[Option]:
    return [(one.code, one.name, 0) for one in _domains.one(None, lambda: list(Domain.objects.all()))]


def _issuer_options(counts: Mapping[str, int], chosen: Sequence[str]) -> list[Option]:
    """Those with the most documents first."""
    keys = [key for key in {*counts, *chosen} if key.isdecimal()]
    known = _issuers.many(keys, lambda some: {str(row.pk): row for row in Issuer.objects.filter(pk__in=some)})
    in_order = sorted(known.values(), key=lambda row: (-counts.get(str(row.pk), 0), row.position, row.name))
    return [(str(row.pk), row.name, 0) for row in in_order]


def _area_options(counts: Mapping[str, int], chosen: Sequence[str]) -> list[Option]:
    """The whole country, then the divisions that made rules for themselves, those of the zone's provinces first."""
    known = lookups.regions({*counts, *chosen} - {NATIONWIDE})
    codes = sorted(known, key=lambda code: (code[:2] not in HOME_PROVINCES, code))
    return [(NATIONWIDE, "全国", 0), *((code, known[code].full_name, 0) for code in codes)]


_BY_STATUS = Filter(
    "status", "时效性", _of_choices([(one.value, one.label) for one in STATES]), keeps_empty=True
)
_OTHERS = (
    Filter("domain", "业务领域", _domain_options),
    Filter("kind", "效力级别", _of_choices(Work.Kind.choices)),
    Filter("issuer", "制定机关", _issuer_options),
    Filter("area", "适用地区", _area_options),
    Filter("standard", "标准类别", _of_choices(Work.StandardClass.choices)),
)
TEXTS = List(
    collection=TEXT,
    filters=[_BY_STATUS, *_OTHERS],
    orders={
        "rank": "现行有效在前",
        "relevance": "与关键词最相关在前",
        "newest": "最近公布在前",
        "updated": "最近施行在前",
    },
    always={"status": [FRONT]},
    find=ranking.find,
)
OF_A_DAY = replace(TEXTS, filters=_OTHERS, always={})
PARAMETERS = (*TEXTS.parameters, *PROMULGATED.parameters, "on", "in")


@dataclass(frozen=True)
class Row:
    """A text in the list with its clauses that answer, and the day on which it is looked at (检索结果).

    ``on`` is the day that was asked for, if one was.
    """

    version: Version
    passages: Sequence[Passage]
    words: str
    on: dt.date | None

    @property
    def day(self) -> dt.date:
        return self.on or clock.today()

    @property
    def status(self) -> Status:
        return self.version.status_on(self.day)

    @property
    def tag(self) -> tuple[str, str]:
        return tag_of(self.version, self.day)


@dataclass(frozen=True)
class Hall:
    """The page as it is shown. ``on`` is the day asked for; ``is_loose`` where no text has all the words."""

    page: ListPage
    rows: list[Row]
    on: dt.date | None
    place: str
    is_loose: bool

    @property
    def is_of_documents(self) -> bool:
        """Whether each document has one row."""
        return self.on is not None or not any(
            option.is_chosen
            for facet in self.page.facets
            if facet.name == "status"
            for option in facet.options
        )


_halls: Kept[str, Hall] = Kept("library", most=50)


@dataclass(frozen=True)
class _Asked:
    """What an address asks beside words and filters."""

    on: dt.date | None
    place: str
    spans: Sequence[Span]

    @property
    def narrowing(self) -> dict[str, Any]:
        said = {"on": f"{clock.written(self.on)}有效"} if self.on else {}
        return {"narrow": {"on": self.on}, "said": said, **self.conditions}

    @property
    def conditions(self) -> dict[str, Any]:
        return {"spans": self.spans, "held": _applying(self.place)}


def hall(params: QueryDict) -> Hall:
    """The page that the address asks for. Where no text has all the words, those that have some of them.

    One of them must be a whole word or a number: a single character stands in nearly every text and answers nothing.
    Who comes back to the same address within the minute gets the same rows, cards drawn, unless something changed.
    """
    return _halls.one(params.urlencode(), lambda: _hall(params))


def _hall(params: QueryDict) -> Hall:
    asks = _asked(params)
    kind = OF_A_DAY if asks.on else TEXTS
    page = kind.build(params, **asks.narrowing)
    is_loose = not page.total and search.is_telling(page.words)
    if is_loose:
        loose = replace(kind, mode="any").build(params, **asks.narrowing)
        is_loose, page = (True, loose) if loose.total else (False, page)
    return Hall(page, rows(page.words, page.hits, asks.on), asks.on, asks.place, is_loose)


def rows(words: str, shown: Sequence[Version], on: dt.date | None = None) -> list[Row]:
    """Texts with their best clauses, and how they stand on the day: today, where none is asked for."""
    answers = passages.of(words, shown)
    return [Row(one, answers.get(one.pk, ()), words, on) for one in shown]


def newest(most: int) -> list[Row]:
    """The documents promulgated last, and up to two that come into force next before them, as they stand today.

    Whether a text has ended is seen here: asked for it too, a database may read all texts to sort them.
    """
    today = clock.today()
    known = Version.objects.published().select_related("work").defer("text")
    coming = known.filter(starts_on__gt=today).order_by("starts_on", "pk")[: LOOKED_AT * COMING]
    first = [one for one in coming if one.status_on(today) == Status.FUTURE][:COMING]
    others = known.exclude(promulgated_on=None).order_by("-promulgated_on", "-pk")[: LOOKED_AT * most]
    last = [one for one in others if one.status_on(today) == Status.IN_FORCE]
    return rows("", [*first, *last[: most - len(first)]])


def query(params: QueryDict) -> Query:
    """What the address asks of the index."""
    asks = _asked(params)
    return (OF_A_DAY if asks.on else TEXTS).asked(params, narrow={"on": asks.on}, **asks.conditions)


def all_texts(params: QueryDict) -> Query:
    """Every text that the words and filters of the address leave, whether or not it stands for its document."""
    return OF_A_DAY.asked(params, **_asked(params).conditions)


def find(asked: Query) -> Results:
    """As the hall finds, for who asks without an address: one row for each document."""
    return ranking.find(replace(asked, filters={**TEXTS.always, **asked.filters}))


def suggested(typed: str) -> list[str]:
    """Names of documents that contain what was typed so far, or whose initials do; the words themselves need no offer."""
    words = clean_line(typed)[:WORDS_LIMIT]
    found = search.suggest(words, SUGGESTED, collections=(TEXT,))
    return [name for name in dict.fromkeys(row.hit.title for row in found) if name != words]


def places() -> list[tuple[str, str]]:
    """The counties of the zone: where one may ask what applies."""
    known = lookups.regions(DEMONSTRATION_ZONE)
    return [(code, known[code].full_name) for code in DEMONSTRATION_ZONE if code in known]


def _asked(params: QueryDict) -> _Asked:
    place = params.get("in", "")
    return _Asked(
        on=day_of(params.get("on", "")),
        place=place if place in lookups.regions([place]) else "",
        spans=[span for span in [asked(PROMULGATED, params).span] if span.said],
    )


def _applying(place: str) -> list[Held]:
    """Rules of the place, of the divisions around it, and of the whole country."""
    if not place:
        return []
    region = lookups.regions([place])[place]
    return [Held("applies", [NATIONWIDE, *region.path], f"适用于{region.full_name}", ("in",))]
