"""The issues of an import as a spreadsheet, for whoever keeps the list."""

from greenbridge.core import clock, sheets
from greenbridge.suppliers.models import ImportIssue, ImportRun

HEADERS = ("工作表", "行", "列", "内容", "问题和处理办法", "结果")
WIDTHS = (16, 8, 22, 36, 70, 18)


def file_name(run: ImportRun) -> str:
    """江苏危废名单-问题清单-2026-11-23.xlsx"""
    source = run.source.replace("/", "_").replace("\\", "_")
    return f"{source}-问题清单-{clock.local(run.started_at):%Y-%m-%d}.xlsx"


def issues_sheet(run: ImportRun) -> bytes:
    """The .xlsx file: one row per bad cell, in the order of the list."""
    rows = (_cells(issue) for issue in run.issues.order_by("row", "pk").iterator(2000))
    return sheets.workbook([sheets.Sheet("问题清单", HEADERS, rows, WIDTHS)])


def _cells(issue: ImportIssue) -> tuple[str, ...]:
    result = "未导入" if issue.refuses else "已导入，待核对"
    return (issue.sheet, str(issue.row or ""), issue.column, issue.value, issue.reason, result)
