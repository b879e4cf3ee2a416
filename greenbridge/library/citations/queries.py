"""Who cites whom, for the pages of works and clauses."""

import datetime as dt

from django.db.models import Q, QuerySet

from greenbridge.library.models import Citation, Version, Work


def cites(version: Version, address: str = "") -> QuerySet[Citation]:
    """What a version cites, or one clause of it, in the order of the text; ``target`` is empty for what is not held."""
    rows = Citation.objects.filter(clause__version=version)
    if address:
        rows = rows.filter(clause__address=address)
    return rows.select_related("target", "clause").order_by("clause__position", "pk")


def cited_by(work: Work, address: str = "", *, on: dt.date | None = None) -> QuerySet[Citation]:
    """Clauses of other works that cite the work; with an address those that cite that clause, or a 款 or 项 of it.

    With a day only texts in force on it; a text of which there is a later one cites as well until then.
    """
    rows = Citation.objects.filter(target=work, clause__version__standing=Version.Standing.PUBLISHED)
    rows = rows.exclude(clause__version__work=work)
    if address:
        rows = rows.filter(Q(target_address=address) | Q(target_address__startswith=f"{address}-par-"))
    if on is not None:
        rows = rows.filter(clause__version__in=Version.objects.published().in_force(on))
    return rows.select_related("clause__version__work").order_by("clause__version", "clause__position", "pk")
