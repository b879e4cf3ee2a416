"""Counts of lists in order of time: how many rows, and how many each option of a filter would give.

Short lists are counted as of the moment. What long ones hold stands in a table (``Tally``), counted by the job worker
every few minutes and shown with the time of counting. A long list that nobody asked for today is not in the table yet:
then its beginning is counted, the page says 1,000+, and the worker is asked to count the rest. So it is with the
options of a search by words that very many rows answer; its total is known from the search.
"""

import datetime as dt
import hashlib
import json
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.cache import cache

from greenbridge.core import clock, divisions
from greenbridge.core.prepared import Prepared
from greenbridge.search.engine import engine
from greenbridge.search.index import Counted, Query
from greenbridge.search.models import Tally
from greenbridge.search.synonyms import taken_apart

logger = logging.getLogger(__name__)

SHORT = 2_000  # rows: lists that cannot have more are counted as of the moment
CAP = 1_000  # beyond this, rows that were not all counted are no longer told apart
_TOO_FEW = 10  # a beginning with less than this part of what it should hold says nothing of the list
_KEPT = dt.timedelta(days=1)
_FRESH = dt.timedelta(minutes=4)
_MOST = 500  # long lists in the table
_LONGEST_ROUND = 60.0  # seconds
_ASKED_AGAIN = 60  # seconds after which a list that is still not counted is asked for again
_COUNTED: Prepared[str] = Prepared(
    lambda key: (
        Tally.objects.filter(key=key).exclude(counted_at=None).values_list("total", "facets", "counted_at")
    ),
    "",
)


@dataclass(frozen=True)
class Tallied:
    """Counts for one page. Where ``is_floor``, there are at least so many. ``counted_at`` is empty for the moment."""

    total: int = 0
    is_floor: bool = False
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    floors: frozenset[str] = frozenset()
    counted_at: dt.datetime | None = None


@dataclass(frozen=True)
class _Part:
    """The counts under some conditions, and how they came about."""

    counted: Counted
    is_floor: bool = False
    at: dt.datetime | None = None


def tallied(query: Query) -> Tallied:
    """The rows that meet all conditions; each option counted under all conditions but those of its own filter."""
    query = _plain(query)
    behind = {name: _behind(name, query) for name in query.count_facets}
    parts = _parts([query, *(each for queries in behind.values() for each in queries)])
    whole = parts[_key(query)]
    facets, floors = {}, set()
    for name, queries in behind.items():
        found = [parts[_key(each)] for each in queries]
        facets[name] = {v: n for part in found for v, n in part.counted.facets.get(name, {}).items()}
        if any(part.is_floor for part in found):
            floors.add(name)
    times = [part.at for part in parts.values() if part.at]
    return Tallied(
        whole.counted.total, whole.is_floor, facets, frozenset(floors), min(times) if times else None
    )


def of_many(query: Query, total: int, facets: Mapping[str, Mapping[str, int]]) -> Tallied:
    """The counts of a search, of which the index has counted ``facets`` among some rows only."""
    key = _key(query)
    if kept := _COUNTED.first(key):
        _, counted, counted_at = kept
        return Tallied(total, facets=counted, counted_at=counted_at)
    _ask_to_count(key, query)
    return Tallied(total, facets=facets, floors=frozenset(query.count_facets))


def recount(asked: Mapping[str, Any]) -> None:
    """Count a list that somebody asked for, and keep its counts for a day."""
    query = _query(asked)
    if Tally.objects.count() >= _MOST:
        logger.info("no room for the counts of another long list")
        return
    dates = (query.published_from, query.published_to, query.deadline_from, query.deadline_to)
    is_whole = query.is_tallied and not query.filters and not any(dates) and query.on is None
    facts = {"asked": asked, "is_whole": is_whole, "asked_at": clock.now()}
    tally, _ = Tally.objects.get_or_create(key=_key(query), defaults=facts)
    _count(tally)


def refresh() -> int:
    """Count the long lists again, the oldest counts first, for a minute at most; returns how many.

    What was asked for more than a day ago is forgotten, but for whole lists: the home page shows them.
    """
    now, begun = clock.now(), time.monotonic()
    Tally.objects.filter(asked_at__lt=now - _KEPT, is_whole=False).delete()
    counted = 0
    for tally in Tally.objects.exclude(counted_at__gt=now - _FRESH):
        _count(tally)
        counted += 1
        if time.monotonic() - begun > _LONGEST_ROUND:
            break
    return counted


def verify() -> int:
    """Compare every kept count with the list itself, put right what differs and say so; returns how many did."""
    differing = [tally for tally in Tally.objects.exclude(counted_at=None) if _count(tally)]
    if differing:
        logger.warning("%d counts of long lists differed and were put right", len(differing))
    return len(differing)


