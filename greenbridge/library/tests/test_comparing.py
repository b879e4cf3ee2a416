"""Two texts of a document are held against each other clause by clause."""

import datetime as dt

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.library.reading import aligning
from greenbridge.library.reading.aligning import Words, align, blocks, told
from greenbridge.testing.cast import library
from greenbridge.testing.pages import words_of

WASTE = "产生危险废物的单位应当设置专用的贮存场所"


def text(*clauses: str) -> list[Words]:
    return [Words(f"art-{n}", f"第{n}条", said) for n, said in enumerate(clauses, start=1)]


def labels(pairs: list[aligning.Pair]) -> list[tuple[str, str]]:
    return [(pair.old.label if pair.old else "", pair.new.label if pair.new else "") for pair in pairs]


def test_a_clause_put_in_shifts_the_numbers_and_changes_nothing_else() -> None:
    pairs = align(text("总则。", WASTE, "附则。"), text("总则。", "新的一条，完全不同。", WASTE, "附则。"))

    assert labels(pairs) == [("第1条", "第1条"), ("", "第2条"), ("第2条", "第3条"), ("第3条", "第4条")]
    assert [pair.is_same for pair in pairs] == [True, False, True, True]
    assert told(pairs) == "新增1条，其余没有变化。"


def test_a_changed_clause_is_found_under_its_new_number() -> None:
    pairs = align(text("总则。", "作废的规定甲乙丙。", WASTE), text("总则。", WASTE + "，并安装监控"))

    assert labels(pairs) == [("第1条", "第1条"), ("第2条", ""), ("第3条", "第2条")]
    assert [pair.change.word for pair in pairs[1:]] == ["删除", "修改"]
    assert pairs[2].change.label == "第3条 → 第2条"


def test_stretches_too_long_to_be_held_against_each_other_go_by_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(aligning, "MOST_HELD", 1)

    assert labels(align(text("甲", "乙"), text("丙", "丁"))) == [("第1条", "第1条"), ("第2条", "第2条")]


@given(*[st.lists(st.text("甲乙丙丁", min_size=1, max_size=6), max_size=8)] * 2)
def test_every_clause_of_both_texts_stands_in_one_pair(before: list[str], after: list[str]) -> None:
    old, new = text(*before), text(*after)
    pairs = align(old, new)

    assert [pair.old for pair in pairs if pair.old] == old
    assert [pair.new for pair in pairs if pair.new] == new
    assert [pair for block in blocks(pairs) for pair in block.pairs or [block.pair]] == pairs


@pytest.mark.django_db
def test_the_page_folds_what_stayed_and_marks_what_did_not(client: Client) -> None:
    first = library.law()
    second = library.law(
        text=library.TEXT.replace("不超过一年", "不超过九十日"),
        promulgated_on=dt.date(2024, 5, 1),
        effective_on=dt.date(2024, 9, 1),
    )
    url = f"{first.work.get_absolute_url()}compare/"

    page = words_of(client.get(url))

    assert "修改1条，其余没有变化。" in page
    assert "<del>一年</del>" in page
    assert "<ins>九十日</ins>" in page
    assert "<summary>第一条没有变化</summary>" in page
    assert f"{url}?old=2019-12-01&amp;new=2024-05-01" in words_of(client.get(second.get_absolute_url()))


@pytest.mark.django_db
def test_a_single_text_has_nothing_to_be_held_against(client: Client) -> None:
    page = words_of(client.get(f"{library.law().work.get_absolute_url()}compare/"))

    assert "没有可以对照的文本" in page
