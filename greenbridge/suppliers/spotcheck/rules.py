"""Who may be drawn by lot, and who looks at them. Pure; the drawing itself is ``core.lots``.

A stratum is a province and a group of services (31-S01), its members are bodies by their credit codes.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

from greenbridge.core.lots import Member, rank

YEAR = dt.timedelta(days=365)


def population(bodies: Iterable[Member], drawn_on: Mapping[str, dt.date], day: dt.date) -> list[Member]:
    """Who may be drawn on a day, in order: nobody who was drawn in the 365 days before."""
    recent = {code for code, when in drawn_on.items() if day - when <= YEAR}
    return sorted({(stratum, code) for stratum, code in bodies if code not in recent})


def examiner(seed: str, code: str, own: str, provinces: Collection[str]) -> str:
    """From which province the body is looked at: never from its own; the lowest rank of the others."""
    others: Sequence[str] = sorted(set(provinces) - {own})
    return min(others, key=lambda province: rank(seed, province, code))
