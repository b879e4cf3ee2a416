"""What a document says about itself, and what an editor should look at: told without a database."""

import csv
import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from greenbridge.library import issuers, naming
from greenbridge.library.facts import Facts
from greenbridge.library.intake import deducing, documents, listings, warnings
from greenbridge.library.intake.warnings import Doubt, Warn
from greenbridge.library.models.works import ADDRESS
from greenbridge.library.structure.rules import Unit, number, split, written

LAWS = settings.BASE_DIR.parent / "shared/data/laws/national-and-local-md"
THIRTY = Path(__file__).parent / "thirty_texts.csv"

REGULATION = """# 示例市固体废物条例

2015年3月2日 示例市第十二届人民代表大会常务委员会第二十次会议通过

2015年5月8日 示例省第十二届人民代表大会常务委员会第十六次会议批准

2021年9月1日 示例市第十五届人民代表大会常务委员会第四次会议《关于修改〈示例市固体废物条例〉的决定》修正

<!-- INFO END -->

第一条 为了示例，制定本条例。

第二条 本条例自2015年7月1日起施行。
"""
PAGE = """---
title: 示例办法
date: 2019-11-01
author: 原环境保护部等
category:
  - 规章
tag:
  - 部门规章
---
::: tip 修订信息
（2019年9月20日生态环境部令第9号公布&emsp;自2019年11月1日起施行）
:::
::: details 目录
::: tabs
- [1](#t1)&emsp;[2](#t2)
:::
## 第一章&emsp;总则{align=center}

<p id="t1">&emsp;&emsp;<b>第一条</b>&emsp;为了示例，制定本办法。<br>
&emsp;&emsp;另一款。</p>
<p id="t2">&emsp;&emsp;<b>第二条</b>&emsp;本办法自2019年11月1日起施行。</p>

---

::: warning 原文链接

<http://www.example.cn/t1.shtml>

:::"""
LISTING = """## 水环境保护{align=center}

### [示例水质标准](/static/pdf/GB-99001-2002.pdf){target="_blank"}

<Badge text="有效" type="tip" /><Badge text="2002/06/01施行" type="info" /><Badge text="GB 99001-2002" type="danger" />
"""


def known(name: str, text: str, **said: str) -> tuple[Facts, list[Warn]]:
    document = documents.of_markdown(name, text)
    return deducing.facts(document, lambda words: "33" if words.startswith("示例") else "", **said)


def test_history_names_the_issuer_and_the_day_and_an_amendment_leaves_the_first_day_open() -> None:
    facts, doubts = known("示例市固体废物条例(2021-09-30)", REGULATION)

    assert facts.title == "示例市固体废物条例"
    assert (facts.kind, facts.region) == ("local", "33")
    assert facts.issuers == ["示例市人民代表大会常务委员会"]
    assert facts.promulgated_on == facts.effective_on == dt.date(2021, 9, 30)
    assert [one.doubt for one in doubts] == [Doubt.BEGINS_PRESUMED]


def test_a_text_that_was_amended_after_the_day_of_its_file_name_bears_the_later_day() -> None:
    facts, doubts = known("示例市固体废物条例(2015-05-20)", REGULATION)

    assert facts.promulgated_on == dt.date(2021, 9, 1)
    assert Doubt.DAYS_DISAGREE in [one.doubt for one in doubts]


def test_a_page_with_front_matter_and_html_paragraphs() -> None:
    facts, doubts = known("slbf", PAGE)

    assert (facts.kind, facts.number) == ("ministerial", "生态环境部令第9号")
    assert facts.issuers == ["环境保护部"]
    assert (facts.promulgated_on, facts.effective_on) == (dt.date(2019, 9, 20), dt.date(2019, 11, 1))
    assert facts.source_url == "http://www.example.cn/t1.shtml"
    assert facts.text.splitlines() == [
        "第一章\u2003总则",
        "第一条\u2003为了示例，制定本办法。",
        "另一款。",
        "第二条\u2003本办法自2019年11月1日起施行。",
    ]
    assert doubts == []


def test_a_list_says_number_day_and_status_of_what_has_no_page() -> None:
    (entry,) = listings.entries(LISTING)
    facts, _ = deducing.facts(entry.document(), lambda words: "")

    assert (facts.kind, facts.number, facts.standard_class) == ("standard", "GB 99001-2002", "quality")
    assert (facts.promulgated_on, facts.effective_on) == (None, dt.date(2002, 6, 1))
    assert facts.history == "来源载明：有效。"


def test_a_day_inside_the_title_of_another_document_is_not_the_own_one() -> None:
    text = "示例意见\n一、适用《示例条例》（自1998年11月29日起施行）。\n二、其他。"
    document = documents.of_lines("示例意见", text.splitlines(), promulgated="2019-10-17")
    facts, doubts = deducing.facts(document, lambda words: "")

    assert (facts.kind, facts.effective_on) == ("normative", dt.date(2019, 10, 17))
    assert [one.doubt for one in doubts] == [Doubt.BEGINS_PRESUMED]


