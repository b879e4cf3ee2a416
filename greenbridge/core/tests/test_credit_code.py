"""The unified social credit code, GB 32100-2015."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from greenbridge.core import credit_code

REAL = (
    "91330000755918469E",
    "91310114MA1GTPB26F",
    "914101086905876455",
    "91350100M000100Y43",
    "91310000MA1FL70B67",
    "9144030071526726XG",
)


@pytest.mark.parametrize("code", REAL)
def test_codes_that_exist_are_taken(code: str) -> None:
    assert credit_code.parse(code) == code


@pytest.mark.parametrize("code", REAL)
def test_any_single_wrong_character_is_noticed(code: str) -> None:
    for place in range(17):
        wrong = "1" if code[place] != "1" else "2"
        with pytest.raises(credit_code.BadCreditCode):
            credit_code.parse(code[:place] + wrong + code[place + 1 :])


def test_small_letters_full_width_and_groups_are_folded() -> None:
    assert credit_code.parse(" ９１３３ 0000-7559 1846 9e ") == "91330000755918469E"


@pytest.mark.parametrize(
    ("typed", "hint"), [("", "18位"), ("9133000075591846", "18位"), ("91330000755918469I", "校验位")]
)
def test_a_wrong_code_is_refused_with_what_to_do(typed: str, hint: str) -> None:
    with pytest.raises(credit_code.BadCreditCode, match=hint):
        credit_code.parse(typed)


def test_a_registration_number_from_before_the_code_is_kept_and_known_as_such() -> None:
    assert credit_code.parse("320584000012345") == "320584000012345"
    assert credit_code.is_legacy("320584000012345")
    assert not credit_code.is_legacy(REAL[0])


def test_people_read_it_in_groups_of_four() -> None:
    assert credit_code.readable(REAL[0]) == "9133 0000 7559 1846 9E"


ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@given(st.from_regex(r"[0-9]{8}[0-9A-HJ-NPQRTUWXY]{9}", fullmatch=True), st.sampled_from(ALPHABET))
def test_the_quick_check_finds_what_the_library_finds(stem: str, last: str) -> None:
    for code in (stem + last, stem + uscc.calc_check_digit(stem)):
        assert _is_taken(code) == uscc.is_valid(code)


def _is_taken(code: str) -> bool:
    try:
        return credit_code.parse(code) == code
    except credit_code.BadCreditCode:
        return False
