"""How complete a supplier's facts are (资料完整度), and which of them gives most. Pure: weights are a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

INTRO_LENGTH = 50  # characters, below which an introduction says too little


@dataclass(frozen=True)
class Part:
    """One thing that readers look for: how much it weighs, what to do about it and on which page."""

    key: str
    label: str
    weight: int
    advice: str
    url_name: str


WEIGHTS = (
    Part(
        "intro",
        "机构简介",
        15,
        f"写一段不少于{INTRO_LENGTH}个字的简介，说明擅长什么、服务过哪类企业",
        "suppliers:edit",
    ),
    Part("contact", "业务联系人", 10, "填写业务联系人和电话", "suppliers:edit"),
    Part("website", "网站", 5, "填写网站", "suppliers:edit"),
    Part("size", "企业规模的依据", 10, "填写人数和营业收入，由平台算出企业规模", "suppliers:size"),
    Part("activities", "业务", 15, "添加能做的业务和服务地区", "suppliers:add_activity"),
    Part(
        "capability", "能力说明", 10, "写明每项业务的能力，例如日处理量、检测项目数", "suppliers:add_activity"
    ),
    Part("credentials", "业务所需资质", 20, "为每项业务补上有效的资质", "suppliers:add_credential"),
    Part("scans", "资质扫描件", 10, "为每份资质上传扫描件", "suppliers:add_credential"),
    Part("wastes", "危险废物年许可量", 5, "写明许可证上每类危险废物的年许可量", "suppliers:add_credential"),
)
"""Together 100. A part that does not apply is left out, and the others count for the whole."""


@dataclass(frozen=True)
class Gain:
    """What a part that is not complete would add."""

    part: Part
    points: int


@dataclass(frozen=True)
class Score:
    """From 0 to 100, and what is to be gained, the most first."""

    points: int
    gains: Sequence[Gain]


def share(claims: Sequence[bool]) -> Fraction | None:
    """How many of them hold; None where there is nothing to claim."""
    return Fraction(sum(claims), len(claims)) if claims else None


def score(shares: Mapping[str, Fraction | None], parts: Sequence[Part] = WEIGHTS) -> Score:
    """The weighted share, rounded down: only what is complete has 100 points."""
    applies = [(part, value) for part in parts if (value := shares[part.key]) is not None]
    whole = sum(part.weight for part, _ in applies)
    reached = sum((value * part.weight for part, value in applies), Fraction())
    points = int(100 * reached / whole) if whole else 0
    gains = [
        Gain(part, int(100 * (reached + (1 - value) * part.weight) / whole) - points)
        for part, value in applies
        if value < 1
    ]
    return Score(points, sorted(gains, key=lambda gain: -gain.points))
