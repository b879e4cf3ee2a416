"""Which fields an edit touched, and whether it can be taken back. Pure: from what the trail says of it alone."""

from collections.abc import Collection, Mapping
from typing import Any

from greenbridge.core.errors import RuleBroken
from greenbridge.suppliers.edits.errors import AlreadyUndone, EditedSince, NotAnEdit, NothingKept

UNDOES, OF = "undoes", "of"
"""What a trace that takes an edit back says beside the values: which one, and what kind of edit it was."""

UNDONE = "supplier.edit_undone"
PROFILE = "supplier.described"
ACTIVITY = frozenset({"supplier.activity_set", "supplier.activity_dropped"})
PART = "supplier.part_changed"
CHANGED = "supplier.change_passed"
UNDOABLE = frozenset({PROFILE, PART}) | ACTIVITY
OF_PARTS = frozenset({PART, "supplier.part_added", "supplier.part_dropped", "supplier.part_verified"})
OF_SIZE = frozenset({"supplier.size_stated", "supplier.dispute_settled"})

Said = Mapping[str, Any]


def kind_of(action: str, after: Said | None) -> str:
    """What kind of edit a trace tells of; one that takes another back is of the same kind."""
    return str((after or {}).get(OF, action))


def touched(action: str, after: Said | None) -> frozenset[str]:
    """The fields, activities and parts that a trace tells of, each by a name of its own."""
    said = after or {}
    kind = kind_of(action, after)
    if kind in ACTIVITY:
        return frozenset({f"activity {said['type']}"})
    if kind in OF_PARTS:
        return frozenset({f"part {said['part']}"})
    if kind == PROFILE:
        return frozenset(said) - {UNDOES, OF}
    return frozenset({"size"} & set(said)) if kind in OF_SIZE else frozenset()


def is_kept(kind: str, before: Said | None, after: Said | None) -> bool:
    """Whether the trail keeps what an edit changed from and to; of people it keeps nothing."""
    if before is None or after is None:
        return False
    return kind != PART or after["kind"] != "staff"


def obstacle(
    action: str,
    key: int,
    before: Said | None,
    after: Said | None,
    *,
    later: Collection[tuple[str, Said | None]],
) -> RuleBroken | None:
    """Why an edit cannot be taken back, by what the trail says; ``later`` are the traces that came after it."""
    if action not in UNDOABLE:
        return NotAnEdit()
    if not is_kept(action, before, after):
        return NothingKept()
    mine = touched(action, after)
    if any((said or {}).get(UNDOES) == key for _, said in later):
        return AlreadyUndone()
    if any(mine & touched(other, said) for other, said in later):
        return EditedSince()
    return None
