"""Reads about official projects and their notices."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Q, QuerySet

from greenbridge.core import clock
from greenbridge.demands.models import Notice, NoticeVersion, Project, RemovalRequest
from greenbridge.demands.notices import rules
from greenbridge.demands.notices.facts import NoticeFacts

A_DAY = dt.timedelta(days=1)

CARD_COLUMNS = (
    *("title", "buyer", "agency", "project_number", "source", "region_words", "region_confidence"),
    *("publisher_kind", "budget", "award", "amount_words", "state", "deadline", "opens_at"),
    *("first_published_at", "last_published_at", "score"),
)
"""What a project takes over from its card as it is."""


def facts_of(row: Notice | NoticeVersion) -> NoticeFacts:
    """What the notice, or an earlier version of it, says."""
    return rules.from_row(row.facts, text=row.text, fetched_at=row.fetched_at, parser=row.parser)


@dataclass(frozen=True)
class Change:
    """What a site changed of a notice, as it was first seen then."""

    seen_at: dt.datetime
    differences: Sequence[rules.Difference]


@dataclass(frozen=True)
class ToldNotice:
    """A notice as its project's page tells it."""

    notice: Notice
    facts: NoticeFacts
    changes: Sequence[Change]


def told(project: Project) -> list[ToldNotice]:
    """The notices that are shown, the latest first, each with what was changed in it."""
    rows = project.notices.filter(standing=Notice.Standing.SHOWN).prefetch_related("addresses", "versions")
    return [ToldNotice(row, facts_of(row), _changes(row)) for row in rows]


def _changes(notice: Notice) -> list[Change]:
    """The latest first."""
    rows: list[Notice | NoticeVersion] = [*notice.versions.all(), notice]
    steps = pairwise(rows)
    return [
        Change(after.fetched_at, rules.differences(facts_of(before), facts_of(after)))
        for before, after in steps
    ][::-1]


def asked_in_a_day(contact: str, asked_from: str | None) -> QuerySet[RemovalRequest]:
    """Requests of the last day that came from the same person or the same place."""
    mine = Q(contact=contact)
    if asked_from:
        mine |= Q(asked_from=asked_from)
    return RemovalRequest.objects.filter(mine, submitted_at__gt=clock.now() - A_DAY)
