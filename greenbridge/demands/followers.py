"""Who follows a published demand (关注需求的人): whoever was asked, has answered or has asked something hears what becomes of it.

Rooms above know some of them; they register how to find them.
"""

from collections.abc import Callable

from django.db.models import Q, QuerySet

from greenbridge.accounts.models import User
from greenbridge.demands.models import Demand
from greenbridge.messaging import services as messaging

Finder = Callable[[Demand], QuerySet[User]]
_finders: list[Finder] = []


def found_by(finder: Finder) -> None:
    """Register how some of the followers of a demand are found."""
    _finders.append(finder)


def of(demand: Demand) -> QuerySet[User]:
    """Everybody who follows it and may sign in, once each."""
    known = Q(pk=None)
    for finder in _finders:
        known |= Q(pk__in=finder(demand).order_by().values("pk"))
    return User.objects.filter(known, is_active=True)


def tell(demand: Demand, text: str, *, link: str = "") -> int:
    """Tell all of them; returns how many. Without a link the message leads to the demand."""
    return messaging.send_to_all(of(demand), text, link=link or demand.get_absolute_url())
