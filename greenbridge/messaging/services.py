"""Telling people. A message is a row in the transaction of what it tells of; e-mail follows after the commit."""

import datetime as dt
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models, transaction

from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.text import clean_line
from greenbridge.messaging import tasks
from greenbridge.messaging.models import Message
from greenbridge.messaging.outbox import Outbox

KEPT = dt.timedelta(days=730)


def send(recipient: Any, text: str, *, link: str = "") -> Message:
    """Put a message into a person's inbox, now, and into their e-mail, if any, once the transaction has committed."""
    has_mail = bool(recipient.email)
    message = Message.objects.create(
        recipient=recipient, text=text, link=link, sent_at=clock.now(), mail_given_up=not has_mail
    )
    if has_mail:
        tasks.deliver_mail.enqueue()
    return message


def send_to_all(recipients: models.QuerySet[Any], text: str, *, link: str = "") -> int:
    """The same message to many people at once; returns to how many."""
    now, count = clock.now(), 0
    people = recipients.only("pk", "email").iterator(2000)
    while some := list(islice(people, 2000)):
        Message.objects.bulk_create(
            Message(recipient=who, text=text, link=link, sent_at=now, mail_given_up=not who.email)
            for who in some
        )
        count += len(some)
    tasks.deliver_mail.enqueue()
    return count


def deliver_mail() -> int:
    """Send what has not been sent; returns how many went out. What is given up stays in the inbox."""
    return _outbox.deliver()


def _mail_for(message: Message) -> EmailMessage:
    address = (
        f"{settings.WAGTAILADMIN_BASE_URL}{message.link}" if message.link else settings.WAGTAILADMIN_BASE_URL
    )
    return EmailMessage(
        subject="绿桥：" + clean_line(message.text).split("。")[0][:60],
        body=f"{message.text}\n\n查看：{address}\n\n这封邮件由平台自动发出，请勿直接回复。",
        to=[message.recipient.email or ""],
    )


def _mail(message: Message) -> None:
    _mail_for(message).send()


_outbox = Outbox(
    waiting=Message.objects.waiting_for_mail,
    send=_mail,
    sent=lambda: {"mailed_at": clock.now()},
    written="sent_at",
    tried="mail_tried_at",
    attempts="mail_attempts",
    given_up="mail_given_up",
)


@transaction.atomic
def mark_read(recipient: Any) -> int:
    """Everything in the inbox counts as read; returns how many were new."""
    read = Message.objects.filter(recipient=recipient).unread().update(read_at=clock.now())
    if read:
        audit.record("messages.read", actor=recipient, after={"count": read})
    return read


@transaction.atomic
def forget_old() -> int:
    """Messages go after two years (``Keep.MESSAGE``); returns how many went."""
    count, _ = Message.objects.filter(sent_at__lt=clock.now() - KEPT).delete()
    return audit.took_away(messages=count)
