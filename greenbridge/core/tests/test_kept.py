"""What is kept holds until its hall changes, a minute at most, and never longer than there is room."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from greenbridge.core import clock, stamps
from greenbridge.core.kept import Kept


@pytest.fixture(autouse=True)
def _room(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.KEPT_PAGES_BYTES = 1
    settings.STAMPS_DIR = tmp_path / "stamps"
    with clock.stopped_at(clock.now()):
        yield


class Maker:
    """Remembers what it was asked to make."""

    def __init__(self) -> None:
        self.made: list[list[int]] = []

    def __call__(self, keys: list[int]) -> dict[int, str]:
        self.made.append(keys)
        return {key: f"value {key}" for key in keys if key >= 0}


def test_what_is_kept_is_not_made_again() -> None:
    kept: Kept[int, str] = Kept("demands")
    make = Maker()

    assert kept.many([1, 2], make) == {1: "value 1", 2: "value 2"}
    assert kept.many([2, 3], make) == {2: "value 2", 3: "value 3"}
    assert make.made == [[1, 2], [3]]


def test_it_is_made_again_when_its_hall_changes_and_not_when_another_does() -> None:
    kept: Kept[int, str] = Kept("demands")
    make = Maker()
    kept.many([1], make)

    stamps.renew("suppliers")
    kept.many([1], make)
    assert len(make.made) == 1

    stamps.renew("demands")
    kept.many([1], make)
    stamps.renew(stamps.HOUSE)
    kept.many([1], make)
    assert len(make.made) == 3


def test_it_is_made_again_in_the_next_minute() -> None:
    kept: Kept[int, str] = Kept()
    make = Maker()
    kept.many([1], make)

    with clock.stopped_at(clock.now() + dt.timedelta(seconds=60)):
        kept.many([1], make)

    assert len(make.made) == 2


def test_what_says_nothing_of_the_time_is_kept_for_an_hour_or_until_its_hall_changes() -> None:
    kept: Kept[int, str] = Kept("demands", minutes=60)
    make = Maker()
    begin = clock.now().replace(minute=0, second=0)
    for after, made in ((0, 1), (3_599, 1), (3_600, 2)):
        with clock.stopped_at(begin + dt.timedelta(seconds=after)):
            kept.many([1], make)
            assert len(make.made) == made

    stamps.renew("demands")
    with clock.stopped_at(begin + dt.timedelta(seconds=3_600)):
        kept.many([1], make)
    assert len(make.made) == 3


def test_what_changes_while_it_is_made_is_not_kept() -> None:
    kept: Kept[int, str] = Kept("demands")
    made: list[str] = []

    def make() -> str:
        stamps.renew("demands")
        made.append("made")
        return "old"

    kept.one(1, make)
    kept.one(1, make)

    assert len(made) == 2


def test_what_is_not_there_is_asked_for_each_time() -> None:
    kept: Kept[int, str] = Kept()
    make = Maker()

    assert kept.many([-1], make) == kept.many([-1], make) == {}
    assert make.made == [[-1], [-1]]


def test_the_least_asked_for_goes_first() -> None:
    kept: Kept[int, str] = Kept(most=2)
    make = Maker()
    for key in (1, 2, 1, 3, 1, 2):
        kept.many([key], make)

    assert make.made == [[1], [2], [3], [2]]


def test_without_room_nothing_is_kept(settings: Any) -> None:
    settings.KEPT_PAGES_BYTES = 0
    kept: Kept[int, str] = Kept()
    make = Maker()
    kept.many([1], make)
    kept.many([1], make)

    assert len(make.made) == 2
