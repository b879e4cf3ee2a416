"""Letters: codes and links to an address that nobody has proved to be theirs yet.

Kept as rows, so that a crash loses none; what went out keeps its envelope for the limits, and its text only in demo mode.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.core.origin import origin
from greenbridge.core.text import clean_line
from greenbridge.messaging import sms, tasks
from greenbridge.messaging.models import Letter
from greenbridge.messaging.outbox import Outbox

KEPT = dt.timedelta(days=180)


class TooManyCodes(RuleBroken):
    sentence = "发送得太频繁，请过{wait}再试。"


def check_may_write(address: str, asked_from: str | None, *, is_code: bool = True) -> None:
    """Raises TooManyCodes: one code a minute and five letters an hour to an address, and a limit for who asks.

    Who has just been invited gets the code to sign up with at once.
    """
    now = clock.of_the_database()
    mine = Letter.objects.filter(address=address)
    if mine.filter(is_code=is_code, written_at__gt=now - dt.timedelta(minutes=1)).exists():
        raise TooManyCodes(wait="一分钟")
    hour = dt.timedelta(hours=1)
    if mine.filter(written_at__gt=now - hour).count() >= settings.LETTERS_PER_ADDRESS_AND_HOUR:
        raise TooManyCodes(wait="一小时")
    asked = Letter.objects.filter(asked_from=origin(asked_from), written_at__gt=now - hour)
    if asked_from and asked.count() >= settings.LETTERS_PER_SOURCE_AND_HOUR:
        raise TooManyCodes(wait="一小时")


@transaction.atomic
def write(
    channel: str,
    address: str,
    text: str,
    *,
    subject: str = "",
    asked_from: str | None = None,
    is_code: bool = True,
    unsubscribe: str = "",
) -> Letter:
    """Send a text to an address, after the commit; ``unsubscribe`` is where its reader stops what comes regularly.

    Raises TooManyCodes.
    """
    check_may_write(address, asked_from, is_code=is_code)
    return _write(channel, address, text, subject, asked_from, is_code, unsubscribe)


@transaction.atomic
def warn(channel: str, address: str, text: str, *, subject: str = "") -> Letter:
    """Tell an address what was done to the account behind it. No limit holds: whoever did it could use it up before."""
    return _write(channel, address, text, subject, is_code=False)


def _write(
    channel: str,
    address: str,
    text: str,
    subject: str,
    asked_from: str | None = None,
    is_code: bool = True,
    unsubscribe: str = "",
) -> Letter:
    letter = Letter.objects.create(
        channel=channel,
        address=address,
        asked_from=origin(asked_from),
        subject=clean_line(subject),
        text=text,
        written_at=clock.of_the_database(),
        is_code=is_code,
        unsubscribe=unsubscribe,
    )
    tasks.deliver_letters.enqueue()
    return letter


def deliver() -> int:
    """Send what has not been sent; returns how many went out."""
    return _outbox.deliver()


def _send(letter: Letter) -> None:
    if letter.channel == Letter.Channel.SMS:
        sms.provider().send(letter.address, letter.text)
        return
    stopping = {
        "List-Unsubscribe": f"<{letter.unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    headers = stopping if letter.unsubscribe else {}
    EmailMessage(subject=letter.subject, body=letter.text, to=[letter.address], headers=headers).send()


def _once_sent() -> dict[str, Any]:
    """The code in it is nobody's business any more."""
    return {"sent_at": clock.now(), "unsubscribe": ""} | ({} if settings.DEMO else {"text": ""})


_outbox = Outbox(
    waiting=Letter.objects.waiting,
    send=_send,
    sent=_once_sent,
    written="written_at",
    tried="tried_at",
    attempts="attempts",
    given_up="given_up",
)


@transaction.atomic
def forget_old() -> int:
    """Envelopes go after half a year (``Keep.LOG``); returns how many."""
    count, _ = Letter.objects.filter(written_at__lt=clock.now() - KEPT).delete()
    return audit.took_away(letters=count)
