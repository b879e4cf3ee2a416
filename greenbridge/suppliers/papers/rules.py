"""When two sources mean the same of a credential, and when a settled matter is open again."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from greenbridge.core.text import fold_name
from greenbridge.reference.wastes import AMOUNTS, Covered
from greenbridge.suppliers.imports.facts import CredentialFacts
from greenbridge.suppliers.models import Credential
from greenbridge.suppliers.provenance.rules import begin_alike

FIELDS = {name: label for name, label in Credential.FACTS.items() if name != AMOUNTS}
"""What is said of a credential, and what it is called."""

FOR_EVER = dt.date.max


class Settled(NamedTuple):
    """The source that an officer chose, and what all of them said then."""

    source: str
    known: Sequence[CredentialFacts]
    is_own: bool = False
    """It is the body itself."""


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

    What the chosen source says next holds without a look, unless it is the body itself. Once it says nothing any more,
    nothing is settled.
    """
    if settled is None or settled.source not in words:
        return bool(differing(words.values()))
    trusted = "" if settled.is_own else settled.source
    weighed = [*settled.known, *(facts for source, facts in words.items() if source == trusted)]
    others = [facts for source, facts in words.items() if source != trusted]
    return any(_is_unseen(facts, field, weighed) for facts in others for field in FIELDS)


def _is_unseen(facts: CredentialFacts, field: str, weighed: Collection[CredentialFacts]) -> bool:
    seen = [value for one in weighed if (value := stated(one, field))]
    return bool(seen) and not any(agree(field, stated(facts, field), value) for value in seen)


def blank(facts: CredentialFacts, fields: Collection[str]) -> CredentialFacts:
    """Without these fields, and without the amounts of these names."""
    empty: dict[str, Any] = {
        name: {} if name == "wastes" else None if name.endswith("_on") else ""
        for name in FIELDS
        if name in fields
    }
    if "expires_on" in fields:
        empty["is_for_ever"] = False
    if "wastes" not in fields:
        empty["wastes"] = {category: one.without(category, fields) for category, one in facts.wastes.items()}
    return facts._replace(**empty)


def resting_on_none(
    held: CredentialFacts, stated_by: CredentialFacts, declared: Collection[str]
) -> list[str]:
    """Which of the fields that only the body had ``declared`` a source does not state either, of what is ``held`` now.

    A credential that is held without a last day is held for ever. Amounts are told one by one, unless all of them
    rest on none; where the wastes themselves do, that says it already.
    """
    held = held._replace(is_for_ever=not held.expires_on)
    resting = [
        name
        for name in FIELDS
        if name in declared and stated(held, name) and not _rests(name, held, stated_by)
    ]
    return resting if "wastes" in resting else [*resting, *_resting_amounts(held, stated_by, declared)]


def _rests(name: str, held: CredentialFacts, stated_by: CredentialFacts) -> bool:
    said = stated(stated_by, name)
    return bool(said) and agree(name, said, stated(held, name))


def _resting_amounts(
    held: CredentialFacts, stated_by: CredentialFacts, declared: Collection[str]
) -> list[str]:
    amounts, said = _amounts(held), _amounts(stated_by)
    meant = amounts.keys() if {"wastes", AMOUNTS} & {*declared} else amounts.keys() & {*declared}
    resting = [name for name, tonnes in amounts.items() if name in meant and said.get(name) != tonnes]
    return [AMOUNTS] if resting and len(resting) == len(amounts) else resting


def _amounts(facts: CredentialFacts) -> dict[str, int]:
    return {
        name: tonnes
        for category, one in facts.wastes.items()
        for name, tonnes in one.amounts(category).items()
    }
