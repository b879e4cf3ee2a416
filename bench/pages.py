"""Pages over HTTP, each beside a bare Django view and beside nginx serving the very bytes of our page."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from bench import load
from bench.figures import Figure, Measurement, percentile, say
from bench.servers import BARE, OURS, Server, gunicorn, nginx
from bench.words import ASKED

UNITS = {"rps": "requests/s", "p50": "ms", "p95": "ms", "cpu": "CPU ms/request"}
FILTERED = (
    {"region": "32", "type": "S01"}, {"region": "31", "type": "S05"}, {"region": "33", "type": "S09"},
    {"region": "320509", "type": "S13"}, {"region": "310118", "credential": "cma"},
)  # fmt: skip
RECORDS = 500
WARM_UP = 0.15  # of the measured time
PEERS_SHARE = {"bare_django": 0.5, "nginx": 0.2}  # of our own measuring time: they vary less


@dataclass(frozen=True)
class Page:
    """A kind of page: the addresses asked in turn, and the bare view that stands against it."""

    name: str
    paths: Sequence[str]
    bare: Sequence[str]


def pages(numbers: Sequence[str]) -> list[Page]:
    """The measured pages; ``numbers`` are those of public demands."""
    rows = ["/suppliers/"]
    records = [f"/demands/{number}/" for number in numbers[:RECORDS]]
    return [
        Page("home", ["/"], rows),
        Page("directory", ["/suppliers/"], rows),
        Page("directory_filtered", [f"/suppliers/?{urlencode(chosen)}" for chosen in FILTERED], rows),
        Page("demand", records, records),
        Page("search", [f"/search/?{urlencode({'q': words})}" for words in ASKED], rows),
    ]


@dataclass(frozen=True)
class Arena:
    """Our server and its peers, all up; only one is asked at a time."""

    ours: Server
    bare: Server
    nginx: Server | None
    seconds: float

    def measurement(self, page: Page) -> Measurement:
        return Measurement(page.name, tuple(UNITS), partial(self._measure, page))

    def _measure(self, page: Page) -> dict[str, Figure]:
        mine = _numbers(self.ours, page.paths, self.seconds)
        peers = {
            "bare_django": _numbers(self.bare, page.bare, self.seconds * PEERS_SHARE["bare_django"]),
            "nginx": self.nginx
            and _numbers(self.nginx, [f"/{page.name}"], self.seconds * PEERS_SHARE["nginx"]),
        }
        say(f"{page.name}: {mine['rps']:.0f} requests/s, p95 {mine['p95']:.1f} ms, {mine['cpu']:.1f} CPU ms")
        note = "" if self.nginx else "nginx is not installed on this machine"
        return {
            f"{page.name}_{part}": Figure(
                mine[part], unit, {name: numbers and numbers[part] for name, numbers in peers.items()}, note
            )
            for part, unit in UNITS.items()
        }


@contextmanager
def arena(var: Path, measured: Sequence[Page], seconds: float) -> Iterator[Arena]:
    """Start ours and its peers. nginx gets one page of each kind as ours renders it."""
    with gunicorn(OURS, var) as ours, gunicorn(BARE, var) as bare:
        bodies = {page.name: load.fetch(ours.port, page.paths[0]) for page in measured}
        with nginx(var / "nginx", bodies) as static:
            yield Arena(ours, bare, static, seconds)


def _numbers(server: Server, paths: Sequence[str], seconds: float) -> Mapping[str, float]:
    load.drive(server.port, paths, seconds * WARM_UP)
    before = server.cpu_seconds()
    run = load.drive(server.port, paths, seconds)
    cpu = server.cpu_seconds() - before
    return {
        "rps": run.rps,
        "p50": percentile(run.timings, 0.5),
        "p95": percentile(run.timings, 0.95),
        "cpu": cpu * 1000 / len(run.timings),
    }
