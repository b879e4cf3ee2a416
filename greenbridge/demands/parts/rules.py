"""Decisions about the sites and lots of a demand that need no database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from greenbridge.core import money
from greenbridge.demands.rules import Gap

MAX_SITES = 30
MAX_LOTS = 10
STEP = "parts"
Budget = tuple[int | None, int | None]
"""Lower and upper limit in 分."""


@dataclass(frozen=True)
class Whole:
    """A demand as its lots have to fit it. ``types`` and ``licensed`` are code → name, ``budget`` is empty without one."""

    types: Mapping[str, str]
    licensed: frozenset[str]
    """Those of its types that only a holder of a hazardous-waste licence may do."""

    wastes: frozenset[str]
    waste_codes: frozenset[str]
    budget: Budget


@dataclass(frozen=True)
class Piece:
    """A lot as the rules see it."""

    number: int
    types: frozenset[str]
    wastes: frozenset[str]
    waste_codes: frozenset[str]
    budget: Budget

    def covers(self, code: str) -> bool:
        """Whether a waste code is part of it: named, or its whole category."""
        category = f"HW{code[-2:]}"
        named = {own for own in self.waste_codes if own[-2:] == code[-2:]}
        return category in self.wastes and code in (named or {code})


def places(leading: str | None, others: Iterable[str]) -> list[str]:
    """Every region that a demand is about, once each: its own first, then those of its sites."""
    return list(dict.fromkeys(code for code in (leading, *others) if code))


def gaps(whole: Whole, lots: Sequence[Piece], *, may_be_one: bool = False) -> list[Gap]:
    """Why a demand cannot be handed in with these lots; a demand without lots lacks nothing.

    What the demand asks for stands in some lot: otherwise nobody would answer for it. Its wastes stand in a lot that
    only a licence holder may serve, or a lot without them would be a way around the licence. ``may_be_one``: of what was
    published in lots a single one may be left.
    """
    if not lots:
        return []
    alone = ["只有一个标段，请再添加一个，或者删除它"] if len(lots) == 1 and not may_be_one else []
    own = [sentence for lot in lots for sentence in _of_lot(whole, lot)]
    sentences = [*alone, *own, *_left_out(whole, lots), *_over_budget(whole.budget, lots)]
    return [Gap(STEP, sentence) for sentence in sentences]


def _of_lot(whole: Whole, lot: Piece) -> list[str]:
    strange = sorted(lot.wastes - whole.wastes)
    checks = [
        (not lot.types, f"标段{lot.number}还没有选择需求类型"),
        (bool(lot.types - whole.types.keys()), f"标段{lot.number}中有这条需求没有的需求类型，请修改这个标段"),
        (bool(lot.types & whole.licensed) and not lot.wastes, f"标段{lot.number}还没有填写危险废物类别"),
        (bool(strange), f"标段{lot.number}中有这条需求没有的危险废物类别：{'、'.join(strange)}"),
    ]
    return [sentence for lacks, sentence in checks if lacks]


def _left_out(whole: Whole, lots: Sequence[Piece]) -> list[str]:
    types = frozenset[str]().union(*(lot.types for lot in lots))
    takers = [lot for lot in lots if lot.types & whole.licensed] if whole.licensed else lots
    wastes = frozenset[str]().union(*(lot.wastes for lot in takers))
    codes = {code for code in whole.waste_codes if not any(lot.covers(code) for lot in takers)}
    names = [name for code, name in whole.types.items() if code not in types]
    left = [*names, *sorted(whole.wastes - wastes), *sorted(c for c in codes if f"HW{c[-2:]}" in wastes)]
    where = "由许可证持有机构承接的标段" if whole.licensed else "标段"
    return [f"{'、'.join(left)}还没有列入{where}"] if left else []


def _over_budget(budget: Budget, lots: Sequence[Piece]) -> list[str]:
    limit, together = budget[1], sum(_most(lot.budget) for lot in lots)
    if limit is None or together <= limit:
        return []
    return [f"各标段预算合计{money.format_wan(together)}，超过了需求预算{money.format_wan(limit)}"]


def _most(budget: Budget) -> int:
    """The upper limit, or what it is at least."""
    return next((limit for limit in reversed(budget) if limit is not None), 0)


def together(budgets: Sequence[Budget]) -> tuple[int | None, int] | None:
    """The sum of the lots' budgets as that of the whole; None unless each has an upper limit."""
    highs = [high for _, high in budgets if high is not None]
    lows = [low for low, _ in budgets if low is not None]
    if not budgets or len(highs) < len(budgets):
        return None
    return sum(lows) if len(lows) == len(budgets) else None, sum(highs)
