"""The entrance for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from greenbridge.core import presence
from greenbridge.core.room import roomy

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = roomy(get_wsgi_application())
presence.join()
