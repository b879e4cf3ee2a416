"""Who cites documents of the library: each kind of citing thing says so once, when its room starts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from greenbridge.library.models import Work


@dataclass(frozen=True)
class Citing:
    """One thing that cites a work, the clause at ``address`` of it or all of it. ``url`` is where an editor mends it."""

    key: str
    title: str
    url: str
    address: str = ""


@dataclass(frozen=True)
class Source:
    """A kind of citing thing (解读, 需求清单条款): ``citing`` finds those that cite a work."""

    name: str
    label: str
    citing: Callable[[Work], Iterable[Citing]]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    _sources[source.name] = source


def sources() -> list[Source]:
    return list(_sources.values())


def label(name: str) -> str:
    return _sources[name].label if name in _sources else name
