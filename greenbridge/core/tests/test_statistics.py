"""The database is told to look over its tables once many rows have come in."""

import pytest
from django.db import connection

from greenbridge.core import statistics


def analysed() -> int:
    """How many of the tables the database knows about by having looked."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'")
            if not cursor.fetchone()[0]:
                return 0
            cursor.execute("SELECT count(DISTINCT tbl) FROM sqlite_stat1")
        else:
            cursor.execute(
                "SELECT count(DISTINCT tablename) FROM pg_stats WHERE tablename LIKE 'reference_%'"
            )
        return int(cursor.fetchone()[0])


@pytest.mark.usefixtures("ground")
def test_tables_with_rows_are_looked_over() -> None:
    statistics.renew()
    assert analysed() >= 3
