"""Decisions about suppliers that need no database."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Completeness:
    """What a profile still lacks before it can be submitted."""

    has_intro: bool
    has_contact: bool
    activities: int
    unlicensed: list[tuple[str, list[str]]]
    """What declared service types ask for and nothing stated meets: name, and the kinds of which one is enough."""

    @property
    def missing(self) -> list[str]:
        gaps = []
        if not self.has_intro:
            gaps.append("请填写机构简介")
        if not self.has_contact:
            gaps.append("请填写业务联系人和电话")
        if not self.activities:
            gaps.append("请至少添加一项业务")
        gaps += [f"“{name}”须先添加资质：{'或'.join(kinds)}" for name, kinds in self.unlicensed]
        return gaps
