"""What people mean to be equal is equal."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from greenbridge.core import text


@pytest.mark.parametrize(
    ("written", "bare", "dated"),
    [
        ("GB 3838-2002", "gb3838", "gb3838-2002"),
        ("GB3838—2002", "gb3838", "gb3838-2002"),
        ("ＧＢ３８３８－２００２", "gb3838", "gb3838-2002"),
        ("GB 3838", "gb3838", "gb3838"),
        ("HJ/T 91－2002", "hj/t91", "hj/t91-2002"),
        ("HJ 91.1-2019", "hj91.1", "hj91.1-2019"),
        ("GB/T 31962–2015", "gb/t31962", "gb/t31962-2015"),
        ("DB32/T 4041-2021", "db32/t4041", "db32/t4041-2021"),
        ("DB31/ 199-2018", "db31199", "db31199-2018"),
        ("T/CAEPI 1-2020", "t/caepi1", "t/caepi1-2020"),
    ],
)
def test_standards_are_found_in_any_spelling(written: str, bare: str, dated: str) -> None:
    assert text.standard_numbers(f"执行《{written}》的规定") == [(bare, dated)]


def test_ordinary_numbers_are_no_standards() -> None:
    assert text.standard_numbers("处理能力3838吨，电话021-59888888") == []


def test_a_text_is_read_without_its_standards() -> None:
    assert text.without_standards("执行ＨＪ 164—2020 和GB/T 31962-2015，共2项") == "执行、 和、,共2项"


def test_full_and_half_width_names_meet() -> None:
    assert text.fold_name("绿源（上海） 有限公司 ") == text.fold_name("绿源(上海)有限公司")
    assert text.fold("ＨＷ１７—ａ　ｂ") == "hw17-a b"


@given(some.text())
def test_folding_twice_changes_nothing_more(written: str) -> None:
    assert text.fold(text.fold(written)) == text.fold(written)


@given(some.text())
def test_a_clean_line_has_no_control_characters_and_one_line(written: str) -> None:
    cleaned = text.clean_line(written)

    assert not {*cleaned} & {chr(n) for n in [*range(32), 127]}
    assert cleaned == text.clean_line(cleaned)


def test_clean_text_keeps_its_lines() -> None:
    assert text.clean_text(" 一\r\n二\x00\x07 ") == "一\n二"


def test_names_are_found_by_their_initials() -> None:
    assert text.pinyin_initials("嘉善绿源（上海）环保") == text.pinyin_initials("嘉善绿源(上海)环保")
    assert text.pinyin_initials("吴江检测") == "wjjc"


def test_masked_names_and_numbers_are_recognised_and_not_called() -> None:
    assert text.masked_name("何静") == "何**"
    assert text.masked_number("13812341234") == "138****1234"
    assert text.masked_number("63330001") == "63****01"
    assert text.masked_name("") == text.masked_number("") == ""


@given(some.text(alphabet="0123456789", min_size=1, max_size=20))
def test_a_mask_hides_at_least_four_figures_or_everything_but_half(number: str) -> None:
    shown = text.masked_number(number).replace("****", "")

    assert len(number) - len(shown) >= min(4, len(number) / 2)
    assert "****" in text.masked_number(number)


@given(some.text(min_size=1, max_size=40))
def test_a_masked_name_shows_one_character_and_not_how_many_there_are(name: str) -> None:
    assert text.masked_name(name) == name[0] + "**"
