"""Who wants to hear of new demands."""

from greenbridge.accounts.models import User
from greenbridge.demands.models import Subscription
from greenbridge.demands.subscriptions import services
from greenbridge.demands.subscriptions.queries import Conditions

WASTE = Conditions("type=S05", "危险废物处置")


def subscription(
    email: str = "", *, person: User | None = None, to: Conditions = WASTE, pace: str = "at_once"
) -> Subscription:
    """An address that has not agreed yet, or a person who has signed in."""
    return services.subscribe(to, pace, person=person, email=email)
