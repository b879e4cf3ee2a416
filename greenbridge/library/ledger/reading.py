"""Entries that are read out of a text when it is made public."""

from greenbridge.core.errors import RuleBroken
from greenbridge.library import references
from greenbridge.library.ledger import rules, services
from greenbridge.library.ledger.entries import Entry
from greenbridge.library.models import Effect, Version


def read_from(version: Version) -> int:
    """Write down what the text says of the end of other documents; how many entries are new.

    They are marked as found by reading and hold at once, as the text says; an editor sees them first in the ledger
    and withdraws what was read wrongly, which then stays withdrawn.
    """
    clauses = version.clauses.filter(text__contains="废止") | version.clauses.filter(text__contains="代替")
    clauses |= version.clauses.filter(text__contains="替代")
    found = rules.read(list(clauses.values_list("address", "text")), version.work.number_key)
    known = _known(version)
    return sum(_record(version, one) for one in found if (one.kind, references.key(one.named)) not in known)


def _record(version: Version, found: rules.Found) -> bool:
    works = references.works_named(found.named)
    entry = Entry(
        kind=found.kind,
        by=version,
        by_address=found.ground,
        target=works[0] if len(works) == 1 else None,
        target_title=found.named[:200],
        target_address=found.target_address,
        since=found.since,
        note=found.note,
    )
    if entry.target == version.work:  # its own former text: that ends by itself
        return False
    try:
        services.record(entry, actor=None, found=Effect.Found.TEXT)
    except RuleBroken:
        return False
    return True


def _known(version: Version) -> set[tuple[str, str]]:
    """What the ledger already says by a text of this work, or said until it was withdrawn."""
    rows = Effect.objects.filter(by__work=version.work).select_related("target")
    return {
        (row.kind, key)
        for row in rows
        for key in ({row.target_key} if row.target is None else references.keys_of(row.target))
    }
