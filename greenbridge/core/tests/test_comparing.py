"""Two versions of what somebody stated, and the words in which they differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.core.comparing import Change, compare, pieces

SECTIONS = {"what": "需求"}


def marked(text: list[tuple[str, bool]]) -> str:
    return "".join(f"[{piece}]" if is_marked else piece for piece, is_marked in text)


@pytest.mark.parametrize(
    ("old", "new", "left", "right"),
    [
        (
            "每季度一次，出具报告。",
            "每月一次，出具报告。",
            "每[季度]一次，出具报告。",
            "每[月]一次，出具报告。",
        ),
        ("监测废水。出具报告。", "监测废水。", "监测废水。[出具报告。]", "监测废水。"),
        ("10万元", "面议", "[10万元]", "[面议]"),
        ("", "全部是新的。", "", "全部是新的。"),
        ("处理量120吨每天", "处理量125吨每天", "处理量[120]吨每天", "处理量[125]吨每天"),
    ],
)
def test_the_words_that_differ_are_marked_on_either_side(old: str, new: str, left: str, right: str) -> None:
    before, after = pieces(old, new)

    assert (marked(list(before)), marked(list(after))) == (left, right)


TEXTS = st.text("废水气a1。；\n ", max_size=60)


@given(TEXTS, TEXTS)
def test_the_pieces_of_a_text_are_the_text_and_what_is_not_marked_is_the_same(old: str, new: str) -> None:
    before, after = pieces(old, new)

    assert ("".join(p.text for p in before), "".join(p.text for p in after)) == (old, new)
    if old and new:
        same = ["".join(p.text for p in side if not p.is_marked) for side in (before, after)]
        assert same[0] == same[1]


def test_a_long_text_of_one_letter_is_compared_at_once() -> None:
    before, after = pieces("水" * 5000, "水" * 4999)

    assert before[0].is_marked
    assert after[0].is_marked


def test_what_came_what_went_and_another_file_under_the_same_name_are_told() -> None:
    before = {"what": {"a": ["标题", "甲", ""], "b": ["说明", "乙", ""], "f": ["图.pdf", "图.pdf", "1"]}}
    after = {"what": {"a": ["标题", "甲", ""], "c": ["地址", "丙", ""], "f": ["图.pdf", "图.pdf", "2"]}}

    [section] = compare(before, after, SECTIONS)

    assert section.same == ["标题"]
    assert section.changes == [
        Change("地址", "", "丙", "新增"),
        Change("图.pdf", "图.pdf", "图.pdf（文件已更换）", "修改"),
        Change("说明", "乙", "", "删除"),
    ]
