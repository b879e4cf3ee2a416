"""Asks one world what visitors' pages ask, and prints milliseconds as JSON. Run as ``python -m bench.flat.ask``.

Nothing is kept from one request to the next: neither pages nor rows, nor counts of the index.
"""

import json
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from bench.figures import milliseconds, percentile
from bench.flat.pages import opened, spread
from bench.flat.worlds import FEW

WARM = 3
ASKED = 25
FULL = 20  # rows of a page
LONGEST = 20_000  # ms for all of one kind

LISTS = {
    "directory": "",
    "directory_last": "end=1",
    "directory_updated": "order=updated",
    "directory_page_100": "page=100",
    "directory_province": "region=31",
    "directory_type": "type=S01",
    "directory_type_last": "type=S01&end=1",
    "directory_credential": "credential=cma",
    "directory_size": "size=small",
    "directory_two": "region=31&type=S01",
    "directory_three": "region=31&type=S01&size=small",
    "directory_town": "region={town}",
    "directory_village": "region={village}",
    "directory_waste": "waste={waste}",
    "hall": "",
    "hall_last": "end=1",
    "hall_open": "state=open",
    "hall_open_last": "state=open&end=1",
    "hall_deadline": "state=open&order=deadline",
    "hall_type": "type=S01",
    "hall_budget": "budget=none&publisher=park",
    "hall_two": "region=33&publisher=factory",
    "hall_week": "since=7",
    "hall_due": "due=7",
    "hall_amount": "order=amount",
    "hall_amount_last": "order=amount&end=1",
    "hall_town": "region={town}",
    "hall_village": "region={village}",
}
"""Lists by the address that asks for them. The town is a rare one that fills a page in the small world too, the village
has a row or two there, the waste is one of fifty."""
FILLED = [name for name in LISTS if not name.endswith("village")]


def works() -> dict[str, Callable[[], object]]:
    """What is asked, by name: rows and counts of each list, the records on a page of it, and what else a page reads.

    ``…_whole`` is all that a full page of the list asks for: its rows, the records of them, and its counts.
    """
    from django.http import QueryDict

    from greenbridge.demands.models import Demand
    from greenbridge.portal.queries import home
    from greenbridge.search import registry
    from greenbridge.suppliers.models import CredentialWaste, Supplier

    # The large world begins with the rows of the small one.
    around = Counter(Supplier.objects.order_by("pk").values_list("organisation__region_id", flat=True)[:FEW])
    rare = {
        "town": min((held, code) for code, held in around.items() if held > FULL)[1],
        "village": min((held, code) for code, held in around.items())[1],
        "waste": CredentialWaste.objects.order_by("pk").values_list("category_id", flat=True)[3],
    }
    codes = spread(Supplier.objects.all(), "organisation__credit_code")
    numbers = spread(Demand.objects.all(), "number")
    turn = count()
    record, demand = Supplier.objects.with_record(), Demand.objects.public().with_record()
    lists = {name: QueryDict(address.format(**rare)) for name, address in LISTS.items()}
    return {
        "home": home,
        **{f"{name}_whole": _whole(name, lists[name]) for name in FILLED},
        **{f"{name}_rows": _rows(name, params) for name, params in lists.items()},
        **{
            f"{name}_counts": _counts(name, params)
            for name, params in lists.items()
            if not {"end", "page", "order"} & params.keys()
        },
        "directory_cards": lambda: registry.get("supplier").hits(codes[:20]),
        "hall_cards": lambda: registry.get("demand").hits(numbers[:20]),
        "supplier": lambda: record.listed_by_code([codes[next(turn) % len(codes)]]),
        "demand": lambda: demand.by_number([numbers[next(turn) % len(numbers)]]),
    }


def _asked(name: str, params: Any) -> Any:
    from greenbridge.demands.finding import dates
    from greenbridge.demands.search import HALL
    from greenbridge.suppliers.search import DIRECTORY

    return (HALL if name.startswith("hall") else DIRECTORY).asked(params, spans=dates.spans(params))


def _rows(name: str, params: Any) -> Callable[[], object]:
    from greenbridge.search.engine import engine
    from greenbridge.search.list_pages import step_of
    from greenbridge.search.queries import Step

    return lambda: engine().walk(_asked(name, params), step_of(params) or Step())


def _counts(name: str, params: Any) -> Callable[[], object]:
    from greenbridge.search.queries import tallied

    return lambda: tallied(_asked(name, params))


def _whole(name: str, params: Any) -> Callable[[], object]:
    from greenbridge.search.list_pages import step_of
    from greenbridge.search.queries import Step, tallied, walk

    return lambda: (walk(_asked(name, params), step_of(params) or Step()), tallied(_asked(name, params)))


def timed(work: Callable[[], object], forget: Callable[[], object]) -> dict[str, float]:
    """Median and 95th percentile by the wall clock, and the median of processor time, that of the database included.

    ``forget`` runs before each, outside the clock. What takes very long is done twice only, and the second counts.
    """
    walls, spent = [], []
    for _ in range(WARM + ASKED):
        forget()
        begun = _processor_time()
        walls.append(milliseconds(work))
        spent.append(_processor_time() - begun)
        if len(walls) > 1 and sum(walls) > LONGEST:
            break
    warm = min(WARM, len(walls) - 1)
    return {
        "p50": percentile(walls[warm:], 0.5),
        "p95": percentile(walls[warm:], 0.95),
        "cpu": percentile(spent[warm:], 0.5),
    }


def _processor_time() -> float:
    """Milliseconds of this process and, where a server stands behind it, of the server's process for us."""
    ours = time.process_time() * 1000
    return ours + int(Path(_server()).read_text().split()[0]) / 1e6 if _server() else ours


@cache
def _server() -> str:
    from django.db import connection

    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return f"/proc/{cursor.fetchone()[0]}/schedstat"


def main() -> None:
    import django

    warnings.simplefilter("ignore")
    django.setup()
    answers = answered(works)
    pages = opened(_forget, _processor_time, counting_at_once())
    answers |= {f"page_{name}": parts for name, parts in pages.items()}
    print(json.dumps(answers))


def answered(works: Callable[[], Mapping[str, Callable[[], object]]]) -> dict[str, dict[str, float]]:
    """What each of the works takes, after whatever is long was counted once, as the job worker does."""
    from greenbridge.search.models import Tally

    with counting_at_once():
        known = works()
        for work in known.values():
            work()
        print(f"  {Tally.objects.count()} long lists counted", file=sys.stderr)
        return {name: timed(work, _forget) for name, work in known.items()}


def counting_at_once() -> AbstractContextManager[object]:
    """While it lasts, what the job worker would count is counted on the spot."""
    from django.test import override_settings

    return override_settings(
        TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    )


def _forget() -> None:
    """Counts that a process remembers of the index: a server does until the next commit."""
    from greenbridge.search.engine import engine

    index: Any = engine()
    if index._open:
        index._open.counts.clear()
        index._open.counted.clear()


if __name__ == "__main__":
    main()
