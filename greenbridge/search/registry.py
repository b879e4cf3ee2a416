"""The halls that can be searched. The index knows nothing about suppliers or laws: each hall registers itself."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from django.apps import apps

from greenbridge.core import stamps
from greenbridge.core.kept import Kept
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
_shown: dict[str, Kept[str, Any]] = {}


def register(collection: Collection) -> None:
    """Make a hall searchable; registering the same name again replaces it."""
    _collections[collection.name] = collection
    _shown[collection.name] = Kept(hall_of(collection))


def hall_of(collection: Collection) -> str:
    """The room whose pages show the collection."""
    room = apps.get_containing_app_config(type(collection).__module__)
    return room.label if room else stamps.HOUSE


def shown(name: str, keys: Sequence[str]) -> Mapping[str, Any]:
    """The ``hits`` of the hall, kept until one of its rows changes."""
    return _shown[name].many(keys, _collections[name].hits)


def get(name: str) -> Collection:
    """The hall of that name. Raises KeyError where none is registered."""
    return _collections[name]


def registered() -> list[Collection]:
    """Every searchable hall, in the order of registration."""
    return list(_collections.values())
