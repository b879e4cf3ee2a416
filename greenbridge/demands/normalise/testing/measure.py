"""How well the normalisers read the labelled sample (``sample.csv``): 337 invented notices, each marked 示例.

A person wrote and labelled them before any word or rule was tuned. Every third one is held back (``held``): nobody looks
at what is wrong with those. ``county`` and ``town`` are where the work is, as far as the text states it.
"""

import csv
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from greenbridge.demands.normalise import environment, places
from greenbridge.reference import divisions
from greenbridge.reference.resolver import COUNTY, TOWN, Gazetteer

SAMPLE = Path(__file__).parent / "sample.csv"
FIELDS = ("district", "buyer_address", "buyer", "title", "agency_address", "province")


@dataclass(frozen=True)
class Example:
    """A notice, what a person says of it, and what the rules say."""

    name: str
    is_held: bool
    said: dict[str, str]
    county: str
    town: str
    types: frozenset[str]


@dataclass(frozen=True)
class Result:
    """Shares from 0 to 1 of one part of the sample."""

    examples: int
    county: float
    """Counties that are right, among all examples; right is also to find none where none is stated."""
    town: float
    """Towns that are found, among those stated."""
    town_precision: float
    environment_precision: float
    environment_recall: float
    types_precision: float
    types_recall: float


def examples() -> list[Example]:
    with SAMPLE.open(encoding="utf-8", newline="") as lines:
        return [_example(row) for row in csv.DictReader(lines)]


@cache
def names(register: Path) -> tuple[Gazetteer, dict[str, str]]:
    """The gazetteer of the national register with our aliases, and the code of every division by its full name."""
    regions = divisions.read(register)
    gazetteer = Gazetteer(((region.code, region.name) for region in regions), divisions.aliases())
    return gazetteer, {region.full_name: region.code for region in regions}


def measured(rows: Iterable[Example], register: Path) -> Result:
    gazetteer, codes = names(register)
    rows = list(rows)
    found = {row.name: places.resolve(**row.said, among=gazetteer).code for row in rows}
    judged = {row.name: environment.judge(row.said["title"]) for row in rows}
    stated = {row.name for row in rows if row.town}
    with_town = {name for name, code in found.items() if len(code) == TOWN}
    right_towns = {row.name for row in rows if row.town and found[row.name] == codes[row.county + row.town]}
    right_counties = [row for row in rows if _county(found[row.name]) == codes.get(row.county, "")]
    truly = {row.name for row in rows if row.types}
    said = {name for name, judgement in judged.items() if judgement.is_environmental}
    types = {(row.name, code) for row in rows for code in row.types}
    said_types = {(name, code) for name in said for code in judged[name].types}
    return Result(
        examples=len(rows),
        county=len(right_counties) / len(rows),
        town=_share(right_towns, stated),
        town_precision=_share(right_towns, with_town),
        environment_precision=_share(truly & said, said),
        environment_recall=_share(truly & said, truly),
        types_precision=_share(types & said_types, said_types),
        types_recall=_share(types & said_types, types),
    )


def _example(row: dict[str, str]) -> Example:
    return Example(
        name=row["example"],
        is_held=bool(row["held"]),
        said={field: row[field] for field in FIELDS},
        county=row["county"],
        town=row["town"],
        types=frozenset(row["types"].split()),
    )


def _county(code: str) -> str:
    return code[:COUNTY] if len(code) >= COUNTY else ""


def _share(some: Collection[object], of: Collection[object]) -> float:
    return len(some) / len(of) if of else 1.0
