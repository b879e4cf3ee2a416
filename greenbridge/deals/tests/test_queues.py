"""What waits on the desks of both sides."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.deals import queues
from greenbridge.suppliers.models import Supplier
from greenbridge.testing import cast

pytestmark = pytest.mark.usefixtures("ground")


def opportunities_of(lab: Supplier) -> tuple[list[str], int]:
    """What fits a supplier, as somebody of it finds it on a new page, and how much was asked for that."""
    somebody = User.objects.get(pk=cast.owner_of(lab.organisation).pk)
    assert somebody.organisation
    with CaptureQueriesContext(connection) as asked:
        titles = [task.title for task in queues.opportunities(somebody)]
    return titles, len(asked)


def test_what_fits_a_supplier_is_weighed_once_until_something_changes(
    settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    settings.KEPT_PAGES_BYTES, settings.STAMPS_DIR = 1, tmp_path / "stamps"
    demand, lab = cast.published(), cast.lab()

    with clock.stopped_at(clock.now()):
        assert opportunities_of(lab)[0] == [demand.title]
        assert opportunities_of(lab) == ([demand.title], 1)
        with django_capture_on_commit_callbacks(execute=True):
            cast.interest(demand, lab)
        assert opportunities_of(lab)[0] == []


def test_nothing_fits_who_is_not_on_the_shelf() -> None:
    cast.published()
    lab = cast.lab()
    Supplier.objects.filter(pk=lab.pk).update(status=Supplier.Status.DRAFT)

    assert opportunities_of(lab)[0] == []
