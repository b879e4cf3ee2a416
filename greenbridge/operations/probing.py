"""Many addresses at which there is nothing, asked for from one place (试探): written down for the security administrator."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from greenbridge.audit import services as audit
from greenbridge.core.origin import origin

WITHIN = 600.0  # seconds
REMEMBERED = 5_000  # places; the one that has been silent for longest is forgotten first

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class NoteProbing:
    """Middleware. Counts in this process's memory, so that it costs nothing; one trace per place and ten minutes."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self._counts: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 404 and self._count(origin(request.META.get("REMOTE_ADDR")) or ""):
            _note()
        return response

    def _count(self, place: str) -> bool:
        """Whether that was the one too many."""
        now = time.monotonic()
        with self._lock:
            since, count = self._counts.pop(place, (now, 0))
            if now - since >= WITHIN:
                since, count = now, 0
            self._counts[place] = since, count + 1
            while len(self._counts) > REMEMBERED:
                self._counts.popitem(last=False)
        return count + 1 == settings.PROBING_ADDRESSES


@transaction.atomic
def _note() -> None:
    after = {"count": settings.PROBING_ADDRESSES, "minutes": round(WITHIN / 60)}
    audit.record("address.probed", actor=None, after=after)
