"""When two sources mean the same, and when a settled matter is open again."""

import re
from collections.abc import Collection
from itertools import combinations
from typing import NamedTuple

from greenbridge.core.money import stated_amounts
from greenbridge.core.text import fold_name
from greenbridge.suppliers.models import Statement

Field = Statement.Field
_ASIDE = re.compile(r"[\W_]+")


class Value(NamedTuple):
    """What is said of a fact; an address has its region too."""

    text: str
    region: str = ""


def agree(field: str, one: Value, other: Value) -> bool:
    """Whether both mean the same: names apart from brackets and spaces, addresses also when one is the longer writing.

    So it is with types of bodies and scopes, where lists leave off the end; capital is compared as money.
    """
    if field == Field.ADDRESS:
        return _same_place(one, other)
    if field in {Field.KIND, Field.SCOPE}:
        return begin_alike(one.text, other.text)
    if field == Field.CAPITAL and (amount := _amount(one.text)):
        return amount == _amount(other.text)
    return fold_name(one.text) == fold_name(other.text)


def begin_alike(one: str, other: str) -> bool:
    """Whether one is the other with its end left off."""
    first, second = (_ASIDE.sub("", fold_name(text)) for text in (one, other))
    return first.startswith(second) or second.startswith(first)


def _amount(text: str) -> int:
    """In 分; 0 where no amount of our money is stated."""
    found = stated_amounts(text)
    return found[0].fen if found else 0


def _same_place(one: Value, other: Value) -> bool:
    first, second = fold_name(one.text), fold_name(other.text)
    if first and second:
        return first.endswith(second) or second.endswith(first)
    return _nest(one.region, other.region)


def _nest(one: str, other: str) -> bool:
    """Whether one region lies in the other; of one that is not known nothing contrary is said."""
    return one.startswith(other) or other.startswith(one)


def differ(field: str, said: Collection[Value]) -> bool:
    """Whether any two of these do not mean the same."""
    return any(not agree(field, one, other) for one, other in combinations(set(said), 2))


def is_open(field: str, said: Collection[Value], known: Collection[Value]) -> bool:
    """Whether somebody has to look: sources differ and were never settled, or one says what no officer has seen."""
    if not known:
        return differ(field, said)
    return any(not any(agree(field, each, seen) for seen in known) for each in said)
