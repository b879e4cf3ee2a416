"""Who is reviewed before, and who is looked at afterwards. Pure; the numbers are handed in."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Facts:
    """What decides which way a demand goes: the record of its buyer, and what it is about.

    Urgency is none of it: who is in a hurry would else wait the longest, or call everything urgent.
    """

    clean: int
    warnings: int
    is_public_body: bool
    has_waste: bool
    was_turned_back: bool


class Route(NamedTuple):
    """Reviewed before it is published (先审后发), or published at once and perhaps checked afterwards (先发后查), and why."""

    is_pre_reviewed: bool
    reason: str

    @property
    def way(self) -> str:
        return "先审后发" if self.is_pre_reviewed else "先发后查"


def route(facts: Facts, *, needed: int, months: int) -> Route:
    """Which way a demand goes; the first objection is the one that is said."""
    objections = [
        (facts.warnings, f"有{facts.warnings}次有效的警告，有效期内的需求先审后发。"),
        (facts.is_public_body, "政府机关和事业单位的需求可能须在法定平台采购，先审后发。"),
        (facts.has_waste, "涉及危险废物的需求先审后发。"),
        (facts.was_turned_back, "这条需求曾被退回，修改后先审后发。"),
        (
            facts.clean < needed,
            f"近{months}个月公开征集且没有发现问题的需求有{facts.clean}条，满{needed}条后可以先发后查。",
        ),
    ]
    for applies, reason in objections:
        if applies:
            return Route(True, reason)
    return Route(
        False,
        f"近{months}个月有{facts.clean}条需求公开征集且没有发现问题，提交后立即公开，可能被抽中核查。",
    )


def drawn_of(population: int, share: int) -> int:
    """How many are drawn: ``share`` percent, a part of one counts as one; none of none."""
    return -(-population * share // 100)


def suspended_for(warnings: int, *, needed: int, is_repeated: bool, first: int, again: int) -> int:
    """For how many days so many warnings in force suspend; 0 while they are fewer than it takes."""
    if warnings < needed:
        return 0
    return again if is_repeated else first
