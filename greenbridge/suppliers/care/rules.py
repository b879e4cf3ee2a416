"""When a paper's end restricts a service type, and which reminder is due. Pure: the same dates always say the same."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from greenbridge.core import clock
from greenbridge.suppliers.models.credentials import Credential

STAGES = (90, 30, 7, 0)
"""Days before its last day on which a supplier is reminded of a credential."""

LATEST = dt.timedelta(days=7)
"""How long after the last day a reminder that was missed is still sent."""

_OVER = {Credential.State.EXPIRED, Credential.State.REVOKED}


@dataclass(frozen=True)
class Lapse:
    """A service type that is not shown any more, because the paper that the trade requires is over (业务限制)."""

    type_code: str
    type_name: str
    paper: Credential

    @property
    def since(self) -> dt.date:
        return ended_on(self.paper)

    @property
    def sentence(self) -> str:
        name = self.paper.kind.short_name
        if self.paper.revoked_on == self.since:
            why = f"“{name}”已于{clock.written(self.since)}撤销"
        else:
            why = f"“{name}”已于{clock.written(self.since - dt.timedelta(days=1))}到期"
        return (
            f"“{self.type_name}”所需的{why}，自{clock.written(self.since)}起暂停展示这项业务；"
            "更新资质并经核验后自动恢复。"
        )


def ended_on(paper: Credential) -> dt.date:
    """The first day on which the paper is worth nothing any more; for papers that are over."""
    ends = [paper.revoked_on, paper.expires_on and paper.expires_on + dt.timedelta(days=1)]
    return min(day for day in ends if day)


def lapsed(
    asked: Iterable[Collection[str]], papers: Collection[Credential], day: dt.date
) -> Credential | None:
    """The paper whose end restricts a type that asks for these parts, the first to end; None while nothing has ended."""
    ended = [paper for kinds in asked if (paper := _lapsed(kinds, papers, day))]
    return min(ended, key=ended_on, default=None)


def _lapsed(required: Collection[str], papers: Iterable[Credential], day: dt.date) -> Credential | None:
    """The last to end of the papers of these kinds, of which one is enough; None while any of them is valid.

    A body that never had any is not restricted by this: nothing of its own has ended.
    """
    entitling = [paper for paper in papers if paper.kind_id in required]
    if any(paper.is_valid_on(day) for paper in entitling):
        return None
    over = [paper for paper in entitling if paper.state_on(day) in _OVER]
    return max(over, key=ended_on, default=None)


def stage_due(last_day: dt.date, today: dt.date) -> int | None:
    """Which reminder is due on a day for a paper with that last day: the tightest that has been reached.

    On a day later than planned it is still the same one, so that a night without the job costs no reminder.
    """
    left = (last_day - today).days
    if left < -LATEST.days or left > STAGES[0]:
        return None
    return min(stage for stage in STAGES if left <= stage)


def reminder(paper_name: str, last_day: dt.date, today: dt.date) -> str:
    """What the supplier's people read."""
    left = (last_day - today).days
    when = f"将于{clock.written(last_day)}到期，还有{left}天" if left > 0 else "今天到期"
    if left < 0:
        when = f"已于{clock.written(last_day)}到期"
    return (
        f"您单位的“{paper_name}”{when}。请及时换证并上传新证；到期后，凭它开展的业务会暂停展示，"
        "新证核验后自动恢复。"
    )
