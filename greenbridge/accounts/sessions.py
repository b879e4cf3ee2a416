"""The session engine of the house: Django's own in the database, its one read before every page put together once."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from greenbridge.core.prepared import Prepared

_KEPT: Prepared[str] = Prepared(
    lambda key: Session.objects.filter(session_key=key).values_list("session_data", "expire_date"), "key"
)


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        row = _KEPT.first(self.session_key) if self.session_key else None
        if row is None or row[1] <= timezone.now():
            self._session_key = None
            return {}
        return dict(self.decode(row[0]))
