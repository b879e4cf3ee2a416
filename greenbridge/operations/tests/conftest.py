"""One installation with everything in it, for all stories that take a copy of it and ruin that."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from greenbridge.testing.installation import Installation, installed

FURNISH = "from django.core.management import call_command as call; call('set_up'); call('seed_demo')"


@pytest.fixture(scope="session")
def furnished(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """An installation with the demo data. Nobody changes it."""
    with django_db_blocker.unblock(), installed(tmp_path_factory.mktemp("furnished") / "var") as made:
        done = made.manage("shell", "--no-imports", "-c", FURNISH)
        assert done.returncode == 0, done.stderr
        yield made
