"""When two sources mean the same of a credential, and when a settled matter is open again."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from greenbridge.core.text import fold_name
from greenbridge.reference.wastes import Covered
from greenbridge.suppliers.imports.facts import CredentialFacts
from greenbridge.suppliers.provenance.rules import begin_alike

FIELDS = {
    "issuer": "发证机关",
    "grade": "等级",
    "scope": "许可范围",
    "issued_on": "发证日期",
    "expires_on": "有效期至",
    "wastes": "许可类别",
}
"""What is said of a credential, and what it is called."""

FOR_EVER = dt.date.max


class Settled(NamedTuple):
    """The source that an officer chose, and what all of them said then."""

    source: str
    known: Sequence[CredentialFacts]


def stated(facts: CredentialFacts, field: str) -> Any:
    """What is said of a field; empty where nothing is."""
    if field == "expires_on" and facts.is_for_ever:
        return FOR_EVER
    return getattr(facts, field)


def agree(field: str, one: Any, other: Any) -> bool:
    """Whether both mean the same; who says nothing contradicts nobody.

    Of an authority the beginning may be left off, of a scope the end, of a category the tonnes.
    """
    if not one or not other:
        return True
    if field == "issuer":
        first, second = fold_name(one), fold_name(other)
        return first.endswith(second) or second.endswith(first)
    if field == "scope":
        return begin_alike(one, other)
    if field == "wastes":
        return bool(one.keys() == other.keys()) and all(_cover_the_same(one[key], other[key]) for key in one)
    return bool(one == other)


def _cover_the_same(one: Covered, other: Covered) -> bool:
    said = [(one.tonnes, other.tonnes), *((one.codes[code], other.codes.get(code)) for code in one.codes)]
    return one.codes.keys() == other.codes.keys() and all(
        first == second or first is None or second is None for first, second in said
    )


def differing(words: Collection[CredentialFacts]) -> list[str]:
    """The fields of which two say different things."""
    return [
        field
        for field in FIELDS
        if any(
            not agree(field, stated(one, field), stated(other, field))
            for one, other in combinations(words, 2)
        )
    ]


def is_open(words: Mapping[str, CredentialFacts], settled: Settled | None) -> bool:
    """Whether somebody has to look: sources differ and were never settled, or one says what no officer has weighed.

    What the chosen source says next holds without a look. Once it says nothing any more, nothing is settled.
    """
    if settled is None or settled.source not in words:
        return bool(differing(words.values()))
    weighed = [*settled.known, words[settled.source]]
    others = [facts for source, facts in words.items() if source != settled.source]
    return any(_is_unseen(facts, field, weighed) for facts in others for field in FIELDS)


def _is_unseen(facts: CredentialFacts, field: str, weighed: Collection[CredentialFacts]) -> bool:
    seen = [value for one in weighed if (value := stated(one, field))]
    return bool(seen) and not any(agree(field, stated(facts, field), value) for value in seen)