@pytest.mark.parametrize(
    ("closing", "last_day"),
    [("有效期至2027年12月31日", dt.date(2027, 12, 31)), ("有效期五年", dt.date(2027, 12, 31)), ("", None)],
)
def test_a_notice_ends_on_its_own_last_day(closing: str, last_day: dt.date | None) -> None:
    lines = ["示例通知", "一、示例。", f"二、本通知自2023年1月1日起施行，{closing}。"]
    document = documents.of_lines("示例通知", lines, author="生态环境部")

    assert deducing.facts(document, lambda words: "")[0].expires_on == last_day


@pytest.mark.parametrize(
    ("written", "is_"),
    [
        ("第十三届全国人大常委会", "全国人民代表大会常务委员会"),
        ("原国家环保总局等", "国家环境保护总局"),
        ("上海市人大常委会", "上海市人民代表大会常务委员会"),
        ("湖州市七届人民代表大会常务委员会", "湖州市人民代表大会常务委员会"),
    ],
)
def test_issuers_have_one_spelling(written: str, is_: str) -> None:
    assert issuers.canonical(written) == is_
    assert issuers.is_known(is_)


def test_an_issuer_that_nobody_knows_and_days_out_of_order_are_said() -> None:
    facts = Facts(
        "normative",
        "示例",
        issuers=["某某前沿"],
        promulgated_on=dt.date(2020, 5, 1),
        effective_on=dt.date(2020, 4, 1),
    )

    assert {one.doubt for one in warnings.of(facts, ())} == {Doubt.UNKNOWN_ISSUER, Doubt.DAYS_OUT_OF_ORDER}


def articles(numbers: list[int]) -> str:
    return "\n".join(f"第{written(one)}条 示例。" for one in numbers)


def doubts_of(numbers: list[int]) -> list[tuple[Doubt, str]]:
    return [(one.doubt, one.what) for one in warnings.of_units(split(articles(numbers)))]


@given(st.integers(1, 9999))
def test_numerals_are_read_as_they_are_written(value: int) -> None:
    assert number(written(value)) == value


@hypothesis(max_examples=25)
@given(st.integers(2, 60), st.data())
def test_exactly_what_is_wrong_with_the_numbers_is_said(last: int, data: st.DataObject) -> None:
    whole = list(range(1, last + 1))
    assert doubts_of(whole) == []

    lost = data.draw(st.integers(1, last - 1))
    label = f"第{written(lost)}条"
    assert doubts_of([one for one in whole if one != lost]) == [(Doubt.MISSING, label)]
    assert doubts_of(whole[:lost] + whole[lost - 1 :]) == [(Doubt.DOUBLED, label)]

    swapped = [*whole[: lost - 1], lost + 1, lost, *whole[lost + 1 :]]
    assert doubts_of(swapped) == [(Doubt.OUT_OF_ORDER, label)]


PIECES = st.sampled_from(
    [
        "第一章 总则",
        "第一条 甲。",
        "第２条 乙",
        "第三条之一 丙",
        "附录A",
        "1 范围",
        "1.1 一般",
        "A.1 方法",
        "一、示例",
        "附件",
        "目 录",
    ]
)


@given(st.lists(PIECES | st.text("甲乙丙丁，。第条章1.（）", max_size=30), max_size=40))
def test_whatever_comes_each_clause_has_an_address_of_its_own_and_stands_in_one_that_is_there(
    lines: list[str],
) -> None:
    units = split("\n".join(lines))

    addresses = [unit.address for unit in units]
    assert len(set(addresses)) == len(addresses)
    assert all(len(address) <= ADDRESS for address in addresses)
    assert all(not unit.parent or unit.parent in addresses for unit in units)


@given(
    st.lists(st.text("甲乙丙丁，。", min_size=1), max_size=20),
    st.lists(st.integers(1, 30), unique=True, max_size=10),
)
def test_no_word_is_lost(lines: list[str], numbers: list[int]) -> None:
    text = "\n".join([articles(sorted(numbers)), *lines])

    assert naming.digest("".join(unit.label + unit.text for unit in split(text))) == naming.digest(text)


def all_texts() -> list[Path]:
    if not LAWS.is_dir():
        pytest.skip("../shared/data/laws is absent")
    return sorted(LAWS.rglob("*.md"))


def test_every_article_of_the_real_collection_is_a_clause() -> None:
    counted = split_into = 0
    for file in all_texts():
        document = documents.of_markdown(file.stem, file.read_text("utf-8"))
        counted += len(re.findall(r"(?m)^第[一二三四五六七八九十百零]+条", document.text))
        split_into += sum(unit.level == "article" for unit in split(document.text))

    assert counted > 18_000
    assert split_into / counted >= 0.98


def test_thirty_real_texts_are_split_as_a_person_split_them() -> None:
    files = {file.stem: file for file in all_texts()}
    with THIRTY.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            units = split(documents.of_markdown("", files[row["name"]].read_text("utf-8")).text)
            found = [unit for unit in units if unit.level == "article"]
            assert (len(found), units[-1].address) == (int(row["articles"]), row["last"]), row["name"]
            assert chapters(units) == row["chapters"], row["name"]


def chapters(units: list[Unit]) -> str:
    """``ch-1:1 ch-2:9``: each heading with the number of the first article in it."""
    firsts = []
    for place, unit in enumerate(units):
        if unit.level in {"chapter", "section"}:
            first = next(one for one in units[place:] if one.level == "article")
            firsts.append(f"{unit.address}:{first.address.removeprefix('art-')}")
    return " ".join(firsts)
