"""Accounts that nobody uses: warned twice, then switched off. Their owners come back with a code, staff through an administrator."""

import datetime as dt

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from greenbridge.accounts.models import User
from greenbridge.accounts.services import sign_in
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.messaging import letters, sms
from greenbridge.messaging import services as messaging
from greenbridge.messaging.models import Letter

AFTER = 90  # days
WARNINGS = ((2, 3), (1, 14))  # which warning it is, and how many days are left; the pressing one first


def sweep() -> tuple[int, int]:
    """Switch off what has been idle for 90 days and warn 14 and 3 days before; returns (switched off, warned).

    The public is never switched off without both warnings; demo accounts stay.
    """
    off = [user for user in _idle_for(AFTER) if user.is_staff_member or user.idle_warnings >= len(WARNINGS)]
    switched_off = sum(_switch_off(user) for user in off)
    warned = 0
    for number, days in WARNINGS:
        for user in _idle_for(AFTER - days).filter(idle_warnings__lt=number):
            _warn(user, number, days)
            warned += 1
    return switched_off, warned


def _idle_for(days: int) -> QuerySet[User]:
    since = clock.now() - dt.timedelta(days=days)
    active = User.objects.filter(is_active=True, is_demo=False)
    return (
        active.annotate(used=Coalesce(F("last_seen_at"), F("date_joined")))
        .filter(used__lte=since)
        .order_by("pk")
    )


@transaction.atomic
def _switch_off(user: User) -> bool:
    """Whether it did: whom an administrator has disabled meanwhile must not become one whom a code wakes."""
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False, dormant_since=clock.now()):
        return False
    audit.record("account.went_dormant", actor=None, target=user)
    sign_in.end_all_sessions(user, why="dormant")
    return True


@transaction.atomic
def _warn(user: User, number: int, days: int) -> None:
    user.idle_warnings = number
    user.save(update_fields=["idle_warnings"])
    text = f"您的账号已有{AFTER - days}天没有使用，{days}天后将停用。登录一次即可继续使用。"
    messaging.send(user, text, link="/accounts/login/")
    if not user.email and user.mobile and sms.is_offered():
        letters.write(Letter.Channel.SMS, user.mobile, f"【绿桥】{text}", is_code=False)
