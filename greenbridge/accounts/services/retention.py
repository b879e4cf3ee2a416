"""What is kept of signing in for a while only."""

import datetime as dt

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db import transaction

from greenbridge.audit import services as audit
from greenbridge.core import clock

KEPT = dt.timedelta(days=180)


@transaction.atomic
def forget_sign_ins() -> int:
    """Failed sign-ins go after six months (``Keep.LOG``), sessions once they have ended (``Keep.SESSION``).

    Returns how many rows went; the trail of sign-ins stays.
    """
    since = clock.now() - KEPT
    attempts = [
        model.objects.filter(attempt_time__lt=since) for model in (AccessAttempt, AccessFailureLog, AccessLog)
    ]
    ended = Session.objects.filter(expire_date__lt=clock.now())
    counts = [rows.delete()[0] for rows in (*attempts, ended)]
    if any(counts):
        audit.record(
            "retention.applied", actor=None, after={"attempts": sum(counts[:3]), "sessions": counts[3]}
        )
    return sum(counts)
