"""Rows in which nothing is wrong are read a column at a time, and say what they say to the careful reader."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.suppliers.imports.cells import Columns
from greenbridge.suppliers.imports.checking import Checker, Reference
from greenbridge.suppliers.imports.facts import Given
from greenbridge.suppliers.imports.mapping import Sheet
from greenbridge.suppliers.imports.reading import SheetRow
from greenbridge.suppliers.tests.import_cast import (
    LEGACY_CODE,
    code,
    reference,  # noqa: F401 — a fixture
)

pytestmark = pytest.mark.usefixtures("reference")

CELLS = {
    "credit_code": [
        *map(code, range(1, 6)),
        code(1).lower(),
        f" {code(2)}",
        code(3)[:-1] + "Z",
        LEGACY_CODE,
        "",
    ],
    "name": ["吴江第1环保有限公司", " 吴江  环保", "=SUM(A1)", "长" * 101, "无", ""],
    "address": ["吴江区盛泽镇1号", "盛泽镇 2 号", "上海市某路3号", "某处", "路" * 201, ""],
    "province": ["江苏省", "上海市", "N/A", ""],
    "county": ["吴江区", ""],
    "size": ["小型企业", "微型", "巨型", "-", ""],
    "established_on": ["2020-01-02", "2020年1月2日", "2099-01-01", "见附件", ""],
    "kind": ["有限责任公司", "类" * 61, ""],
    "capital": ["100", "100万元", "元" * 61, ""],
    "scope": ["环保工程", ""],
    "contact_name": ["何静", "静" * 41, ""],
    "contact_phone": ["0512-63000000", "1" * 21, ""],
    "service_types": ["废水监测", "种树", "水质检测、种树", ""],
    "credential_kind": ["危险废物经营许可证", "危废许可证", "工程设计", "工程设计乙级", "奖状", ""],
    "credential_number": ["JS001", "JS002", "号" * 61, "无", ""],
    "credential_issuer": ["省厅", "厅" * 61, ""],
    "credential_grade": ["", "甲级", "乙", "壹级", "特级"],
    "credential_scope": ["收集", "集" * 301, ""],
    "issued_on": ["2024-01-01", "2030-01-01", ""],
    "expires_on": ["2026-12-31", "长期", "2020年13月", ""],
    "wastes": ["HW08 3000吨", "HW17 336-064-17", "HW99", "HW08、HW17", "油", ""],
    "tonnes": ["500", ""],
}
HEADERS = [f"第{key}列（万元）" if key == "capital" else f"第{key}列" for key in CELLS]
FIELDS = dict(zip(HEADERS, CELLS, strict=True))

rows = st.lists(st.tuples(*map(st.sampled_from, CELLS.values())).map(list), min_size=1, max_size=6)


@given(
    rows,
    st.sets(st.sampled_from(HEADERS[2:])),
    st.sampled_from([Given(), Given("32", "waste", "危废许可证", ("S07",))]),
)
def test_both_ways_say_the_same(cells: list[list[str]], unread: set[str], profile: Given) -> None:
    fields = {header: key for header, key in FIELDS.items() if header not in unread}
    sheet = Sheet("名单", 1, HEADERS, len(cells))
    listed = [SheetRow("名单", number, row) for number, row in enumerate(cells, start=2)]
    columns = Columns(HEADERS, fields)
    carefully = checker(sheet, fields, profile)

    quickly = list(checker(sheet, fields, profile).rows(listed))

    assert quickly == [carefully._checked(row, columns) for row in listed]


def test_a_row_shorter_than_its_header_and_a_doubled_code_are_no_stumbling_block() -> None:
    sheet = Sheet("名单", 1, HEADERS, 3)
    short = [code(1), "吴江第1环保有限公司", "吴江区盛泽镇1号"]
    listed = [
        SheetRow("名单", 2, short),
        SheetRow("名单", 3, short),
        SheetRow("名单", 4, [*short, *[""] * 30]),
    ]

    first, second, third = checker(sheet, FIELDS, Given()).rows(listed)

    assert first.facts
    assert json.loads(first.facts.raw) == dict(zip(HEADERS, short, strict=False))
    assert [second.facts, third.facts] == [None, None]
    assert "与第2行的代码重复" in second.flags[0]


def checker(sheet: Sheet, fields: dict[str, str], profile: Given) -> Checker:
    return Checker([sheet], fields, "一份名单", profile, Reference())
