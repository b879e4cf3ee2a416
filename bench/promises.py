"""What is promised of the figures: beside which number each is held, and how much more or less it may be.

Every figure with a peer ``promised`` keeps to that number. The others are compared with what was measured in the same run.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from bench.figures import Figure

PROMISED = "promised"
_LARGER_IS_BETTER = ("requests/s", "rows/CPU s", "of 100", "share")


@dataclass(frozen=True)
class Promise:
    """Of the figures whose name fits the pattern: between ``least`` and ``most`` times what the peer measured."""

    figures: str
    peer: str
    least: float = 0.0
    most: float = float("inf")

    def is_kept_by(self, figure: Figure) -> bool | None:
        """None where either could not be measured."""
        peer = (figure.peer or {}).get(self.peer)
        if figure.value is None or peer is None:
            return None
        return self.least * peer <= figure.value <= self.most * peer


PAGES = ("home", "figures", "directory*", "supplier", "compare", "hall*", "demand", "guides", "spot_checks")
"""Those that cost as much of a million rows as of ten thousand: all but the site's search."""

PROMISES = (
    *(Promise(f"*_kept_{rate}", "bare_django_kept", least=0.8) for rate in ("rps", "rps_1", "rps_64")),
    *(Promise(f"{one}_drawn_cpu", "bare_django", most=3) for one in ("home", "directory*", "hall")),
    *(Promise(f"{one}_drawn_cpu", "bare_django", most=2) for one in ("supplier", "demand")),
    Promise("*_signed_in_cpu", "ours", most=1.5),
    *(
        Promise(f"flat_postgres_{one}", "10000_rows", most=1.5)
        for one in (
            "*_whole_p50",
            "supplier_p50",
            "demand_p50",
            "page_*_statement",
            *(f"page_{page}_p50" for page in PAGES),
        )
    ),
)


def told(figures: Mapping[str, Figure]) -> dict[str, bool | None]:
    """Whether each figure that something is promised of keeps to it; None where it could not be measured."""
    kept: dict[str, bool | None] = {}
    for name, figure in figures.items():
        answers = [promise.is_kept_by(figure) for promise in _of(name, figure)]
        if answers:
            kept[name] = False if False in answers else None if None in answers else True
    return kept


def _of(name: str, figure: Figure) -> Iterator[Promise]:
    if PROMISED in (figure.peer or {}):
        is_least = figure.unit in _LARGER_IS_BETTER
        yield Promise(name, PROMISED, least=1) if is_least else Promise(name, PROMISED, most=1)
    yield from (promise for promise in PROMISES if fnmatchcase(name, promise.figures))
