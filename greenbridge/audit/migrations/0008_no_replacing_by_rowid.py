"""SQLite numbers its rows for itself beside our numbers: by those, too, nothing is replaced."""

from typing import Any

from django.db import migrations

from greenbridge.audit import append_only


def install_anew(_: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        append_only.lift(editor.connection)
        append_only.install(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0007_answers_to_sent_forms")]

    operations = [migrations.RunPython(install_anew, migrations.RunPython.noop)]
