"""Contacts on the trail are masked wherever they stand in a text; everything else is shown as it is."""

import re
import unicodedata
from typing import Any

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.core.privacy import heading
from greenbridge.operations.trail import masking
from greenbridge.suppliers.forms import ProfileForm

FORM = re.compile(ProfileForm.base_fields["contact_phone"].regex.pattern)  # type: ignore[attr-defined]
AROUND = st.text(st.characters(exclude_categories=("L", "N", "Cs"), exclude_characters="@＠+＋"), max_size=20)
WORDS = st.sampled_from(
    ("", "Tel", "TEL:", "tel.", "T", "电话", "手机号：", "请拨", "1. ", "3.", "编号2026，")
)
AFTER = st.sampled_from(("", ".", ". ", "。", "，", "a", "X", "（", "找何静", ")", "-", " 2026-11-30"))
DIGITS = re.compile("[0-9]")
HALF_WIDTH = str.maketrans({chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)})
FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


def digits(least: int, most: int = 0, first: str = "0-9") -> st.SearchStrategy[str]:
    return st.from_regex(rf"[{first}][0-9]{{{least - 1},{(most or least) - 1}}}", fullmatch=True)


BETWEEN = st.sampled_from(("", " ", "-", ".", "  ", " - ", "－", "—", "　", "\u200b", ") ", "(", "·"))
FORM_BETWEEN = st.sampled_from(("", " ", "-", "  ", " - ", ") ", "("))


@st.composite
def parted(draw: Any, whole: st.SearchStrategy[str], sizes: tuple[int, ...], between: Any) -> str:
    """A number with what people type between its groups; the last group takes the rest."""
    number: str = draw(whole)
    said = ""
    for size in sizes:
        said, number = said + number[:size] + draw(between), number[size:]
    return said + number


def mobiles(between: Any) -> st.SearchStrategy[str]:
    eleven = st.from_regex("1[3-9][0-9]{9}", fullmatch=True)
    return st.sampled_from(((3, 4), (4, 3), (3,), (7,), (5,), (6,), (5, 3), (3, 3))).flatmap(
        lambda sizes: parted(eleven, sizes, between)
    )


def landlines(between: Any) -> st.SearchStrategy[str]:
    area = st.from_regex("0[1-9][0-9]{1,2}", fullmatch=True)
    local = st.one_of(
        parted(digits(8, first="2-9"), (4,), between), parted(digits(7, first="2-9"), (3,), between)
    )
    in_brackets = area.map("({})".format)
    return st.tuples(area | in_brackets, between, local).map("".join)


