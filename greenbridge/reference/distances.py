"""How far apart divisions lie: in a straight line, between the centres of their towns or counties (镇街中心).

``data/centres.csv`` names the centres of all counties in 上海, 江苏 and 浙江 that have one of their own and of the towns
of the zone's three counties, to about one kilometre: counties after the register of the Python package cpca 0.5.5
(MIT), towns after GeoNames (CC BY 4.0). Development zones without a seat, new streets and other provinces are unknown.
"""

import csv
import math
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

CENTRES = Path(__file__).parent / "data" / "centres.csv"
ZONE_COUNTIES = ("310118", "320509", "330421")
_SUFFIX = re.compile("(?<=..)(?:新区|街道|[市区县镇])$")
_EARTH = 6371.0  # kilometres, mean radius

Point = tuple[float, float]
"""Longitude and latitude in degrees."""


@cache
def centres() -> Mapping[str, Point]:
    """Every centre that is known, by the code of its division."""
    with CENTRES.open(encoding="utf-8", newline="") as lines:
        return {
            row["code"]: (float(row["longitude"]), float(row["latitude"])) for row in csv.DictReader(lines)
        }


@cache
def short_names() -> frozenset[str]:
    """What the divisions with a centre are called for short, from the file and not the register: 江阴, 张家港, 盛泽."""
    with CENTRES.open(encoding="utf-8", newline="") as lines:
        return frozenset(_SUFFIX.sub("", row["name"]) for row in csv.DictReader(lines))


def centre_of(region: str) -> str:
    """The code of the division whose centre stands for this one: the town's, else its county's; empty if unknown."""
    return next((code for code in (region, region[:6]) if code in centres()), "")


def zone_towns() -> list[str]:
    """The towns of the demonstration zone that have a centre of their own."""
    return [code for code in centres() if len(code) == 9 and code[:6] in ZONE_COUNTIES]


def between(here: str, there: str) -> float | None:
    """Kilometres between two divisions, None where one of them is unknown."""
    return from_centre(centre_of(here)).get(centre_of(there)) if centre_of(here) else None


@cache
def from_centre(code: str) -> Mapping[str, float]:
    """Kilometres from one centre to every other, the nearest first."""
    here = centres()[code]
    far = {other: _kilometres(here, there) for other, there in centres().items()}
    return dict(sorted(far.items(), key=lambda pair: pair[1]))


def _kilometres(here: Point, there: Point) -> float:
    """Along the great circle (haversine)."""
    (lon, lat), (other_lon, other_lat) = ((math.radians(x), math.radians(y)) for x, y in (here, there))
    half = math.sin((other_lat - lat) / 2) ** 2
    half += math.cos(lat) * math.cos(other_lat) * math.sin((other_lon - lon) / 2) ** 2
    return 2 * _EARTH * math.asin(math.sqrt(half))
