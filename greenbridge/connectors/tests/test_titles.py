"""What titles and texts of official sites say of a document, without a database."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.connectors.documents import rules
from greenbridge.core.text import standard_numbers, standards_written
from greenbridge.library.facts import Facts
from greenbridge.library.validity.rules import Status


@pytest.mark.parametrize(
    ("said", "title", "number", "instead"),
    [
        ("水质 铜的测定 示例法（HJ 99001－2024）", "水质 铜的测定 示例法", "HJ 99001-2024", []),
        (
            "示例排放标准（GB 99002-2023代替GB 99002-2008，GB 99003-2001）",
            "示例排放标准",
            "GB 99002-2023",
            ["GB 99002-2008", "GB 99003-2001"],
        ),
        ("示例监测规范（HJ 99007-2019部分代替HJ/T 99007-2002）", "示例监测规范", "HJ 99007-2019", []),
        ("示例质量标准 GB 99004—2018", "示例质量标准", "GB 99004-2018", []),
        ("ＧＢ／Ｔ 99005-2015 示例术语", "示例术语", "GB/T 99005-2015", []),
        ("示例技术规范(试行)", "示例技术规范(试行)", "", []),
        ("《示例<em>生态</em>条例》", "示例生态条例", "", []),
        ("GB 99006-2020", "GB 99006-2020", "GB 99006-2020", []),
    ],
)
def test_a_title_gives_name_number_and_what_it_takes_the_place_of(
    said: str, title: str, number: str, instead: list[str]
) -> None:
    assert rules.plain_title(said) == title
    assert rules.numbers(said) == (number, instead)


def test_doubts_of_where_it_came_from_are_said() -> None:
    facts = Facts(
        kind="standard", title="示例", promulgated_on=dt.date(2027, 1, 1), effective_on=dt.date(2020, 1, 1)
    )

    found = rules.doubts(facts, says="repealed", today=dt.date(2026, 11, 28), brings_text=True)

    assert [warn.sentence for warn in found] == [
        "没有读出标准号，请补充。",
        "公布日期2027-01-01在今天之后，请核对。",
        "来源网页有正文，没有读出来，请补充。",
        "来源称已废止，按日期推算为现行有效，请核对依据。",
    ]


def test_sites_of_standards_call_over_what_was_replaced() -> None:
    assert rules.agree(Status.REPEALED, Status.REVISED, "standard")
    assert not rules.agree(Status.REPEALED, Status.REVISED, "law")
    assert not rules.agree(Status.IN_FORCE, Status.UNKNOWN, "standard")


@given(
    series=st.sampled_from(["GB", "GB/T", "HJ", "HJ/T", "DB31", "DB32/T", "T/CAEPI"]),
    number=st.integers(1, 99_999),
    year=st.integers(1970, 2030),
    dash=st.sampled_from(["-", "—", "－", "–"]),
    space=st.sampled_from(["", " ", "\u3000"]),
)
def test_however_a_number_is_written_it_is_one(
    series: str, number: int, year: int, dash: str, space: str
) -> None:
    written, plain = f"{series}{space}{number}{dash}{year}", f"{series} {number}-{year}"
    if series == "T/CAEPI" and not space:
        return  # letters and digits run together there

    assert standards_written(written) == [plain]
    assert standard_numbers(written) == standard_numbers(plain)
