"""By keyboard on a small screen: one's own data is taken along, and the trail is searched, read and taken along."""

import json
import re
from pathlib import Path

from python_calamine import CalamineWorkbook

from e2e.people import Person
from e2e.world import World


def takes(person: Person, button: str) -> Path:
    """The file that a button hands out."""
    with person.page.expect_download() as download:
        person.presses(button)
    return download.value.path()


def rows_of(workbook: Path) -> str:
    book = CalamineWorkbook.from_path(workbook)
    return "\n".join(str(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


def test_a_person_takes_their_data_along(by_keyboard: World) -> None:
    person = by_keyboard.demo("陈敏").opens("/desk/").follows("我的数据").sees("平台保存的记录")

    taken = json.dumps(json.loads(takes(person, "导出 JSON（供程序读取）").read_bytes()), ensure_ascii=False)
    sheets = rows_of(takes(person, "导出 Excel 表格"))

    for one in ("陈敏", "dyer@demo.example"):
        assert one in taken
        assert one in sheets


def test_the_audit_administrator_searches_reads_and_exports_the_trail(by_keyboard: World) -> None:
    by_keyboard.demo("沈清")
    auditor = by_keyboard.demo("严明").opens("/desk/").follows("操作记录")
    auditor.writes("操作人姓名", "沈清").follows("查询").does_not_see("江衡")
    found = auditor.path
    auditor.follows(re.compile("^登录")).sees("来源地址", "沈清", "改动")

    auditor.opens(found).follows("导出").sees("操作人姓名", "沈清").follows("导出")
    auditor.hears("请填写导出的用途。").writes("用途", "季度检查（演示）")
    assert "沈清" in rows_of(takes(auditor, "导出"))

    auditor.opens("/operations/trail/").follows(re.compile("^导出操作记录")).sees("严明", "季度检查（演示）")
