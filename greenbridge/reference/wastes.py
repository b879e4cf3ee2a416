"""Reading categories of hazardous waste as they stand on licences, in official lists and in needs."""

import re

from greenbridge.core.text import fold
from greenbridge.reference.models import WasteCategory

_WASTE = re.compile(r"hw\s*-?\s*(\d{2})")
_TONNES = re.compile(r"(\d[\d,]{0,12}(?:\.\d{1,6})?)\s*(万?)\s*(?:吨|t)")
BARE_NUMBER = re.compile(r"\d[\d,]{0,12}(\.\d+)?")


class UnknownWaste(ValueError):
    """A category that does not exist, or text without any. ``str()`` is a Chinese sentence."""


def read_wastes(text: str) -> dict[WasteCategory, int | None]:
    """Known categories → tonnes a year (None where not stated), as a person typed them. Empty for empty text.

    Raises UnknownWaste: HW41 to HW44 were dropped from the national catalogue and are refused.
    """
    known = {category.code: category for category in WasteCategory.objects.all()}
    stated = wastes_in(text)
    if text.strip() and not stated:
        raise UnknownWaste("请按 HW08、HW17 的样式填写危险废物类别。")
    for code in stated:
        if code not in known:
            raise UnknownWaste(f"没有 {code} 这一类别，现行类别为 HW01–HW40、HW45–HW50。")
    return {known[code]: tonnes for code, tonnes in stated.items()}


def wastes_in(text: str) -> dict[str, int | None]:
    """Categories with their tonnes a year, as licences write them: ``HW08、HW17(3000吨/年)``, ``HW49 1.2万吨``."""
    folded = fold(text)
    found: dict[str, int | None] = {}
    places = [*_WASTE.finditer(folded)]
    for place, following in zip(places, [*places, None][1:], strict=True):
        stretch = folded[place.end() : following.start() if following else len(folded)]
        code = f"HW{place[1]}"
        found[code] = tonnes_in(stretch) if found.get(code) is None else found[code]
    return found


def tonnes_in(text: str) -> int | None:
    """Whole tonnes: ``3,000吨/年``, ``1.2万吨``, or a bare number under a header that says 吨."""
    folded = fold(text)
    amount = _TONNES.search(folded)
    if amount:
        tonnes = float(amount[1].replace(",", "")) * (10_000 if amount[2] else 1)
    elif BARE_NUMBER.fullmatch(folded):
        tonnes = float(folded.replace(",", ""))
    else:
        return None
    return round(tonnes) if tonnes < 2**31 else None
