"""Contacts on the trail: who reads what was done does not read at which number or address somebody is reached."""

import re
from typing import Any

from greenbridge.accounts import logins
from greenbridge.core.text import masked_name, masked_number

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_NUMBER = re.compile(
    r"(?<![\w.-])(?:\+86-?)?(?:1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8}(?:-\d{1,6})?)(?![\w.])", re.ASCII
)
NAMES = {"contact_name"}  # of whom to ask for; other names are those of bodies and of who acted
_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
_DIGITS = re.compile(r"(?<![A-Za-z\d])\d(?:[\s+()-]*\d){4,}(?![A-Za-z\d])")  # four of them may be a year


def told(name: str, value: Any) -> str:
    """One value of a trace as it is shown and handed out."""
    if value is None:
        return ""
    said = "、".join(map(str, value)) if isinstance(value, list) else str(value)
    return masked_name(said) if name in NAMES else without_contacts(said)


def without_contacts(text: str) -> str:
    """A text with its telephone numbers and addresses masked."""
    hidden = _ADDRESS.sub(lambda found: logins.masked(found[0]), text)
    return _NUMBER.sub(lambda found: masked_number(found[0]), hidden)


def looks_for_a_contact(words: str) -> bool:
    """Whether somebody looks for an address or a part of a number: what is masked is not found by trying either.

    Nor by trying a number behind the word that stands before it.
    """
    return "@" in words or bool(_DIGITS.search(_DAY.sub("", words)))


def is_chinese(words: str) -> bool:
    return bool(re.search(r"[\u4e00-\u9fff]", words))
