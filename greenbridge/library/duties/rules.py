"""When a duty falls due and whom it concerns: arithmetic of Chinese calendar days, without a database.

A due day is the last day on which a duty is done in time. It is not moved for weekends and holidays: the authority may
allow that, and who is ready on the day itself is ready in any case.
"""

import calendar
import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db import models

from greenbridge.core import clock, workdays

STAGES = (30, 7, 1)
"""Days before the due day on which a company is reminded."""
MOST_DAYS = 366
"""Within which a duty that comes again after each quarter or month is due."""


class Pace(models.TextChoices):
    """How the due day is found (办理时间)."""

    YEARLY = "yearly", "每年的一天之前"
    QUARTERLY = "quarterly", "每季度结束后若干天内"
    MONTHLY = "monthly", "每月结束后若干天内"
    BEFORE = "before", "某个日期之前"
    AFTER = "after", "某个日期之后"
    STANDING = "standing", "随时，没有固定日期"


class Unit(models.TextChoices):
    DAYS = "days", "天"
    WORKDAYS = "workdays", "个工作日"
    MONTHS = "months", "个月"
    YEARS = "years", "年"


@dataclass(frozen=True)
class Rule:
    """By which a duty falls due: ``month`` and ``day`` of a yearly one, ``count`` (and ``unit``) of all others."""

    pace: str
    month: int = 0
    day: int = 0
    count: int = 0
    unit: str = Unit.DAYS

    @property
    def needs_anchor(self) -> bool:
        return self.pace in {Pace.BEFORE, Pace.AFTER}


@dataclass(frozen=True)
class Due:
    """The last day for one time that a duty comes up; ``period`` names that time: 2026, 2026Q3, 2026-10, 2031-05-01."""

    day: dt.date
    period: str


def dues(rule: Rule, first: dt.date, last: dt.date, anchor: dt.date | None = None) -> list[Due]:
    """Each time that a duty is due from the first to the last day, in order.

    What hangs on a day of the company (``anchor``: 许可证到期) comes up once, and is named even when it is past: it is not
    over until the company has a new day.
    """
    if rule.needs_anchor:
        if anchor is None:
            return []
        due = Due(_from_anchor(rule, anchor), anchor.isoformat())
        return [due] if due.day <= last else []
    return [due for due in _again(rule, first.year, last.year) if first <= due.day <= last]


def _again(rule: Rule, first: int, last: int) -> Iterator[Due]:
    if rule.pace == Pace.YEARLY:
        for year in range(first, last + 1):
            yield Due(on_or_before(year, rule.month, rule.day), str(year))
    months = {Pace.QUARTERLY: 3, Pace.MONTHLY: 1}.get(Pace(rule.pace))
    if months is None:
        return
    for year in range(first - 2, last + 1):  # a year after the end of a period is the longest there is
        for month in range(months, 13, months):
            name = f"{year}Q{month // 3}" if months == 3 else f"{year}-{month:02}"
            yield Due(end_of_month(year, month) + dt.timedelta(days=rule.count), name)


def _from_anchor(rule: Rule, anchor: dt.date) -> dt.date:
    count = -rule.count if rule.pace == Pace.BEFORE else rule.count
    if rule.unit == Unit.DAYS:
        return anchor + dt.timedelta(days=count)
    if rule.unit == Unit.WORKDAYS:
        if count < 0:
            return workdays.before(anchor, -count)
        return clock.local(workdays.due_after(clock.start_of_day(anchor), count)).date()
    months = count * (12 if rule.unit == Unit.YEARS else 1)
    years, month = divmod(anchor.month - 1 + months, 12)
    return on_or_before(anchor.year + years, month + 1, anchor.day)


def on_or_before(year: int, month: int, day: int) -> dt.date:
    """That day of the month, or its last one where it has fewer: 2月29日 is 2月28日 in most years."""
    return min(end_of_month(year, month), dt.date(year, month, 1) + dt.timedelta(days=day - 1))


def end_of_month(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def written(rule: Rule, anchor: str = "") -> str:
    """The rule in words: 每年1月31日前, 每季度结束后15天内, 排污许可证有效期届满前60天."""
    if rule.pace == Pace.YEARLY:
        return f"每年{rule.month}月{rule.day}日前"
    if rule.pace == Pace.QUARTERLY:
        return f"每季度结束后{rule.count}天内"
    if rule.pace == Pace.MONTHLY:
        return f"每月结束后{rule.count}天内"
    if rule.pace == Pace.STANDING:
        return "随时"
    span = f"{rule.count}{Unit(rule.unit).label}"
    return f"{anchor}前{span}" if rule.pace == Pace.BEFORE else f"{anchor}后{span}内"


def period_written(due: Due) -> str:
    """What a due day is about, where it is not plain from the day: 2026年第3季度, 2026年10月; empty otherwise."""
    year, quarter, number = due.period.partition("Q")
    if quarter:
        return f"{year}年第{number}季度"
    if len(due.period) == len("2026-10"):
        return f"{due.period[:4]}年{int(due.period[5:])}月"
    return ""


def stage_due(day: dt.date, today: dt.date) -> int | None:
    """The tightest stage of reminding that has been reached; None while there is time, and once the day is over."""
    left = (day - today).days
    if left < 0:
        return None
    return min((stage for stage in STAGES if left <= stage), default=None)


@dataclass(frozen=True)
class Circle:
    """Whom a duty concerns. What is empty narrows nothing; of several traits or regions one is enough."""

    industries: Collection[str] = ()
    traits: Collection[str] = ()
    regions: Collection[str] = ()


def concerns(circle: Circle, *, industry: str, traits: Collection[str], region: str) -> bool:
    """Whether a company is among them. Codes of industries and regions nest: C17 holds C1713."""
    return (
        (not circle.industries or any(industry.startswith(code) for code in circle.industries))
        and (not circle.traits or not set(circle.traits).isdisjoint(traits))
        and (not circle.regions or any(region.startswith(code) for code in circle.regions))
    )
