"""Reading hazardous wastes as they stand on licences, in official lists and in needs: categories, codes, tonnages."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from greenbridge.core.text import fold
from greenbridge.reference.models import WasteCategory, WasteCode

_WASTE = re.compile(
    r"hw\s*-?\s*(?P<category>\d{2})(?!\d)"
    r"|(?<![\d-])(?P<industry>\d{3})\s*-\s*(?P<serial>\d{3})\s*-\s*(?P<dashed>\d{2})(?![\d-])"
    r"|(?<![\d.,-])(?P<plain>\d{8})(?!\d|[.,]\d|\s*(?:万|吨|t))"
)
_DASHED = re.compile(r"(?<![\d-])\d{3}[-－–—]\d{3}[-－–—]\d{2}(?![\d-])")
_TONNES = re.compile(r"(\d[\d,]{0,12}(?:\.\d{1,6})?)\s*(万?)\s*(?:吨|t)")
BARE_NUMBER = re.compile(r"\d[\d,]{0,12}(\.\d+)?")
_IDENTIFIED = "900-000-"

AMOUNTS = "tonnes"
"""Every amount, where amounts are named: one alone has the number of its category, or its code."""


class UnknownWaste(ValueError):
    """A category that does not exist, a code that contradicts it, or text without any. ``str()`` is a Chinese sentence."""


@dataclass
class Covered:
    """What is said of a category: tonnes a year, and the codes with theirs. No code means the whole category."""

    tonnes: int | None = None
    codes: dict[str, int | None] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)
    """Codes that were written under this category and end in another one."""

    def amounts(self, category: str) -> dict[str, int]:
        """Tonnes a year by their names, as far as they are stated."""
        named = {category: self.tonnes, **self.codes}
        return {name: tonnes for name, tonnes in named.items() if tonnes is not None}

    def without(self, category: str, names: Collection[str]) -> "Covered":
        """Without the amounts of these names; what is covered stays."""
        kept = {} if AMOUNTS in names else self.amounts(category)
        kept = {name: tonnes for name, tonnes in kept.items() if name not in names}
        return replace(self, tonnes=kept.get(category), codes={code: kept.get(code) for code in self.codes})

    def filled_by(self, other: "Covered | None") -> "Covered":
        """Each amount that is not stated here as the other states it for the same codes."""
        if other is None or self.codes.keys() != other.codes.keys():
            return self
        return replace(
            self,
            tonnes=other.tonnes if self.tonnes is None else self.tonnes,
            codes={code: other.codes[code] if own is None else own for code, own in self.codes.items()},
        )


def read_wastes(text: str) -> dict[WasteCategory, Covered]:
    """Known categories with their codes and tonnes a year, as a person typed them. Empty for empty text.

    Raises UnknownWaste: HW41 to HW44 were dropped from the national catalogue and are refused, and so is a code
    whose last two digits contradict the category before it. A code that the edition lacks is kept.
    """
    known = {category.code: category for category in WasteCategory.objects.all()}
    stated = wastes_in(text)
    if text.strip() and not stated:
        raise UnknownWaste("请按 HW08、HW17 336-064-17 的样式填写危险废物类别或代码。")
    for code, covered in stated.items():
        if code not in known:
            raise UnknownWaste(f"没有 {code} 这一类别，现行类别为 HW01–HW40、HW45–HW50。")
        if covered.strangers:
            raise UnknownWaste(contradiction(code, covered))
    return {known[code]: covered for code, covered in stated.items()}


def contradiction(category: str, covered: Covered) -> str:
    """The sentence about codes that stand under the wrong category."""
    codes = "、".join(covered.strangers)
    return f"{codes} 的末两位与 {category} 不一致。请核对代码，并在每个代码前写明它的类别。"


def wastes_in(text: str) -> dict[str, Covered]:
    """Categories as licences write them: ``HW08、HW17(3000吨/年)``, ``HW49 1.2万吨``, ``HW17 336-064-17 1200吨``.

    A code alone names its category by its last two digits. One tonnage after several codes belongs to the category.
    """
    folded = fold(text)
    found: dict[str, Covered] = {}
    heading = ""
    places = [*_WASTE.finditer(folded)]
    for place, following in zip(places, [*places, None][1:], strict=True):
        tonnes = tonnes_in(folded[place.end() : following.start() if following else len(folded)])
        if place["category"]:
            heading = f"HW{place['category']}"
            covered = found.setdefault(heading, Covered())
            covered.tonnes = tonnes if covered.tonnes is None else covered.tonnes
            continue
        code = _code(place)
        covered = found.setdefault(heading or f"HW{code[-2:]}", Covered())
        if heading and heading[2:] != code[-2:]:
            covered.strangers.append(code)
        else:
            covered.codes[code] = tonnes
    for covered in found.values():
        _settle(covered)
    return found


def _code(place: re.Match[str]) -> str:
    digits = place["plain"] or place["industry"] + place["serial"] + place["dashed"]
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def _settle(covered: Covered) -> None:
    """A single tonnage after the last of several codes is meant for all of them; else the category's is their sum."""
    stated = [tonnes for tonnes in covered.codes.values() if tonnes is not None]
    if covered.tonnes is None and stated:
        covered.tonnes = sum(stated)
    if len(stated) == 1 and len(covered.codes) > 1 and list(covered.codes.values())[-1] is not None:
        covered.codes = dict.fromkeys(covered.codes)


def codes_apart(text: str) -> tuple[list[str], str]:
    """Eight-digit codes as they are written with dashes, and the text without them."""
    return [fold(one) for one in _DASHED.findall(text)], " ".join(_DASHED.sub(" ", text).split())


def limited_to(category: str, codes: int) -> str:
    """How a licence is spoken of that covers some codes of a category."""
    return f"许可只限 {category} 中的{codes}个代码"


def not_in_edition(codes: Iterable[str]) -> list[str]:
    """Codes that the edition of the catalogue which is loaded here does not have; a later edition may.

    Waste that was identified as hazardous carries 900-000 and its category (第六条), and stands in no list.
    """
    asked = sorted({code for code in codes if not code.startswith(_IDENTIFIED)})
    if not asked:
        return []
    known = set(WasteCode.objects.filter(code__in=asked).values_list("code", flat=True))
    return [code for code in asked if code not in known]


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
