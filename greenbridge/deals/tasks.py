"""Buyers are told by the hour what is due; by night goes what two sides told each other long ago. Many are counted every
few minutes."""

from greenbridge.core.jobs import every
from greenbridge.core.privacy import Keep, takes_away
from greenbridge.deals import retention, totals
from greenbridge.deals.following import services as following


@every(minute="20")
def follow_up_demands() -> None:
    following.follow_up()


@every(minute="*/5")
def count_deals() -> None:
    totals.count()


@every(hour="19", minute="10")
@takes_away(Keep.TRADE, "deals.Invitation", "deals.Interest", "deals.Outcome", "deals.Survey")
def forget_old_deals() -> None:
    retention.forget_old()
