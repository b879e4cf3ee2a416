"""A follow from asking for it to stopping it, and the telling in between."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from greenbridge.accounts import subscribing
from greenbridge.accounts.models import User
from greenbridge.library.following import queries
from greenbridge.library.following.queries import News, Subject
from greenbridge.library.models import Follow
from greenbridge.messaging import letters
from greenbridge.messaging import services as messaging
from greenbridge.messaging.models import Letter

NAMED = 10
"""News that one message names; of more it says how many."""


@transaction.atomic
def follow(
    to: Subject, pace: str, *, person: User | None = None, email: str = "", asked_from: str | None = None
) -> Follow:
    """Somebody wants to hear of what changes. A mere address is asked first whether it agrees.

    Raises TooManySubscriptions, ConditionsTooLong, TooManyCodes.
    """
    row = subscribing.ask(Follow, to.conditions, to.label, pace, person=person, email=email)
    if not person:
        text = (
            f"您好，有人用这个邮箱在绿桥关注了法规标准的变化：{to.label}。\n\n"
            f"是您本人的话，请在七天内打开下面的网址确认：\n{subscribing.link(row, 'follows:one')}\n\n"
            "不是您的话，不用理会这封邮件，我们不会再写信来。"
        )
        subscribing.ask_to_confirm(row, text, subject="绿桥：请确认您的关注", asked_from=asked_from)
    return row


def tell(pace: str) -> int:
    """Send each follower of a pace what is new. Returns to how many."""
    rows = Follow.objects.confirmed().filter(pace=pace).iterator(500)
    return subscribing.tell_each(rows, queries.news, _send, lambda one: one.key)


def _send(row: Follow, news: Sequence[News]) -> None:
    head, site = f"您关注的内容有{len(news)}项变化（{row.label}）", settings.WAGTAILADMIN_BASE_URL
    more = f"还有{len(news) - NAMED}项，请到标准政策查看。" if len(news) > NAMED else ""
    shown = news[:NAMED]
    if row.person:
        lines = [f"{head}。", *(f"· {one.words}" for one in shown), *filter(None, [more])]
        link = shown[0].url if len(news) == 1 else queries.url_of(row)
        messaging.send(row.person, "\n".join(lines), link=link)
        return
    lines = [f"{head}：", *(f"· {one.words}\n  {site}{one.url}" for one in shown), *filter(None, [more])]
    lines.append(f"\n不想再收到：{subscribing.link(row, 'follows:one')}")
    letters.write(
        Letter.Channel.MAIL,
        row.email,
        "\n".join(lines),
        subject=f"绿桥：{head}"[:100],
        is_code=False,
        unsubscribe=subscribing.link(row, "follows:stop"),
    )
