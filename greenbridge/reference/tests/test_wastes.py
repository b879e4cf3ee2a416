"""Hazardous wastes are read as people and licences write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.reference.management.commands.extract_waste_codes import rows_in
from greenbridge.reference.models import WasteCode
from greenbridge.reference.wastes import Covered, UnknownWaste, not_in_edition, read_wastes, wastes_in

DASHES = "-‐‑–—−－"


def told(text: str) -> dict[str, Covered]:
    return {category.code: covered for category, covered in read_wastes(text).items()}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("HW17 336-064-17 1200吨", {"HW17": Covered(1200, {"336-064-17": 1200})}),
        ("336-064-17", {"HW17": Covered(None, {"336-064-17": None})}),
        ("33606417 1.2万吨", {"HW17": Covered(12000, {"336-064-17": 12000})}),
        ("HW08 12000000吨", {"HW08": Covered(12_000_000)}),
        (
            "HW08（900-249-08、900-214-08）3000吨/年",
            {"HW08": Covered(3000, {"900-249-08": None, "900-214-08": None})},
        ),
        (
            "HW17 336-064-17 1200吨、336-054-17 300吨",
            {"HW17": Covered(1500, {"336-064-17": 1200, "336-054-17": 300})},
        ),
        ("HW08、HW49", {"HW08": Covered(), "HW49": Covered()}),
    ],
)
def test_codes_and_tonnages_find_their_category(text: str, meant: dict[str, Covered]) -> None:
    assert wastes_in(text) == meant


@given(st.sampled_from(DASHES), st.sampled_from(DASHES), st.booleans())
def test_every_kind_of_dash_and_none_is_the_same_code(first: str, second: str, plain: bool) -> None:
    text = "90024908" if plain else f"900{first}249{second}08"

    assert wastes_in(text) == {"HW08": Covered(None, {"900-249-08": None})}


@given(st.integers(0, 999), st.integers(0, 999), st.integers(1, 50), st.integers(1, 50))
def test_a_code_is_kept_under_its_own_category_and_no_other(a: int, b: int, own: int, stated: int) -> None:
    code = f"{a:03}-{b:03}-{own:02}"

    covered = wastes_in(f"HW{stated:02} {code}")[f"HW{stated:02}"]

    assert (covered.codes, covered.strangers) == (({code: None}, []) if own == stated else ({}, [code]))


@pytest.mark.usefixtures("ground")
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("900-001-42", "没有 HW42 这一类别"),
        ("HW41", "没有 HW41 这一类别"),
        ("HW08 336-064-17", "336-064-17 的末两位与 HW08 不一致"),
        ("废油", "请按 HW08、HW17 336-064-17 的样式填写"),
    ],
)
def test_what_no_licence_can_say_is_refused_with_a_sentence(text: str, why: str) -> None:
    with pytest.raises(UnknownWaste, match=why):
        read_wastes(text)


@pytest.mark.usefixtures("ground")
def test_a_code_that_the_edition_lacks_is_kept_and_named() -> None:
    assert told("HW17 336-999-17") == {"HW17": Covered(None, {"336-999-17": None})}
    assert not_in_edition(["336-999-17", "336-064-17", "900-000-17"]) == ["336-999-17"]


@pytest.mark.usefixtures("ground")
def test_the_catalogue_is_loaded_with_every_code_under_the_category_that_it_ends_in() -> None:
    codes = dict(WasteCode.objects.values_list("code", "category_id"))

    assert len(codes) == 467
    assert all(category == f"HW{code[-2:]}" for code, category in codes.items())
    assert WasteCode.objects.get(code="900-249-08").name.startswith(
        "其他生产、销售、使用过程中产生的废矿物油"
    )


def test_a_description_ends_where_the_traits_begin_and_the_annex_does_not_count() -> None:
    printed = (
        "目录 附表\nHW08\n900-249-08 其他废矿物油及沾染矿物油的废弃包 装物 T,I \n — 5 — \n336-064-17 \n"
        "金属表面酸洗产生的\n废槽渣\nT/C \n危险废物豁免管理清单\n900-249-08 全部环节"
    )

    assert rows_in(printed) == [
        ("900-249-08", "HW08", "其他废矿物油及沾染矿物油的废弃包装物"),
        ("336-064-17", "HW17", "金属表面酸洗产生的废槽渣"),
    ]
