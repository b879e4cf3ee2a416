"""The first guides come with the platform; from then on they are the editors'."""

import csv
from pathlib import Path

from django.db import transaction
from django.utils.html import format_html, format_html_join

from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.reference.models import Region
from greenbridge.suppliers.guides import services
from greenbridge.suppliers.models import Guide

DATA = Path(__file__).parent / "data" / "guides.csv"


@transaction.atomic
def load(path: Path = DATA) -> int:
    """Add the guides that are not there yet; returns how many.

    What is there is left as it is: an editor may have changed it, or have taken it off the site.
    """
    there = set(Guide.objects.exclude(loaded_as="").values_list("loaded_as", flat=True))
    with path.open(encoding="utf-8", newline="") as lines:
        wanted = [row for row in csv.DictReader(lines) if row["key"] not in there]
    for row in wanted:
        _add(row)
    if wanted:
        audit.record("guides.loaded", actor=None, after={"guides": len(wanted)})
    return len(wanted)


def _add(row: dict[str, str]) -> None:
    now = clock.now()
    guide = Guide(
        loaded_as=row["key"],
        position=int(row["position"]),
        tasks=_as_list(row["tasks"]),
        preparation=_as_list(row["preparation"]),
        first_published_at=now,
        last_published_at=now,
        **{name: row[name] for name in ("name", "operator", "address", "topic", "audience", "summary")},
    )
    guide.regions = Region.objects.filter(pk__in=row["regions"].split())
    guide.full_clean()
    guide.save()
    services.follow(guide)


def _as_list(written: str) -> str:
    """``甲|乙`` as a list."""
    return format_html(
        "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ([one] for one in written.split("|")))
    )
