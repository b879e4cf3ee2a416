"""Decisions about demands that need no database."""

import datetime as dt
import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from greenbridge.core.text import fold_name, without_standards

MIN_DAYS = 3
MAX_DAYS = 90
MAX_ATTACHMENTS = 10

WAN = 10**6
BANDS = (
    ("0-5", "5万元以下", 0, 5 * WAN),
    ("5-20", "5–20万元", 5 * WAN, 20 * WAN),
    ("20-50", "20–50万元", 20 * WAN, 50 * WAN),
    ("50-100", "50–100万元", 50 * WAN, 100 * WAN),
    ("100-400", "100–400万元", 100 * WAN, 400 * WAN),
    ("400-", "400万元以上", 400 * WAN, None),
)
_MOBILE = re.compile(
    r"(?<![a-z0-9])(?<![a-z0-9)\]〕】][.-])(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![a-z0-9])(?![.-][a-z0-9])"
)
"""A mobile number by itself, and not a piece of the number of a project: JS-139-2026-0012."""
_MAIL = re.compile(r"[a-z0-9._+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+")
_MEASURED = re.compile(r"[量数度额价率积值][\d .:]*$")
"""What makes digits with spaces between them figures: 废水量 150 3000 2000."""
NO_BAND = ("none", "面议或未公开")
LEAST_BUDGETS = 5  # fewer say little, and might tell whose they are


@dataclass(frozen=True)
class Draft:
    """What matters for whether a draft can be submitted."""

    title: str
    description: str
    has_types: bool
    needs_waste_codes: bool
    has_wastes: bool
    has_region: bool
    deadline: dt.datetime | None
    has_contact: bool
    lacks_reason: bool = False
    """A public body that has not said why it does not buy on the statutory platform."""


class Gap(NamedTuple):
    """Something a draft still lacks, and the step of the form where it belongs."""

    step: str
    sentence: str


def gaps(draft: Draft, now: dt.datetime) -> list[Gap]:
    """What a draft still lacks, in the order of the form's steps; empty when it can be submitted."""
    checks = [
        (not draft.title, "what", "请填写标题"),
        (not draft.has_types, "what", "请选择需求类型"),
        (not draft.description, "what", "请填写需求说明"),
        (draft.needs_waste_codes and not draft.has_wastes, "what", "请填写危险废物类别"),
        (not draft.has_region, "where", "请选择项目所在地"),
        (draft.deadline is None, "where", "请填写响应截止日期"),
        (bool(draft.deadline and draft.deadline <= now), "where", "响应截止日期已过，请重新填写"),
        (not draft.has_contact, "publish", "请填写联系人和电话"),
        (draft.lacks_reason, "publish", "预算达到采购限额，请说明为什么不在法定平台采购"),
    ]
    return [Gap(step, sentence) for lacks, step, sentence in checks if lacks]


def bands(low: int | None, high: int | None) -> list[str]:
    """The budget bands that a range of 分 touches; ``none`` where no budget is public."""
    if low is None and high is None:
        return [NO_BAND[0]]
    bottom = low if low is not None else 0
    top = high if high is not None else bottom
    return [
        code
        for code, _, start, end in BANDS
        if top >= start and (end is None or bottom < end) and not (top == start and bottom < start)
    ]


class UsualBudget(NamedTuple):
    """What demands of one type were budgeted with, in 分: half of them lie between ``low`` and ``high``."""

    demands: int
    low: int
    middle: int
    high: int


def usual_budget(budgets: Sequence[tuple[int | None, int | None]]) -> UsualBudget | None:
    """Median and quartiles of budgets, each with a lower limit, an upper one or both; None for too few of them.

    A range counts with its middle.
    """
    stated = [_middle(low, high) for low, high in budgets if (low, high) != (None, None)]
    if len(stated) < LEAST_BUDGETS:
        return None
    low, middle, high = statistics.quantiles(stated, n=4, method="inclusive")
    return UsualBudget(len(stated), round(low), round(middle), round(high))


def _middle(low: int | None, high: int | None) -> int:
    limits = [limit for limit in (low, high) if limit is not None]
    return sum(limits) // len(limits)


def words_in(text: str, words: Iterable[str]) -> list[str]:
    """Those of the words that stand in a text, however they are spaced and whatever their width; lines are read apart."""
    lines = [fold_name(line) for line in text.splitlines()]
    return [word for word in words if any(fold_name(word) in line for line in lines)]


def contact_in(*texts: str) -> str:
    """The first mobile number or address of mail that stands there, by which somebody could be reached; empty without one.

    Lines are read apart, and numbers of standards are none of a telephone.
    """
    lines = (without_standards(line) for text in texts for line in text.splitlines())
    return next((found for line in lines if (found := _mail_in(line) or _mobile_in(line))), "")


def _mail_in(line: str) -> str:
    found = _MAIL.search(line)
    return found[0] if found else ""


def _mobile_in(line: str) -> str:
    return next((found[0] for found in _MOBILE.finditer(line) if not _is_measured(found, line)), "")


def _is_measured(found: re.Match[str], line: str) -> bool:
    start = found.start()
    return " " in found[0] and _MEASURED.search(line, max(0, start - 20), start) is not None
