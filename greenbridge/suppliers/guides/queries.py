"""Which links are to be looked at, and which are broken."""

from collections.abc import Sequence

from greenbridge.core import links
from greenbridge.suppliers.models import Guide
from greenbridge.suppliers.models.guides import GuideQuerySet

LINK, ADDRESS = "link_check", "address"


def due() -> GuideQuerySet:
    """Published guides whose link is to be looked at."""
    return Guide.objects.published().filter(links.due(LINK, ADDRESS))


def last_that_opened(besides: Sequence[Guide]) -> Guide | None:
    """The guide whose link opened last, among all others."""
    opened = Guide.objects.published().filter(link_check__result=links.Result.OPENS)
    others = opened.exclude(pk__in=[guide.pk for guide in besides])
    return others.order_by("-link_check__checked_at").first()


def broken() -> GuideQuerySet:
    """Published guides whose link does not open, the longest first."""
    failing = Guide.objects.published().filter(links.broken(LINK, ADDRESS))
    return failing.select_related("link_check").order_by("link_check__failing_since", "pk")
