"""The tables of the database: whether it has those that the programme knows, and how many are made at once."""

from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


def are_current() -> bool:
    """No migration waits; False too where there is no table at all."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


class CreateModels(Operation):
    """Many models in one step of a migration.

    After each step Django draws anew every model that is related to what has changed. Nearly all of ours are, by way of
    the user: a step for each takes many times as long.
    """

    reversible = False

    def __init__(self, models: list[CreateModel]) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        was_drawn = state.__dict__.pop("apps", None) is not None
        for model in self.models:
            model.state_forwards(app_label, state)
        if was_drawn:
            _ = state.apps  # draws all of them, once

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)
