"""Settings as single lines, so that a person changes one selector in one field, and back again."""

from collections.abc import Iterable, Mapping
from typing import Any

from greenbridge.connectors.adapters.shapes import FIELDS

Leaf = str | int | bool
STEP = "."
WORDS = {
    "lists": "列表",
    "path": "网址",
    "more": "后续各页的网址",
    "next": "第二页的页码",
    "kind": "类型",
    "form": "提交的参数",
    "pages": "每次读几页",
    "days": "最近几天",
    "day_format": "日期写法",
    "regions": "只要这些地区",
    "signs_only": "只要标题与环境有关的",
    "walks_all": "每次读完整个列表",
    "brings_text": "详情页有正文",
    "issuer": "制定机关",
    "statuses": "时效的说法",
    "blocked": "被拒绝时的提示",
    "nothing": "没有结果时的提示",
    "is_whole": "检查网页是否传完",
    "row": "每一条的选择器",
    "rows": "列表所在的位置",
    "fields": "字段",
    "link": "详情网址的写法",
    "detail": "详情页",
    "pairs": "概要表中的名称格",
    "labels": "名称对应的字段",
    "inner": "正文中的字段",
    "content": "正文的选择器",
    "html": "正文所在的位置",
    "files": "附件的选择器",
    "columns": "表格的列",
    "paper": "正文文件",
    "file": "文件网址所在的位置",
}


def leaves(settings: Any, path: str = "") -> dict[str, Leaf]:
    """Every single value by the way to it: ``detail.labels.采购单位`` → buyer."""
    inner: Iterable[tuple[object, Any]]
    if isinstance(settings, Mapping):
        inner = settings.items()
    elif isinstance(settings, list):
        inner = enumerate(settings)
    else:
        return {path: settings} if isinstance(settings, str | int | bool) else {}
    return {
        way: leaf
        for name, one in inner
        for way, leaf in leaves(one, f"{path}{STEP}{name}" if path else str(name)).items()
    }


def changed(settings: Any, values: Mapping[str, Leaf], path: str = "") -> Any:
    """The settings with other values at some of the ways."""
    if isinstance(settings, Mapping):
        return {
            name: changed(one, values, f"{path}{STEP}{name}" if path else name)
            for name, one in settings.items()
        }
    if isinstance(settings, list):
        return [
            changed(one, values, f"{path}{STEP}{n}" if path else str(n)) for n, one in enumerate(settings)
        ]
    return values.get(path, settings)


def label(way: str) -> str:
    """公告页：字段：标题"""
    steps = way.split(STEP)
    words = [
        str(int(step) + 1) if step.isdigit() else WORDS.get(step) or FIELDS.get(step) or step
        for step in steps
    ]
    return "，".join(words)
