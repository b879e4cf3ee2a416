"""Whether settings can be used: said in Chinese, before anything is saved."""

from collections.abc import Iterator, Mapping
from typing import Any

from greenbridge.connectors.adapters import finding
from greenbridge.connectors.adapters.shapes import FIELDS
from greenbridge.connectors.models import Source

Settings = Mapping[str, Any]
Adapter = Source.Adapter
MOST_PAGES = 20
NEEDED = {Adapter.HTML: ("row",), Adapter.JSON: ("rows",), Adapter.SHEET: ("columns",)}


def faults(adapter: str, settings: Settings) -> list[str]:
    """What is wrong, each as a clause; nothing if the settings can be used."""
    return list(_faults(adapter, settings))


def _faults(adapter: str, settings: Settings) -> Iterator[str]:
    for name in NEEDED.get(Adapter(adapter), ()):
        if not settings.get(name):
            yield f"缺少“{name}”"
    yield from _of_lists(settings)
    if adapter == Adapter.HTML:
        yield from _of_rules({"row": settings.get("row", ""), **settings.get("fields", {})})
    yield from _of_names(settings.get("fields", {}))
    detail = settings.get("detail")
    if isinstance(detail, Mapping):
        rules = {**detail.get("inner", {}), **(detail.get("fields", {}) if not detail.get("html") else {})}
        yield from _of_rules(rules | {name: detail.get(name, "") for name in ("pairs", "content", "files")})
        yield from _of_names({**detail.get("fields", {}), **detail.get("inner", {})})
        unknown = sorted({name for name in detail.get("labels", {}).values() if name not in FIELDS})
        yield from (f"没有字段“{name}”" for name in unknown)
    elif detail:
        yield "“detail”应是一组设置"


def _of_lists(settings: Settings) -> Iterator[str]:
    lists = settings.get("lists", [])
    if not isinstance(lists, list) or not all(isinstance(one, Mapping) and one.get("path") for one in lists):
        yield "每个列表都要有“path”"
    pages = settings.get("pages", 1)
    if not isinstance(pages, int) or not 1 <= pages <= MOST_PAGES:
        yield f"“pages”应是1至{MOST_PAGES}的整数"


def _of_rules(rules: Mapping[str, str]) -> Iterator[str]:
    for name, rule in rules.items():
        if fault := finding.fault(rule) if isinstance(rule, str) else "应是一行文字":
            yield f"“{name}”：{fault}"


def _of_names(fields: Mapping[str, str]) -> Iterator[str]:
    yield from (f"没有字段“{name}”" for name in fields if name not in FIELDS)
