"""Which clauses of scenarios wait to be looked at, because a standard that they name has changed. A higher room knows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from greenbridge.demands.models import Scenario


@dataclass(frozen=True)
class Waiting:
    """Why a clause waits, and where an editor says what was done about it."""

    reason: str
    url: str


Finder = Callable[[Iterable[int]], Mapping[int, list[Waiting]]]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """The finder tells of clauses, by their keys, what each waits for."""
    _finders.append(finder)


def clauses(scenario: Scenario) -> list[tuple[str, list[Waiting]]]:
    """The headings of those that wait, in the order of the scenario, each with its reasons."""
    rows = {row.pk: row.heading for row in scenario.clauses.all()}
    found = [finder(rows) for finder in _finders]
    waits = {key: [one for some in found for one in some.get(key, ())] for key in rows}
    return [(rows[key], reasons) for key, reasons in waits.items() if reasons]
