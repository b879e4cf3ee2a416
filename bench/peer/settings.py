"""The bare site: Django with nothing switched on, over the database of the measured world, read only.

With BENCH_PEER_KEEPS=1 Django's own page cache is switched on, in memory.
"""

import os

from config import settings as ours

SECRET_KEY = "bench-only"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "bench.peer.urls"
INSTALLED_APPS = ["bench.peer"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}}
}
if os.environ.get("BENCH_PEER_KEEPS"):
    MIDDLEWARE = [
        "django.middleware.cache.UpdateCacheMiddleware",
        *MIDDLEWARE,
        "django.middleware.cache.FetchFromCacheMiddleware",
    ]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES = {"default": {**ours.DATABASES["default"]}}
USE_TZ = True
TIME_ZONE = ours.TIME_ZONE
LANGUAGE_CODE = ours.LANGUAGE_CODE
DEFAULT_AUTO_FIELD = ours.DEFAULT_AUTO_FIELD

if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["NAME"] = f"file:{ours.DATABASES['default']['NAME']}?mode=ro"
    DATABASES["default"]["OPTIONS"] = {
        "init_command": "PRAGMA mmap_size=268435456; PRAGMA cache_size=-32768;"
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c default_transaction_read_only=on"
