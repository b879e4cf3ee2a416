"""Pages over HTTP: as visitors get them, drawn anew, and for a signed-in person, each beside its peers in the same run."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from bench import load
from bench.figures import Figure, Measurement, percentile, say
from bench.servers import BARE, OURS, Server, gunicorn, nginx
from bench.words import ASKED

FILTERED = (
    {"region": "32", "type": "S01"}, {"region": "31", "type": "S05"}, {"region": "33", "type": "S09"},
    {"region": "320509", "type": "S13"}, {"region": "310118", "type": "S01"},
)  # fmt: skip
RECORDS = 200
WARM_UP = 1.0  # seconds, or until every worker has seen every address
ROUNDS = 6  # of the addresses, after which hardly one is new to any of two workers
USUAL = 8
LOADS = {1: 0.25, USUAL: 0.5, 64: 0.25}  # connections → share of the time
MINUTE = 7.5  # times the usual eight seconds
PEERS_SHARE = 0.5  # of our own time, before ours and again after it: a shared machine changes its pace
STRANGER = (
    "bench=1"  # a cookie that the house does not know: no kept page is answered, and nobody is signed in
)


@dataclass(frozen=True)
class Page:
    """A kind of page: the addresses asked in turn, and those of the bare views with the same rows."""

    name: str
    paths: Sequence[str]
    bare: Sequence[str]


def pages(codes: Sequence[str], numbers: Sequence[str]) -> list[Page]:
    """The measured pages; of suppliers in the directory the codes, of public demands the numbers."""
    filtered = [f"/suppliers/?{urlencode(chosen)}" for chosen in FILTERED]
    suppliers = [f"/suppliers/{code}/" for code in codes[:RECORDS]]
    demands = [f"/demands/{number}/" for number in numbers[:RECORDS]]
    return [
        Page("home", ["/"], ["/"]),
        Page("directory", ["/suppliers/"], ["/suppliers/"]),
        Page("directory_filtered", filtered, filtered),
        Page("supplier", suppliers, suppliers),
        Page("hall", ["/demands/"], ["/demands/"]),
        Page("demand", demands, demands),
        Page("search", [f"/search/?{urlencode({'q': words})}" for words in ASKED], ["/search/"]),
    ]


MANY_SUPPLIERS, OF_MANY = 200_000, "directory_200k"


def pages_of_many() -> list[Page]:
    """The directory and its filters where there are very many suppliers."""
    return [
        Page(page.name.replace("directory", OF_MANY), page.paths, page.bare) for page in pages([], [])[1:3]
    ]


SIGNED_IN = ("directory", "demand")  # those that are measured for a signed-in person, too


@dataclass(frozen=True)
class Way:
    """A way to be answered: what a page is called then, which server is asked, with which cookie, beside whom.

    ``whole_minutes`` are the numbers of connections with which the house is asked for so long: what it keeps it makes
    anew after each full minute, and a window of some seconds would hold all of that or none.
    """

    suffix: str
    server: str
    cookie: str
    peers: Sequence[str]
    whole_minutes: Sequence[int] = ()


@dataclass(frozen=True)
class Arena:
    """Our server and its peers, all up; only one is asked at a time."""

    servers: Mapping[str, Server | None]
    session: str
    seconds: float

    @property
    def port(self) -> int:
        """Where the house listens."""
        ours = self.servers["ours"]
        assert ours, "ours is always there"
        return ours.port

    def measurements(self, measured: Sequence[Page]) -> list[Measurement]:
        """``home_kept``, ``home_drawn``, ``home_scratch``, ``directory_signed_in``: see README.md."""
        ways = [
            Way("kept", "ours", "", ("bare_django_kept", "nginx"), tuple(LOADS)),
            Way("drawn", "ours", STRANGER, ("bare_django",), (USUAL,)),
            Way("scratch", "ours_keeping_nothing", STRANGER, ("bare_django",)),
            Way("signed_in", "ours", self.session, ("ours", "ours_keeping_nothing"), (USUAL,)),
        ]
        return [
            Measurement(f"{page.name}_{way.suffix}", PARTS, partial(self._measure, page, way))
            for page in measured
            for way in ways
            if way.suffix != "signed_in" or page.name in SIGNED_IN
        ]

    def _measure(self, page: Page, way: Way) -> dict[str, Figure]:
        before = self._peers(page, way)
        mine = self._ask(way.server, page, self._lengths(way.server, way, 1.0), way.cookie)
        assert mine, "ours is always there"
        after = self._peers(page, way)
        peers = {name: _halfway(numbers, after[name]) for name, numbers in before.items()}
        name = f"{page.name}_{way.suffix}"
        say(f"{name}: {mine['rps']:.0f} requests/s, p95 {mine['p95']:.1f} ms, {mine['cpu']:.2f} CPU ms")
        absent = "nginx is not installed on this machine" if None in peers.values() else ""
        found: dict[str, Figure] = {}
        for part, unit in UNITS.items():
            beside = {peer: numbers[part] if numbers else None for peer, numbers in peers.items()}
            promised = {"promised": 0.0} if unit == "errors" else {}
            found[f"{name}_{part}"] = Figure(mine[part], unit, {**beside, **promised}, absent)
        return found

    def _peers(self, page: Page, way: Way) -> dict[str, Mapping[str, float] | None]:
        return {
            name: self._ask(name, page, self._lengths(name, way, PEERS_SHARE), STRANGER) for name in way.peers
        }

    def _ask(
        self, name: str, page: Page, lengths: Mapping[int, float], cookie: str
    ) -> Mapping[str, float] | None:
        """The numbers of one server; None where this machine has none. Peers do not look at cookies."""
        paths = [f"/{page.name}"] if name == "nginx" else page.paths if name.startswith("ours") else page.bare
        server = self.servers[name]
        return _numbers(server, paths, lengths, cookie) if server else None

    def _lengths(self, name: str, way: Way, part: float) -> dict[int, float]:
        """For how many seconds a server is asked, by the number of connections; only the house for whole minutes."""
        whole = way.whole_minutes if name == "ours" else ()
        return {
            connections: self.seconds * (MINUTE if connections in whole else part * share)
            for connections, share in LOADS.items()
        }


UNITS = {
    "cpu": "CPU ms/request",
    "p50": "ms",
    "p95": "ms",
    "rps": "requests/s",
    "rps_1": "requests/s",
    "rps_64": "requests/s",
    "errors_64": "errors",
}
PARTS = tuple(UNITS)


@contextmanager
def arena(var: Path, measured: Sequence[Page], session: str, seconds: float) -> Iterator[Arena]:
    """Start ours and its peers. nginx gets one page of each kind as ours renders it."""
    with ExitStack() as stack:
        ours = stack.enter_context(gunicorn(OURS, var))
        bodies = {page.name: load.fetch(ours.port, page.paths[0]) for page in measured}
        servers = {
            "ours": ours,
            "ours_keeping_nothing": stack.enter_context(gunicorn(OURS, var, GREENBRIDGE_KEPT_PAGES_MB="0")),
            "bare_django": stack.enter_context(gunicorn(BARE, var)),
            "bare_django_kept": stack.enter_context(gunicorn(BARE, var, BENCH_PEER_KEEPS="1")),
            "nginx": stack.enter_context(nginx(var / "nginx", bodies)),
        }
        yield Arena(servers, session, seconds)


def session_of_a_buyer() -> str:
    """The cookie of somebody who has signed in: a buyer with a body and an inbox."""
    from django.conf import settings
    from django.test import Client

    from greenbridge.accounts.models import Membership
    from greenbridge.accounts.services import sign_in

    browser = Client()
    person = (
        Membership.objects.filter(organisation__is_buyer=True).select_related("user").order_by("pk")[0].user
    )
    browser.force_login(person, backend=sign_in.BACKEND)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={browser.cookies[name].value}"


def _halfway(
    one: Mapping[str, float] | None, other: Mapping[str, float] | None
) -> Mapping[str, float] | None:
    return {part: (number + other[part]) / 2 for part, number in one.items()} if one and other else None


def _numbers(
    server: Server, paths: Sequence[str], lengths: Mapping[int, float], cookie: str
) -> Mapping[str, float]:
    """CPU time and waiting with the usual number of connections, and what other numbers of them make of it."""
    load.drive(server.port, paths, WARM_UP, USUAL, cookie, at_least=ROUNDS * len(paths))
    numbers: dict[str, float] = {}
    for connections, seconds in lengths.items():
        before = server.cpu_seconds()
        run = load.drive(server.port, paths, seconds, connections, cookie)
        if connections == USUAL:
            numbers["cpu"] = (server.cpu_seconds() - before) * 1000 / len(run.timings)
            numbers |= {
                "p50": percentile(run.timings, 0.5),
                "p95": percentile(run.timings, 0.95),
                "rps": run.rps,
            }
        else:
            numbers |= {f"rps_{connections}": run.rps, f"errors_{connections}": run.errors}
    return numbers
