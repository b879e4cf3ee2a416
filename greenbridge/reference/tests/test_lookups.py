"""Names from the small tables are read once, and anew after one has changed."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from greenbridge.core import clock
from greenbridge.reference import lookups
from greenbridge.reference.models import Region, ServiceType

pytestmark = pytest.mark.usefixtures("ground")


def test_names_are_read_once_and_anew_after_a_change(
    settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.STAMPS_DIR = tmp_path
    with clock.stopped_at(clock.now()):
        before = lookups.service_types()["S01"].name
        with CaptureQueriesContext(connection) as asked:
            assert lookups.service_types()["S01"].name == before
        assert not asked.captured_queries

        with django_capture_on_commit_callbacks(execute=True):
            ServiceType.objects.filter(code="S01").update(name="另一个名字")

        assert lookups.service_types()["S01"].name == "另一个名字"


def test_a_division_that_does_not_exist_is_left_out() -> None:
    town = Region.objects.filter(code="310118107").get()

    assert lookups.regions(["310118107", "999999"]) == {"310118107": town}
