"""What stories begin with is made once and laid from memory after that: its rows, its files, and what they hold of it.

It is as with the ground. Making the world of 江苏 takes two thousand statements, laying it one for each table.
"""

import datetime as dt
import pickle
from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import Any, Generic, ParamSpec, TypeVar, cast

from django.apps import apps
from django.conf import settings

from greenbridge.core import clock, stamps
from greenbridge.portal.setup import set_up
from greenbridge.suppliers.assessment import shelf
from greenbridge.testing import ground, rows

T = TypeVar("T")
P = ParamSpec("P")


class Mould(Generic[T]):
    """What something adds to the ground and changes in it. Whoever makes the first one stands in it already."""

    def __init__(self, make: Callable[[], T]) -> None:
        before = {table: rows.of(table) for table in tables()}
        self._held = pickle.dumps(make())
        after = {table: rows.of(table) for table in tables()}
        gone = {table: _without(known, after[table]) for table, known in before.items()}
        added = {table: _without(known, before[table]) for table, known in after.items()}
        self._statements = rows.at_once(
            [rows.deleting(table, old) for table, old in gone.items() if old]
            + [rows.inserting(table, new) for table, new in added.items() if new]
        )
        folder = Path(settings.FILES_DIR)
        files = (file for file in folder.rglob("*") if file.is_file())
        self._files = {file.relative_to(folder): file.read_bytes() for file in files}

    def held(self) -> T:
        """What stories hold of it. Each has its own, for it may change it."""
        held: T = pickle.loads(self._held)
        return held

    def lay(self) -> None:
        rows.lay(self._statements)
        for name, content in self._files.items():
            file = Path(settings.FILES_DIR) / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        stamps.renew_all()  # what was asked before it was laid is over
        shelf.forget()


def furnish() -> None:
    """What an installation needs before its first visitor, on ground where nothing else stands yet."""
    laid(set_up)


_moulds: dict[tuple[Callable[..., Any], tuple[str, ...], dt.date], Mould[Any]] = {}


def laid(make: Callable[..., T], *words: str) -> T:
    """What a function makes, on ground where nothing else stands yet; what it gives back is each story's own.

    Of today: a run that goes on past midnight makes it again, for much of it says when it was.
    """
    which = (make, words, clock.today())
    if which in _moulds:
        _moulds[which].lay()
    else:
        _moulds[which] = Mould(partial(make, *words))
    held: T = _moulds[which].held()
    return held


def first(make: Callable[P, T]) -> Callable[P, T]:
    """A builder that many stories begin with: on untouched ground, at this moment, it is laid from memory."""

    @wraps(make)
    def member(*words: P.args, **facts: P.kwargs) -> T:
        is_plain = not facts and all(isinstance(word, str) for word in words)
        if is_plain and ground.is_untouched() and not clock.is_stopped():
            return laid(make, *cast(tuple[str, ...], words))
        return make(*words, **facts)

    return member


def _without(known: list[rows.Row], others: list[rows.Row]) -> list[rows.Row]:
    left_out = set(others)
    return [row for row in known if row not in left_out]


def tables() -> list[Any]:
    """All tables of the house, each named by the ``_meta`` of its model."""
    models = apps.get_models(include_auto_created=True)
    return [model._meta for model in models if model._meta.managed and not model._meta.proxy]