def at_home(numbers: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    prefix = st.sampled_from(("", "", "+86", "+86 ", "86", "+86-", "(+86)", "0086"))
    return st.tuples(prefix, numbers).map("".join)


HOTLINES = st.sampled_from(((3, 3), (4, 3), (3,), ())).flatmap(
    lambda sizes: parted(st.from_regex("400[1-9][0-9]{6}", fullmatch=True), sizes, st.sampled_from(" -"))
)
NUMBERS = at_home(mobiles(BETWEEN)) | at_home(landlines(BETWEEN)) | HOTLINES
TYPED = (at_home(mobiles(FORM_BETWEEN)) | at_home(landlines(FORM_BETWEEN)) | HOTLINES).filter(FORM.fullmatch)
FORM_NUMBERS = st.from_regex(FORM, fullmatch=True).filter(lambda said: len(DIGITS.findall(said)) >= 7)
NO_COLUMN_OF_ITS_OWN = {"address"}  # an invitation's; elsewhere the word means places and pages
ADDRESSES = st.from_regex(r"[a-z]{5,12}@[a-z]{2,8}\.(com|cn|example)", fullmatch=True)
IN_WIDTHS = st.sampled_from((lambda said: said, lambda said: said.translate(FULL_WIDTH)))


def hides(before: str, number: str, after: str) -> None:
    """Too little is left of the number to call it, and all of what stands around it."""
    shown = masking.without_contacts(before + number + after)

    assert shown.startswith(before)
    assert shown.endswith(after)
    left = unicodedata.normalize("NFKC", shown[len(before) : len(shown) - len(after)])
    assert "****" in left
    assert len(DIGITS.findall(left)) <= 7


@given(AROUND, WORDS, NUMBERS, IN_WIDTHS, AFTER, AROUND)
def test_no_number_can_be_called(
    before: str, word: str, number: str, written: Any, after: str, rest: str
) -> None:
    hides(before + word, written(number), after + rest)


@given(WORDS, TYPED, IN_WIDTHS, AFTER)
def test_no_number_that_a_form_takes_can_be_called(word: str, number: str, written: Any, after: str) -> None:
    hides(word, written(number), after)


@pytest.mark.parametrize(
    "number",
    [
        "13812341234",
        "138 1234 1234",
        "8613812341234",
        "+86 512 6123 4567",
        "(0512)61234567",
        "0512-6123 4567",
        "（0512）6123-4567转801",
        "138-12-34-12-34",
        "1 3 8 1 2 3 4 1 2 3 4",
        "１３８１２３４１２３４",
        "400-820-8820",
        "+852 6123 4567",
    ],
)
def test_numbers_as_people_write_them(number: str) -> None:
    for before, after in (("", ""), ("Tel", "."), ("请拨", "找何静"), ("1. ", "；0.5吨"), ("(", ")")):
        hides(before, number, after)


@given(FORM_NUMBERS)
def test_a_column_that_holds_a_contact_is_masked_however_it_is_written(number: str) -> None:
    for name in masking.CONTACTS:
        shown = masking.told(name, number)

        assert shown != number
        assert len(DIGITS.findall(shown)) <= 7
        assert masking.told(name, [number]) == masking.told(name, shown) == shown


def test_every_column_that_holds_a_contact_is_known() -> None:
    said = re.compile("电话|手机|邮箱|联系方式")
    held = {
        field.name
        for model in apps.get_models()
        if model.__module__.startswith("greenbridge.")
        for field in model._meta.local_concrete_fields
        if field.get_internal_type() in {"CharField", "EmailField"} and said.search(heading(field))
    }

    assert held - NO_COLUMN_OF_ITS_OWN == masking.CONTACTS


@given(AROUND, ADDRESSES, IN_WIDTHS, AROUND)
def test_no_address_can_be_written_to(before: str, address: str, written: Any, after: str) -> None:
    shown = masking.without_contacts(before + written(address) + after)

    name, _, host = address.partition("@")
    assert not re.search(f"{name[2:]}[@＠]", shown.translate(HALF_WIDTH))
    assert f"***@{host}" in shown.translate(
        HALF_WIDTH
    )  # behind two signs: what stands before may be of its name


@given(st.text(max_size=60))
def test_what_is_no_contact_is_shown_as_it_is(text: str) -> None:
    plain = re.sub(r"[@＠\d]", "", text)

    assert masking.without_contacts(plain) == plain


OTHERS = (
    "91310118MADEM950XM",
    "13310118123A456789",  # its first eleven digits are those of a mobile number
    "91310118A051234567001P",
    "D20261130-7K2",
    "X20261123-23456",
    "2026-11-30",
    "2026.11.30 2026-12-01",
    "2026-1-30 2026-12-01",
    "380000.50",
    "1380000.00",
    "138000000.00元",
    "13,800,000.00",
    "+138000000.00",
    "4000000000",
    "180912341234",  # a laboratory's certificate
    "310118001234567",
    "沪环〔2026〕12号",
    "HW17",
    "HW21 193-001-21 900-041-49",
    "071-001-08 900-041-49",
    "GB 18918-2002 4.1.2",
    "138.123.41.234",
    "0.1234567891",
    "3f13812341234ab01c9d",
    "浓度 180 2 15 138 40",
)


@pytest.mark.parametrize("number", OTHERS)
def test_numbers_of_other_things_are_no_telephones(number: str) -> None:
    for before, after in (("", ""), ("编号：", "。"), ("（", "）"), ("从 ", " 到 2026-12-31")):
        assert masking.without_contacts(before + number + after) == before + number + after


def test_a_sum_or_the_number_of_a_row_is_no_telephone() -> None:
    for value in (13812341234, 138000000.00, [4008208820]):
        assert masking.told("amount", value) == str(value).strip("[]")


def test_who_looks_for_other_numbers_is_not_refused() -> None:
    for words in (
        "2026",
        "2026-11-30",
        "2026.11.30",
        "D20261130-7K2",
        "91310118MADEM950XM",
        "沪环〔2026〕12号",
        "HW17",
        "延期30日",
    ):
        assert not masking.looks_for_a_contact(words)
    for words in ("１３８１２", "0512）612", "138.12", "lab＠"):
        assert masking.looks_for_a_contact(words)
