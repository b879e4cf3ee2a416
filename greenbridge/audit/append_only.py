"""What the database itself refuses: to change, delete or empty the trail.

A migration that builds the table anew on SQLite takes the triggers with it and must call ``install`` at its end.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

_INSTALL = {
    "sqlite": (
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit_auditrecord "
        "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
        "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit_auditrecord "
        "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
        # INSERT OR REPLACE deletes without the trigger above, by our number or by SQLite's own of the row.
        "CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit_auditrecord "
        "WHEN EXISTS (SELECT 1 FROM audit_auditrecord WHERE id = NEW.id OR rowid = NEW.rowid) "
        "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_auditrecord "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    ),
}
_LIFT = {
    "sqlite": (
        "DROP TRIGGER audit_no_update",
        "DROP TRIGGER audit_no_delete",
        "DROP TRIGGER audit_no_replace",
    ),
    "postgresql": ("DROP TRIGGER audit_append_only ON audit_auditrecord",),
}


def install(connection: BaseDatabaseWrapper) -> None:
    _execute(connection, _INSTALL)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Only for taking the migration back, and for emptying the database of tests."""
    _execute(connection, _LIFT)


def _execute(connection: BaseDatabaseWrapper, statements: dict[str, tuple[str, ...]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
