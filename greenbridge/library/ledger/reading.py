"""Entries that are read out of a text when it is made public."""

from collections.abc import Sequence

from greenbridge.core.errors import RuleBroken
from greenbridge.library import references
from greenbridge.library.ledger import rules, services
from greenbridge.library.ledger.entries import Entry
from greenbridge.library.models import Effect, Version


def read_from(version: Version) -> int:
    """Write down what the text says of the end of other documents, and what a decision amends; how many entries are new.

    They are marked as found by reading. Ends hold at once, as the text says; an editor sees them first in the ledger and
    withdraws what was read wrongly, which then stays withdrawn. Amendments wait for an editor to confirm them: until
    then readers see them in the ledger alone, marked 待核对, but who cites the clause is flagged at once, for that is a task of
    editors.
    """
    said = version.clauses.values_list(
        "address", "heading", "text"
    )  # a point of one sentence stands as its heading
    amended = rules.amendments(
        version.title, [(address, f"{heading}\n{text}") for address, heading, text in said]
    )
    found_amended = _record_all(version, amended, Effect.Found.TEXT, is_confirmed=False)
    clauses = version.clauses.filter(text__contains="废止") | version.clauses.filter(text__contains="代替")
    clauses |= version.clauses.filter(text__contains="替代")
    found = rules.read(list(clauses.values_list("address", "text")), version.work.number_key)
    return found_amended + _record_all(version, found, Effect.Found.TEXT, is_confirmed=True)


def told_by_source(version: Version, replaced: Sequence[str], note: str) -> int:
    """Write down what an official site says that a text takes the place of; how many entries are new.

    They wait for an editor: until one confirms an entry, the standing of what it names is in doubt and not ended.
    """
    found = [rules.Found(Effect.Kind.REPLACES, named, note=note) for named in replaced]
    return _record_all(version, found, Effect.Found.SOURCE, is_confirmed=False)


def _record_all(
    version: Version, entries: Sequence[rules.Found], found: Effect.Found, *, is_confirmed: bool
) -> int:
    known = _known(version)
    return sum(
        _record(version, one, found, is_confirmed=is_confirmed)
        for one in entries
        if (one.kind, references.key(one.named)) not in known
    )


def _record(version: Version, one: rules.Found, found: Effect.Found, *, is_confirmed: bool) -> bool:
    works = references.works_named(one.named)
    entry = Entry(
        kind=one.kind,
        by=version,
        by_address=one.ground,
        target=works[0] if len(works) == 1 else None,
        target_title=one.named[:200],
        target_address=one.target_address,
        since=one.since,
        note=one.note,
    )
    if entry.target == version.work:  # its own former text: that ends by itself
        return False
    try:
        services.record(entry, actor=None, found=found, is_confirmed=is_confirmed)
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
