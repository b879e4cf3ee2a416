"""A world that has been made once is laid from memory after that: its rows, its files, and what stories hold of it.

It is as with the ground. Making the world of 江苏 takes two thousand statements, laying it one for each table.
"""

import pickle
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

from greenbridge.core import stamps
from greenbridge.suppliers.assessment import shelf
from greenbridge.testing import rows
from greenbridge.testing.world import World


class Mould:
    """What the world of 江苏 adds to the ground. Whoever makes the first one stands in it already."""

    def __init__(self) -> None:
        before = {table: set(rows.of(table)) for table in tables()}
        self._world = pickle.dumps(World())
        added = {
            table: [row for row in rows.of(table) if row not in known] for table, known in before.items()
        }
        self._statements = rows.at_once([rows.inserting(table, new) for table, new in added.items() if new])
        folder = Path(settings.FILES_DIR)
        files = (file for file in folder.rglob("*") if file.is_file())
        self._files = {file.relative_to(folder): file.read_bytes() for file in files}

    def world(self) -> World:
        """One's own: a story may change what it holds."""
        world: World = pickle.loads(self._world)
        return world

    def lay(self) -> None:
        rows.lay(self._statements)
        for name, content in self._files.items():
            file = Path(settings.FILES_DIR) / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        stamps.renew_all()  # what was asked before the world was laid is over
        shelf.forget()


_mould: list[Mould] = []


def a_world() -> World:
    """The world of 江苏, on ground where nothing else stands yet."""
    if _mould:
        _mould[0].lay()
    else:
        _mould.append(Mould())
    return _mould[0].world()


def tables() -> list[Any]:
    """All tables of the house, each named by the ``_meta`` of its model."""
    models = apps.get_models(include_auto_created=True)
    return [model._meta for model in models if model._meta.managed and not model._meta.proxy]
