"""A toy hall in memory, and an index in a directory that goes away."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from greenbridge.search import registry, services
from greenbridge.search.documents import Document
from greenbridge.search.index import WALKED


@dataclass(frozen=True)
class Card:
    title: str
    url: str


@dataclass
class ToyHall:
    """Keeps its rows in a dict where a real hall has a table."""

    name: str = "toy"
    label: str = "玩具"
    rows: dict[str, Document] = field(default_factory=dict)

    def documents(self, keys: Sequence[str]) -> Iterable[Document]:
        return [self.rows[key] for key in keys if key in self.rows]

    def all_keys(self) -> Iterable[str]:
        return list(self.rows)

    def hits(self, keys: Sequence[str]) -> Mapping[str, Card]:
        public = (row for row in self.documents(keys) if row.is_public)
        return {row.key: Card(row.title, f"/toy/{row.key}/") for row in public}

    def put(self, key: str, title: str, **facts: Any) -> None:
        """Save a row, as a service does: the change and its note in one transaction."""
        with transaction.atomic():
            self.rows[key] = Document(self.name, key, title, **{"orders": WALKED} | facts)
            services.changed(self.name, key)

    def withdraw(self, key: str) -> None:
        with transaction.atomic():
            del self.rows[key]
            services.changed(self.name, key)


@pytest.fixture
def hall(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ToyHall]:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    monkeypatch.setattr(registry, "_collections", {})
    cache.clear()
    toy = ToyHall()
    registry.register(toy)
    services.rebuild()
    yield toy
    cache.clear()
