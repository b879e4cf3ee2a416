"""Drawing by lot so that anybody can repeat it. Pure: the same seed and the same population give the same sample."""

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence

YEAR = dt.timedelta(days=365)
Member = tuple[str, str]
"""A stratum (31-S01: a province and a group of services) and a body's credit code."""


def rank(seed: str, stratum: str, code: str) -> str:
    """Where a body stands in the order of its stratum: SHA-256 of 种子:分层:代码."""
    return hashlib.sha256(f"{seed}:{stratum}:{code}".encode()).hexdigest()


def population(bodies: Iterable[Member], drawn_on: Mapping[str, dt.date], day: dt.date) -> list[Member]:
    """Who may be drawn on a day, in order: nobody who was drawn in the 365 days before."""
    recent = {code for code, when in drawn_on.items() if day - when <= YEAR}
    return sorted({(stratum, code) for stratum, code in bodies if code not in recent})


def sample(seed: str, population: Iterable[Member], plan: Mapping[str, int]) -> list[Member]:
    """So many of each stratum, the lowest ranks first; strata in order, and nobody twice."""
    there: dict[str, set[str]] = {}
    for stratum, code in population:
        there.setdefault(stratum, set()).add(code)
    drawn: dict[str, str] = {}
    for stratum in sorted(plan):
        rest = sorted(there.get(stratum, set()) - drawn.keys(), key=lambda code: rank(seed, stratum, code))
        drawn.update(dict.fromkeys(rest[: plan[stratum]], stratum))
    return [(stratum, code) for code, stratum in drawn.items()]


def examiner(seed: str, code: str, own: str, provinces: Collection[str]) -> str:
    """From which province the body is looked at: never from its own; the lowest rank of the others."""
    others: Sequence[str] = sorted(set(provinces) - {own})
    return min(others, key=lambda province: rank(seed, province, code))
