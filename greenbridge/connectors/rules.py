"""Decisions without a database: how long to rest, what a page was written in, whether it came whole."""

import datetime as dt
import re

FIRST_REST = dt.timedelta(minutes=15)
LONGEST_REST = dt.timedelta(
    hours=20
)  # a little less than a day: the next night asks again, whatever happened
FEW = 3  # failures in a row end a run
TRIES = 3
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([a-zA-Z0-9_-]+)""", re.IGNORECASE)
_CHINESE = {"gb2312", "gbk", "gb18030", "gb_2312-80"}
_HEAD = 2048  # bytes in which a page says what it is written in


def rest(failures: int) -> dt.timedelta:
    """How long a source rests after so many failed runs in a row: twice as long each time, no longer than a night."""
    doubled = FIRST_REST * (1 << min(max(failures - 1, 0), 10))
    return min(doubled, LONGEST_REST)


def wait(tried: int, pace: float) -> float:
    """Seconds before a page is asked for again: twice as long each time."""
    return float(pace * 2**tried)


def decoded(body: bytes, media_type: str = "") -> str:
    """The text of a page: by its header, by what it says at its beginning, else UTF-8 if it is that, else GB 18030."""
    said = _CHARSET.search(media_type.encode("ascii", "ignore")) or _CHARSET.search(body[:_HEAD])
    names = [_codec(said[1].decode("ascii"))] if said else []
    for name in (*names, "utf-8-sig", "gb18030"):
        try:
            return body.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("utf-8", "replace")


def _codec(name: str) -> str:
    """GB 18030 holds what its forerunners hold, and pages that name those use its letters."""
    lower = name.lower()
    return "gb18030" if lower in _CHINESE else "utf-8-sig" if lower in {"utf-8", "utf8"} else lower


def is_whole_html(text: str) -> bool:
    """Whether a page ends as a page does: one that was cut off lacks its end."""
    return "</html>" in text[-_HEAD:].lower()
