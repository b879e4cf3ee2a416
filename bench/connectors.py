"""Official notices from the replica: how many a second come in, and how soon one is found. Without the pauses of politeness."""

import gzip
import http.client
import time
from collections.abc import Mapping, Sequence
from functools import partial
from urllib.parse import urlsplit

from bench.figures import Figure, Measurement, say
from bench.inside import follower
from greenbridge.connectors import services
from greenbridge.connectors.models import Source
from greenbridge.connectors.testing import replica
from greenbridge.connectors.testing.texts import Text
from greenbridge.search import queries
from greenbridge.search.queries import Query

NOTICES = 300
NAME = "html"
FIRST, FRESH = 900_001, 950_001
LONGEST_WAIT = 30.0  # seconds for a notice to be found
TOWNS = (
    ("华新镇", "上海市青浦区"),
    ("金泽镇", "上海市青浦区"),
    ("盛泽镇", "江苏省苏州市吴江区"),
    ("西塘镇", "浙江省嘉兴市嘉善县"),
)
WORKS = ("河道水质监测", "污水处理设施运维", "土壤污染状况调查", "挥发性有机物排查", "危险废物规范化管理")


def measurements() -> list[Measurement]:
    return [Measurement("connectors", ("first", "first_cpu", "again", "fresh"), measured)]


def measured() -> Mapping[str, Figure]:
    """How fast the notices of the replica come in, and how soon one is found."""
    services.install()
    source = Source.objects.get(name=NAME)
    with replica.running(more=[_text(FIRST + n, n) for n in range(NOTICES)]) as (base, asked):
        first, first_cpu = _timed(partial(services.sync, source, base=base, pace=0))
        paths = [path for _, path in asked.asked]
        again, _ = _timed(partial(services.sync, source, base=base, pace=0))
        bare, _ = _timed(partial(_bare, base, paths))
    say(f"connectors: {NOTICES / first:.0f} notices/s come in, {NOTICES / again:.0f} are found unchanged")
    return {
        "connectors_first": Figure(NOTICES / first, "notices/s", {"bare_requests": NOTICES / bare}),
        "connectors_first_cpu": Figure(first_cpu / NOTICES * 1000, "CPU ms each"),
        "connectors_again": Figure(NOTICES / again, "notices/s", {"first": NOTICES / first}),
        "connectors_fresh": _fresh(source),
    }


def _text(number: int, n: int) -> Text:
    town, county = TOWNS[n % len(TOWNS)]
    return Text(
        number,
        "tender",
        f"{town}{WORKS[n % len(WORKS)]}{n}号（示例）采购公告",
        f"{county}{town}人民政府",
        f"{county}{town}示例路{n}号",
        "",
        f"BENCH-{number}",
        n % 5,
        budget=f"{n + 10}.5万元",
    )


def _timed(act: partial[object]) -> tuple[float, float]:
    """Seconds on the clock, and of the processor for this thread: the replica answers in others."""
    begun, spent = time.perf_counter(), time.thread_time()
    act()
    return time.perf_counter() - begun, time.thread_time() - spent


def _bare(base: str, paths: Sequence[str]) -> None:
    """The same requests, one after the other, and nothing done with the answers but unpacking them."""
    parts = urlsplit(base)
    for path in paths:
        line = http.client.HTTPConnection(parts.hostname or "", parts.port)
        line.request("GET", path, headers={"Accept-Encoding": "gzip"})
        gzip.decompress(line.getresponse().read())
        line.close()


def _fresh(source: Source) -> Figure:
    """From the beginning of a visit to a list with one new notice until its number is found."""
    with follower(), replica.running(more=[_text(FRESH, 1)]) as (base, _):
        begun = time.perf_counter()
        services.sync(source, base=base, pace=0)
        while not queries.search(Query(words=f"BENCH-{FRESH}", collections=("demand",))).total:
            if time.perf_counter() - begun > LONGEST_WAIT:
                return Figure(None, "ms", note=f"not found within {LONGEST_WAIT:.0f} seconds")
            time.sleep(0.005)
        waited = (time.perf_counter() - begun) * 1000
    return Figure(
        waited,
        "ms",
        note="one list and three pages asked without pauses; politeness adds two seconds for each",
    )
