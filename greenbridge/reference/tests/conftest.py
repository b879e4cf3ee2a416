from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from greenbridge.reference import resolver, services


@pytest.fixture(scope="module")
def loaded(register: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """All reference tables, loaded once for the stories of a file and rolled back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        services.load_all(register)
        resolver.gazetteer()
        with connection.cursor() as cursor:
            cursor.execute(
                "ANALYZE reference_region"
            )  # PostgreSQL remembers it as the handful of other stories
        connection.check_constraints()  # once for all: else every row is looked at again after each story
        yield
        transaction.set_rollback(True)
    resolver.forget()
