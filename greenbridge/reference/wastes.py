"""Reading categories of hazardous waste as they stand on licences and in needs."""

import re

from greenbridge.core.text import fold
from greenbridge.reference.models import WasteCategory

_WASTE = re.compile(r"hw\s?(\d{2})(?!\d)\D{0,4}?(?:(\d[\d,]*)\s*吨)?")


class UnknownWaste(ValueError):
    """A category that does not exist, or text without any. ``str()`` is a Chinese sentence."""


def read_wastes(text: str) -> dict[WasteCategory, int | None]:
    """Categories → tonnes a year (None where not stated), from ``HW08 3000吨、HW17``. Empty for empty text.

    Raises UnknownWaste: HW41 to HW44 were dropped from the national catalogue and are refused.
    """
    known = {category.code: category for category in WasteCategory.objects.all()}
    found: dict[WasteCategory, int | None] = {}
    for number, tonnes in _WASTE.findall(fold(text)):
        code = f"HW{number}"
        if code not in known:
            raise UnknownWaste(f"没有 {code} 这一类别，现行类别为 HW01–HW40、HW45–HW50。")
        found[known[code]] = int(tonnes.replace(",", "")) if tonnes else None
    if text.strip() and not found:
        raise UnknownWaste("请按 HW08、HW17 的样式填写危险废物类别。")
    return found
