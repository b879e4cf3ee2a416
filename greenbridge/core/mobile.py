"""Mobile numbers: whatever people type, folded to one form (E.164), so that one number is one number."""

import re

from greenbridge.core.text import fold, masked_number

_MAINLAND = re.compile(r"1[3-9]\d{9}")
_ABROAD = re.compile(r"\+(?!86)[1-9]\d{6,14}")
_BETWEEN = re.compile(r"[\s().-]")


class BadMobile(ValueError):
    """Not a number that a code can be sent to."""

    def __init__(self) -> None:
        super().__init__("手机号应为11位；境外号码请以“+”和国家或地区代码开头。")


def parse(text: str) -> str:
    """``138 1234 5678``, ``+86-13812345678`` and ``１３８１２３４５６７８`` are all ``+8613812345678``."""
    number = re.sub(r"^00", "+", _BETWEEN.sub("", fold(text)))
    bare = number.removeprefix("+86")
    if _MAINLAND.fullmatch(bare):
        return f"+86{bare}"
    if _ABROAD.fullmatch(number):
        return number
    raise BadMobile


def written(number: str) -> str:
    """As one writes it here: mainland numbers without the country code."""
    return number.removeprefix("+86")


def masked(number: str) -> str:
    """``138****5678``: enough for its owner to know it by."""
    return masked_number(written(number))
