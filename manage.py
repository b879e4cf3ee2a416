#!/usr/bin/env python3
"""Run one of the project's commands: ./manage.py help"""

import os
import sys
from pathlib import Path


def main() -> None:
    venv_python = Path(__file__).resolve().parent / ".venv" / "bin" / "python"
    if venv_python.exists() and Path(sys.prefix) != venv_python.parent.parent:
        os.execv(venv_python, [str(venv_python), *sys.argv])  # noqa: S606 — the project's own interpreter
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    from greenbridge.core.room import roomy

    try:
        roomy(execute_from_command_line)(sys.argv)
    except ImproperlyConfigured as wrong:
        sys.exit(f"The settings are not right. {wrong}")
    except OperationalError as silence:
        print(f"The database does not answer: {str(silence).splitlines()[0]}", file=sys.stderr)
        sys.exit(2)  # not 1, which some commands say of what they found


if __name__ == "__main__":
    main()
