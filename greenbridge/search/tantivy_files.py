"""The files of the search index: ``<directory>/current`` points at the generation in use.

A rebuild writes another one beside it and puts it in its place at a stroke. Who reads looks at the time stamp of the
generation's ``meta.json``, which every commit and every swap replaces.
"""

import fcntl
import secrets
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

from greenbridge.search.documents import Document
from greenbridge.search.index import IndexBroken, IndexBusy, Place
from greenbridge.search.tantivy_documents import id_of, prepared, schema, stored_as

VERSION = 17  # raise it when the schema or the analysis changes: every installation then rebuilds by itself
_HEAP = 64_000_000
_HEAP_OF_A_REBUILD = 200_000_000  # holds a part of documents twice as long as most
_MERGED = 8  # segments of a size: as soon as so many lie there, tantivy makes one of them
# Documents: to tantivy all segments below ten thousand are of a size with those of 2^0.75 times as many (16,818). An
# eighth of what may be a part is merged into more than that.
_SEGMENT = 16_850


class TantivyFiles:
    """What of ``SearchIndex`` writes, one process at a time."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._current = directory / "current"
        self._schema = schema()

    @contextmanager
    def writing(self, *, wait: bool) -> Iterator[None]:
        self._directory.mkdir(parents=True, exist_ok=True)
        with (self._directory / "writing.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise IndexBusy from error
            yield

    def upsert(self, documents: Iterable[Document]) -> None:
        with _commit(self._opened_for_writing()) as writer:
            for document in documents:
                writer.delete_documents_by_term("id", id_of((document.collection, document.key)))
                writer.add_document(stored_as(document))

    def delete(self, places: Iterable[Place]) -> None:
        with _commit(self._opened_for_writing()) as writer:
            for place in places:
                writer.delete_documents_by_term("id", id_of(place))

    def rebuild(self, documents: Iterable[Document], about: int = 0) -> dict[str, int]:
        """Committed in equal parts, a power of eight of them, which become one segment: a search pays for each anew."""
        self._sweep()
        generation = self._directory / f"v{VERSION}-{secrets.token_hex(6)}"
        generation.mkdir(parents=True)
        counts: Counter[str] = Counter()
        index = prepared(tantivy.Index(self._schema, str(generation)))
        with _commit(index, _HEAP_OF_A_REBUILD) as writer:
            part = _part_of(about)
            for number, document in enumerate(documents, 1):
                writer.add_document(stored_as(document))
                counts[document.collection] += 1
                if not number % part:
                    writer.commit()
        self._point_at(generation)
        return dict(counts)

    def _opened_for_writing(self) -> tantivy.Index:
        self._stamp()
        return self._opened()

    def _point_at(self, generation: Path) -> None:
        link = self._directory / f"next-{secrets.token_hex(6)}"
        link.symlink_to(generation.name)
        # A copy that followed links left a folder, which no link takes the place of.
        if self._current.is_dir() and not self._current.is_symlink():
            shutil.rmtree(self._current)
        link.replace(self._current)

    def _sweep(self) -> None:
        """Take away what earlier rebuilds left. The generation in use stays: others are still reading it."""
        in_use = self._current.resolve()
        for left in self._directory.glob("v*-*"):
            if left != in_use:
                shutil.rmtree(left, ignore_errors=True)
        for link in self._directory.glob("next-*"):
            link.unlink(missing_ok=True)

    def _stamp(self) -> object:
        try:
            meta = (self._current / "meta.json").stat()
        except OSError as error:
            raise IndexBroken("no index") from error
        return meta.st_ino, meta.st_mtime_ns, meta.st_size

    def _opened(self) -> tantivy.Index:
        generation = self._current.resolve()
        if not generation.name.startswith(f"v{VERSION}-"):
            raise IndexBroken(f"{generation.name} is of another version")
        with damage_reported():
            return prepared(tantivy.Index.open(str(generation)))


def _part_of(about: int) -> int:
    """How many documents each of the fewest equal parts has that tantivy merges into one."""
    parts = 1
    while about > parts * _SEGMENT:
        parts *= _MERGED
    return -(-about // parts) if parts > 1 else _SEGMENT


@contextmanager
def _commit(index: tantivy.Index, heap: int = _HEAP) -> Iterator[tantivy.IndexWriter]:
    """One thread: cutting the text takes longer than storing it, a second would only crowd the web processes."""
    with damage_reported(signs=()):
        writer = index.writer(heap, 1)
        yield writer
        writer.commit()
        writer.wait_merging_threads()


@contextmanager
def damage_reported(signs: tuple[type[Exception], ...] = (ValueError,)) -> Iterator[None]:
    """Damaged files show as a ValueError when they are read, or as a panic, which is not even an Exception.

    While writing a ValueError may as well be a full disk, which a rebuild would not mend.
    """
    try:
        yield
    except signs as error:
        raise IndexBroken(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise IndexBroken(str(error)) from error
