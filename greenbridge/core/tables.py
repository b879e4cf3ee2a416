"""Whether the database has the tables that the programme knows."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def are_current() -> bool:
    """No migration waits; False too where there is no table at all."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
