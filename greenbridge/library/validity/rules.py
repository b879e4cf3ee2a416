"""Whether a text is in force on a day: drawn from dates and from what later documents did to it, never typed.

Days are Chinese calendar days; a text is in force from the beginning of ``starts_on`` to the end of the day before ``ends_on``.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models


class End(models.TextChoices):
    """How a text ceased to be in force."""

    REVISED = "revised", "已修改"  # a later text of the same document took its place
    EDITION = "edition", "已有新版"  # a later edition of the same standard took its place
    REPEALED = "repealed", "已废止"  # the document itself came to its end
    REPLACED = "replaced", "已被代替"  # another document took its place
    DOUBTED = "doubted", "时效待核"  # something says that it came to its end, and nobody has confirmed it


class Status(models.TextChoices):
    """时效性."""

    FUTURE = "future", "尚未生效"
    IN_FORCE = "in_force", "现行有效"
    REVISED = "revised", "已修改"
    REPEALED = "repealed", "已废止"
    REPLACED = "replaced", "已被代替"
    UNKNOWN = "unknown", "时效待核"


_ENDED = {
    End.REVISED: Status.REVISED,
    End.EDITION: Status.REPLACED,
    End.REPEALED: Status.REPEALED,
    End.REPLACED: Status.REPLACED,
    End.DOUBTED: Status.UNKNOWN,
}


def called(status: Status, day: dt.date, today: dt.date) -> str:
    """The word for a standing, the same on every page: of another day than today it says so."""
    if day == today or status == Status.UNKNOWN:
        return status.label
    then = "当时" if day < today else "届时"
    return then + ("有效" if status == Status.IN_FORCE else status.label)


@dataclass(frozen=True)
class Dated:
    """What the dates of one version say. ``expires_on`` is its own last day."""

    dated_on: dt.date
    effective_on: dt.date | None
    expires_on: dt.date | None = None


@dataclass(frozen=True)
class Span:
    """From when until before when a version is in force, and how that ended."""

    starts_on: dt.date | None
    ends_on: dt.date | None = None
    end: str = ""


def status(starts_on: dt.date | None, ends_on: dt.date | None, end: str, day: dt.date) -> Status:
    """The standing of a version on a day.

    That it ended is known even of a version whose first day is not.
    """
    if ends_on is not None and ends_on <= day:
        return _ENDED[End(end)]
    if starts_on is None:
        return Status.UNKNOWN
    return Status.IN_FORCE if starts_on <= day else Status.FUTURE


def spans(
    versions: Sequence[Dated], endings: Sequence[tuple[dt.date, End]], gives_way: End = End.REVISED
) -> list[Span]:
    """The span of each version of one work, in the order given.

    A version gives way to the next one by its first day, which is called ``gives_way``; ``endings`` are the days from
    which other documents repeal or replace the work, or are said to and nobody has confirmed it. A version
    made public after such a day is a new beginning and not touched by it.
    A version that gives way on the very day it would begin, or before, was never in force: its span is empty.
    """
    return [_span(one, versions, endings, gives_way) for one in versions]


_GRAVEST = (End.REPEALED, End.REPLACED, End.REVISED, End.EDITION, End.DOUBTED)
"""Of several endings on one day: the end of the document before that of its text, what is certain before what is not."""


def _span(
    version: Dated, versions: Sequence[Dated], endings: Sequence[tuple[dt.date, End]], gives_way: End
) -> Span:
    ends = [(day, end) for day, end in endings if day >= version.dated_on]
    ends += [
        (other.effective_on, gives_way)
        for other in versions
        if other.effective_on is not None and other.dated_on > version.dated_on
    ]
    if version.expires_on is not None:
        ends.append((version.expires_on + dt.timedelta(days=1), End.REPEALED))
    if not ends:
        return Span(version.effective_on)
    day, end = min(ends, key=lambda one: (one[0], _GRAVEST.index(one[1])))
    return Span(version.effective_on, day, end)
