"""The database refuses to change the trail; on PostgreSQL each transaction takes a lane for itself."""

from typing import Any

from django.db import migrations

from greenbridge.audit import append_only

# The lane is kept for the whole transaction, so that who holds one never waits for another. The lock and the setting
# both go with the savepoint or transaction they belong to. The head is read by a statement that begins after the
# lock was taken, and so sees what the last holder committed.
TAKE_LANE = """
CREATE FUNCTION audit_take_lane(OUT lane integer, OUT length bigint, OUT seal text) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  held text := current_setting('greenbridge.audit_lane', true);
BEGIN
  IF held <> '' THEN
    lane := held;
  ELSE
    lane := 0;
    WHILE lane < 128 AND NOT pg_try_advisory_xact_lock(20221230, lane) LOOP
      lane := lane + 1;
    END LOOP;
    IF lane = 128 THEN
      lane := mod(pg_backend_pid(), 128);
      PERFORM pg_advisory_xact_lock(20221230, lane);
    END IF;
    PERFORM set_config('greenbridge.audit_lane', lane::text, true);
  END IF;
  SELECT head.length, head.seal INTO length, seal FROM audit_lanehead head WHERE head.lane = audit_take_lane.lane;
END $$
"""


def install(_: Any, editor: Any) -> None:
    append_only.install(editor.connection)
    if editor.connection.vendor == "postgresql":
        editor.execute(TAKE_LANE)


def remove(_: Any, editor: Any) -> None:
    append_only.lift(editor.connection)
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION audit_take_lane()")


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_seal")]

    operations = [migrations.RunPython(install, remove)]
