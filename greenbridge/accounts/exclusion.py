"""Administrators do no business: the rule where it cannot be forgotten, in the database.

A constraint looks at one row and this rule at all rows of a person, so it is a trigger. PostgreSQL takes the person's
row first, so that two grants in one moment see each other. A migration that rebuilds the table on SQLite loses the
triggers and has to call ``install`` again; a test of the rule notices.
"""

from typing import Any

_CLASH = """
    SELECT 1 FROM accounts_rolegrant held
    WHERE held.user_id = NEW.user_id {and_another}
      AND (held.role IN ('system_admin', 'security_admin', 'audit_admin')
           OR NEW.role IN ('system_admin', 'security_admin', 'audit_admin'))
"""
_INSERTED = _CLASH.format(and_another="")  # before an insert SQLite knows no NEW.id
_UPDATED = _CLASH.format(and_another="AND held.id <> NEW.id")
_SQLITE = """
    CREATE TRIGGER administrators_do_no_business_{event} BEFORE {event} ON accounts_rolegrant
    WHEN EXISTS ({clash})
    BEGIN SELECT RAISE(ABORT, 'an administrator does no business'); END
"""
_FUNCTION = """
    CREATE OR REPLACE FUNCTION administrators_do_no_business() RETURNS trigger AS $$
    BEGIN
        PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR UPDATE;
        IF EXISTS ({clash}) THEN
            RAISE EXCEPTION 'an administrator does no business' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$ LANGUAGE plpgsql
"""
_POSTGRES = """
    CREATE TRIGGER administrators_do_no_business BEFORE INSERT OR UPDATE ON accounts_rolegrant
    FOR EACH ROW EXECUTE FUNCTION administrators_do_no_business()
"""


def install(apps: Any, schema_editor: Any) -> None:
    """Put the triggers in place; a second time changes nothing."""
    uninstall(apps, schema_editor)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_FUNCTION.format(clash=_UPDATED))
        schema_editor.execute(_POSTGRES)
        return
    for event, clash in (("INSERT", _INSERTED), ("UPDATE", _UPDATED)):
        schema_editor.execute(_SQLITE.format(event=event, clash=clash))


def uninstall(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER IF EXISTS administrators_do_no_business ON accounts_rolegrant")
        return
    for event in ("INSERT", "UPDATE"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS administrators_do_no_business_{event}")
