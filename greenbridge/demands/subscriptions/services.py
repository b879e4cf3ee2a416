"""A subscription from asking for it to stopping it, and the telling in between."""

import datetime as dt
import logging
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.demands.models import Demand, Project, Subscription
from greenbridge.demands.models.subscription import LONGEST_CONDITIONS, LONGEST_LABEL
from greenbridge.demands.subscriptions import queries
from greenbridge.demands.subscriptions.errors import ConditionsTooLong, TooManySubscriptions
from greenbridge.demands.subscriptions.queries import Conditions
from greenbridge.demands.templatetags.demands import budget
from greenbridge.messaging import letters
from greenbridge.messaging import services as messaging
from greenbridge.messaging.models import Letter

logger = logging.getLogger(__name__)

MOST = 20
UNCONFIRMED = dt.timedelta(days=7)
NAMED = 10
"""Demands that one message names; of more it says how many."""
REMEMBERED = 1000
LONGEST_LINK = 200


@transaction.atomic
def subscribe(
    to: Conditions,
    pace: str,
    *,
    person: User | None = None,
    email: str = "",
    asked_from: str | None = None,
) -> Subscription:
    """Somebody wants to hear of what meets the conditions.

    Who has signed in is told from now on, in the inbox and by mail; asking again changes the pace. An address is first
    asked whether it agrees. Of one that has agreed nothing is changed here, where anybody may write it in, and nobody
    learns that it has: it is written to once more. Raises TooManySubscriptions, ConditionsTooLong, TooManyCodes.
    """
    if len(to.query) > LONGEST_CONDITIONS or len(to.label) > LONGEST_LABEL:
        raise ConditionsTooLong()
    if person:  # the row of the person is the lock
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
    mine = Subscription.objects.filter(person=person, email=email)
    row = mine.filter(conditions=to.query).first()
    if row is None and mine.count() >= MOST:
        raise TooManySubscriptions(most=MOST)
    now = clock.now()
    row = row or Subscription(person=person, email=email, conditions=to.query, asked_at=now)
    if person or row.confirmed_at is None:
        row.pace, row.label = pace, to.label
        row.confirmed_at = row.confirmed_at or (now if person else None)
        row.save()
    if not person:
        _ask_to_confirm(row, asked_from)
    audit.record("subscription.asked", actor=person, target=row, after={"conditions": to.label, "pace": pace})
    return row


def _ask_to_confirm(row: Subscription, asked_from: str | None) -> None:
    text = (
        f"您好，有人用这个邮箱在绿桥订阅了需求大厅的新需求，条件是：{row.label}。\n\n"
        f"是您本人的话，请在七天内打开下面的网址确认：\n{queries.link(row)}\n\n"
        "不是您的话，不用理会这封邮件，我们不会再写信来。"
    )
    letters.write(
        Letter.Channel.MAIL, row.email, text, subject="绿桥：请确认您的需求订阅", asked_from=asked_from
    )


@transaction.atomic
def confirm(row: Subscription, *, by: User | None) -> Subscription:
    """The address agrees: it is told of what comes from now on. A second time changes nothing."""
    row = Subscription.objects.select_for_update().get(pk=row.pk)
    if row.confirmed_at is None:
        row.confirmed_at = clock.now()
        row.save(update_fields=["confirmed_at"])
        audit.record("subscription.confirmed", actor=by, target=row)
    return row


@transaction.atomic
def stop(row: Subscription, *, by: User | None) -> None:
    """Nothing more is sent; of the subscription nothing is kept but the trace."""
    audit.record("subscription.stopped", actor=by, target=row)
    row.delete()


def tell(pace: str) -> int:
    """Send each subscription of a pace what is new. Returns to how many; what fails for one is tried again next time."""
    told = 0
    for row in Subscription.objects.confirmed().filter(pace=pace).iterator(500):
        try:
            told += _tell(row)
        except RuleBroken as refusal:  # its address has been written to too often just now
            logger.info("subscription %s waits: %s", row.pk, refusal)
    return told


def _tell(row: Subscription) -> bool:
    if not queries.fresh(row):
        return False
    with transaction.atomic():
        locked = Subscription.objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
        news = queries.fresh(locked) if locked else []
        if not locked or not news:  # stopped, or told by somebody else meanwhile
            return False
        _send(locked, news)
        locked.told = [*locked.told, *(demand.number for demand in news)][-REMEMBERED:]
        locked.save(update_fields=["told"])
        return True


def _send(row: Subscription, news: Sequence[Demand | Project]) -> None:
    head = f"您订阅的“{row.label}”有{len(news)}条新需求"
    lines = [f"· {_told_of(demand)}" for demand in news[:NAMED]]
    if len(news) > NAMED:
        lines.append(f"· 还有{len(news) - NAMED}条，请到需求大厅查看。")
    if row.person:
        text = "\n".join([f"{head}。", *lines])
        messaging.send(row.person, text, link=_short_enough(row.hall_url))
        return
    site = settings.WAGTAILADMIN_BASE_URL
    shown = [
        f"{line}\n  {site}{demand.get_absolute_url()}" for line, demand in zip(lines, news, strict=False)
    ]
    text = "\n".join(
        [
            f"{head}：",
            *shown,
            *lines[len(shown) :],
            f"\n全部结果：{site}{row.hall_url}",
            f"不想再收到：{queries.link(row)}",
        ]
    )
    letters.write(
        Letter.Channel.MAIL,
        row.email,
        text,
        subject=f"绿桥：{head}"[:100],
        is_code=False,
        unsubscribe=queries.link(row, "stop"),
    )


def _told_of(row: Demand | Project) -> str:
    facts = [row.place, f"预算{budget(row)}", f"{clock.written(row.deadline)}截止" if row.deadline else ""]
    return f"{row}（{'，'.join(filter(None, facts))}）"


def _short_enough(address: str) -> str:
    return address if len(address) <= LONGEST_LINK else reverse("subscriptions:mine")


@transaction.atomic
def forget_unconfirmed() -> int:
    """Addresses that have not agreed within a week go (``Keep.SUBSCRIPTION``). Returns how many."""
    since = clock.now() - UNCONFIRMED
    count, _ = Subscription.objects.filter(confirmed_at=None, asked_at__lt=since).delete()
    return audit.took_away(subscriptions=count)
