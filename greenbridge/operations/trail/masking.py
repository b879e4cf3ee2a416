"""Contacts on the trail: who reads what was done does not read at which number or address somebody is reached."""

import re
from typing import Any

from greenbridge.accounts import logins
from greenbridge.core.text import masked_name, masked_number

NAMES = {"contact_name"}  # of whom to ask for; other names are those of bodies and of who acted
CONTACTS = {"contact", "contact_phone", "email", "mobile", "phone", "unconfirmed_mobile"}
"""Columns that hold a contact and nothing else: masked however it is written. A test asks for every such column."""

_FOLDED = str.maketrans(
    {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)}  # full-width forms
    | dict.fromkeys("‐‑‒–—―−﹘﹣", "-")
    | dict.fromkeys("\t\u00a0\u2002\u2003\u2009\u200b\u200c\u200d\u202f\u2060\u3000\ufeff", " ")
    | dict.fromkeys("·・", ".")
)
"""Character for character: what is found in the folded text stands at the same place in what was written."""

_BETWEEN = "[ .()-]{0,3}"  # what people type between the digits of a number


def _in_groups(*groupings: str) -> str:
    """Digits in one of the groupings (``344``), or in fewer groups than that: nothing need stand between two."""
    return f"(?:{'|'.join(_BETWEEN.join(f'[0-9]{{{size}}}' for size in sizes) for sizes in groupings)})"


_ADDRESS = r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
_CODE = (
    r"(?<![A-Za-z0-9])(?:[1-9ANY][1-9][0-9]{6}[0-9A-Z]{10}(?:[0-9]{3}[A-Z])?|[0-9a-f]{20,})(?![A-Za-z0-9])"
)
_HOME = r"(?:(?:\((?:\+|00)?86\)|(?:\+|00)?86)[ .-]{0,2})?"
_MOBILE = "|".join(
    (
        rf"(?=1[3-9]){_in_groups('344', '434', '335', '353', '533')}",
        "1[3-9][0-9](?:[ .-][0-9]{2}){4}",  # looser groups only where something stands between them: sums have none
        "1[3-9][0-9](?:[ -][0-9]{3}){2}[ -][0-9]{2}",
        "1[ .-][3-9](?:[ .-][0-9]){9}",
    )
)
_LANDLINE = (
    rf"(?:\(0[1-9][0-9]{{1,2}}\)|0[1-9][0-9]{{1,2}}){_BETWEEN}(?=[2-9]){_in_groups('44', '34', '43', '2222')}"
    r"(?: ?(?:-|转|[Ee]xt\.?) ?[0-9]{1,6})?"
)
_HOTLINE = rf"[48]00(?!0000){_BETWEEN}{_in_groups('34', '133', '25')}"
_ABROAD = (
    r"\+(?=(?:[ .()-]{0,3}[0-9]){10})[1-9][0-9]{0,2}"
    rf"{_BETWEEN}[0-9]{{2,4}}{_BETWEEN}[0-9]{{3,4}}(?:{_BETWEEN}[0-9]{{3,4}})?(?!\.[0-9])"
)
_FOUND = re.compile(
    rf"(?P<address>{_ADDRESS})|(?P<code>{_CODE})"
    rf"|(?<![0-9])(?:{_HOME}(?:{_MOBILE}|{_LANDLINE}|{_HOTLINE})|{_ABROAD})(?![0-9])",
    re.ASCII,
)
"""Addresses, credit codes and permits with what else looks like a number inside a code, and telephone numbers.

No grouping is that of days, kinds of hazardous waste (``193-001-21``), network addresses, or sums with two decimals.
"""

_DAY = re.compile(r"(?:19|20)\d\d([-./])\d\d\1\d\d")
_DIGITS = re.compile(r"(?<![A-Za-z\d])\d(?:[\s+().-]*\d){4,}(?![A-Za-z\d])")  # four of them may be a year


def told(name: str, value: Any) -> str:
    """One value of a trace as it is shown and handed out."""
    if value is None:
        return ""
    return "、".join(_told(name, one) for one in (value if isinstance(value, list) else [value]))


def _told(name: str, value: Any) -> str:
    if isinstance(value, int | float):  # a sum, a count or a row's number: contacts are texts
        return str(value)
    if name in NAMES:
        return masked_name(str(value))
    return _contact(str(value)) if name in CONTACTS else without_contacts(str(value))


def _contact(said: str) -> str:
    """What was masked when it was written down stays as it is."""
    if "@" in said.translate(_FOLDED):
        return without_contacts(logins.masked(said))
    return masked_number(said)


def without_contacts(text: str) -> str:
    """A text with its telephone numbers and addresses masked."""
    shown, end = [], 0
    for found in _FOUND.finditer(text.translate(_FOLDED)):
        if found["code"]:
            continue
        shown += [
            text[end : found.start()],
            logins.masked(found[0]) if found["address"] else _number(found[0]),
        ]
        end = found.end()
    return "".join([*shown, text[end:]])


def _number(found: str) -> str:
    digits = re.sub("[^0-9]", "", found)
    home = re.fullmatch("(?:00)?86(0?[1-9][0-9]{9,})", digits)
    return masked_number(home[1] if home else "+" * found.startswith("+") + digits)


def looks_for_a_contact(words: str) -> bool:
    """Whether somebody looks for an address or a part of a number: what is masked is not found by trying either.

    Nor by trying a number behind the word that stands before it.
    """
    folded = words.translate(_FOLDED)
    return "@" in folded or bool(_DIGITS.search(_DAY.sub("", folded)))


def is_chinese(words: str) -> bool:
    return bool(re.search(r"[\u4e00-\u9fff]", words))
