"""The arithmetic of the admission assessment: whole numbers only, so that a result can be computed again bit for bit.

A point of one scorer on one criterion counts its weight in units of 1/200 of a point of the total: the mean of two
scorers and weights in per cent leave no remainder.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from greenbridge.suppliers.assessment.errors import NotSettled, WeightsWrong

FORMULA = 1  # of the sheets that this arithmetic reads
WHOLE = 100  # what weights add up to, and the most points on a criterion
UNITS = 2 * WHOLE


@dataclass(frozen=True)
class Item:
    """What the arithmetic needs of a criterion.

    Who stays below the ``threshold`` gets nothing for it; below the threshold of a veto nobody passes.
    """

    code: str
    weight: int
    threshold: int = 0
    is_veto: bool = False


@dataclass(frozen=True)
class Scheme:
    """Criteria that belong together, the points that pass, and how far two scorers may be apart."""

    items: tuple[Item, ...]
    pass_mark: int
    tolerance: int


@dataclass(frozen=True)
class Given:
    """The points on one criterion: of two scorers, and of the third who settled their difference."""

    first: int
    second: int
    settled: int | None = None

    @property
    def doubled(self) -> int:
        return self.first + self.second if self.settled is None else 2 * self.settled


@dataclass(frozen=True)
class Result:
    """``total`` in units of 1/200 of a point; ``short`` and ``vetoed`` are codes of criteria below their threshold."""

    total: int
    passed: bool
    short: list[str] = field(default_factory=list)
    vetoed: list[str] = field(default_factory=list)


def check_weights(weights: Iterable[int]) -> None:
    """Raises WeightsWrong unless they add up to one hundred."""
    total = sum(weights)
    if total != WHOLE:
        raise WeightsWrong(total=total)


def differs(item: Item, given: Given, tolerance: int) -> bool:
    """Whether two scorers are too far apart, or on two sides of the threshold."""
    is_split = (given.first < item.threshold) != (given.second < item.threshold)
    return is_split or abs(given.first - given.second) > tolerance


def differences(scheme: Scheme, first: Mapping[str, int], second: Mapping[str, int]) -> list[str]:
    """The codes of the criteria that a third has to settle."""
    return [
        item.code
        for item in scheme.items
        if differs(item, Given(first[item.code], second[item.code]), scheme.tolerance)
    ]


def outcome(scheme: Scheme, given: Mapping[str, Given]) -> Result:
    """The result of the points. Raises WeightsWrong, and NotSettled where a difference is left."""
    check_weights(item.weight for item in scheme.items)
    total = 0
    short: list[str] = []
    vetoed: list[str] = []
    for item in scheme.items:
        points = given[item.code]
        if points.settled is None and differs(item, points, scheme.tolerance):
            raise NotSettled()
        if points.doubled >= 2 * item.threshold:
            total += item.weight * points.doubled
        else:
            (vetoed if item.is_veto else short).append(item.code)
    return Result(total, not vetoed and total >= scheme.pass_mark * UNITS, short, vetoed)


def points(total: int) -> Decimal:
    """A total in points, exactly: 15700 is 78.5."""
    exact = Decimal(total) / UNITS
    return exact.quantize(Decimal(1)) if exact == exact.to_integral() else exact.normalize()


def sheet(scheme: Scheme, given: Mapping[str, Given]) -> dict[str, Any]:
    """Everything that the result follows from, to be stored."""
    return {
        "formula": FORMULA,
        "pass_mark": scheme.pass_mark,
        "tolerance": scheme.tolerance,
        "items": [_line(item, given[item.code]) for item in scheme.items],
    }


def _line(item: Item, given: Given) -> list[Any]:
    threshold = [item.weight, item.threshold, item.is_veto]
    return [item.code, *threshold, given.first, given.second, given.settled]


def recomputed(stored: Mapping[str, Any]) -> Result:
    """The result again, from a stored sheet alone."""
    lines: Sequence[Sequence[Any]] = stored["items"]
    scheme = Scheme(tuple(Item(*line[:4]) for line in lines), stored["pass_mark"], stored["tolerance"])
    return outcome(scheme, {line[0]: Given(*line[4:]) for line in lines})


Pair = tuple[str, str]


def lacking(
    offered: Collection[Pair], passed: Collection[Pair], zones: Collection[str], assessed: Collection[Pair]
) -> list[Pair]:
    """What is offered in a province where only who has passed stands on the shelf, and was not passed.

    What nobody can be assessed for is not lacking; of a body that states no type nothing can have been passed.
    """
    return sorted(
        (kind, province)
        for kind, province in offered
        if province in zones and (not kind or (kind, province) in assessed) and (kind, province) not in passed
    )
