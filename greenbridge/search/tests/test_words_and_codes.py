"""People spell names and numbers in many ways and mean the same row."""

import pytest

from greenbridge.search import tantivy_index, tantivy_walk
from greenbridge.search.queries import Query, search, suggest
from greenbridge.search.services import follow, load_synonyms
from greenbridge.search.tests.conftest import ToyHall


def found(words: str, mode: str = "all") -> list[str]:
    return [key for _, key in search(Query(words, mode=mode)).keys]


@pytest.fixture(autouse=True)
def rows(hall: ToyHall) -> None:
    hall.put(
        "lab", "嘉善碧波环保科技有限公司", body="水质自动监测设备运维，VOCs治理。", initials="jsbbhbkjyxgs"
    )
    hall.put("law", "地表水环境质量标准", codes=["GB 3838-2002"], body="水体功能分类")
    hall.put("rule", "关于加强管理的通知", codes=["沪环规〔2021〕5号"], body="引用 GB/T 31962-2015。")
    hall.put(
        "waste", "吴江某固废处置厂", body="危险废物焚烧", codes=["HW17", "336-054-17", "91310118MA1JL0XY12"]
    )
    follow()


@pytest.mark.parametrize(
    "words", ["GB3838", "GB 3838-2002", "ＧＢ３８３８—2002", "gb3838 地表水", "水体 GB 3838"]
)
def test_every_spelling_of_a_standard_number_finds_it(words: str) -> None:
    assert found(words) == ["law"]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("HW17", "waste"),
        ("hw 17", "waste"),
        ("336-054-17", "waste"),
        ("9131 0118 MA1J L0XY 12", "waste"),
        ("沪环规[2021]5号", "rule"),
        ("gb/t31962", "rule"),
    ],
)
def test_official_numbers_are_found_however_they_are_spaced(words: str, key: str) -> None:
    assert found(words) == [key]


@pytest.mark.parametrize(
    "words", ["碧波环保", "水质监测", "自动监测 嘉善", "jsbb", "bbhb", "ｖｏｃｓ", "vocs治理"]
)
def test_words_parts_of_names_and_initials_find_the_company(words: str) -> None:
    assert found(words) == ["lab"]


def test_one_wrong_character_in_a_name_is_forgiven_only_when_nothing_else_is_found() -> None:
    assert found("嘉善碧坡环保科技") == ["lab"]
    assert found("嘉善环保科技") == ["lab"]
    assert found("昆山红星砂石码头") == []


def test_all_wants_every_word_any_wants_one_and_phrase_the_very_wording() -> None:
    assert found("嘉善 焚烧") == []
    assert set(found("嘉善 焚烧", "any")) == {"lab", "waste"}
    assert found("自动监测设备", "phrase") == ["lab"]
    assert found("监测自动", "phrase") == []


def test_silent_words_of_a_question_are_not_asked_for() -> None:
    assert found("水质监测的设备怎么运维") == ["lab"]


def test_synonyms_meet_and_loading_them_twice_changes_nothing() -> None:
    assert found("危废") == []
    assert load_synonyms() == load_synonyms()
    assert found("危废焚烧") == ["waste"]
    assert found("挥发性有机物") == ["lab"]


def test_suggestions_follow_the_typing_and_know_initials() -> None:
    assert [row.hit.title for row in suggest("嘉善碧")] == ["嘉善碧波环保科技有限公司"]
    assert [row.key for row in suggest("jsbb")] == ["lab"]
    assert suggest("") == []


def test_of_very_many_titles_those_of_the_highest_ranks_are_suggested_the_shortest_first(
    hall: ToyHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        hall.put(f"law{number}", "示例噪声" + "规定" * (number % 4), serial=number, rank=number / 40)
    hall.put("rare", "示例湿地", serial=99)
    follow()
    monkeypatch.setattr(tantivy_index, "_FEW", 4)
    monkeypatch.setattr(tantivy_walk, "_INSTEAD_OF_A_DAY", 0)

    assert [row.key for row in suggest("噪声", 2)] == ["law32", "law36"]
    assert {row.key for row in suggest("声", 40)} == {f"law{number}" for number in range(40)}
    assert [row.key for row in suggest("示例湿", 2)] == ["rare"], "few there are, wherever they stand"
