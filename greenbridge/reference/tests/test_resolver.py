"""A text from outside names a place, and the platform finds the division."""

import csv

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.core.text import fold_name
from greenbridge.reference.models import Region
from greenbridge.reference.resolver import (
    Places,
    Resolution,
    resolve,
    resolve_folded,
    without_house_numbers,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

COMPANIES = settings.BASE_DIR.parent / "shared/data/companies/companies.csv"
COUNTY_OF = {"青浦": "310118", "苏州": "320509", "嘉兴": "330421"}


def code_in(text: str, hint: str = "") -> str | None:
    found = resolve(text, hint=hint)
    return found.region_code if found else None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # with and without province, city, county and suffix
        ("上海市青浦区赵巷镇沪青平公路3398号1幢", "310118105"),
        ("青浦区盈浦街道淀湖路10号", "310118002"),
        ("浙江省嘉兴市嘉善县天凝镇壬云路1号", "330421112"),
        ("江苏省吴江区七都镇亨通大道88号", "320509107"),
        ("吴江盛泽镇东方大街南侧(杨扇村)", "320509105"),
        ("上海浦东新区张江镇", "310115125"),
        ("嘉善西塘", "330421103"),
        ("青 浦 区 练 塘 镇", "310118103"),
        ("陕西西安", "6101"),
        # counties, towns and codes of former days
        ("吴江市盛泽镇", "320509105"),
        ("吴江市汾湖镇北厍社区厍南路216号", "320509110"),
        ("青浦区西岑镇莲湖路53号", "310118104"),
        ("青浦区商塌镇商周路102弄8号", "310118104"),
        ("苏州市吴江区松陵镇莱福公寓", "320509001"),
        ("上海市崇明县", "310151"),
        ("宁波江东区", "330212"),
        ("320584", "320509"),
        ("310118104000", "310118104"),
        # a town of the zone without its county
        ("西塘镇翠南村", "330421103"),
        ("平望新诚社区", "320509104"),
        ("铜罗镇后练村", "320509109"),
        ("金家坝滨河北路", "320509110"),
        # zones that are no towns
        ("吴江经济技术开发区南村路北侧", "320509400"),
        ("吴江经济技术开发区（同里镇）三元街", "320509111"),
        ("苏州市工业园区星湖街", "320576"),
        ("上海市青浦工业园区北青公路8205号", "310118"),
        # roads, buildings and companies that carry a place's name
        ("上海市青浦区练塘镇章练塘路588弄15号", "310118103"),
        ("上海市青浦区章练塘路666号", "310118"),
        ("吴江平望镇西塘街黄洋墩4幢", "320509104"),
        ("嘉善县罗星街道嘉善大道66号", "330421002"),
        ("上海市长宁区江苏路1号", "310105"),
        ("嘉善县魏塘街道盛泽纺织大厦", "330421001"),
        ("吴江市盛泽桥梁市政工程有限公司", "320509"),
        ("盛泽丝绸有限公司", None),
        ("中山北路12号", None),
        ("东方市场", None),
        ("平安保险公司", None),
        # namesakes need their parent
        ("朝阳区建国路", None),
        ("北京市朝阳区建国路", "110105"),
        ("城关镇人民政府", None),
        ("新城区", None),
        ("江苏省鼓楼区", "32"),
        ("南京鼓楼区", "320106"),
        # a postcode is no division
        ("310000 杭州市西湖区文三路", "330106"),
    ],
)
def test_an_address_leads_to_its_division(text: str, code: str | None) -> None:
    assert code_in(text) == code


def test_the_evidence_is_what_the_text_says_and_a_vaguer_text_makes_less_sure() -> None:
    full, bare = resolve("地址：上海市青浦区练塘镇章练塘路"), resolve("练塘镇章练塘路")

    assert full == Resolution("310118103", Region.Level.TOWN, 0.95, "上海市青浦区练塘镇")
    assert bare is not None
    assert bare.region_code == "310118103"
    assert bare.confidence < 0.75


def test_a_hint_decides_between_namesakes_and_yields_to_a_clear_text() -> None:
    assert code_in("鼓楼区", hint="3201") == "320106"
    assert code_in("嘉善县魏塘街道", hint="31") == "330421001"
    assert code_in("某路8号", hint="31") is None


def test_every_division_is_found_by_its_own_full_name() -> None:
    lost = [
        full_name
        for code, full_name in Region.objects.exclude(name="上海市").values_list("code", "full_name")
        if code.startswith(("31", "32", "33")) and code_in(full_name) != code
    ]

    assert lost == []


@pytest.mark.skipif(not COMPANIES.exists(), reason="the list of real companies is absent")
def test_the_county_of_real_companies_is_found() -> None:
    with COMPANIES.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))

    missed = [
        row["注册地址"]
        for row in rows
        if not (code_in(row["注册地址"]) or "").startswith(COUNTY_OF[row["地区"]])
    ]

    assert missed == ["上海新城经济区"]  # names no county


PIECES = [
    "上海市",
    "青浦",
    "吴江区",
    "盛泽",
    "镇",
    "街道",
    "城关镇",
    "工业园",
    "区",
    "路",
    "(",
    "公司",
    "320584",
    "１",
    " ",
    "市场",
]


@given(
    st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)),
    st.sampled_from(["", "31", "3205", "99", "x"]),
)
def test_no_text_breaks_it_and_the_evidence_is_always_in_the_text(text: str, hint: str) -> None:
    found = resolve(text, hint=hint)

    if found:
        assert found.evidence
        assert found.evidence in fold_name(text)
        assert 0 < found.confidence <= 1
        assert len(found.region_code) == (2, 4, 6, 9)[found.level - 1]


PIECES = ["江苏省", "吴江", "区", "盛泽", "镇", "上海", "青浦区", "中山北路", "市场", "公司", "(", "，", " "]
NUMBERS = ["1", "88", "3398", "12345678", "320509", "123456789", "320509105", "320509105000"]


@given(st.lists(st.sampled_from(PIECES + NUMBERS), max_size=8).map("".join))
def test_house_numbers_say_nothing_of_the_place(address: str) -> None:
    assert _place(resolve_folded(without_house_numbers(address))) == _place(resolve(address))


ENDS = [
    "沪青平公路",
    "中山路",
    "市场",
    "场北路",
    "乡村路",
    "域外路",
    "办事处",
    "盛泽",
    "西塘园",
    "(嘉善)",
    "3398号",
    "310118105",
]


@given(
    st.lists(st.sampled_from([*PIECES, "浙江省", "嘉善县", "西塘", "镇", "街道"]), max_size=5).map("".join),
    st.lists(st.sampled_from(ENDS), max_size=2).map("".join),
    st.sampled_from(["", "31", "3205"]),
)
def test_an_address_read_in_two_parts_says_what_it_says_as_a_whole(start: str, end: str, hint: str) -> None:
    places = Places()

    for address in (start + end, f"上海市青浦区练塘镇{end}", start + end):
        assert _place(places.resolve(address, hint)) == _place(resolve(address, hint=hint))


def _place(found: Resolution | None) -> tuple[str, int, float] | None:
    return (found.region_code, found.level, found.confidence) if found else None
