"""Who could do the work of an official project: told by the floor that knows demands and suppliers."""

from collections.abc import Callable
from dataclasses import dataclass

from greenbridge.demands.models import Project


@dataclass(frozen=True)
class Fitting:
    """How many bodies do this kind of work in a place (符合条件的机构), and where they are listed.

    There may be more than the count where it ``is_floor``.
    """

    count: int
    is_floor: bool
    place: str
    url: str


Teller = Callable[[Project], Fitting | None]
_tellers: list[Teller] = []


def tell(teller: Teller) -> None:
    """Register who knows the bodies that fit a project."""
    _tellers.append(teller)


def of(project: Project) -> Fitting | None:
    """The bodies that fit; None where nobody knows any."""
    return next((fitting for teller in _tellers if (fitting := teller(project))), None)
