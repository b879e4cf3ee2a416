"""Measured inside the process, without HTTP. Imported once Django knows where the world lies."""

import csv
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.db import connections, transaction
from django.db.models import Q

from bench.figures import Figure, Measurement, milliseconds, percentile, say
from bench.suppliers import SEED, credit_code
from bench.words import ASKED, FORMS, ROADS, STEMS
from greenbridge.reference.models import Region
from greenbridge.reference.resolver import resolve
from greenbridge.search import queries, services
from greenbridge.search.queries import Query
from greenbridge.suppliers.imports.services import import_path
from greenbridge.suppliers.models import Supplier

QUESTIONS = 200
SCANS = 10
CHANGES = 200
LONGEST_WAIT = 30.0  # seconds for a change to be found
IMPORTED = 20_000
ADDRESSES = 5_000
CHOSEN = (("31", "S01"), ("32", "S05"), ("330421", "S09"), ("33", "S01"), ("320509", "S08"), ("32", "S13"))
FACETS = ("region", "type", "credential", "size")
HEADER = (
    "统一社会信用代码",
    "单位名称",
    "成立日期",
    "所在省份",
    "地址",
    "业务类型",
    "资质种类",
    "证书编号",
    "有效期至",
)


def measurements(folder: Path, rows: int) -> list[Measurement]:
    """Everything measured in here; ``folder`` takes the list to import. The last ones change the world."""
    return [
        Measurement(
            "search_inside",
            tuple(f"{kind}_{part}" for kind in _KINDS for part in ("p50", "p95", "cpu")),
            _searches,
        ),
        Measurement("resolve", ("rate",), _resolving),
        Measurement("searchable", ("p50", "p99"), partial(_searchable, min(CHANGES, rows))),
        Measurement("import", ("rate",), partial(_importing, folder, min(IMPORTED, rows))),
    ]


# --- Search -------------------------------------------------------------------------------------------------


def _words() -> list[Query]:
    return [Query(words=words, collections=("supplier",)) for words in ASKED]


def _filtered() -> list[Query]:
    """Words, two filters and four groups counted: the directory page. All different, because counts are remembered."""
    return [
        Query(
            words=words,
            collections=("supplier",),
            filters={"region": [region], "type": [kind]},
            count_facets=FACETS,
        )
        for region, kind in CHOSEN
        for words in ASKED
    ]


def _codes() -> list[Query]:
    codes = Supplier.objects.order_by("pk").values_list("organisation__credit_code", flat=True)[:20]
    wastes = [f"HW{number:02d}" for number in (8, 17, 22, 34, 49)]
    return [Query(words=code) for code in [*codes, *wastes, "ＧＢ３８３８", "GB 16297-1996", "WAST-00000012"]]


_KINDS = {"words": _words, "filters": _filtered, "codes": _codes}


def _searches() -> dict[str, Figure]:
    figures: dict[str, Figure] = {}
    for kind, asked in _KINDS.items():
        mine = _timed(_search_each(asked()))
        peer = _timed(partial(_scan, words) for words in ASKED[:SCANS]) if kind == "words" else {}
        for part, number in mine.items():
            compared = {"sql_like": peer[part]} if peer else None
            figures[f"search_inside_{kind}_{part}"] = Figure(number, "ms", compared)
        say(f"search inside, {kind}: p95 {mine['p95']:.1f} ms, {mine['cpu']:.1f} CPU ms")
    return figures


def _search_each(asked: Sequence[Query]) -> Iterator[Callable[[], object]]:
    """Searches to be timed, after some others that are not."""
    for query in asked[-20:]:
        queries.search(query)
    return (partial(queries.search, asked[n % len(asked)]) for n in range(QUESTIONS))


def _timed(works: Iterable[Callable[[], object]]) -> dict[str, float]:
    """Percentiles of the wall clock and the mean of this process's time, in milliseconds."""
    cpu = time.process_time()
    timings = [milliseconds(work) for work in works]
    cpu = (time.process_time() - cpu) * 1000 / len(timings)
    return {"p50": percentile(timings, 0.5), "p95": percentile(timings, 0.95), "cpu": cpu}


