"""The issues of an import as a spreadsheet, for whoever keeps the list."""

import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from greenbridge.core import clock
from greenbridge.suppliers.models import ImportIssue, ImportRun

HEADERS = ("工作表", "行", "列", "内容", "问题和处理办法", "结果")
WIDTHS = (16, 8, 22, 36, 70, 18)


def file_name(run: ImportRun) -> str:
    """江苏危废名单-问题清单-2026-11-23.xlsx"""
    source = run.source.replace("/", "_").replace("\\", "_")
    return f"{source}-问题清单-{clock.local(run.started_at):%Y-%m-%d}.xlsx"


def issues_sheet(run: ImportRun) -> bytes:
    """The .xlsx file: one row per bad cell, in the order of the list."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("问题清单")
    for letter, width in zip("ABCDEF", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.append(_as_text(sheet, HEADERS))
    for issue in run.issues.order_by("row", "pk").iterator(2000):
        sheet.append(_as_text(sheet, _cells(issue)))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _cells(issue: ImportIssue) -> tuple[str, ...]:
    result = "未导入" if issue.refuses else "已导入，待核对"
    return (issue.sheet, str(issue.row or ""), issue.column, issue.value, issue.reason, result)


def _as_text(sheet: WriteOnlyWorksheet, values: Iterable[str]) -> list[Any]:
    """Cells that a spreadsheet program shows as they are: ``=1+1`` stays four characters and never a formula."""
    cells = []
    for value in values:
        cell = WriteOnlyCell(sheet, value=value)
        cell.data_type, cell.number_format = "s", "@"
        cells.append(cell)
    return cells
