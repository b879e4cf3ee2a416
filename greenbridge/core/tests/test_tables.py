"""A new database gets a room's tables in one step; one that has some of them goes on step by step."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

ROOMS = ("connectors", "deals", "demands", "library", "suppliers")
Key = tuple[str, str]


def planned(monkeypatch: pytest.MonkeyPatch, done: set[Key]) -> set[Key]:
    """What is to be done in the five rooms where some is done."""
    steps = MigrationLoader(None).disk_migrations
    monkeypatch.setattr(
        MigrationRecorder, "applied_migrations", lambda self: {key: steps[key] for key in done}
    )
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return {(one.app_label, one.name) for one, _ in plan if one.app_label in ROOMS}


def replaced() -> set[Key]:
    """The single steps that made those tables."""
    steps = MigrationLoader(None).disk_migrations
    return {key for (room, _), one in steps.items() if room in ROOMS for key in one.replaces}


def steps_of_old() -> set[Key]:
    """Everything that an installation from before the tables were made at once has done."""
    steps = MigrationLoader(None).disk_migrations
    return {(room, name) for (room, name), one in steps.items() if not (room in ROOMS and one.replaces)}


def test_at_once_the_tables_are_what_the_single_steps_leave() -> None:
    at_once = MigrationLoader(None).project_state().models
    step_by_step = MigrationLoader(None, replace_migrations=False).project_state().models

    for key in [key for key in {**at_once, **step_by_step} if key[0] in ROOMS]:
        assert at_once.get(key) == step_by_step.get(key), key
        assert list(at_once[key].fields) == list(step_by_step[key].fields), f"the columns of {key} in order"


@pytest.mark.django_db
def test_a_new_database_gets_the_tables_of_each_room_in_one_step(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = planned(monkeypatch, set())

    assert {room for room, name in plan if name.startswith("0001_squashed_")} == set(ROOMS)
    assert plan.isdisjoint(replaced())


@pytest.mark.django_db
def test_one_that_has_them_all_gets_none_and_one_halfway_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    done = steps_of_old()
    later = {key for key in done if key[0] == "suppliers" and key[1] >= "0024"}
    later |= {key for key in done if key[0] == "deals"}

    assert planned(monkeypatch, done) == set()
    assert planned(monkeypatch, done - later) >= {key for key in later if key[0] == "suppliers"}
    assert not {key for key in planned(monkeypatch, done - later) if key[0] in {"demands", "library"}}
