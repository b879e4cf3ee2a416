"""What an installation's search holds, beside what its database says is public. Runs with that installation's settings."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import tantivy
from django.conf import settings

from greenbridge.search import registry
from greenbridge.search.documents import Document
from greenbridge.search.tantivy_documents import prepared, schema
from greenbridge.search.tantivy_index import TantivyIndex

BATCH = 500
NUMBERS = {"i64", "f64"}  # kinds of fields
EVERYTHING = tantivy.Query.all_query()


class Contents:
    """An index, read past the engine: which documents it has, and what it holds of them."""

    def __init__(self, directory: Path) -> None:
        current = (directory / "current").resolve()
        self._fields = json.loads((current / "meta.json").read_text("utf-8"))["schema"]
        self._searcher = prepared(tantivy.Index.open(str(current))).searcher()
        self._schema = schema()
        self._at = self._found(EVERYTHING)
        self._ids = {_place(at): self._searcher.doc(at)["id"][0] for at in self._at}

    @property
    def ids(self) -> set[str]:
        return set(self._ids.values())

    @property
    def texts(self) -> list[str]:
        """The fields that hold words. What filters ask of stands among them too, as ``within``."""
        return [field["name"] for field in self._fields if field["type"] == "text"]

    def words(self, field: str) -> dict[str, int]:
        """In how many documents each word of a field stands."""
        return dict(self._searcher.terms_with_prefix(field, "", EVERYTHING))

    def holding(self, field: str, word: str) -> set[str]:
        found = self._found(tantivy.Query.term_query(self._schema, field, word))
        return {self._ids[_place(at)] for at in found}

    def numbers(self) -> dict[str, tuple[Any, ...]]:
        """Every number of each document: days, amounts, positions."""
        names = [field["name"] for field in self._fields if field["type"] in NUMBERS]
        columns = [self._searcher.fast_field_values(name, self._at) for name in names]
        rows = zip(*columns, strict=True)
        return {self._ids[_place(at)]: row for at, row in zip(self._at, rows, strict=True)}

    def _found(self, asked: tantivy.Query) -> list[tantivy.DocAddress]:
        most = max(1, self._searcher.num_docs)
        return [at for _, at in self._searcher.search(asked, most, count=False).hits]


def compared() -> str:
    """JSON: ``unfound`` are public and not in the index, ``stale`` are in the index and no longer public, ``outdated`` are
    there and say something else than their rows.

    The rows are indexed once more, beside the index in use, and the two are held against each other.
    """
    with TemporaryDirectory() as beside:
        TantivyIndex(Path(beside)).rebuild(_documents())
        held, rows = Contents(Path(settings.SEARCH_INDEX_DIR)), Contents(Path(beside))
        told = {
            "unfound": rows.ids - held.ids,
            "stale": held.ids - rows.ids,
            "outdated": _differing(held, rows) & held.ids & rows.ids,
        }
    return json.dumps({name: sorted(ids) for name, ids in told.items()})


def _documents() -> Iterator[Document]:
    for hall in registry.registered():
        keys = iter(hall.all_keys())
        while batch := list(islice(keys, BATCH)):
            yield from hall.documents(batch)


def _differing(held: Contents, rows: Contents) -> set[str]:
    """Documents of which one index holds a word or a number that the other does not."""
    ours, theirs = held.numbers(), rows.numbers()
    found = {id for id in ours if ours[id] != theirs.get(id)}
    for field in rows.texts:
        for word, _ in held.words(field).items() ^ rows.words(field).items():
            found |= held.holding(field, word) ^ rows.holding(field, word)
    return found


def _place(at: tantivy.DocAddress) -> tuple[int, int]:
    return at.segment_ord, at.doc
