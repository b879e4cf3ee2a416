"""When the yearly confirmation is due, which reminder of it, and what was reported too late. Pure."""

import calendar
import datetime as dt
from collections.abc import Iterable

STAGES = (30, 7, 0)
"""Days before the last day on which the body is reminded."""

FAIR_WARNING = dt.timedelta(days=30)
"""Nobody is overdue sooner than so long after having been asked for the first time."""


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def year_after(day: dt.date) -> dt.date:
    return months_after(day, 12)


def first_due(began: Iterable[dt.date], today: dt.date) -> dt.date:
    """When a body is to confirm for the first time: a year after the latest of these, and not before it was told."""
    return max(year_after(max(began)), today + FAIR_WARNING)


def is_late(changed_on: dt.date, reported_on: dt.date) -> bool:
    """Whether a change was reported more than a month after it happened."""
    return reported_on > months_after(changed_on, 1)


def stage_due(due_on: dt.date, today: dt.date) -> int | None:
    """Which reminder is due: the tightest that has been reached; none after the last day."""
    left = (due_on - today).days
    return min((stage for stage in STAGES if left <= stage), default=None) if left >= 0 else None


def reminder(due_on: str, stage: int) -> str:
    """What the body's people read."""
    when = "今天是最后一天" if stage == 0 else f"请在{due_on}前完成"
    return (
        f"请确认您单位在平台上的名称、地址、联系人和资质是否属实，{when}。没有变化的，一步即可确认；"
        "逾期未确认的，机构页会写明“信息超过一年未确认”，展示不受影响。"
    )