def _count(tally: Tally) -> bool:
    """Count one list; whether that changed anything."""
    before = (tally.total, tally.facets)
    query = _query(tally.asked)
    if query.is_tallied:
        counted = engine().count(query)
    else:
        counted = Counted(facets=engine().facets(query, taken_apart(query.words)))
    tally.total, tally.facets = counted.total, {name: dict(each) for name, each in counted.facets.items()}
    tally.counted_at = clock.now()
    tally.save(update_fields=["total", "facets", "counted_at"])
    return before != (tally.total, tally.facets)


def _parts(queries: Sequence[Query]) -> dict[str, _Part]:
    wanted = {_key(query): query for query in queries}
    parts = {
        key: _Part(engine().count(query)) for key, query in wanted.items() if engine().at_most(query) <= SHORT
    }
    long = [key for key in wanted if key not in parts]
    for key in long:
        if kept := _COUNTED.first(key):
            total, facets, counted_at = kept
            parts[key] = _Part(Counted(total, facets), at=counted_at)
    for key in long:
        if key not in parts:
            parts[key] = _beginning(key, wanted[key])
    return parts


def _beginning(key: str, query: Query) -> _Part:
    """What the beginning of a list holds: at least that much. The worker is asked for the rest.

    Where its first rows meet few of the conditions, all are counted at once.
    """
    _ask_to_count(key, query)
    counted = engine().count(query, first=CAP)
    if counted.total < max(CAP // _TOO_FEW, 1):  # of an old day, nothing new holds
        return _Part(engine().count(query))
    facets = {name: {v: min(n, CAP) for v, n in each.items()} for name, each in counted.facets.items()}
    return _Part(Counted(min(counted.total, CAP), facets), is_floor=True)


def _ask_to_count(key: str, query: Query) -> None:
    if cache.add(f"tally-{key}", 1, _ASKED_AGAIN):
        from greenbridge.search.tasks import count_long_list

        count_long_list.enqueue(written(query))


def _behind(name: str, query: Query) -> list[Query]:
    """The lists whose counts an own filter shows: all rows but for its choice; and of divisions, inside each one chosen."""
    chosen = query.filters.get(name, ())
    if not chosen or name in query.together:  # one more of those that must all hold narrows what there is
        return [query]
    around = [""] if name != "region" else ["", *_inward(chosen)]
    return [_with(query, name, value) for value in around]


def _inward(chosen: Sequence[str]) -> list[str]:
    """Each chosen division that has some below it, and those around it."""
    opened = {code[:n] for code in chosen for n in divisions.LENGTHS[:-1] if n <= len(code)}
    return sorted(code for code in opened if not divisions.says_again(code))


def _with(query: Query, name: str, value: str) -> Query:
    others = {other: values for other, values in query.filters.items() if other != name}
    return replace(query, filters=others | ({name: (value,)} if value else {}))


def _plain(query: Query) -> Query:
    """The question without what counts do not depend on."""
    filters = {name: tuple(values) for name, values in sorted(query.filters.items()) if values}
    return replace(query, words="", filters=filters, near={}, page=1, page_size=20, order="newest")


def written(query: Query) -> dict[str, Any]:
    """The question as the table and the queue keep it. What ends from this minute on is counted from this morning on."""
    together = [name for name in query.together if query.filters.get(name)]
    return ({"together": together} if together else {}) | {
        "collections": list(query.collections),
        "filters": {name: list(values) for name, values in sorted(query.filters.items()) if values},
        "facets": list(query.count_facets),
        "published_from": query.published_from.isoformat() if query.published_from else "",
        "published_to": query.published_to.isoformat() if query.published_to else "",
        **_deadlines(query),
        **({"on": query.on.isoformat()} if query.on else {}),
        **_sought(query),
    }


def _sought(query: Query) -> dict[str, Any]:
    """What makes a list a search: words and amounts."""
    if query.is_tallied:
        return {}
    return {
        "words": query.words,
        "mode": query.mode,
        "amount_min": query.amount_min,
        "amount_max": query.amount_max,
    }


def _deadlines(query: Query) -> dict[str, str]:
    """Only where they are asked for, as ``together``: what was kept before there were any keeps its key."""
    since = query.deadline_from and clock.start_of_day(clock.local(query.deadline_from).date())
    limits = {"deadline_from": since, "deadline_to": query.deadline_to}
    return {name: moment.isoformat() for name, moment in limits.items() if moment}


def _query(asked: Mapping[str, Any]) -> Query:
    return Query(
        collections=tuple(asked["collections"]),
        filters=asked["filters"],
        count_facets=tuple(asked["facets"]),
        together=tuple(asked.get("together", ())),
        order="newest",
        published_from=_moment(asked["published_from"]),
        published_to=_moment(asked["published_to"]),
        deadline_from=_moment(asked.get("deadline_from", "")),
        deadline_to=_moment(asked.get("deadline_to", "")),
        on=dt.date.fromisoformat(asked["on"]) if "on" in asked else None,
        words=asked.get("words", ""),
        mode=asked.get("mode", "all"),
        amount_min=asked.get("amount_min"),
        amount_max=asked.get("amount_max"),
    )


def _moment(text: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _key(query: Query) -> str:
    text = json.dumps(written(query), sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
