"""Official catalogues are tables whose every row is found by its code and words."""

from collections.abc import Sequence

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from greenbridge.library.catalogues import rules, services, tables
from greenbridge.library.catalogues.rules import Cells, Row
from greenbridge.library.models import Version
from greenbridge.testing.cast import library

HEAD = ["类别", "来源", "废物代码", "危 险 废 物", "特性1"]
CATALOGUES = settings.BASE_DIR.parent / "shared/data/laws/catalogues"


def rows_of(*pages: Sequence[Cells]) -> list[Row]:
    filler: list[Cells] = [["HW09", "某业", f"900-{n:03}-09", "某物", "T"] for n in range(100, 120)]
    return rules.rows([[page] for page in (*pages, [HEAD, *filler])])[:-20]


def words(row: Row) -> list[str]:
    return [cell for _, cell in row.cells]


def test_a_cell_that_reaches_over_rows_belongs_to_each_also_over_the_page() -> None:
    first, second, third = rows_of(
        [
            HEAD,
            ["HW01\n废物", "甲业", "100-001-01", "第一\n种", "T"],
            [None, None, "100-002-01", "第二种", "T，I"],
        ],
        [HEAD, ["", "", "100-003-01", "第三种", "C"]],
    )

    assert words(first) == ["HW01废物", "甲业", "100-001-01", "第一种", "T"]
    assert words(second)[:2] == words(third)[:2] == ["HW01废物", "甲业"]
    assert [head for head, _ in first.cells] == ["类别", "来源", "废物代码", "危险废物", "特性"]
    assert (third.code, third.group) == ("100-003-01", "HW01废物")


def test_a_row_that_a_page_cuts_goes_on() -> None:
    (row,) = rows_of(
        [HEAD, ["HW01", "甲业", "100-001-01", "一种很", "T"]], [HEAD, ["", "", "", "长的废物", ""]]
    )

    assert words(row)[3] == "一种很长的废物"


def test_a_row_one_cell_wide_names_the_group_of_those_below() -> None:
    (row,) = rows_of([HEAD, ["一、畜牧业03", None, None, None, None], ["1", "饲养", "031", "重点", "简化"]])

    assert row.group == "一、畜牧业03"


def test_a_stray_rule_makes_no_column() -> None:
    page = [
        ["类别", "来源", None, "废物代码", "危 险 废 物", "特性1"],
        ["HW02", "涂料、", None, "200-001-02", "废酸", "C"],
        [None, "颜", "料", None, None, None],
        [None, None, None, "200-002-02", "废碱", "C"],
    ]
    first, second = rows_of([HEAD, ["HW01", "甲业", "100-001-01", "某", "T"]], page)[1:]

    assert words(first)[1] == words(second)[1] == "涂料、颜料"
    assert second.code == "200-002-02"


def test_a_small_table_in_a_text_is_no_catalogue() -> None:
    assert rules.rows([[[HEAD, ["HW01", "甲业", "100-001-01", "某", "T"]]]]) == []


def test_the_real_list_of_hazardous_waste_has_467_codes() -> None:
    if not CATALOGUES.is_dir():
        pytest.skip("../shared/data/laws is absent")
    rows, begins = tables.rows_of(CATALOGUES / "gjwxfwml.pdf")
    listed = [row for row in rows if row.table == 1]

    assert len(listed) == len({row.code for row in listed}) == 467
    assert (listed[0].code, listed[-1].code[-2:], begins) == ("841-001-01", "50", 2)
    salt = next(row for row in listed if row.code == "264-013-34")
    assert words(salt)[1:] == [
        "涂料、油墨、颜料及类似产品制造",
        "264-013-34",
        "硫酸法生产钛白粉（二氧化钛）过程中产生的废酸",
        "C，T",
    ]


@pytest.fixture
def catalogue() -> Version:
    return library.catalogue(library.law("示例名录"), count=60)


def address(version: Version) -> str:
    return reverse("library:table", args=[version.work.code, version.dated_on.isoformat()])


@pytest.mark.django_db
def test_a_row_is_found_by_code_and_by_words(client: Client, catalogue: Version) -> None:
    by_code = client.get(address(catalogue), {"q": "９９９-007"})
    by_words = client.get(address(catalogue), {"q": "残渣 第12步"})

    assert [row.code for row in by_code.context["rows"]] == ["999-007-99"]
    assert [row.code for row in by_words.context["rows"]] == ["999-012-99"]
    assert "没有这样的内容" in client.get(address(catalogue), {"q": "汞"}).content.decode()


@pytest.mark.django_db
def test_a_long_table_is_paged_and_the_text_leads_to_it(client: Client, catalogue: Version) -> None:
    second = client.get(address(catalogue), {"page": 2})

    assert next(row.code for row in second.context["rows"]) == "999-051-99"
    assert f"{address(catalogue)}" in client.get(catalogue.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_a_text_without_a_table_has_no_such_page_and_rows_are_written_once(client: Client) -> None:
    law = library.law()
    assert client.get(address(law)).status_code == 404

    row = Row(1, "1", "", (("序号", "1"),))
    assert services.write(law, [row])
    assert not services.write(law, [row])
