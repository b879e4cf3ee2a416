"""What points at one record is pointed at another, and back; whatever room it belongs to."""

from collections.abc import Mapping
from typing import NamedTuple

from django.db import IntegrityError, models, transaction

from greenbridge.suppliers.models import Dispute, Likeness, Merge, PaperDispute, Supplier
from greenbridge.suppliers.related import Pointer, pointer_named, pointers_to

Rows = dict[str, list[int]]
"""``room.Model.column`` → keys of rows."""

_OF_THE_RECORDS = (Likeness, Merge, Supplier)
"""They speak of the records themselves."""

_STAYING = (Dispute, PaperDispute)
"""What sources differ in follows from the statements that lie together: it is opened anew where they lie now."""


class Moved(NamedTuple):
    moved: Rows
    aside: Rows


def pointers() -> list[Pointer]:
    """Everything that may hang on a record."""
    return [pointer for pointer in pointers_to(Supplier) if pointer.model not in _OF_THE_RECORDS]


def move(absorbed: Supplier, survivor: Supplier) -> Moved:
    """Point everything at the survivor. Of what may be there once only, its own stays and the other is left aside."""
    moved: Rows = {}
    aside: Rows = {}
    for pointer in pointers():
        rows = pointer.rows.filter(**{pointer.column: absorbed.pk})
        keys = list(rows.values_list("pk", flat=True))
        going = [] if pointer.model in _STAYING else _pointed(pointer, keys, survivor)
        staying = [key for key in keys if key not in set(going)]
        moved |= {pointer.name: going} if going else {}
        aside |= {pointer.name: staying} if staying else {}
    return Moved(moved, aside)


def _pointed(pointer: Pointer, keys: list[int], owner: Supplier) -> list[int]:
    """Which of the rows now point at the owner: all at once, or one by one where it has no place for some."""
    if not keys or _points(pointer, keys, owner):
        return keys
    return [key for key in keys if _points(pointer, [key], owner)]


def _points(pointer: Pointer, keys: list[int], owner: Supplier) -> bool:
    try:
        with transaction.atomic():
            pointer.rows.filter(pk__in=keys).update(**{pointer.column: owner.pk})
    except IntegrityError:
        return False
    return True


def put_back(moved: Mapping[str, list[int]], absorbed: Supplier, survivor: Supplier) -> int:
    """Point the rows at the record that they came from; how many are gone since. Raises IntegrityError."""
    gone = 0
    for name, keys in moved.items():
        pointer = pointer_named(name)
        rows = pointer.rows.filter(pk__in=keys, **{pointer.column: survivor.pk})
        gone += len(keys) - rows.update(**{pointer.column: absorbed.pk})
    return gone


def delete(made: Mapping[str, list[int]]) -> None:
    """Take away what the merge added."""
    for name, keys in made.items():
        rows: models.QuerySet[models.Model] = pointer_named(name).rows
        rows.filter(pk__in=keys).delete()


def counts(rows: Mapping[str, list[int]]) -> dict[str, int]:
    return {name: len(keys) for name, keys in rows.items()}
