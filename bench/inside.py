"""Measured inside the process, without HTTP. Imported once Django knows where the world lies."""

import csv
import datetime as dt
import os
import random
import resource
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.db import connection, connections, transaction
from django.db.models import Q

from bench import floor, million, trail
from bench.figures import Figure, Measurement, milliseconds, percentile, say
from bench.servers import cpu_ticks
from bench.suppliers import SEED, credit_code
from bench.words import ASKED, FORMS, ROADS, STEMS
from greenbridge.accounts.models import Organisation
from greenbridge.core import clock
from greenbridge.files.child import runner
from greenbridge.reference.models import Region
from greenbridge.reference.resolver import resolve
from greenbridge.search import queries, services
from greenbridge.search.queries import Query
from greenbridge.suppliers.imports import undoing
from greenbridge.suppliers.imports.services import foresee_path, import_path
from greenbridge.suppliers.models import (
    ImportEntry,
    ImportProfile,
    ImportRun,
    PaperDispute,
    Sighting,
    Supplier,
)

QUESTIONS = 200
SCANS = 10
CHANGES = 200
LONGEST_WAIT = 30.0  # seconds for a change to be found
SOON = 1_000.0  # ms that are promised for it
IMPORTED = 100_000
QUICK_IMPORT = 15_000.0  # rows a CPU second that are promised
WRONG_ONE_IN = 100
WRONG: tuple[dict[str, str], ...] = (
    {"code": "91310118MA00000000"},
    {"name": ""},
    {"expires": "见附件"},
    {"services": "种树"},
    {"founded": "2099-01-01"},
    {"address": "某处"},
)
LISTS = ("import", "difference", "again", "undo")
DIFFERS_ONE_IN = 20
LONGEST_LIST = 60.0  # seconds that are promised for each
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
        million.measurement(folder.parent.parent, 10 * rows),
        Measurement("resolve", ("rate",), _resolving),
        Measurement("searchable", ("p50", "p99"), partial(searchable, min(CHANGES, rows))),
        Measurement("import", ("rate", "cpu_rate"), partial(_importing, folder, min(IMPORTED, rows))),
        Measurement("lists", LISTS, partial(_lists, folder, min(IMPORTED, rows))),
        Measurement("papers", ("differ", "again"), partial(_papers, folder, min(IMPORTED, rows))),
        *trail.measurements(),
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


def searchable(changes: int = CHANGES) -> dict[str, Figure]:
    """Single changes, at random moments between two looks of the follower, until the new word is found."""
    rng = random.Random(SEED)
    codes = list(
        Supplier.objects.order_by("pk").values_list("organisation__credit_code", flat=True)[:changes]
    )
    with follower():
        timings = [_change(code, f"probe{number}x", rng) for number, code in enumerate(codes)]
    say(f"commit → searchable: p99 {percentile(timings, 0.99):.0f} ms")
    return {
        f"searchable_{name}": Figure(percentile(timings, p), "ms", promised)
        for name, p, promised in (("p50", 0.5, None), ("p99", 0.99, {"promised": SOON}))
    }


@contextmanager
def follower() -> Iterator[None]:
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
    """A list of bodies that the platform does not know yet, one row in a hundred wrong, from file to written rows.

    Counts the time of our processes, the reading child included. On SQLite the database is among them, on PostgreSQL
    it is not.
    """
    file = _as_list(folder / "list.csv", _list_rows(rows))
    before = floor.last_ids()
    begun, cpu, served = time.perf_counter(), _cpu_seconds(), _server_seconds()
    run = import_path(file, source="bench")
    took, cpu = time.perf_counter() - begun, _cpu_seconds() - cpu
    served = _server_seconds() - served
    wrong = len(range(0, rows, WRONG_ONE_IN))
    if (run.created, run.refused + run.flagged) != (rows - run.refused, wrong):
        raise AssertionError(f"{run.created} of {rows} rows were new; the measure would mislead")
    say(f"import: {rows / took:.0f} rows/s, {rows / cpu:.0f} rows per CPU second")
    peers = {
        "csv_only": rows / _cpu_of(partial(_read, file)),
        "bulk_create": rows / _cpu_of(partial(_stored, rows)),
        "statements_only": None
        if _has_server()
        else rows / floor.cpu_of_statements(before, folder / "floor.sqlite3"),
        "server_alone": rows / served if served else None,
        "promised": QUICK_IMPORT,
    }
    return {
        "import_rate": Figure(rows / took, "rows/s"),
        "import_cpu_rate": Figure(
            rows / cpu, "rows/CPU s", peers, "server not counted" if _has_server() else ""
        ),
    }


