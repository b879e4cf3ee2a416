"""Folding of Chinese business text, so that what people mean to be equal is equal."""

import re
import unicodedata
from functools import lru_cache

_DASHES = re.compile(r"[‐‑‒–—―−－﹘﹣]+")
_SPACES = re.compile(r"\s+")
_STANDARD = re.compile(
    r"(?<![a-z0-9])(gb|hj|gbz|gbj|db\s?\d{2}|t/[a-z]+|cj|sl|hjbz)(\s?/\s?[tz])?[\s/]*(\d+(?:\.\d+)*)(?:\s?-\s?(\d{4}|\d{2}))?(?![\d.])"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def fold(text: str) -> str:
    """NFKC, lower case, one kind of dash and of space: full-width and half-width forms meet."""
    if text.isalnum() and unicodedata.is_normalized(
        "NFKC", text
    ):  # most names and addresses: nothing to fold
        return text.lower()
    return _SPACES.sub(" ", _DASHES.sub("-", unicodedata.normalize("NFKC", text))).strip().lower()


def fold_name(name: str) -> str:
    """A company's name for comparison: folded, without spaces, brackets of one kind."""
    return fold(name).replace(" ", "")


def clean_line(text: str) -> str:
    """One line as a person typed it, without control characters and with single spaces."""
    return _SPACES.sub(" ", _CONTROL.sub("", text)).strip()


def clean_text(text: str) -> str:
    """Several lines as a person typed them, without control characters."""
    return _CONTROL.sub("", text).replace("\r\n", "\n").strip()


def standard_numbers(text: str) -> list[tuple[str, str]]:
    """The standards named in a text, each as (number without year, number with year): ("gb3838", "gb3838-2002").

    ``GB 3838-2002``, ``GB3838—2002`` and ``ＧＢ３８３８`` share the first form. Without a year both are the same.
    """
    found = []
    for prefix, kind, number, year in _STANDARD.findall(fold(text)):
        bare = re.sub(r"\s", "", prefix + kind) + number
        found.append((bare, f"{bare}-{year}" if year else bare))
    return found


def standards_written(text: str) -> list[str]:
    """The standards named in a text as they are written by the book: ``ＧＢ/Ｔ31962—2015`` → ``GB/T 31962-2015``."""
    found = []
    for prefix, kind, number, year in _STANDARD.findall(fold(text)):
        series = re.sub(r"\s", "", prefix + kind).upper()
        found.append(f"{series} {number}-{year}" if year else f"{series} {number}")
    return found


def without_standards(text: str) -> str:
    """The folded text with 、 for every number of a standard: its digits are none of anything else."""
    return _STANDARD.sub("、", fold(text))


def masked_name(name: str) -> str:
    """``何静`` → ``何**``: enough to recognise, whatever the length."""
    return f"{name[:1]}**" if name else ""


def masked_number(number: str) -> str:
    """``13812341234`` → ``138****1234``; the shorter the number, the less of it is shown."""
    if not number:
        return ""
    head, tail = (3, 4) if len(number) >= 11 else (len(number) // 4,) * 2
    return f"{number[:head]}****{number[len(number) - tail :]}"


@lru_cache(maxsize=4096)
def pinyin_initials(name: str) -> str:
    """``嘉善某某环保`` → ``jsmmhb``: how people look for a name on a phone keyboard."""
    from pypinyin import (
        Style,
        lazy_pinyin,
    )  # its dictionary takes longer to load than many a command takes in all

    return "".join(lazy_pinyin(fold_name(name), style=Style.FIRST_LETTER))
