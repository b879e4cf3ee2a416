"""The entrance for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django = get_wsgi_application()

from greenbridge.core import presence  # noqa: E402 — needs the settings
from greenbridge.core.room import roomy  # noqa: E402

presence.join()
application = roomy(django)
