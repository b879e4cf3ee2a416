"""What is kept for a while only: sign-ups that nobody confirmed for a week, signing in for half a year, decided cases for three."""

import datetime as dt

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from greenbridge.accounts.models import RoleChange, User, VerificationCase
from greenbridge.accounts.services import closing
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS
from greenbridge.files import services as files

KEPT = dt.timedelta(days=180)
UNCONFIRMED = dt.timedelta(days=7)
LONGEST_SESSION = dt.timedelta(days=1)  # twice what ``SESSION_COOKIE_AGE`` allows


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
    devices = UserSession.objects.filter(created_at__lt=clock.now() - LONGEST_SESSION)
    counts = [rows.delete()[0] for rows in (*attempts, ended, devices)]
    return audit.took_away(attempts=sum(counts[:3]), sessions=sum(counts[3:]))


@transaction.atomic
def forget_cases() -> int:
    """Applications and changes of roles go three years after they were decided (``Keep.CASE``); what waits stays.

    Their files go with the last case that brought them. Returns how much went.
    """
    since = clock.now() - THREE_YEARS
    cases = VerificationCase.objects.decided_before(since)
    changes = RoleChange.objects.filter(decided_at__lt=since)
    papers = files.behind(cases, "licence", "proof")
    return audit.took_away(
        cases=cases.delete()[0], role_changes=changes.delete()[0], files=files.destroy(papers)
    )


@transaction.atomic
def forget_unconfirmed() -> int:
    """Sign-ups that nobody confirmed within a week are erased; returns how many.

    Whoever has confirmed an address or a number, or works for the platform, is never one of them.
    """
    asked = Q(emailaddress__isnull=False) | ~Q(unconfirmed_mobile="")
    signed_up = User.objects.filter(asked, is_demo=False, date_joined__lte=clock.now() - UNCONFIRMED)
    confirmed = Q(emailaddress__verified=True) | Q(mobile__isnull=False)
    staff = Q(grants__isnull=False) | Q(role_changes__isnull=False)
    stale = signed_up.exclude(confirmed).exclude(staff).exclude(last_seen_at__isnull=False)
    people = list(User.objects.select_for_update(of=("self",)).filter(pk__in=stale.values("pk")))
    for person in people:
        closing.erase(person)
    return audit.took_away(unconfirmed=len(people))
