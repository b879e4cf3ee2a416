"""A statute falls into its clauses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.library.structure import parts
from greenbridge.library.structure.rules import number, split, written

TEXT = """# 示例法

2019年12月1日 通过

目 录
第一章 总则
第二章 附则

## 第一章 总则

第一条 为了示例，制定本法。
第二条　应当遵守下列要求：
（一）设置标志；
（二）不超过一年。
第三条第二款规定的单位应当登记。
**第二条之一** 另行规定。
## 第二章 附则
第三条 自公布之日起施行。"""


@pytest.mark.parametrize(
    ("written", "is_"),
    [("十", 10), ("十二", 12), ("一百零五", 105), ("一千零五十七", 1057), ("二〇", 20), ("12", 12)],
)
def test_chinese_numbers(written: str, is_: int) -> None:
    assert number(written) == is_


@pytest.mark.parametrize("count", [1, 9, 10, 11, 20, 99, 100, 105, 110, 111, 1005, 1057, 1100, 2010, 9999])
def test_what_is_written_is_read_again(count: int) -> None:
    assert number(written(count)) == count
    assert written(12) == "十二"


def test_units_have_addresses_of_their_own_number() -> None:
    assert [unit.address for unit in split(TEXT)] == [
        "preamble",
        "ch-1",
        "art-1",
        "art-2",
        "art-2-1",
        "ch-2",
        "art-3",
    ]


def test_a_line_that_cites_an_article_begins_none() -> None:
    second = split(TEXT)[3]

    assert second.lines[-1] == "第三条第二款规定的单位应当登记。"
    assert second.parent == "ch-1"


def test_paragraphs_and_items_are_cited_by_line() -> None:
    lines = parts.of("应当遵守下列要求：\n（一）设置标志；\n（二）不超过一年。\n另一款。")

    assert [line.address for line in lines] == ["par-1", "par-1-item-1", "par-1-item-2", "par-2"]


def test_the_only_paragraph_is_cited_by_its_clause_alone() -> None:
    several, one = parts.of("要求：\n（一）标志；\n另一款。"), parts.of("要求：\n（一）标志。")

    assert [line.label for line in several] == ["第一款", "第一款第一项", "第二款"]
    assert [line.label for line in one] == ["", "第一项"]


@given(st.text("（一）二甲1.、\n", max_size=60))
def test_no_two_lines_have_one_address(text: str) -> None:
    addresses = [line.address for line in parts.of(text)]

    assert len(addresses) == len(set(addresses)) == len(text.splitlines())
