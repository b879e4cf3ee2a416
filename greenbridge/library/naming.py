"""How documents are told apart and addressed: by standard number, else by title, kind and region. Pure."""

import hashlib
import re
from collections.abc import Collection

from greenbridge.core.text import fold, fold_name, pinyin_initials, standard_numbers

_NOT_IN_CODES = re.compile(r"[^a-z0-9]+")
_MARKS = re.compile(r"[（(](?:试行|修订|修正|\d{4}\s*年?\s*[版本])[）)]|[《》〈〉<>、]")
_SMALLER = str.maketrans("《》", "〈〉")
_STATE = "中华人民共和国"
LONGEST = 50
LONGEST_KEY, LONGEST_NUMBER = 200, 80  # of columns: folding may make words longer
RESERVED = frozenset(
    (
        "calendar",
        "compare",
        "duties",
        "feed",
        "feedback",
        "follow",
        "intake",
        "ledger",
        "rechecks",
        "search",
        "terms",
        "topics",
        "writings",
    )
)
"""What stands under /library/ beside the works."""


def title_key(title: str) -> str:
    """《中华人民共和国水法》 and 水法 are one title, also within another; 名录（2021年版） and 名录（2025年版） too; full and half width."""
    return fold_name(_MARKS.sub("", title)).replace(_STATE, "")[:LONGEST_KEY]


def quoted(title: str) -> str:
    """A title between 《 and 》, as it is cited: what stands in brackets within it takes the smaller ones."""
    return f"《{title.translate(_SMALLER)}》"


def standard_keys(number: str) -> tuple[str, str]:
    """The number without and with its year: ``GB 3838—2002`` → ("gb3838", "gb3838-2002"); two blanks where there is none."""
    found = standard_numbers(number)
    return found[0] if found else ("", "")


def document_key(number: str) -> str:
    """A document number for comparison: ``沪环规〔2024〕18号`` → ``沪环规202418号``; of a standard the one with its year."""
    return standard_keys(number)[1] or re.sub(r"[\W_]+", "", fold(number))[:LONGEST_NUMBER]


def digest(text: str) -> str:
    """Equal for texts of the same words, however they are spaced and pointed; empty where there are none."""
    words = re.sub(r"[\W_]+", "", fold(text))
    return hashlib.sha256(words.encode()).hexdigest() if words else ""


def code(title: str, number_key: str, taken: Collection[str]) -> str:
    """The address of a new work: its standard number, else the initials of its title, as official sites name their
    files; with a number behind it where that is taken."""
    base = number_key or pinyin_initials(title_key(title))
    plain = _NOT_IN_CODES.sub("-", fold(base)).strip("-")[:LONGEST] or "text"
    if plain not in taken and plain not in RESERVED:
        return plain
    return next(f"{plain}-{n}" for n in range(2, len(taken) + 3) if f"{plain}-{n}" not in taken)
