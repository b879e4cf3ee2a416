"""A new version of the service types: what can be right, what stands for what, and what has changed. Nothing is kept."""

import datetime as dt
import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.reference import trees

DAY = dt.date(2026, 1, 1)


def tree(version: int, names: str, successors: dict[str, list[str]] | None = None) -> trees.Tree:
    """``A B/A``: A, and B below A. Each is called as its code."""
    rows = [
        {"code": code, "name": code, "parent": parent or None}
        for code, _, parent in (one.partition("/") for one in names.split())
    ]
    return trees.Tree(version, DAY + dt.timedelta(days=version), rows, successors or {})


FIRST = tree(1, "A B/A C/A D")


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (tree(2, "A B/A C/A D D"), "业务分类第2版中 D 出现了两次。"),
        (tree(2, "A B/A C/A"), "不再有 D，请写明由哪些代码接替；没有的写空。"),
        (tree(2, "A B/A C/A", {"D": ["E"]}), "没有接替的代码 E。"),
        (tree(2, "A B/A C/A D", {"D": ["A"]}), "D 仍在使用，不能写接替的代码。"),
        (tree(0, "A B/A C/A D"), "施行日期应晚于第1版。"),
    ],
)
def test_a_version_that_cannot_be_right_is_refused_in_words(after: trees.Tree, said: str) -> None:
    with pytest.raises(trees.TreeWrong, match=said):
        trees.check(after, FIRST)


def test_what_is_new_gone_split_merged_and_moved_is_told_code_by_code() -> None:
    after = tree(2, "A E/A F/A G B1/G B2/G", {"B": ["B1", "B2"], "C": ["A"], "D": []})
    trees.check(after, FIRST)

    told = [(kind, code, text) for kind, code, text in trees.changes(FIRST, after) if kind != "新增"]

    assert told == [("拆分", "B", "B → B1 B1、B2 B2"), ("并入", "C", "C → A A"), ("停用", "D", "D")]
    assert [one.code for one in trees.changes(FIRST, after) if one.kind == "新增"] == [
        "B1",
        "B2",
        "E",
        "F",
        "G",
    ]


def test_another_name_and_another_place_are_two_changes() -> None:
    after = tree(2, "A B C/A D")
    renamed = trees.Tree(
        2, after.effective_from, [{**row, "name": f"新{row['name']}"} for row in after.types], {}
    )

    assert [one for one in trees.changes(FIRST, renamed) if one.code == "B"] == [
        ("更名", "B", "B → 新B"),
        ("移动", "B", "新B：A → 一级"),
    ]


@st.composite
def histories(draw: Any) -> list[trees.Tree]:
    """A few versions, one after the other; what goes is followed by anything of the next one, or by nothing."""
    held, found = ["c0", "c1", "c2"], [tree(1, "c0 c1 c2")]
    for version in range(2, draw(st.integers(2, 5)) + 1):
        gone = draw(st.sets(st.sampled_from(held), max_size=2))
        new = [f"c{version}{n}" for n in range(draw(st.integers(0, 2)))]
        now = [code for code in held if code not in gone] + new or [f"c{version}x"]
        said = {code: draw(st.lists(st.sampled_from(now), unique=True, max_size=2)) for code in sorted(gone)}
        found.append(tree(version, " ".join(now), said))
        held = now
    return found


@given(histories())
def test_through_all_versions_a_code_stands_for_what_is_held_now_and_for_nothing_else(
    history: list[trees.Tree],
) -> None:
    for before, after in itertools.pairwise(history):
        trees.check(after, before)
    held = history[-1].names.keys()
    said = {code: into for one in history for code, into in one.successors.items()}

    for code in {code for one in history for code in one.names}:
        now = trees.standing_for(code, held, said)
        assert set(now) <= held
        assert (now == [code]) == (code in held)
        assert len(now) == len(set(now))
