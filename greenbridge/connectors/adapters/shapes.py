"""What an adapter makes of a page: still the words of the site, nothing is judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FIELDS = {
    "id": "编号",
    "address": "链接",
    "title": "标题",
    "published": "发布时间",
    "kind": "类型",
    "region": "地区",
    "buyer": "采购人",
    "buyer_address": "采购人地址",
    "agency": "代理机构",
    "agency_address": "代理机构地址",
    "project_number": "项目编号",
    "budget": "预算金额",
    "award": "中标金额",
    "deadline": "截止时间",
    "opens": "开标时间",
    "winners": "中标单位",
    "number": "文号或标准号",
    "issuer": "制定机关",
    "promulgated": "公布日期",
    "effective": "施行日期",
    "expires": "有效期至",
    "status": "时效",
    "replaces": "代替",
    "replaced_by": "被代替",
    "text": "正文",
}
"""Every field that settings may say where to find, and what people call it."""
SEVERAL = {"winners"}
"""Fields of which a page may name several."""

Words = Mapping[str, str]


@dataclass(frozen=True)
class Page:
    """A page as it was sent, with the address that the source calls it by."""

    body: bytes
    address: str
    media_type: str = ""


@dataclass(frozen=True)
class Row:
    """One entry of a list. ``words`` are by the names of ``FIELDS``."""

    words: Words
    kind: str = ""

    def get(self, name: str) -> str:
        return self.words.get(name, "")

    def as_json(self) -> dict[str, Any]:
        return {"words": dict(self.words), "kind": self.kind}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Row":
        return cls(dict(stored.get("words", {})), stored.get("kind", ""))


@dataclass(frozen=True)
class Detail:
    """What the page of one notice says."""

    words: Words
    files: tuple[tuple[str, str], ...] = ()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Every name found for a field of ``SEVERAL``, in the order of the page."""

    def get(self, name: str) -> str:
        return self.words.get(name, "")


class Said:
    """What a page and its entry in the list say; the page counts first."""

    def __init__(self, row: Row, detail: Detail) -> None:
        self._row, self.detail = row, detail

    def __call__(self, field: str) -> str:
        return self.detail.get(field) or self._row.get(field)
