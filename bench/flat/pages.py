"""Opens the pages that everybody may see, in process, and looks at each statement that they send to the database."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from itertools import chain, cycle, islice
from typing import Any
from urllib.parse import urlencode

from bench.figures import milliseconds, percentile

WARM = 3
OPENED = 21
RECORDS = 24
PARTS = ("p50", "cpu", "statement")
# Of what visitors type (``words.ASKED``), what fills a page of the directory in the small world too: a page that says
# that there is nothing is another page.
ANSWERED = (
    "环境监测", "危废处置", "盛泽镇 废气", "HW17 处置", "废水处理", "土壤修复", "环评报告表", "排污许可", "应急预案", "环保管家",
    "碳足迹", "废矿物油", "废活性炭", "自行监测", "清洁生产审核", "吴江 检测", "嘉善 污水站运维", "青浦 环境检测", "挥发性有机物",
    "园区 管家", "三同时 验收", "碳核查", "绿电", "设备租赁",
)  # fmt: skip
NOTHING = "没有符合".encode()


def opened(
    forget: Callable[[], object], spent: Callable[[], float], counting: AbstractContextManager[object]
) -> dict[str, dict[str, float]]:
    """By page, medians: how long it takes, the processor time of it, and of the dearest statement that it sends.

    ``forget`` runs before each is opened; ``spent`` tells the processor time so far, that of the database included.
    Within ``counting`` each is opened once before, so that what is long was counted as the job worker does.
    """
    from django.test import Client

    browser, pages = Client(headers={"host": "127.0.0.1"}), _addresses()
    with counting:
        for path in chain.from_iterable(pages.values()):
            _get(browser, path)
    return {name: _opened(browser, paths, forget, spent) for name, paths in pages.items()}


OF_LISTS: Mapping[str, Sequence[str]] = {
    "home": ["/"],
    "figures": ["/figures/"],
    "directory": ["/suppliers/"],
    "directory_last": ["/suppliers/?end=1"],
    "directory_words": [f"/suppliers/?{urlencode({'q': words})}" for words in ANSWERED],
    "directory_near": [f"/suppliers/?near=310118107&order=nearest&type={kind}" for kind in ("S01", "S05")],
    "hall": ["/demands/"],
    "hall_week": ["/demands/?since=7"],
    "search": [f"/search/?{urlencode({'q': words})}" for words in ANSWERED],
    "guides": ["/guides/"],
    "spot_checks": ["/spot-checks/"],
}
OF_RECORDS = ("supplier", "compare", "demand")
"""Kinds of pages: those of lists by their addresses, and those of records."""


def _addresses() -> Mapping[str, Sequence[str]]:
    """Each kind of page by the addresses that are opened in turn."""
    from greenbridge.demands.models import Demand
    from greenbridge.suppliers.models import Supplier

    codes = spread(Supplier.objects.all(), "organisation__credit_code")
    numbers = spread(Demand.objects.public(), "number")
    records = (
        [f"/suppliers/{code}/" for code in codes],
        ["/suppliers/compare/?" + urlencode([("code", code) for code in codes[:4]])],
        [f"/demands/{number}/" for number in numbers],
    )
    return {**OF_LISTS, **dict(zip(OF_RECORDS, records, strict=True))}


def spread(rows: Any, key: str) -> list[str]:
    """Keys of some rows from all over the table."""
    last = rows.order_by("-pk").values_list("pk", flat=True)[0]
    places = range(1, last, max(last // RECORDS, 1))
    return list(rows.filter(pk__in=places).order_by("pk").values_list(key, flat=True))


def _opened(
    browser: Any, paths: Sequence[str], forget: Callable[[], object], spent: Callable[[], float]
) -> dict[str, float]:
    seen: list[tuple[float, float, float]] = []
    for path in islice(cycle(paths), WARM + OPENED):
        forget()
        statements: list[float] = []
        begun = spent()
        with _watched(statements, spent):
            wall = milliseconds(partial(_get, browser, path))
        seen.append((wall, spent() - begun, max(statements, default=0.0)))
    columns = zip(*seen[WARM:], strict=True)
    return {part: percentile(column, 0.5) for part, column in zip(PARTS, columns, strict=True)}


def _get(browser: Any, path: str) -> None:
    answer = browser.get(path)
    if answer.status_code != 200 or ("?q=" in path and NOTHING in answer.content):
        raise AssertionError(f"{path}: {answer.status_code}, or nothing found; the measure would mislead")


def _watched(statements: list[float], spent: Callable[[], float]) -> Any:
    """While it lasts, each statement of the database adds its processor time."""
    from django.db import connection

    def watch(execute: Callable[..., object], *arguments: object) -> object:
        begun = spent()
        try:
            return execute(*arguments)
        finally:
            statements.append(spent() - begun)

    return connection.execute_wrapper(watch)
