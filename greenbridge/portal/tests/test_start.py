"""What a process of the platform loads before its first page."""

import os
import subprocess
import sys
from importlib.util import find_spec

from django.conf import settings

STARTS = "import sys, django; django.setup(); import config.wsgi, config.urls; print(*sys.modules)"
READERS = {"pypdf", "pdfplumber", "pdfminer", "openpyxl", "reportlab", "rjieba"}


def test_readers_of_files_and_dictionaries_wait_until_somebody_needs_them() -> None:
    """They cost every web process, job and command their start and their memory; files are read in children anyway."""
    started = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", STARTS],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "GREENBRIDGE_LOCAL": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {module.partition(".")[0] for module in started.stdout.split()}

    assert all(map(find_spec, READERS)), "each is installed, and might have been loaded"
    assert "greenbridge" in loaded
    assert not READERS & loaded
