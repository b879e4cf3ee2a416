"""Keeping the index in step with the halls.

A hall writes an outbox row in the transaction of its change. One process, the follower, takes the rows, reads the
documents as they are now, writes the index durably and only then deletes the rows it has read, by their ids. A
crash in between repeats work that changes nothing. There is no remembered position, because ids become visible out
of order: on PostgreSQL a long transaction may commit a low id after a higher one has been read, and a position
would have passed it by. A row that is still there is still to be done, whatever its id.
"""

import logging
import threading
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import accumulate, islice

from django.db import close_old_connections, transaction

from greenbridge.core import beats, bulk, clock, stamps
from greenbridge.search import registry, synonyms
from greenbridge.search.documents import Document
from greenbridge.search.engine import engine
from greenbridge.search.index import IndexBroken, IndexBusy, SearchIndex
from greenbridge.search.models import OutboxEntry, Synonym
from greenbridge.search.registry import Collection

logger = logging.getLogger(__name__)

FOLLOWER = "follower"  # the name of its sign of life
_BATCH = 500
_PAUSE = 0.2  # seconds between two looks at the outbox
_PAUSE_AFTER_FAILURE = 5.0
_KEPT = timedelta(days=7)


def changed(collection: str, *keys: object) -> None:
    """Tell the index that rows of a hall were added, altered or withdrawn.

    Refuses to run outside a transaction: the note must live and die with the change it tells of.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("search.changed belongs inside the transaction of the change it tells of")
    bulk.insert(
        OutboxEntry,
        ["keys"],
        [("\n".join(together),) for together in _batches(map(str, keys))],
        always={"collection": collection, "created_at": clock.now()},
    )


def follow(limit: int = _BATCH) -> int:
    """One look at the outbox: brings up to ``limit`` changes of each hall into the index, returns how many.

    Does nothing while another process writes. An index that is missing, damaged or of another version is
    rebuilt. Raises an ExceptionGroup after the other halls were served if a hall could not be read; the rows of
    that hall stay.
    """
    index = engine()
    try:
        with index.writing(wait=False):
            index.check()
            return _take(index, limit)
    except IndexBusy:
        return 0
    except IndexBroken as reason:
        logger.warning("the search index is rebuilt: %s", reason)
        rebuild()
        return 0


def follow_forever(stop: threading.Event) -> None:
    """Follow until told to stop. The whole work of ``manage.py indexer``; outlives a database that goes away."""
    while not stop.is_set():
        close_old_connections()
        try:
            pause = 0.0 if follow() else _PAUSE
            beats.beat(FOLLOWER)
        except Exception:
            logger.exception("the search index could not follow")
            pause = _PAUSE_AFTER_FAILURE
        stop.wait(pause)


def rebuild(*, keep_outbox: bool = False) -> dict[str, int]:
    """Write the index anew from the database and swap it in; counts per collection.

    Searches go on in the old one meanwhile. What changes in the meantime waits in the outbox and is brought in
    before the follower goes on; with ``keep_outbox`` by the follower, and the database stays as it is.
    """
    index = engine()
    with index.writing(wait=True):
        about = sum(1 for collection in registry.registered() for _ in collection.all_keys())
        counts = index.rebuild(_all_documents(), about)
        while not keep_outbox and _take(index, _BATCH):
            pass
    stamps.renew_all()
    return counts


def verify() -> dict[str, int]:
    """Compare the keys of every hall with those in the index and note the differences for the follower.

    Returns the number of differences per collection. A damaged index is left to the follower, which rebuilds it.
    """
    return {collection.name: _repair(collection) for collection in registry.registered()}


def prune() -> int:
    """Delete outbox rows that nobody took in a week: those of halls that no longer exist."""
    deleted, _ = OutboxEntry.objects.filter(created_at__lt=clock.now() - _KEPT).delete()
    return deleted


def load_synonyms() -> int:
    """Put the first synonyms into the table; rows that are there already stay as they are. Returns all rows."""
    Synonym.objects.bulk_create(
        (Synonym(term=term, same_as=meaning) for term, meaning in synonyms.FIRST_SYNONYMS),
        ignore_conflicts=True,
    )
    synonyms.forget()
    return Synonym.objects.count()


def _take(index: SearchIndex, limit: int) -> int:
    waiting = set(OutboxEntry.objects.order_by().values_list("collection", flat=True).distinct())
    taken, failures = 0, []
    for collection in registry.registered():
        if collection.name in waiting:
            try:
                taken += _take_from(collection, index, limit)
            except IndexBroken:
                raise
            except Exception as failure:  # one hall's fault must not stop the others
                failures.append(failure)
    if failures:
        raise ExceptionGroup("halls that could not be read for the index", failures)
    return taken


def _take_from(collection: Collection, index: SearchIndex, limit: int) -> int:
    entries = _oldest(collection, limit)
    noted = [key for entry in entries for key in entry.each_key]
    keys = list(dict.fromkeys(noted))
    documents = list(collection.documents(keys))
    gone = set(keys) - {document.key for document in documents}
    if documents:
        index.upsert(documents)
    if gone:
        index.delete((collection.name, key) for key in gone)
    OutboxEntry.objects.filter(id__in=[entry.id for entry in entries]).delete()
    stamps.renew(registry.hall_of(collection))
    return len(noted)


def _oldest(collection: Collection, limit: int) -> list[OutboxEntry]:
    """Entries with about so many keys: whole ones, and at least one."""
    waiting = OutboxEntry.objects.filter(collection=collection.name).order_by("id")[:limit]
    counts = accumulate((len(entry.each_key) for entry in waiting), initial=0)
    return [entry for entry, before in zip(waiting, counts, strict=False) if before < limit]


def _all_documents() -> Iterator[Document]:
    for collection in registry.registered():
        for keys in _batches(collection.all_keys()):
            yield from collection.documents(keys)


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(keys)
    while batch := list(islice(remaining, _BATCH)):
        yield batch


@transaction.atomic
def _repair(collection: Collection) -> int:
    differing = set(collection.all_keys()) ^ engine().keys(collection.name)
    if differing:
        logger.warning("the search index differed from %s in %d rows", collection.name, len(differing))
        changed(collection.name, *differing)
    return len(differing)
