"""Searching ten times as many documents as the world has rows, a million of short ones by default: the engine alone."""

import datetime as dt
import random
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from bench.figures import Figure, Measurement, milliseconds, percentile, say
from bench.suppliers import SEED, SIZES
from bench.words import ABOUT, ASKED, FORMS, STEMS, TRADES
from greenbridge.core import clock
from greenbridge.reference.models import Region, ServiceType
from greenbridge.search.analysis import question
from greenbridge.search.documents import Document
from greenbridge.search.index import Query
from greenbridge.search.synonyms import same_as
from greenbridge.search.tantivy_files import VERSION
from greenbridge.search.tantivy_index import TantivyIndex

PROMISED = 15.0  # ms, of every kind
CHOSEN = (("31", "S01"), ("32", "S05"), ("33", "S09"), ("3205", "S08"), ("3304", "S13"))
FACETS = ("region", "type", "credential", "size")
HALL = ("supplier",)


def measurement(folder: Path, count: int) -> Measurement:
    """p50, p95 and CPU by kind of search; ``folder`` keeps the index from run to run."""
    parts = tuple(f"{kind}_{part}" for kind in _KINDS for part in ("p50", "p95", "cpu_p95"))
    return Measurement("million", parts, partial(_measure, folder, count))


def _asked(**facts: object) -> list[Query]:
    return [replace(Query(words=words, collections=HALL), **facts) for words in ASKED]  # type: ignore[arg-type]  # given by _KINDS


_KINDS: dict[str, Callable[[], list[Query]]] = {
    "all": _asked,
    "any": partial(_asked, mode="any"),
    "facets": partial(_asked, count_facets=FACETS),
    "filters_newest": lambda: [
        query
        for region, kind in CHOSEN
        for query in _asked(filters={"region": [region], "type": [kind]}, order="newest")
    ],
}


def _measure(folder: Path, count: int) -> dict[str, Figure]:
    index = _index(folder, count)
    figures: dict[str, Figure] = {}
    for kind, asked in _KINDS.items():
        spent = [_spent(index, query) for query in asked()]
        wall, cpu = ([each[n] for each in spent] for n in (0, 1))
        p95, cpu_p95 = percentile(wall, 0.95), percentile(cpu, 0.95)
        figures[f"million_{kind}_p50"] = Figure(percentile(wall, 0.5), "ms")
        figures[f"million_{kind}_p95"] = Figure(p95, "ms", {"promised": PROMISED})
        figures[f"million_{kind}_cpu_p95"] = Figure(cpu_p95, "CPU ms", {"promised": PROMISED})
        say(f"search of {count:,} documents, {kind}: p95 {p95:.1f} ms, {cpu_p95:.1f} CPU ms")
    return figures


def _spent(index: TantivyIndex, query: Query) -> tuple[float, float]:
    """Milliseconds of the clock and of the processor. Each query is asked once: counts would be remembered."""
    asked = question(query.words, same_as())
    cpu = time.process_time()
    wall = milliseconds(partial(index.search, query, asked))
    return wall, (time.process_time() - cpu) * 1000


def _index(folder: Path, count: int) -> TantivyIndex:
    """The index of so many documents, built once a version: it takes some minutes."""
    place = folder / f"documents-{count}-v{VERSION}"
    if not (place / "current").exists():
        for stale in folder.glob(f"documents-{count}-*"):
            shutil.rmtree(stale, ignore_errors=True)
        say(f"building an index of {count:,} short documents")
        index = TantivyIndex(place)
        with index.writing(wait=True):
            index.rebuild(documents(count), count)
    return TantivyIndex(place)


def documents(count: int) -> Iterator[Document]:
    """Short ones, always the same: a name, a sentence, the names of two or three types."""
    rng, now = random.Random(SEED + 9), clock.now()
    lowest = Region.objects.current().filter(level__gte=Region.Level.COUNTY).order_by("code")
    places = list(lowest.values_list("code", "full_name"))
    home = [place for place in places if place[0][:2] in {"31", "32", "33"}]
    types = ServiceType.objects.in_bulk()
    weights = [trade.weight for trade in TRADES]
    for number in range(count):
        trade = rng.choices(TRADES, weights)[0]
        region, place = rng.choice(home if rng.random() < 0.7 else places)
        kinds = [types[code] for code in rng.sample(trade.types, min(2, len(trade.types)))]
        yield Document(
            collection="supplier",
            key=f"{number:018d}",
            title=f"{place[-3:-1]}{''.join(rng.sample(STEMS, 2))}{trade.suffix}{rng.choice(FORMS)}",
            body=f"{rng.choice(trade.sentences)}{rng.choice(ABOUT).format(rng.randint(12, 98))}"
            f"{' '.join(kind.name for kind in kinds)} {place}",
            regions=[region],
            types=sorted({code for kind in kinds for code in (kind.code, kind.parent_id) if code}),
            facets={"size": [rng.choice(SIZES)], "credential": list(trade.credentials)},
            published=now - dt.timedelta(minutes=rng.randrange(3 * 365 * 24 * 60)),
        )
