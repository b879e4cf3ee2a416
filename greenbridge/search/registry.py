"""The halls that can be searched. The index knows nothing about suppliers or laws: each hall registers itself."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from greenbridge.search.documents import Document


class Collection(Protocol):
    """One hall's searchable rows. Registered in the hall's ``AppConfig.ready``."""

    @property
    def name(self) -> str:
        """At most 20 lower-case ASCII letters: it stands in the outbox and in addresses."""
        ...

    @property
    def label(self) -> str:
        """What the user reads: 服务机构."""
        ...

    def documents(self, keys: Sequence[str]) -> Iterable[Document]:
        """The rows as they are now. A key that does not come back leaves the index."""
        ...

    def all_keys(self) -> Iterable[str]:
        """The keys of every row that ``documents`` would return."""
        ...

    def hits(self, keys: Sequence[str]) -> Mapping[str, Any]:
        """What the hall shows of the rows that may be seen at this moment, by key, read from the database.

        A key left out is not displayed.
        """
        ...


_collections: dict[str, Collection] = {}


def register(collection: Collection) -> None:
    """Make a hall searchable; registering the same name again replaces it."""
    _collections[collection.name] = collection


def get(name: str) -> Collection:
    """The hall of that name. Raises KeyError where none is registered."""
    return _collections[name]


def registered() -> list[Collection]:
    """Every searchable hall, in the order of registration."""
    return list(_collections.values())
