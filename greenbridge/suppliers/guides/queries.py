"""Which links are to be looked at, and which are broken."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import F, Q

from greenbridge.core import clock
from greenbridge.suppliers.models import Guide, LinkCheck
from greenbridge.suppliers.models.guides import GuideQuerySet

# A little less than a week and a day: the job runs at the same hour, and took some minutes the last time.
WEEK = dt.timedelta(days=6, hours=12)
DAY = dt.timedelta(hours=20)


def due() -> GuideQuerySet:
    """Published guides whose link was last looked at a week ago, or a day ago if it failed; new addresses at once."""
    now = clock.now()
    failed = Q(link_check__failures__gt=0, link_check__checked_at__lte=now - DAY)
    old = Q(link_check__checked_at__lte=now - WEEK)
    new = Q(link_check=None) | ~Q(link_check__address=F("address"))
    return Guide.objects.published().filter(new | old | failed)


def last_that_opened(besides: Sequence[Guide]) -> Guide | None:
    """The guide whose link opened last, among all others."""
    opened = Guide.objects.published().filter(link_check__result=LinkCheck.Result.OPENS)
    others = opened.exclude(pk__in=[guide.pk for guide in besides])
    return others.order_by("-link_check__checked_at").first()


def broken() -> GuideQuerySet:
    """Published guides whose link does not open, the longest first."""
    failing = Guide.objects.published().filter(
        link_check__failures__gte=LinkCheck.TIMES, link_check__address=F("address")
    )
    return failing.select_related("link_check").order_by("link_check__failing_since", "pk")
