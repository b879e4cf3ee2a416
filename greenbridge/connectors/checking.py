"""Whether settings can be used: said in Chinese, before anything is saved. First their shape, then what stands in them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from greenbridge.connectors.adapters import finding
from greenbridge.connectors.adapters.shapes import FIELDS
from greenbridge.connectors.models import Source
from greenbridge.library.validity.rules import Status

Settings = Mapping[str, Any]
Adapter = Source.Adapter
MOST_PAGES, MOST_DAYS = 20, 366
NEEDED = {Adapter.HTML: ("row",), Adapter.JSON: ("rows",), Adapter.SHEET: ("columns",)}
WORDS, TABLE, SEVERAL = "一行文字", "“名称: 文字”的一组设置", "一列文字"
SHAPES: Mapping[str, str | type] = {
    "lists": list,
    "pages": int,
    "days": int,
    "day_format": WORDS,
    "regions": WORDS,
    "signs_only": bool,
    "walks_all": bool,
    "brings_text": bool,
    "issuer": WORDS,
    "statuses": TABLE,
    "is_whole": bool,
    "blocked": SEVERAL,
    "nothing": SEVERAL,
    "row": WORDS,
    "rows": WORDS,
    "link": WORDS,
    "fields": TABLE,
    "labels": TABLE,
    "columns": dict,
    "detail": dict,
    "paper": TABLE,
}
OF_PAPERS = {"link", "file"}
OF_LISTS: Mapping[str, str | type] = {"path": WORDS, "more": WORDS, "kind": WORDS, "next": int, "form": dict}
OF_DETAILS: Mapping[str, str | type] = {
    **dict.fromkeys(("pairs", "content", "html", "files"), WORDS),
    **dict.fromkeys(("fields", "inner", "labels"), TABLE),
}
MAY_BE_NONE = {"form", "detail"}
CALLED = {list: "一组列表", int: "整数", bool: "“是”或“否”", dict: "一组设置"}


def faults(adapter: str, settings: Any) -> list[str]:
    """What is wrong, each as a clause; nothing if the settings can be used."""
    if not isinstance(settings, Mapping):
        return ["全部设置应是一组设置"]
    if not _can_be_stored(settings):
        return ["设置中有不能保存的字符"]
    return list(_of_shape(settings)) or list(_of_content(Adapter(adapter), settings))


def _can_be_stored(settings: Settings) -> bool:
    """PostgreSQL keeps no NUL in JSON, and nothing writes half a character."""
    text = json.dumps(settings, ensure_ascii=False)
    return "\\u0000" not in text and text.encode("utf-8", "replace").decode() == text


def _of_shape(settings: Settings) -> Iterator[str]:
    yield from _unlike(settings, SHAPES)
    for one in settings.get("lists", ()) if isinstance(settings.get("lists"), list) else ():
        yield from _unlike(one, OF_LISTS) if isinstance(one, Mapping) else ["每个列表应是一组设置"]
    if isinstance(detail := settings.get("detail"), Mapping):
        yield from _unlike(detail, OF_DETAILS)
    if isinstance(paper := settings.get("paper"), Mapping):
        yield from (f"“paper”中没有“{name}”这一项" for name in sorted(paper.keys() - OF_PAPERS))
    columns = settings.get("columns")
    if isinstance(columns, Mapping) and not all(map(_is_several, columns.values())):
        yield f"“columns”中的每一项应是{SEVERAL}"


def _unlike(settings: Settings, shapes: Mapping[str, str | type]) -> Iterator[str]:
    """What is called like nothing that is known, and what is of another kind than it should be."""
    for name, value in settings.items():
        if name not in shapes:
            yield f"没有“{name}”这一项"
        elif not (value is None and name in MAY_BE_NONE) and not _is_of(value, shapes[name]):
            shape = shapes[name]
            yield f"“{name}”应是{CALLED[shape] if isinstance(shape, type) else shape}"


def _is_of(value: Any, shape: str | type) -> bool:
    if shape is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if isinstance(shape, type):
        return isinstance(value, shape)
    if shape == TABLE:
        return isinstance(value, Mapping) and all(isinstance(one, str) for one in value.values())
    return _is_several(value) if shape == SEVERAL else isinstance(value, str)


def _is_several(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _of_content(adapter: Adapter, settings: Settings) -> Iterator[str]:
    yield from (f"缺少“{name}”" for name in NEEDED.get(adapter, ()) if not settings.get(name))
    yield from _of_lists(settings)
    if "{id}" not in (settings.get("paper") or {"link": "{id}"}).get("link", ""):
        yield "“paper”的“link”中应有“{id}”"
    fields, detail = settings.get("fields") or {}, settings.get("detail") or {}
    if adapter == Adapter.HTML:
        yield from _of_rules({"row": settings.get("row") or "", **fields})
    inner, outer = detail.get("inner") or {}, detail.get("fields") or {}
    selectors = {name: detail.get(name) or "" for name in ("pairs", "content", "files")}
    yield from _of_rules(selectors | inner | ({} if detail.get("html") else outer))
    labels = {*(settings.get("labels") or {}).values(), *(detail.get("labels") or {}).values()}
    named = {*fields, *(settings.get("columns") or {}), *inner, *outer, *labels}
    yield from (f"没有字段“{name}”" for name in sorted(named - FIELDS.keys()))
    stated = set((settings.get("statuses") or {}).values())
    yield from (f"没有时效“{name}”" for name in sorted(stated - set(Status.values)))


def _of_lists(settings: Settings) -> Iterator[str]:
    if not all(one.get("path") for one in settings.get("lists") or ()):
        yield "每个列表都要有“path”"
    if not 1 <= (settings.get("pages") or 1) <= MOST_PAGES:
        yield f"“pages”应是1至{MOST_PAGES}的整数"
    if not 0 <= (settings.get("days") or 0) <= MOST_DAYS:
        yield f"“days”应是0至{MOST_DAYS}的整数"


def _of_rules(rules: Mapping[str, str]) -> Iterator[str]:
    for name, rule in rules.items():
        if fault := finding.fault(rule):
            yield f"“{name}”：{fault}"
