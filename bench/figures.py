"""What a measurement hands back, and the arithmetic on timings."""

import math
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

Peers = Mapping[str, float | None]


@dataclass(frozen=True)
class Figure:
    """One number with what it is compared with. ``peer`` maps the peer's name to its number in the same unit.

    A value or peer of None could not be measured; ``note`` says why.
    """

    value: float | None
    unit: str
    peer: Peers | None = None
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        peer = {name: _rounded(number) for name, number in self.peer.items()} if self.peer else None
        ratio = {name: self._ratio(number) for name, number in self.peer.items()} if self.peer else None
        shown = {"value": _rounded(self.value), "unit": self.unit, "peer": peer, "ratio": ratio}
        return shown | ({"note": self.note} if self.note else {})

    def _ratio(self, number: float | None) -> float | None:
        return _rounded(self.value / number) if self.value is not None and number else None


@dataclass(frozen=True)
class Measurement:
    """A group of figures that are measured together; figure ``rps`` of group ``home`` is called ``home_rps``."""

    name: str
    parts: tuple[str, ...]
    run: Callable[[], Mapping[str, Figure]]

    @property
    def kind(self) -> str:
        """What several groups have in common: ``home`` of ``home_kept`` and ``home_drawn``."""
        ways = ("_kept", "_drawn", "_scratch", "_signed_in")
        return next((self.name.removesuffix(way) for way in ways if self.name.endswith(way)), self.name)

    @property
    def figures(self) -> list[str]:
        return [f"{self.name}_{part}" for part in self.parts]


def percentile(timings: Sequence[float], share: float) -> float:
    """The value that ``share`` (0 to 1) of the timings do not exceed."""
    ordered = sorted(timings)
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]


def milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


@contextmanager
def timed(title: str, seconds: dict[str, float]) -> Iterator[None]:
    """Note under the title how long the block took, and say so."""
    begun = time.perf_counter()
    yield
    seconds[title] = time.perf_counter() - begun
    say(f"{title}: {seconds[title]:.1f} s")


def _rounded(number: float | None) -> float | None:
    """Four significant digits: more would pretend."""
    return None if number is None else float(f"{number:.4g}")
