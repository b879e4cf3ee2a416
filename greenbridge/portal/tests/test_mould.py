"""A world that is laid from memory is the one that was made."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from greenbridge.testing import rows
from greenbridge.testing.mould import Mould, tables

pytestmark = pytest.mark.usefixtures("ground")


def standing() -> dict[str, Any]:
    """All rows and files there are."""
    found: dict[str, Any] = {table.db_table: sorted(map(repr, rows.of(table))) for table in tables()}
    return found | {
        file.name: file.read_bytes() for file in Path(settings.FILES_DIR).rglob("*") if file.is_file()
    }


def test_it_has_every_row_and_every_file_and_each_story_holds_its_own() -> None:
    with transaction.atomic():
        mould = Mould()
        made = standing()
        transaction.set_rollback(True)
    shutil.rmtree(settings.FILES_DIR)
    assert standing() != made

    mould.lay()

    assert standing() == made
    world = mould.world()
    world.lab.intro = "另一段介绍"
    world.lab.save()
    assert mould.world().lab.intro != world.lab.intro
