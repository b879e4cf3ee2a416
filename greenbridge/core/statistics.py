"""What the database knows of its own tables when it chooses how to read them."""

from django.db import connection

_LOOKED_AT = 1_000  # rows of an index that SQLite looks at: enough to tell one of two from one of a thousand


def renew() -> None:
    """Have all tables looked over, as after an import and every night.

    ``PRAGMA optimize`` would do the same for tables that its own connection has read, which is not the web server's.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {_LOOKED_AT}")
        cursor.execute("ANALYZE")
