"""Which fields an edit touched, and whether it can be taken back. Pure: from what the trail says of it alone."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from greenbridge.core.errors import RuleBroken
from greenbridge.suppliers.edits.errors import AlreadyUndone, EditedSince, NotAnEdit, NothingKept

UNDOES, OF = "undoes", "of"
"""What a trace that takes an edit back says beside the values: which one, and what kind of edit it was."""

UNDONE = "supplier.edit_undone"
PROFILE = "supplier.described"
ACTIVITY = frozenset({"supplier.activity_set", "supplier.activity_dropped"})
PART = frozenset({"supplier.part_added", "supplier.part_changed", "supplier.part_dropped"})
PAPER = frozenset({"supplier.credential_added", "supplier.credential_dropped"})
OF_ROWS = PART | PAPER
"""What is put back from the rows that were kept; for the rest the trail says enough."""

CHANGED = "supplier.change_passed"
UNDOABLE = frozenset({PROFILE}) | ACTIVITY | OF_ROWS
OF_PAPERS = PAPER | {"supplier.paper_settled"}
OF_PARTS = PART | {"supplier.part_verified"}
OF_SIZE = frozenset({"supplier.size_stated", "supplier.dispute_settled"})

Said = Mapping[str, Any]


class Trace(NamedTuple):
    """What an obstacle is found from."""

    key: int
    action: str
    after: Said | None


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
    if kind in OF_PAPERS:
        return frozenset({f"credential {said['kind']} {said['number']}"})
    if kind == PROFILE:
        return frozenset(said) - {UNDOES, OF}
    return frozenset({"size"} & set(said)) if kind in OF_SIZE else frozenset()


def obstacle(trace: Trace, *, later: Collection[Trace], is_kept: bool) -> RuleBroken | None:
    """Why an edit cannot be taken back. ``later`` are the traces that came after it; one of them that was taken back
    itself is in nobody's way. ``is_kept``: whether what it replaced is there.
    """
    if trace.action not in UNDOABLE:
        return NotAnEdit()
    undone = {one.after[UNDOES] for one in later if one.after and UNDOES in one.after}
    if trace.key in undone:
        return AlreadyUndone()
    if not is_kept:
        return NothingKept()
    mine = touched(trace.action, trace.after)
    standing = [one for one in later if one.key not in undone and UNDOES not in (one.after or {})]
    if any(mine & touched(one.action, one.after) for one in standing):
        return EditedSince()
    return None
