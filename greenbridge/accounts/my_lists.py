"""Lists of a person's own that several halls fill: what they hear of regularly, and what they reported as wrong.

A hall registers where its part comes from; the pages stand here (``views.my_lists``), one for each list.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from greenbridge.accounts.models import User

R = TypeVar("R")


@dataclass(frozen=True)
class Heard:
    """Something the person hears of regularly (关注和订阅), and where that is stopped."""

    hall: str
    label: str
    url: str
    pace: str
    asked_at: dt.datetime
    stop_url: str


@dataclass(frozen=True)
class Reported:
    """Something the person reported as wrong (反馈), with the answer as far as there is one."""

    about: str
    kind: str
    text: str
    url: str
    reported_at: dt.datetime
    outcome: str
    answer: str
    is_waiting: bool


class Parts(Generic[R]):
    """From where the rows of a list come, hall by hall."""

    def __init__(self) -> None:
        self._sources: list[Callable[[User], Iterable[R]]] = []

    def add(self, source: Callable[[User], Iterable[R]]) -> None:
        if source not in self._sources:
            self._sources.append(source)

    def of(self, user: User) -> list[R]:
        return [row for source in self._sources for row in source(user)]


heard: Parts[Heard] = Parts()
reported: Parts[Reported] = Parts()


def heard_by(user: User) -> list[Heard]:
    """The latest first; of each hall there are twenty at most."""
    return sorted(heard.of(user), key=lambda row: row.asked_at, reverse=True)


def reported_by(user: User) -> list[Reported]:
    """The latest first; read as a whole, which a limit for each day keeps short."""
    return sorted(reported.of(user), key=lambda row: row.reported_at, reverse=True)