def _lists(folder: Path, rows: int) -> dict[str, Figure]:
    """A list and, a month later, the same again: one row in ten changed, one in a hundred gone; then undone."""
    profile, _ = ImportProfile.objects.get_or_create(name="bench", defaults={"authority": "bench"})
    listed = list(_list_rows(rows))
    first, again = folder / "first.csv", folder / "again.csv"
    _as_list(first, listed)
    number = HEADER.index("证书编号")
    for row in listed[::10]:
        row[number] += "-2"
    _as_list(again, listed[rows // 100 :])
    work: dict[str, Callable[[], object]] = {
        "import": lambda: import_path(first, profile=profile),
        "difference": lambda: foresee_path(again, profile=profile),
        "again": lambda: import_path(again, profile=profile),
        "undo": _undo_the_last,
    }
    figures, standing = {}, Sighting.objects.filter(source="bench", gone_since=None).order_by()
    for part, step in work.items():
        seconds = milliseconds(step) / 1000
        say(f"lists: {part} of {rows} rows in {seconds:.1f} s")
        figures[f"lists_{part}"] = Figure(seconds, "s", {"promised": LONGEST_LIST})
        if part == "import":
            before = set(standing.values_list("pk", "raw__证书编号"))
    if set(standing.values_list("pk", "raw__证书编号")) != before or _unnamed(rows):
        raise AssertionError(
            "the list is not what it was, or a wrong row was not named: a misleading measure"
        )
    return figures


def _papers(folder: Path, rows: int) -> dict[str, Figure]:
    """A list, and another authority's list of the same bodies, which gives one credential in twenty another last day.

    Then that list once more, when every difference is there already and nothing is new.
    """
    listed = list(_list_rows(rows))
    first, other = folder / "papers.csv", folder / "others.csv"
    _as_list(first, listed)
    day = HEADER.index("有效期至")
    for row in listed[1::DIFFERS_ONE_IN]:
        row[day] = "2039-12-31"
    _as_list(other, listed)
    import_path(first, source="bench papers")
    figures = {}
    for part in ("differ", "again"):
        seconds = milliseconds(lambda: import_path(other, source="bench others")) / 1000
        say(f"papers: {part}, {rows} rows in {seconds:.1f} s")
        figures[f"papers_{part}"] = Figure(seconds, "s", {"promised": LONGEST_LIST})
    if not rows / DIFFERS_ONE_IN * 0.9 <= PaperDispute.objects.count() <= rows / DIFFERS_ONE_IN:
        raise AssertionError("other credentials differ than the lists say; the measure would mislead")
    return figures


def _unnamed(rows: int) -> set[int]:
    """The wrong rows that the first import did not name; the first row of a file is its header."""
    named = (
        ImportRun.objects.filter(profile__isnull=False).order_by("pk")[0].issues.values_list("row", flat=True)
    )
    return {number + 2 for number in range(0, rows, WRONG_ONE_IN)} - set(named)


def _as_list(file: Path, rows: Iterable[Sequence[str]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([HEADER, *rows])
    return file


def _undo_the_last() -> None:
    run = ImportRun.objects.latest("pk")
    if not run.entries.filter(kind=ImportEntry.Kind.GONE).exists():
        raise AssertionError("nobody was gone; the measure would mislead")
    ImportRun.objects.filter(pk=run.pk).update(status=ImportRun.Status.UNDOING, rows_done=0)
    undoing.proceed(run)


def _cpu_seconds() -> float:
    """User and system time of this process and the children that ended, those that read files too."""
    runner.close()
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _server_seconds() -> float:
    """The same of PostgreSQL's process for this connection, where it runs on this machine."""
    if not _has_server():
        return 0.0
    with connection.cursor() as asked:
        asked.execute("SELECT pg_backend_pid()")
        return cpu_ticks(asked.fetchone()[0]) / os.sysconf("SC_CLK_TCK")


def _cpu_of(work: Callable[[], object]) -> float:
    cpu = _cpu_seconds()
    work()
    return _cpu_seconds() - cpu


def _has_server() -> bool:
    return connection.vendor == "postgresql"


def _read(file: Path) -> int:
    with file.open(encoding="utf-8", newline="") as lines:
        return sum(1 for _ in csv.reader(lines))


def _stored(rows: int) -> None:
    """One of the six rows that a row of a list becomes, by Django's own means."""
    with transaction.atomic():
        for begin in range(0, rows, 2_000):
            Organisation.objects.bulk_create(
                Organisation(
                    credit_code=f"B{n:017d}",
                    name="某某环境科技有限公司",
                    region_id="310118",
                    address="某路1号",
                )
                for n in range(begin, min(begin + 2_000, rows))
            )
        transaction.set_rollback(True)


def _list_rows(rows: int) -> Iterator[list[str]]:
    rng = random.Random(SEED + 2)
    today = clock.today()
    for number, address in enumerate(_addresses(rows, rng)):
        name = f"{''.join(rng.sample(STEMS, 3))}环境科技{rng.choice(FORMS)}"
        founded = today - dt.timedelta(days=rng.randrange(900, 9000))
        expires = today + dt.timedelta(days=rng.randrange(30, 1800))
        row = {
            "code": credit_code("310118", 50_000_000 + number),
            "name": name,
            "founded": str(founded),
            "province": "",
            "address": address,
            "services": rng.choice(("废水监测", "废气监测", "噪声监测、废水监测", "")),
            "kind": "CMA",
            "number": f"L{number:07d}",
            "expires": f"{expires.year}年{expires.month}月{expires.day}日",
        }
        yield list(
            (row | WRONG[number // WRONG_ONE_IN % len(WRONG)] if number % WRONG_ONE_IN == 0 else row).values()
        )


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
