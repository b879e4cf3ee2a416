"""The unified social credit code (统一社会信用代码, GB 32100-2015) and the 15-digit registration number before it."""

import re
from operator import mul

from stdnum.cn import uscc

from greenbridge.core.text import fold

_LEGACY = re.compile(r"\d{15}")
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WELL_FORMED = re.compile(rf"[0-9]{{8}}[{_ALPHABET}]{{10}}")
_VALUES = bytes(max(_ALPHABET.find(chr(byte)), 0) for byte in range(256))
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1)


class BadCreditCode(ValueError):
    """Neither a valid 18-character code nor a 15-digit registration number. ``str()`` is a Chinese sentence."""


def parse(text: str) -> str:
    """The code in capitals without separators.

    Raises BadCreditCode when its length, alphabet or check character is wrong. Old 15-digit registration
    numbers (注册号) still stand in official lists and are returned as they are; see ``is_legacy``.
    """
    if is_plain(text):
        return text
    code = re.sub(r"[\s-]", "", fold(text)).upper()
    if is_legacy(code):
        return code
    if len(code) != 18:
        raise BadCreditCode("统一社会信用代码应为18位，请核对营业执照。")
    if not uscc.is_valid(code):
        raise BadCreditCode("统一社会信用代码的校验位不对，请核对营业执照上的每一位。")
    return code


def is_plain(text: str) -> bool:
    """Whether it is a valid code of 18 characters and written as one, in capitals without separators.

    What ``uscc`` finds, ten times quicker: lists hold hundreds of thousands.
    """
    if not _WELL_FORMED.fullmatch(text):
        return False
    total: int = sum(map(mul, text.encode().translate(_VALUES), _WEIGHTS))
    return total % 31 == 0


def is_legacy(code: str) -> bool:
    """Whether it is a registration number from before the code, to be replaced by the code when known."""
    return bool(_LEGACY.fullmatch(code))


def readable(code: str) -> str:
    """In groups of four, as people read it aloud."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))
