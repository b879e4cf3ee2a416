"""How large an enterprise is (统计上大中小微型企业划分办法（2017）, 国统字〔2017〕213号): pure, from industry and three figures."""

from collections.abc import Sequence
from dataclasses import dataclass

Limits = Sequence[tuple[str, int, int, int]]
"""(figure, lower limit of 大, of 中, of 小). Revenue and assets are in 万元."""

LARGE, MEDIUM, SMALL, MICRO = "large", "medium", "small", "micro"
FIGURES = {"employees": "从业人员", "revenue": "营业收入", "assets": "资产总额"}
SOURCE = "《统计上大中小微型企业划分办法（2017）》（国统字〔2017〕213号）"


@dataclass(frozen=True)
class Branch:
    """A group of industries with one set of limits."""

    name: str
    industries: tuple[str, ...]
    """Beginnings of GB/T 4754-2017 codes, with the letter of the section."""

    limits: Limits


def _people(large: int, medium: int, small: int) -> tuple[str, int, int, int]:
    return "employees", large, medium, small


def _revenue(large: int, medium: int, small: int) -> tuple[str, int, int, int]:
    return "revenue", large, medium, small


def _assets(large: int, medium: int, small: int) -> tuple[str, int, int, int]:
    return "assets", large, medium, small


BRANCHES = (
    Branch("农、林、牧、渔业", ("A",), (_revenue(20_000, 500, 50),)),
    Branch("工业", ("B", "C", "D"), (_people(1000, 300, 20), _revenue(40_000, 2000, 300))),
    Branch("建筑业", ("E",), (_revenue(80_000, 6000, 300), _assets(80_000, 5000, 300))),
    Branch("批发业", ("F51",), (_people(200, 20, 5), _revenue(40_000, 5000, 1000))),
    Branch("零售业", ("F52",), (_people(300, 50, 10), _revenue(20_000, 500, 100))),
    Branch(
        "交通运输业",
        ("G54", "G55", "G56", "G57", "G58"),
        (_people(1000, 300, 20), _revenue(30_000, 3000, 200)),
    ),
    Branch("仓储业", ("G59",), (_people(200, 100, 20), _revenue(30_000, 1000, 100))),
    Branch("邮政业", ("G60",), (_people(1000, 300, 20), _revenue(30_000, 2000, 100))),
    Branch("住宿业", ("H61",), (_people(300, 100, 10), _revenue(10_000, 2000, 100))),
    Branch("餐饮业", ("H62",), (_people(300, 100, 10), _revenue(10_000, 2000, 100))),
    Branch("信息传输业", ("I63", "I64"), (_people(2000, 100, 10), _revenue(100_000, 1000, 100))),
    Branch("软件和信息技术服务业", ("I65",), (_people(300, 100, 10), _revenue(10_000, 1000, 50))),
    Branch("房地产开发经营", ("K701",), (_revenue(200_000, 1000, 100), _assets(10_000, 5000, 2000))),
    Branch("物业管理", ("K702",), (_people(1000, 300, 100), _revenue(5000, 1000, 500))),
    Branch("租赁和商务服务业", ("L",), (_people(300, 100, 10), _assets(120_000, 8000, 100))),
    Branch("其他未列明行业", ("K703", "K709", "M", "N", "O", "Q85", "R"), (_people(300, 100, 10),)),
)


def branch_of(industry: str) -> Branch | None:
    """The group that an industry falls into; None where the rule does not apply, as to finance, schools, hospitals and railways."""
    return next((branch for branch in BRANCHES if industry.startswith(branch.industries)), None)


def size_of(branch: Branch, figures: dict[str, int]) -> str:
    """大, 中 and 小 need every figure to reach its lower limit, otherwise the next lower class (附注). Raises KeyError without a figure."""
    for place, size in enumerate((LARGE, MEDIUM, SMALL)):
        if all(figures[figure] >= lower[place] for figure, *lower in branch.limits):
            return size
    return MICRO
