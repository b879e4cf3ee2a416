"""What is laid from memory is what was made."""

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from greenbridge.core import clock
from greenbridge.demands.models import Demand
from greenbridge.portal.setup import set_up
from greenbridge.testing import cast, rows
from greenbridge.testing.mould import Mould, a_world, tables
from greenbridge.testing.world import World

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
