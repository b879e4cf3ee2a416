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
    def gaps(self) -> list[tuple[str, str]]:
        """What is missing and the page where it is filled in, by its name."""
        gaps = []
        if not self.has_intro:
            gaps.append(("请填写机构简介", "suppliers:edit"))
        if not self.has_contact:
            gaps.append(("请填写业务联系人和电话", "suppliers:edit"))
        if not self.activities:
            gaps.append(("请至少添加一项业务", "suppliers:add_activity"))
        for name, kinds in self.unlicensed:
            gaps.append((f"“{name}”须先添加资质：{'或'.join(kinds)}", "suppliers:add_credential"))
        return gaps

    @property
    def missing(self) -> list[str]:
        return [sentence for sentence, _ in self.gaps]
