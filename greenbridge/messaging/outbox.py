"""What waits to be sent: claimed, sent outside every transaction, and marked.

A server that takes its time holds up nobody who writes, and one that is away for a night costs no letter: what failed is
tried again with the sweeps, for three days. A worker that dies between sending and marking sends once more.
"""

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from greenbridge.core import clock

logger = logging.getLogger(__name__)

AT_ONCE = 500
AGAIN_AFTER = dt.timedelta(minutes=4)  # less than from one sweep to the next, more than a server may take
TRIED_FOR = dt.timedelta(days=3)
FAILURES_IN_A_ROW = 3  # then it is the server, and the rest waits for the next sweep


@dataclass(frozen=True)
class Outbox:
    """The rows of one model that wait, and how one of them is sent. ``sent`` is what stands in a row from then on."""

    waiting: Callable[[], QuerySet[Any]]
    send: Callable[[Any], object]
    sent: Callable[[], Mapping[str, Any]]
    written: str
    tried: str
    attempts: str
    given_up: str

    def deliver(self) -> int:
        """Send what is due; returns how many went out. Two workers never send the same row.

        What was tried least comes first: what nobody takes holds up nothing that may go.
        """
        went = failures = 0
        due = Q(**{self.tried: None}) | Q(**{f"{self.tried}__lt": clock.now() - AGAIN_AFTER})
        rows = self.waiting().filter(due).order_by(self.attempts, "id").values_list("pk", self.tried)
        for key, tried in rows[:AT_ONCE]:
            row = self._claimed(key, tried)
            if row is None:
                continue
            try:
                self.send(row)
            except (OSError, ValueError) as failure:  # the server, or an address it cannot be given to
                logger.warning("%s %s was not sent: %s", row._meta.model_name, key, failure)
                self._failed(row)
                failures += 1
                if failures == FAILURES_IN_A_ROW:
                    break
            else:
                self.waiting().filter(pk=key).update(**self.sent())
                went, failures = went + 1, 0
        return went

    def _claimed(self, key: int, tried: dt.datetime | None) -> Any:
        """The row, unless another worker has it; from now on it is nobody else's until it may be tried again."""
        mine = {self.tried: clock.now(), self.attempts: F(self.attempts) + 1}
        if not self.waiting().filter(**{"pk": key, self.tried: tried}).update(**mine):
            return None
        return self.waiting().filter(pk=key).first()

    def _failed(self, row: Any) -> None:
        if clock.now() - getattr(row, self.written) >= TRIED_FOR:
            self.waiting().filter(pk=row.pk).update(**{self.given_up: True})
