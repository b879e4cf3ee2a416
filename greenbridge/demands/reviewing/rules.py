"""When two needs are likely the same one (重复提示). Hints only: a person decides."""

import datetime as dt
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from greenbridge.demands.normalise import titles

TITLE_KEY = 80  # characters of a folded title that are kept: folding may lengthen it
WINDOW = dt.timedelta(days=180)  # what is needed again after half a year is needed again
CLOSE = dt.timedelta(days=60)  # without a title in common
COUNTY = 6  # digits of a division's code


@dataclass(frozen=True)
class Need:
    """What matters for whether two are one. ``at``: published, or else last saved."""

    title_key: str
    types: frozenset[str]
    region: str
    at: dt.datetime


def title_key(title: str) -> str:
    """What titles of the same need have in common, as it is kept with a demand."""
    return titles.key(title)[:TITLE_KEY] if title else ""


def likeness(one: Need, other: Need, *, same_buyer: bool) -> str:
    """Why two needs look like one, in words; empty where they do not. The same from either side.

    Of another buyer the title, a type and the county have to be the same: titles such as 废水监测 say little by themselves.
    """
    apart = abs(one.at - other.at)
    if apart > WINDOW:
        return ""
    has_title = bool(one.title_key) and one.title_key == other.title_key
    has_type = bool(one.types & other.types)
    has_county = _county(one) == _county(other) != ""
    if same_buyer and has_title:
        return "同一单位，标题相同"
    if same_buyer and one.types and one.types == other.types and _is_one_place(one, other) and apart <= CLOSE:
        return "同一单位，需求类型和项目所在地相同"
    if has_title and has_type and has_county:
        return "标题、需求类型和所在区县相同"
    return ""


def _county(need: Need) -> str:
    return need.region[:COUNTY] if len(need.region) >= COUNTY else ""


def _is_one_place(one: Need, other: Need) -> bool:
    """The same division, or one that lies in the other."""
    shorter, longer = sorted((one.region, other.region), key=len)
    return bool(shorter) and longer.startswith(shorter)


def median_days(spans: Sequence[dt.timedelta]) -> int | None:
    """The median in whole days, rounded; None for nothing."""
    return round(statistics.median(span / dt.timedelta(days=1) for span in spans)) if spans else None
