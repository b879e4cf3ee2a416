"""The issues of an import and its difference from the list before, as spreadsheets."""

from django.db.models import QuerySet

from greenbridge.core import clock, sheets
from greenbridge.suppliers.models import ImportEntry, ImportIssue, ImportRun

HEADERS = ("工作表", "行", "列", "内容", "问题和处理办法", "结果")
DIFFERENCE_HEADERS = ("差异", "统一社会信用代码", "单位名称", "列", "上一次", "这一次")
DIFFERENCE_WIDTHS = (10, 22, 36, 18, 40, 40)
WIDTHS = (16, 8, 22, 36, 70, 18)


def file_name(run: ImportRun) -> str:
    """江苏危废名单-问题清单-2026-11-23.xlsx"""
    return _named(run, "问题清单", "xlsx")


def difference_file_name(run: ImportRun, form: str) -> str:
    """江苏危废名单-差异-2026-11-23.csv"""
    return _named(run, "差异", form)


def _named(run: ImportRun, what: str, form: str) -> str:
    source = run.source.replace("/", "_").replace("\\", "_")
    return f"{source}-{what}-{clock.local(run.started_at):%Y-%m-%d}.{form}"


def difference_sheet(entries: QuerySet[ImportEntry]) -> sheets.Sheet:
    """One row per changed column; bodies that are new or gone take one row each."""
    rows = (row for entry in entries.iterator(2000) for row in _difference_rows(entry))
    return sheets.Sheet("差异", DIFFERENCE_HEADERS, rows, DIFFERENCE_WIDTHS)


def _difference_rows(entry: ImportEntry) -> list[tuple[str, ...]]:
    body = (entry.get_kind_display(), entry.credit_code, entry.name)
    return [(*body, column, *content) for column, content in entry.fields.items()] or [(*body, "", "", "")]


def issues_sheet(run: ImportRun) -> bytes:
    """The .xlsx file: one row per bad cell, in the order of the list."""
    rows = (_cells(issue) for issue in run.issues.order_by("row", "pk").iterator(2000))
    return sheets.workbook([sheets.Sheet("问题清单", HEADERS, rows, WIDTHS)])


def _cells(issue: ImportIssue) -> tuple[str, ...]:
    result = "未导入" if issue.refuses else "已导入，待核对"
    return (issue.sheet, str(issue.row or ""), issue.column, issue.value, issue.reason, result)
