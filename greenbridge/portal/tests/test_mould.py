"""What is laid from memory is what was made."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.demands.models import Demand
from greenbridge.portal.setup import set_up
from greenbridge.testing import cast, ground, rows
from greenbridge.testing.mould import Mould, first, tables
from greenbridge.testing.world import World, a_world

pytestmark = pytest.mark.usefixtures("ground")


def standing() -> dict[str, Any]:
    """All rows and files there are."""
    found: dict[str, Any] = {table.db_table: sorted(map(repr, rows.of(table))) for table in tables()}
    return found | {
        file.name: file.read_bytes() for file in Path(settings.FILES_DIR).rglob("*") if file.is_file()
    }


@pytest.mark.parametrize("make", [World, set_up])
def test_every_row_and_every_file_is_as_it_was_made(make: Callable[[], Any]) -> None:
    with transaction.atomic():
        mould = Mould(make)
        made = standing()
        transaction.set_rollback(True)
    shutil.rmtree(settings.FILES_DIR, ignore_errors=True)
    assert standing() != made

    mould.lay()

    assert standing() == made


def test_each_story_holds_its_own() -> None:
    mould = Mould(cast.lab)
    lab = mould.held()
    lab.intro = "另一段介绍"
    lab.save()

    assert mould.held().intro != lab.intro


def test_a_world_is_of_the_day_on_which_it_is_laid() -> None:
    for day in range(2):
        with clock.stopped_at(clock.now() + dt.timedelta(days=day)), transaction.atomic():
            a_world()
            assert {
                clock.local(one).date() for one in Demand.objects.values_list("created_at", flat=True)
            } == {clock.today()}
            transaction.set_rollback(True)


@pytest.fixture
def built() -> list[str]:
    return []


@pytest.fixture
def somebody(built: list[str]) -> Callable[..., str]:
    """A builder, and what it was asked for."""

    @first
    def build(name: str = "周新") -> str:
        built.append(name)
        return User.objects.create_user(f"{len(built)}@mail.example", "bamboo-river-2026", name=name).name

    return build


@contextmanager
def another_story() -> Iterator[None]:
    """On the same ground; what it did is taken back."""
    with transaction.atomic(), ground.watched():
        yield
        transaction.set_rollback(True)


def test_what_stories_begin_with_is_built_once_and_stands_in_each(
    somebody: Callable[..., str], built: list[str]
) -> None:
    for name in ("周新", "周新", "刘洋"):
        with another_story():
            assert somebody(name) == name
            assert [person.name for person in User.objects.all()] == [name]

    assert built == ["周新", "刘洋"]


def test_whoever_comes_later_or_at_another_time_is_built_as_any(
    somebody: Callable[..., str], built: list[str]
) -> None:
    with another_story():
        somebody()
        somebody()
    with another_story(), clock.stopped_at(clock.now()):
        somebody()
    with another_story():
        User.objects.update(name="别人")
        somebody()

    assert built == ["周新"] * 4
