"""By night goes what two sides told each other long ago."""

from greenbridge.core.jobs import every
from greenbridge.core.privacy import Keep, takes_away
from greenbridge.deals import retention


@every(hour="19", minute="10")
@takes_away(Keep.TRADE, "deals.Invitation", "deals.Interest", "deals.Outcome")
def forget_old_deals() -> None:
    retention.forget_old()
