"""Contacts on the trail are masked wherever they stand in a text; everything else is shown as it is."""

import re

from hypothesis import given
from hypothesis import strategies as st

from greenbridge.operations.trail import masking

AROUND = st.text(st.characters(exclude_categories=("L", "N", "Cs"), exclude_characters="@.-+_"), max_size=20)
MOBILES = st.from_regex(r"1[3-9]\d{9}", fullmatch=True)
LANDLINES = st.from_regex(r"0[1-9]\d{1,2}-[2-8]\d{6,7}", fullmatch=True)
ADDRESSES = st.from_regex(r"[a-z]{5,12}@[a-z]{2,8}\.(com|cn|example)", fullmatch=True)
DIGITS = re.compile("[0-9]")


@given(AROUND, MOBILES.filter(str.isascii) | LANDLINES.filter(str.isascii), AROUND)
def test_no_number_can_be_called(before: str, number: str, after: str) -> None:
    shown = masking.without_contacts(before + number + after)

    assert number not in shown
    assert len(DIGITS.findall(shown)) <= 7
    assert shown.startswith(before)
    assert shown.endswith(after)


@given(AROUND, ADDRESSES, AROUND)
def test_no_address_can_be_written_to(before: str, address: str, after: str) -> None:
    shown = masking.without_contacts(before + address + after)

    assert address not in shown
    assert address[:2] in shown


@given(st.text(max_size=60))
def test_what_is_no_contact_is_shown_as_it_is(text: str) -> None:
    plain = re.sub(r"[@\d]", "", text)

    assert masking.without_contacts(plain) == plain


def test_numbers_of_other_things_are_no_telephones() -> None:
    for number in (
        "91310118MADEM950XM",
        "D20261130-7K2",
        "2026-11-30",
        "380000.50",
        "沪环〔2026〕12号",
        "HW17",
    ):
        assert masking.without_contacts(number) == number
    for words in (
        "2026",
        "2026-11-30",
        "D20261130-7K2",
        "91310118MADEM950XM",
        "沪环〔2026〕12号",
        "HW17",
        "延期30日",
    ):
        assert not masking.looks_for_a_contact(words)
