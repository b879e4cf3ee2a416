"""A spreadsheet that we hand out shows what it holds and computes nothing."""

import csv
import io
import random
import re
import tracemalloc
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from greenbridge.core import sheets
from greenbridge.core.sheets import Sheet, comma_separated, workbook, workbook_in_pieces

ROOMS = Path(sheets.__file__).parents[1]

DANGEROUS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", '=HYPERLINK("http://x","y")']


def test_a_table_is_read_back_as_it_was_written() -> None:
    content = workbook([Sheet("问题清单", ("行", "内容"), [(1, "甲"), (2, None)], (8, 20))])

    page = load_workbook(io.BytesIO(content))["问题清单"]
    assert [[cell.value or "" for cell in row] for row in page.rows] == [
        ["行", "内容"],
        ["1", "甲"],
        ["2", ""],
    ]


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_looks_like_a_formula_is_text(text: str) -> None:
    content = workbook([Sheet("表", ("内容",), [(text,)])])

    page = load_workbook(io.BytesIO(content))["表"]
    assert (page["A2"].data_type, page["A2"].value) == ("s", text)
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


@given(st.text(max_size=60), st.text(max_size=40))
def test_any_text_and_any_title_make_a_file_that_opens(text: str, title: str) -> None:
    content = workbook([Sheet(title or "表", ("内容",), [(text,)])])

    assert load_workbook(io.BytesIO(content)).sheetnames


def test_however_much_the_rows_say_little_of_it_is_held_in_memory() -> None:
    """Four megabytes that do not compress; the whole file at once, as the control, is noticed."""
    assert _peak_of(workbook_in_pieces) < 2_000_000
    assert _peak_of(lambda sheets: [workbook(sheets)]) > 3_000_000


def _peak_of(make: Callable[[list[Sheet]], Iterable[bytes]]) -> int:
    """The most bytes that Python held while somebody read the pieces of a workbook and kept none."""
    rows = ([random.Random(n).randbytes(12_000).hex()] for n in range(340))
    tracemalloc.start()
    try:
        for _ in make([Sheet("表", ("内容",), rows)]):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def begins_in_commas(text: str) -> str:
    """How a spreadsheet program finds the cell when it opens the file with commas."""
    lines = b"".join(comma_separated(Sheet("表", ("内容",), [(text,)]))).decode("utf-8-sig")
    (_, (cell,)) = csv.reader(io.StringIO(lines, newline=""))
    return cell


@pytest.mark.parametrize("text", [*DANGEROUS, "\r=1", "\n=1", " =1", "＋1", "－1", "＠A1"])
def test_in_commas_too_what_looks_like_a_formula_is_text(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert begins_in_commas(text) == f"'{text}"

    monkeypatch.setattr(sheets, "_BEGINS_A_FORMULA", ())  # the control
    assert begins_in_commas(text) == text


OTHER_MAKERS = re.compile(r"\bcsv\.(?:w|DictW)riter\(|import (?:.*\b)?Workbook\b|xlsxwriter")
AT_HOME = {"sheets.py", "extract_waste_codes.py"}  # the second writes a file of the source


def test_nobody_else_makes_tables() -> None:
    files = [file for file in ROOMS.rglob("*.py") if not {"tests", "testing"} & set(file.parts)]

    assert {file.name for file in files if OTHER_MAKERS.search(file.read_text("utf-8"))} == AT_HOME


def test_another_maker_of_tables_is_noticed() -> None:
    assert OTHER_MAKERS.search("from openpyxl import Workbook, load_workbook")
    assert OTHER_MAKERS.search("csv.writer(file).writerows(rows)")