def _scan(words: str) -> tuple[list[Supplier], int]:
    """The same words by LIKE: 20 cards and how many there are, as a list page needs."""
    rows = Supplier.objects.listed()
    for word in words.split():
        rows = rows.filter(Q(organisation__name__contains=word) | Q(intro__contains=word))
    return list(rows.with_card()[:20]), rows.count()


# --- From commit to searchable -----------------------------------------------------------------------------


def _searchable(changes: int) -> dict[str, Figure]:
    """Single changes, at random moments between two looks of the follower, until the new word is found."""
    rng = random.Random(SEED)
    codes = list(
        Supplier.objects.order_by("pk").values_list("organisation__credit_code", flat=True)[:changes]
    )
    with _follower():
        timings = [_change(code, f"probe{number}x", rng) for number, code in enumerate(codes)]
    say(f"commit → searchable: p99 {percentile(timings, 0.99):.0f} ms")
    return {
        f"searchable_{name}": Figure(percentile(timings, p), "ms")
        for name, p in (("p50", 0.5), ("p99", 0.99))
    }


@contextmanager
def _follower() -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=_follow, args=(stop,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(LONGEST_WAIT)


def _follow(stop: threading.Event) -> None:
    try:
        services.follow_forever(stop)
    finally:
        connections.close_all()


def _change(code: str, word: str, rng: random.Random) -> float:
    time.sleep(rng.random() * 0.2)
    with transaction.atomic():
        Supplier.objects.filter(organisation__credit_code=code).update(intro=word)
        services.changed("supplier", code)
    committed = time.perf_counter()
    while not queries.search(Query(words=word, collections=("supplier",))).total:
        if time.perf_counter() - committed > LONGEST_WAIT:
            raise TimeoutError(f"{code} was not found {LONGEST_WAIT:.0f} seconds after its change")
        time.sleep(0.005)
    return (time.perf_counter() - committed) * 1000


# --- Import and addresses ----------------------------------------------------------------------------------


def _importing(folder: Path, rows: int) -> dict[str, Figure]:
    """A list of bodies that the platform does not know yet, from file to written rows."""
    file = folder / "list.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(HEADER)
        writer.writerows(_list_rows(rows))
    took = milliseconds(lambda: _imported(file, rows)) / 1000
    say(f"import: {rows / took:.0f} rows/s")
    return {"import_rate": Figure(rows / took, "rows/s")}


def _imported(file: Path, rows: int) -> None:
    run = import_path(file, source="bench")
    if run.created != rows:
        raise AssertionError(f"{run.created} of {rows} rows were new; the measure would mislead")


def _list_rows(rows: int) -> Iterator[Sequence[str]]:
    rng = random.Random(SEED + 2)
    for number, address in enumerate(_addresses(rows, rng)):
        name = f"{''.join(rng.sample(STEMS, 3))}环境科技{rng.choice(FORMS)}"
        code = credit_code("310118", 50_000_000 + number)
        yield code, name, "2015-06-01", "", address, "废水监测", "CMA", f"L{number:07d}", "2031-12-31"


def _resolving() -> dict[str, Figure]:
    addresses = list(_addresses(ADDRESSES, random.Random(SEED + 3)))
    resolve(addresses[0])  # reads the names of all divisions once
    took = milliseconds(lambda: [resolve(address) for address in addresses]) / 1000
    say(f"resolve: {len(addresses) / took:.0f} addresses/s")
    return {"resolve_rate": Figure(len(addresses) / took, "addresses/s")}


def _addresses(count: int, rng: random.Random) -> Iterator[str]:
    places = list(
        Region.objects.current().filter(code__regex=r"^3[123]\d{4}").values_list("full_name", flat=True)
    )
    for _ in range(count):
        yield f"{rng.choice(places)}{rng.choice(ROADS)}{rng.randint(1, 999)}号"
