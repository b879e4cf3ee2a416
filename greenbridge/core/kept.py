"""Things made from what visitors see, kept in memory until the hall they come from changes, a minute at most or, where
no time of day stands in them, an hour.

What is kept is shared between requests: it must be the same for everybody, and is only read. A kept row may carry the
parts of pages that were drawn from it (``{% drawn %}`` in room ui); they go when it goes.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Generic, TypeVar

from django.conf import settings

from greenbridge.core import clock, stamps

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
State = tuple[int, stamps.Stamp]


def state_of(hall: str = "", minutes: int = 1) -> State:
    """Whatever was made in one state of a hall holds until the next: the minute, and the hall's stamps."""
    return int(clock.now().timestamp() // (60 * minutes)), stamps.of(hall)


class Kept(Generic[K, V]):
    """Values of one kind by their key, the ``most`` recently asked for. An empty hall stands for all of them.

    Whatever ``spares_memory`` is not kept on an installation that keeps no pages. What says nothing of days and times may
    be kept for several ``minutes``: so long another machine, whose stamps are its own, may lag behind at most.
    """

    def __init__(
        self, hall: str = "", most: int = 2_000, *, minutes: int = 1, spares_memory: bool = True
    ) -> None:
        self._hall = hall
        self._most = most
        self._minutes = minutes
        self._spares_memory = spares_memory
        self._state: State | None = None
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def one(self, key: K, make: Callable[[], V]) -> V:
        return self.many([key], lambda _: {key: make()})[key]

    def many(self, keys: Iterable[K], make: Callable[[list[K]], Mapping[K, V]]) -> dict[K, V]:
        """The values by key; those that are not kept are made together. A key that is not made is left out."""
        if self._spares_memory and not settings.KEPT_PAGES_BYTES:
            return dict(make(list(keys)))
        # Before anything is read: what changes meanwhile is not kept as if it were new.
        state = state_of(self._hall, self._minutes)
        found = self._found(keys, state)
        if missing := [key for key in keys if key not in found]:
            made = make(missing)
            self._keep(made, state)
            found |= made
        return found

    def forget(self) -> None:
        """Make everything anew, also before the change is committed that somebody knows of."""
        with self._lock:
            self._values.clear()

    def _found(self, keys: Iterable[K], state: State) -> dict[K, V]:
        with self._lock:
            if state != self._state:
                self._values.clear()
                self._state = state
            found = {key: self._values[key] for key in keys if key in self._values}
            for key in found:
                self._values.move_to_end(key)
            return found

    def _keep(self, made: Mapping[K, V], state: State) -> None:
        with self._lock:
            if state == self._state:
                self._values.update(made)
                while len(self._values) > self._most:
                    self._values.popitem(last=False)
