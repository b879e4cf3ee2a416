"""A subscription from asking for it to stopping it, and the telling in between."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from greenbridge.accounts import subscribing
from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.demands.models import Demand, Project, Subscription
from greenbridge.demands.subscriptions import queries
from greenbridge.demands.subscriptions.queries import Conditions
from greenbridge.demands.templatetags.demands import budget
from greenbridge.messaging import letters
from greenbridge.messaging import services as messaging
from greenbridge.messaging.models import Letter

PAGE = "subscriptions:one"
NAMED = 10
"""Demands that one message names; of more it says how many."""
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
    row = subscribing.ask(Subscription, to.query, to.label, pace, person=person, email=email)
    if not person:
        text = (
            f"您好，有人用这个邮箱在绿桥订阅了需求大厅的新需求，条件是：{row.label}。\n\n"
            f"是您本人的话，请在七天内打开下面的网址确认：\n{subscribing.link(row, PAGE)}\n\n"
            "不是您的话，不用理会这封邮件，我们不会再写信来。"
        )
        subscribing.ask_to_confirm(row, text, subject="绿桥：请确认您的需求订阅", asked_from=asked_from)
    return row


def tell(pace: str) -> int:
    """Send each subscription of a pace what is new. Returns to how many; what fails for one is tried again next time."""
    rows = Subscription.objects.confirmed().filter(pace=pace).iterator(500)
    return subscribing.tell_each(rows, queries.fresh, _send, lambda one: one.number)


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
            f"不想再收到：{subscribing.link(row, PAGE)}",
        ]
    )
    letters.write(
        Letter.Channel.MAIL,
        row.email,
        text,
        subject=f"绿桥：{head}"[:100],
        is_code=False,
        unsubscribe=subscribing.link(row, "subscriptions:stop"),
    )


def _told_of(row: Demand | Project) -> str:
    facts = [row.place, f"预算{budget(row)}", f"{clock.written(row.deadline)}截止" if row.deadline else ""]
    return f"{row}（{'，'.join(filter(None, facts))}）"


def _short_enough(address: str) -> str:
    return address if len(address) <= LONGEST_LINK else reverse("accounts:heard")
