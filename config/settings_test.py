"""Settings for tests: the same house, a fast password hasher, jobs run at once, files in a directory that goes away."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("GREENBRIDGE_LOCAL", "1")
os.environ.setdefault("SECRET_KEY", "tests-only")
os.environ.setdefault("AUDIT_KEY", "tests-only")
if "GREENBRIDGE_VAR" not in os.environ:
    os.environ["GREENBRIDGE_VAR"] = tempfile.mkdtemp(prefix="greenbridge-tests-")
    atexit.register(shutil.rmtree, os.environ["GREENBRIDGE_VAR"], ignore_errors=True)

from config.settings import *  # noqa: F403
from config.settings import DATABASES, INSTALLED_APPS, VAR_DIR

INSTALLED_APPS += ["greenbridge.testing"]  # its flush empties the trail between tests; nothing else can

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
KEPT_PAGES_BYTES = 0  # stories share a process; those of ui.kept_pages make room again
SECURE_HSTS_SECONDS = 31_536_000  # as on a real installation; stories that look for it ask over TLS
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
AXES_ENABLED = False
PROBING_ADDRESSES = 0  # stories share a process and ask for many addresses at which there is nothing
FILES_SCANNER = "none"  # whatever the machine has; the stories of scanning bring their own
if "sqlite" in str(DATABASES["default"]["ENGINE"]):
    # A file, not memory: threads in race tests need connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(VAR_DIR) / "test.sqlite3")}
