"""Moments as notices write them. All of them are meant in Shanghai, unless they say otherwise."""

import datetime as dt
import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from greenbridge.core.text import fold

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONGEST_WORDS = 500

_TIME = (
    r"(?:\s?t?\s?(?P<half>上午|下午|中午|晚上|晚|am|pm)?\s?(?P<hour>\d{1,2})\s?[:时点]\s?(?P<minute>\d{1,2})?"
    r"(?:\s?[:分]\s?(?P<second>\d{1,2})?)?(?:\.\d{1,6})?秒?(?:\s?(?P<zone>z|[+-]\d{2}:?\d{2})(?!\d))?)?"
)
_WRITTEN = re.compile(
    rf"(?<!\d)(?P<year>\d{{4}})\s?[年./-]\s?(?P<month>\d{{1,2}})\s?[月./-]\s?(?P<day>\d{{1,2}})(?!\d)\s?日?{_TIME}"
)
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>20\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:\s?(?P<hour>\d{2}):?(?P<minute>\d{2}):?(?P<second>\d{2})?)?(?!\d)"
)
_EPOCH = re.compile(r"\d{10}|\d{13}")
_EARLIEST, _LATEST = 1_000_000_000, 4_102_444_800  # seconds: from September 2001 to the end of 2099


def moment(words: str | float | None) -> dt.datetime | None:
    """The first moment that the words state, or None. A number counts milliseconds, or seconds, since 1970.

    A day without an hour begins at midnight. Whether a moment lies in the future is the caller's to judge.
    """
    return next(iter(moments(words)), None)


def moments(words: str | float | None) -> tuple[dt.datetime, ...]:
    """All of them, in the order of the text: 2026年8月14日至2026年8月20日 are two."""
    if words is None or isinstance(words, bool):
        return ()
    if not isinstance(words, str):
        return tuple(_since_1970(words))
    text = fold(words[:LONGEST_WORDS])
    if _EPOCH.fullmatch(text):
        return tuple(_since_1970(int(text)))
    found = [*_WRITTEN.finditer(text), *_COMPACT.finditer(text)]
    return tuple(when for one in sorted(found, key=re.Match.start) for when in _as_said(one.groupdict()))


def _since_1970(number: float) -> Iterator[dt.datetime]:
    for seconds in (number, number / 1000):
        if _EARLIEST <= seconds < _LATEST:
            yield dt.datetime.fromtimestamp(seconds, SHANGHAI)


def _as_said(said: dict[str, str | None]) -> Iterator[dt.datetime]:
    """The moment, unless no calendar knows it (2026-02-30, 25:00)."""
    year, month, day, hour, minute, second = (
        int(said.get(part) or 0) for part in ("year", "month", "day", "hour", "minute", "second")
    )
    if said.get("half") in {"下午", "晚上", "晚", "pm"} and hour < 12:
        hour += 12
    is_midnight_after = (hour, minute, second) == (24, 0, 0)
    try:
        when = dt.datetime(
            year, month, day, 0 if is_midnight_after else hour, minute, second, tzinfo=_zone(said)
        )
        yield (when + dt.timedelta(days=is_midnight_after)).astimezone(SHANGHAI)
    except (ValueError, OverflowError):
        return


def _zone(said: dict[str, str | None]) -> dt.tzinfo:
    zone = said.get("zone")
    if not zone:
        return SHANGHAI
    if zone == "z":
        return dt.UTC
    offset = dt.timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return dt.timezone(-offset if zone[0] == "-" else offset)
