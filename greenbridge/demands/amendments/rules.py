"""How far a published demand may change. Pure."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from greenbridge.demands.rules import MAX_DAYS, MIN_DAYS

DEADLINE = "deadline"
PROVINCE = 2  # characters of a region's code


def only_extends(fields: Collection[str]) -> bool:
    """Whether nothing but the deadline moves: nobody loses by that, so no officer has to look first."""
    return set(fields) == {DEADLINE}


def is_in_charge_still(before: str, after: str) -> bool:
    """Whether a leading region lies in the province of the one before: its association reviews the demand and all its changes."""
    return before[:PROVINCE] == after[:PROVINCE]


def without_sites(lots: Mapping[str, Sequence[int]], sites: Collection[str]) -> list[str]:
    """Lots that name sites of which none stands any more: without them they would be for all sites."""
    return [number for number, named in lots.items() if named and not {*map(str, named)} & {*sites}]


def first_deadline(deadline: dt.date, fields: Collection[str], decided_on: dt.date) -> dt.date:
    """The earliest day to which the deadline may be set: never before the present one.

    Whoever has read the old text needs as long to read the new one as a new demand leaves (``MIN_DAYS``), counted from
    the last day on which the association decides.
    """
    if only_extends(fields):
        return deadline
    return max(deadline, decided_on + dt.timedelta(days=MIN_DAYS))


def last_deadline(deadline: dt.date, first: dt.date, today: dt.date) -> dt.date:
    """The latest day: as far ahead as that of a new demand; what lies there already may stay."""
    return max(deadline, first, today + dt.timedelta(days=MAX_DAYS))


def deadline_when_shown(asked: dt.date, fields: Collection[str], shown_on: dt.date) -> dt.date:
    """The day that stands in the notice once it is published: an association that was late takes no day from its readers."""
    if only_extends(fields):
        return asked
    return max(asked, shown_on + dt.timedelta(days=MIN_DAYS))
