"""Several people doing the same thing at the same moment, each on a database connection of their own."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from django.db import connection
from django.db.models import CheckConstraint, ForeignKey, Model

LOCK = r" FOR (NO KEY )?UPDATE.*$"
PATIENCE = 5  # seconds
LONGEST_GOODBYE = 3  # seconds; whoever is left then is sent away


def at_once(*acts: Callable[[], object], careless: "Careless | None" = None) -> list[object]:
    """What each act returned, or the exception it raised, after all began together.

    ``careless`` is the control: the same acts without what keeps them apart.
    """
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait()
        try:
            with careless.on_this_connection() if careless else nullcontext():
                return act()
        except Exception as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as crowd:
        return list(crowd.map(run, acts))


def await_the_last() -> None:
    """PostgreSQL ends a session a moment after its connection closed, and drops no database while there is one.

    Those in the pool stay open by themselves: it is closed first, and who asks comes from another database. On a busy
    machine a thread may hold one longer than anybody waits: the cluster is the tests' own, so it is ended then.
    """
    if connection.vendor != "postgresql":
        return
    own: Any = connection
    own.close()
    own.close_pool()
    deadline = time.monotonic() + LONGEST_GOODBYE
    with own._nodb_cursor() as cursor:
        others = 1
        while others and time.monotonic() < deadline:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [own.settings_dict["NAME"]]
            )
            others = cursor.fetchone()[0]
            time.sleep(0.05)
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            [own.settings_dict["NAME"]],
        )


class Careless:
    """Statements lose what matches ``drops`` (a lock, a condition), and nobody writes before all have read ``table``.

    Of what is read several times before it is written, each of the first ``reads`` waits for the others.
    """

    def __init__(self, table: str, *, drops: str = LOCK, parties: int = 2, reads: int = 1) -> None:
        self._read, self._drops, self._reads = f'FROM "{table}"', re.compile(drops), reads
        self._all_have_read = threading.Barrier(parties, timeout=PATIENCE)
        self._mine = threading.local()

    def on_this_connection(self) -> AbstractContextManager[None]:
        return connection.execute_wrapper(self._execute)

    def _execute(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(self._drops.sub("", sql), params, many, context)
        if sql.startswith("SELECT") and self._read in sql:
            self._mine.reads = getattr(self._mine, "reads", 0) + 1
            if self._mine.reads <= self._reads:
                self._all_have_read.wait()
        return result


@contextmanager
def without_constraint(model: type[Model], name: str) -> Iterator[None]:
    """The control of a race that a constraint decides: the table without it. Its rows are gone afterwards."""
    whole = model._meta.constraints
    constraint = next(one for one in whole if one.name == name)
    if connection.vendor == "sqlite" and isinstance(constraint, CheckConstraint):
        with _unchecked(model):  # SQLite would write the whole table anew
            yield
        return
    model._meta.constraints = [one for one in whole if one != constraint]
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        model._default_manager.all().delete()
        model._meta.constraints = whole
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)


@contextmanager
def without_uniqueness(model: type[Model], name: str) -> Iterator[None]:
    """The control of a race that a one-to-one column decides: several rows may point to one. They are gone afterwards."""
    one: Any = model._meta.get_field(name)
    many = ForeignKey(one.remote_field.model, one.remote_field.on_delete)
    many.set_attributes_from_name(name)
    many.model = model
    with connection.schema_editor() as editor:
        editor.alter_field(model, one, many)
    try:
        yield
    finally:
        model._default_manager.all().delete()
        with connection.schema_editor() as editor:
            editor.alter_field(model, many, one)


@contextmanager
def _unchecked(model: type[Model]) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        try:
            yield
        finally:
            model._default_manager.all().delete()
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
