"""Read the codes of hazardous waste out of the printed catalogue into the room's data file."""

import csv
import re
from pathlib import Path
from typing import Any

import pypdf
from django.core.management.base import BaseCommand, CommandParser

from greenbridge.reference.services import DATA

_CODE = re.compile(r"(?<!\d)\d{3}-\d{3}-\d{2}(?!\d)")
_TRAITS = re.compile(r"\s(?:In|[TCIR])(?:[/,，]\s*(?:In|[TCIR]))*(?=\s)")
_PAGE = re.compile(r"—\s*\d+\s*—|废物类别 行业来源 废物代码 危\s*险\s*废\s*物 危险特性\s*\d?")
_HEADING = re.compile(r"HW\d{2}")
_ANNEX = "危险废物豁免管理清单"
LONGEST = 80


def rows_in(text: str) -> list[tuple[str, str, str]]:
    """(code, category, short description) of every code of the main table, in the order of the codes.

    The table ends where its annex of exemptions begins, which repeats some of the codes.
    """
    table = _PAGE.sub(" ", text[text.index("附表") :])
    table = table[: table.rindex(_ANNEX)] if _ANNEX in table else table
    places = [*_CODE.finditer(table)]
    ends = [*(place.start() for place in places[1:]), len(table)]
    found: dict[str, str] = {}
    for place, end in zip(places, ends, strict=True):
        found.setdefault(place[0], _described(table[place.end() : end] + "\n"))
    return [(code, f"HW{code[-2:]}", words) for code, words in sorted(found.items(), key=_by_category)]


def _by_category(row: tuple[str, str]) -> tuple[str, str]:
    return row[0][-2:], row[0]


def _described(stretch: str) -> str:
    """What stands between a code and its hazardous traits; the columns of the printed table break words."""
    traits = _TRAITS.search(stretch)
    words = stretch[: traits.start()] if traits else _HEADING.split(stretch)[0]
    joined = re.sub(r"(?<![a-zA-Z])\s+|\s+(?![a-zA-Z])", "", words)
    return joined if len(joined) <= LONGEST else f"{joined[: LONGEST - 1]}…"


class Command(BaseCommand):
    help = "Write data/waste_codes.csv from the PDF of the national catalogue of hazardous waste."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("pdf", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        text = "\n".join(page.extract_text() for page in pypdf.PdfReader(options["pdf"]).pages)
        rows = rows_in(text)
        with (DATA / "waste_codes.csv").open("w", encoding="utf-8", newline="") as lines:
            writer = csv.writer(lines, lineterminator="\n")
            writer.writerow(("code", "category", "name"))
            writer.writerows(rows)
        self.stdout.write(f"{len(rows)} codes")
