"""Whether a budget of public money reaches a limit (限额标准), without a database.

政府采购法 applies to purchases 采购限额标准以上: the limit itself is within. What a region has not laid down it takes from the
one it lies in.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class Limit:
    """Limits in 分 of a region for one kind, in force from the first to the last day; ``None`` is without end, or not recorded."""

    region: str
    kind: str
    procurement: int | None
    tender: int | None
    first: dt.date
    last: dt.date | None = None
    document: str = ""
    title: str = ""

    def is_in_force(self, day: dt.date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


class Reach(Enum):
    """How far a budget reaches."""

    UNRECORDED = "unrecorded"
    NO_BUDGET = "no_budget"
    BELOW = "below"
    PROCUREMENT = "procurement"
    TENDER = "tender"


@dataclass(frozen=True)
class Finding:
    """What was found for a purchase, and the limit by which."""

    reach: Reach
    limit: Limit | None = None

    @property
    def is_reached(self) -> bool:
        return self.reach in {Reach.PROCUREMENT, Reach.TENDER}


def in_force(limits: Iterable[Limit], path: Sequence[str], kind: str, day: dt.date) -> Limit | None:
    """The limit of a kind that holds at a place: ``path`` leads from the province down to it, the nearest wins.

    Of several of one region the latest; one without amounts says nothing and leaves the word to the region above.
    """
    known = [
        one
        for one in limits
        if one.kind == kind and one.region in path and one.procurement is not None and one.is_in_force(day)
    ]
    return max(known, key=lambda one: (path.index(one.region), one.first), default=None)


def judge(
    limits: Iterable[Limit], path: Sequence[str], kinds: Iterable[str], budget: int | None, day: dt.date
) -> Finding:
    """How far a budget reaches. Where a purchase may be of several kinds, the lowest limit counts."""
    held = list(limits)
    known = [limit for kind in kinds if (limit := in_force(held, path, kind, day))]
    if not known:
        return Finding(Reach.UNRECORDED)
    lowest = min(known, key=lambda one: one.procurement or 0)
    if budget is None:
        return Finding(Reach.NO_BUDGET, lowest)
    tenders = [one for one in known if one.tender is not None and budget >= one.tender]
    if tenders:
        return Finding(Reach.TENDER, min(tenders, key=lambda one: one.tender or 0))
    reached = budget >= (lowest.procurement or 0)
    return Finding(Reach.PROCUREMENT if reached else Reach.BELOW, lowest)
