"""One installation with everything in it, for all stories that take a copy of it and ruin that."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from greenbridge.testing.installation import Installation, installed

# Nobody signs in to it with a password: digests are made as in all stories.
FURNISH = """
from django.conf import settings
from django.core.management import call_command
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
call_command("set_up")
call_command("seed_demo")
"""


@pytest.fixture(scope="session")
def furnished(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """An installation with the demo data. Nobody changes it."""
    with django_db_blocker.unblock(), installed(tmp_path_factory.mktemp("furnished") / "var") as made:
        done = made.manage("shell", "--no-imports", "-c", FURNISH)
        assert done.returncode == 0, done.stderr
        yield made
