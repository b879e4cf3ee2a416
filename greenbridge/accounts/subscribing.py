"""How somebody comes to hear of something regularly, and stops it: the same for all halls.

Who has signed in is told in the inbox. A mere address is first asked whether it agrees, and nobody learns from the site
whether it has; what proves that somebody was written to is a signed token, with which each letter is stopped in one click.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, transaction
from django.urls import reverse

from greenbridge.accounts.errors import ConditionsTooLong, TooManySubscriptions
from greenbridge.accounts.models import User
from greenbridge.accounts.models.subscribing import LONGEST_CONDITIONS, LONGEST_LABEL, Subscribed
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.messaging import letters
from greenbridge.messaging.models import Letter

logger = logging.getLogger(__name__)

MOST = 20
UNCONFIRMED = dt.timedelta(days=7)
REMEMBERED = 1000
S = TypeVar("S", bound=Subscribed)
N = TypeVar("N")


def token(row: Subscribed) -> str:
    """What proves that somebody was written to at the address; nobody can make one up."""
    return _signer(type(row)).sign(str(row.pk))


def behind(table: type[S], text: str) -> S | None:
    """The row that a token names; None once it has been stopped."""
    try:
        key = _signer(table).unsign(text)
    except BadSignature:
        return None
    found: S | None = table.objects.filter(pk=key).first()
    return found


def link(row: Subscribed, route: str) -> str:
    """The whole address of its page, or of stopping it."""
    return settings.WAGTAILADMIN_BASE_URL + reverse(route, args=[token(row)])


def _signer(table: type[Subscribed]) -> Signer:
    return Signer(salt=str(table._meta.model_name))


@transaction.atomic
def ask(table: type[S], conditions: str, label: str, pace: str, *, person: User | None, email: str) -> S:
    """Write down what somebody wants to hear of; asking again changes the pace.

    Of an address that has agreed nothing is changed here, where anybody may write it in.
    Raises TooManySubscriptions, ConditionsTooLong.
    """
    if len(conditions) > LONGEST_CONDITIONS or len(label) > LONGEST_LABEL:
        raise ConditionsTooLong()
    if person:  # the row of the person is the lock
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
    try:
        with transaction.atomic():
            row = _asked(table, conditions, label, pace, person=person, email=email)
    except (
        IntegrityError
    ):  # an address has no lock: it asked for the same at the same moment, and that row is there now
        row = _asked(table, conditions, label, pace, person=person, email=email)
    audit.record("subscription.asked", actor=person, target=row, after={"conditions": label, "pace": pace})
    return row


def _asked(table: type[S], conditions: str, label: str, pace: str, *, person: User | None, email: str) -> S:
    whose = {"person": person, "email": email}
    mine = table.objects.filter(**whose)
    row: S | None = mine.filter(conditions=conditions).first()
    if row is None and mine.count() >= MOST:
        raise TooManySubscriptions(most=MOST)
    now = clock.now()
    row = row or table(**whose, conditions=conditions, asked_at=now)
    if person or row.confirmed_at is None:
        row.pace, row.label = pace, label
        row.confirmed_at = row.confirmed_at or (now if person else None)
        row.save()
    return row


def ask_to_confirm(row: Subscribed, text: str, *, subject: str, asked_from: str | None) -> None:
    """Write to the address: ``text`` says to what it would agree and where. Raises TooManyCodes."""
    letters.write(Letter.Channel.MAIL, row.email, text, subject=subject, asked_from=asked_from)


@transaction.atomic
def confirm(row: S, *, by: User | None) -> S:
    """The address agrees: it is told of what comes from now on. A second time changes nothing."""
    row = type(row).objects.select_for_update().get(pk=row.pk)
    if row.confirmed_at is None:
        row.confirmed_at = clock.now()
        row.save(update_fields=["confirmed_at"])
        audit.record("subscription.confirmed", actor=by, target=row)
    return row


@transaction.atomic
def stop(row: Subscribed, *, by: User | None) -> None:
    """Nothing more is sent; of the row nothing is kept but the trace."""
    audit.record("subscription.stopped", actor=by, target=row)
    row.delete()


def tell_each(
    rows: Iterable[S],
    fresh: Callable[[S], Sequence[N]],
    send: Callable[[S, Sequence[N]], None],
    key: Callable[[N], str],
) -> int:
    """Send each row what is fresh for it, and remember it by its key. Returns to how many.

    What fails for one is tried again next time.
    """
    told = 0
    for row in rows:
        try:
            told += _tell(row, fresh, send, key)
        except RuleBroken as refusal:  # its address has been written to too often just now
            logger.info("%s %s waits: %s", row._meta.model_name, row.pk, refusal)
    return told


def _tell(
    row: S, fresh: Callable[[S], Sequence[N]], send: Callable[[S, Sequence[N]], None], key: Callable[[N], str]
) -> bool:
    if not fresh(row):
        return False
    with transaction.atomic():
        locked = type(row).objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
        news = fresh(locked) if locked else []
        if not locked or not news:  # stopped, or told by somebody else meanwhile
            return False
        send(locked, news)
        _remember(locked, map(key, news))
        return True


def _remember(row: Subscribed, keys: Iterable[str]) -> None:
    """Note what has been told of."""
    row.told = [*row.told, *keys][-REMEMBERED:]
    row.save(update_fields=["told"])


@transaction.atomic
def forget_unconfirmed(table: type[Subscribed]) -> int:
    """Addresses that have not agreed within a week go (``Keep.SUBSCRIPTION``). Returns how many."""
    since = clock.now() - UNCONFIRMED
    count, _ = table.objects.filter(confirmed_at=None, asked_at__lt=since).delete()
    return audit.took_away(subscriptions=count)
