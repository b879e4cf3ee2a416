"""Citations are found in text, lead to clauses, and back."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.library.citations import queries
from greenbridge.library.citations.rules import called, cited, titles
from greenbridge.library.ledger import rules as ledger
from greenbridge.library.models import Citation
from greenbridge.testing.cast import library


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("依照《中华人民共和国水污染防治法》第八十三条的规定处罚", [("水污染防治法", ("art-83",))]),
        ("《水法》第十二条第二款第（三）项", [("水法", ("art-12-par-2-item-3",))]),
        ("《水法》（2016年修正）第六条、第八条和第九条之一", [("水法", ("art-6", "art-8", "art-9-1"))]),
        ("《水法》第三条至第五条", [("水法", ("art-3", "art-4", "art-5"))]),
        ("本法第十二条、本办法第三条第一款", [("", ("art-12",)), ("", ("art-3-par-1",))]),
        ("依照刑法第三百三十八条追究", [("刑法", ("art-338",))]),
        ("本法所称水污染", []),
        ("执行《地表水环境质量标准》（GB 3838—2002）", [("地表水环境质量标准", ()), ("gb3838", ())]),
        ("按ＨＪ/Ｔ 91规定采样", [("hj/t91", ())]),
        ("实施〈中华人民共和国水法〉办法", []),
        ("《浙江省实施〈中华人民共和国水法〉办法》", [("浙江省实施水法办法", ())]),
        ("《没有完的题目第三条", []),
        ("排放量不得超过90吨", []),
    ],
)
def test_what_a_text_cites(text: str, found: list[tuple[str, tuple[str, ...]]]) -> None:
    assert [(one.key, one.addresses) for one in cited(text, names={"刑法"})] == found


def test_what_a_text_calls_otherwise_is_understood_from_there_on() -> None:
    text = "根据《中华人民共和国固体废物污染环境防治法》（以下简称《固废法》），制定本办法。"

    aliases = called(text)

    assert [one.key for one in cited("按照《固废法》第三条和固废法第四条", aliases=aliases)] == [
        "固体废物污染环境防治法",
        "固体废物污染环境防治法",
    ]


SIGNS = st.text(
    alphabet="《》〈〉本法条例第一二三十百零条款项之（）()、和至GBHJ/T 0123456789-—.Ａ３。", max_size=60
)


@given(SIGNS)
def test_citations_lie_in_the_text_one_behind_the_other(text: str) -> None:
    end = 0
    for one in cited(text, names={"本法", "条例"}):
        assert end <= one.start < one.end <= len(text)
        assert len(one.addresses) <= 4000
        end = one.end


@given(SIGNS)
def test_a_title_stands_between_its_brackets(text: str) -> None:
    for title in titles(text):
        assert text[title.start : title.end] == f"《{title.name}》"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("本法自2020年9月1日起施行。", []),
        ("1998年公布的《甲条例》和《乙条例》（国务院令第1号）同时废止。", [("repeals", "甲条例", ""), ("repeals", "乙条例", "")]),
        ("根据《甲法》第三条，《乙办法》自2021年1月1日起废止。", [("repeals", "乙办法", "")]),
        ("《甲办法》自2020年1月1日起施行，2010年施行的《乙办法》同时废止。", [("repeals", "乙办法", "")]),
        ("会议《关于修改丙的决定》修正的《丙条例》同时废止。", [("repeals", "丙条例", "")]),
        ("《丙条例》第十二条同时废止。", [("repeals", "丙条例", "art-12")]),
        ("下列规章同时废止：\n（一）《甲规定》；\n（二）《乙规定》。\n其他照旧。", [("repeals", "甲规定", ""), ("repeals", "乙规定", "")]),
        ("及时修改、废止《甲规定》的内容。", []),
        ("《国务院关于废止部分行政法规的决定》修订", []),
        ("本标准代替GB 3838-88和ＧＢ 8978—1996。", [("replaces", "GB 3838-88", ""), ("replaces", "GB 8978-1996", "")]),
        ("本标准部分代替 GB 16297-1996。", [("amends", "GB 16297-1996", "")]),
        ("不得以行政处罚代替刑事处罚。", []),
    ],
)  # fmt: skip
def test_what_a_text_says_of_the_end_of_others(text: str, found: list[tuple[str, str, str]]) -> None:
    assert [(one.kind, one.named, one.target_address) for one in ledger.read([("art-9", text)])] == found


def test_a_repeal_has_its_own_day_where_the_text_names_one() -> None:
    (one,) = ledger.read([("art-9", "《甲办法》自2021年2月3日起废止。")])
    assert one.since == dt.date(2021, 2, 3)
    (other,) = ledger.read([("art-9", "《甲办法》自2021年2月31日起废止。")])
    assert other.since is None
    (first,) = ledger.read([("art-9", "本法自2008年6月1日起施行，《甲办法》同时废止。")])
    assert first.since == dt.date(2008, 6, 1)


@pytest.mark.django_db
def test_clauses_lead_to_what_they_cite_and_back_again() -> None:
    law = library.law()
    by = library.law(
        "示例办法",
        text="第一条 依照《示例固体废物条例》第二条第一款贮存。\n第二条 本办法第一条适用于GB 99001的企业。",
    )

    there = [(row.clause.address, row.target, row.target_address) for row in queries.cites(by)]
    assert there == [
        ("art-1", law.work, "art-2-par-1"),
        ("art-2", by.work, "art-1"),
        ("art-2", None, ""),
    ]
    assert [row.clause.version for row in queries.cited_by(law.work, "art-2")] == [by]
    assert list(queries.cited_by(law.work, "art-3")) == []
    assert list(queries.cited_by(by.work)) == []


@pytest.mark.django_db
def test_a_citation_of_what_is_not_held_is_linked_when_it_comes_in() -> None:
    library.law("示例办法", text="第一条 执行ＧＢ 99001—2010和《示例固体废物条例》。")
    assert not Citation.objects.exclude(target=None).exists()

    standard, law = library.standard(), library.law()

    assert {row.target for row in Citation.objects.all()} == {standard.work, law.work}
    assert queries.cited_by(law.work, on=dt.date(2019, 1, 1)).count() == 0
    assert queries.cited_by(law.work, on=dt.date(2021, 1, 1)).count() == 1


@pytest.mark.django_db
def test_a_long_law_is_read_with_few_queries(django_assert_max_num_queries: pytest.FixtureRequest) -> None:
    from greenbridge.library.citations import services

    law = library.law(text="\n".join(f"第{n}条 依照本法第{n}条和《示例法》第一条。" for n in range(1, 301)))
    Citation.objects.all().delete()

    with django_assert_max_num_queries(8):  # type: ignore[operator]
        assert services.write(law) == 600
