"""Drawing by lot so that anybody can repeat it. Pure: the same seed and the same population give the same sample."""

import hashlib
from collections.abc import Iterable, Mapping

Member = tuple[str, str]
"""A stratum and what is drawn from it."""


def rank(seed: str, stratum: str, code: str) -> str:
    """Where one stands in the order of its stratum: SHA-256 of 种子:分层:代码."""
    return hashlib.sha256(f"{seed}:{stratum}:{code}".encode()).hexdigest()


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
