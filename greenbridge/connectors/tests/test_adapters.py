"""Pages become rows and details by settings alone; every make of site that comes ready."""

import contextlib
import datetime as dt
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.connectors import channels, checking, flat, kinds, rules, services
from greenbridge.connectors.adapters import Detail, Page, Row, finding, reading
from greenbridge.connectors.adapters.details import lines
from greenbridge.connectors.errors import Unreadable
from greenbridge.connectors.models import Source
from greenbridge.connectors.testing import texts
from greenbridge.connectors.testing.layouts import Layouts
from greenbridge.connectors.testing.texts import CCGP
from greenbridge.core.text import clean_line

TODAY = dt.date(2026, 11, 20)
LAY = Layouts(TODAY)
READY = {source.name: source for source in services.ready_made()}
TENDER, AWARD, DIRTY = CCGP[0], CCGP[4], CCGP[5]
LIST = "https://www.ccgp.gov.cn/cggg/dfgg/gkzb/index.htm"


def rows(name: str, page: str | bytes, address: str = LIST, media_type: str = "text/html") -> list[Row]:
    source = READY[name]
    body = page.encode() if isinstance(page, str) else page
    return reading.rows(source.adapter, Page(body, address, media_type), source.settings)


def detail(name: str, page: str, address: str = LIST) -> Detail:
    source = READY[name]
    return reading.detail(source.adapter, Page(page.encode(), address), source.settings, Row({}))


@pytest.mark.parametrize("name", sorted(READY))
def test_the_settings_that_come_ready_can_be_used(name: str) -> None:
    assert checking.faults(READY[name].adapter, READY[name].settings) == []


def test_a_channel_of_ccgp() -> None:
    (row,) = rows("ccgp", LAY.ccgp_list([TENDER]))

    assert row.words == {
        "id": "25000001",
        "address": "https://www.ccgp.gov.cn/cggg/dfgg/gkzb/202611/t20261117_25000001.htm",
        "title": TENDER.title,
        "kind": "公开招标",
        "published": "2026-11-17 10:00",
        "region": "上海",
        "buyer": "上海市青浦区金泽镇人民政府",
    }


def test_a_search_on_ccgp() -> None:
    (row,) = rows("ccgp-search", LAY.ccgp_search([AWARD]), "https://search.ccgp.gov.cn/bxsearch")

    assert row.get("address") == "http://www.ccgp.gov.cn/cggg/dfgg/zbgg/202611/t20261119_25000005.htm"
    assert (row.get("id"), row.get("region"), row.get("kind")) == ("25000005", "江苏", "中标公告")
    assert (row.get("published"), row.get("buyer")) == ("2026.11.19 10:00:00", "苏州市吴江区盛泽镇人民政府")


def test_the_page_of_a_tender() -> None:
    read = detail("ccgp", LAY.ccgp_detail(TENDER))

    expected = {
        "title": TENDER.title,
        "published": "2026年11月17日 10:00",
        "buyer": "上海市青浦区金泽镇人民政府",
        "region": "上海市",
        "buyer_address": "上海市青浦区金泽镇示例路2号",
        "agency": "示例采购代理有限公司",
        "agency_address": "杭州市西湖区示例路1号",
        "budget": "98.500000万元（人民币）",
        "project_number": "SL-2026-QP-0001",
        "deadline": "2026年12月07日 09:30（北京时间）",
    }
    assert {name: read.get(name) for name in expected} == expected
    assert read.files == (("采购文件.pdf", "https://www.ccgp.gov.cn/files/25000001.pdf"),)
    assert texts.MARK in read.get("text")
    assert "<" not in read.get("text")


def test_an_award_states_its_amount_twice_and_its_winner_once() -> None:
    read = detail("ccgp", LAY.ccgp_detail(AWARD))

    assert read.get("award") == "￥56.980000 万元（人民币）"  # of the table
    assert "总价形式报价:569800.00(元)" in read.get("text")
    assert read.names["winners"] == ("示例环境检测有限公司",)


def test_a_dirty_award_of_several_lots_is_read_as_it_stands() -> None:
    read = detail("ccgp", LAY.ccgp_detail(DIRTY))

    assert (read.get("award"), read.get("region")) == ("详见附件", "浙江省")
    assert read.get("buyer").count("嘉善县西塘镇人民政府") == 3


def test_two_makes_of_json() -> None:
    text = texts.SHANGHAI[0]
    (row,) = rows("shanghai", LAY.zcy_list([text]), "https://www.zfcg.sh.gov.cn/portal/category")
    assert row.get("address") == "https://www.zfcg.sh.gov.cn/site/detail?parentId=137027&articleId=91000001"
    assert (row.get("region"), row.get("published")) == ("青浦区", "1794967200000")
    assert detail("shanghai", LAY.zcy_detail(text)).get("project_number") == text.project

    text = texts.ZHEJIANG[0]
    (row,) = rows("zhejiang", LAY.zhejiang_list([text]), "https://zfcgmanager.czt.zj.gov.cn/cms/x")
    assert row.get("address").endswith("/cms/api/cors/remote/results?noticeId=8991124&url=noticeDetail")
    read = detail("zhejiang", LAY.zhejiang_detail(text))
    assert (read.get("title"), read.get("budget")) == (text.title, "28.6万元")


def test_a_list_that_has_no_pages_of_its_own_leads_out() -> None:
    (row,) = rows("ceb", LAY.ceb_list([texts.CEB[0]]))

    assert row.get("address") == f"https://ctbpsp.com/#/bulletinDetail?uuid={0xA1:032x}"
    assert (row.get("region"), row.get("published"), row.get("opens")[:4]) == ("上海", "2026-11-18", "2026")


@pytest.mark.parametrize("make", [LAY.rss, LAY.atom])
def test_feeds_of_both_kinds(make: Any) -> None:
    (row,) = rows("feed", make(texts.FEED), media_type="application/xml")

    assert (row.get("id"), row.get("address")) == ("501", "https://notices.example/n/501")
    assert row.get("published") == f"{texts.FEED[0].day(TODAY)} 10:00"
    assert "项目编号：SL-2026-DY-5001" in row.get("text").replace(" ", "")


def test_a_feed_with_entities_of_its_own_is_refused() -> None:
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaa">]><rss><item><title>&a;</title></item></rss>'
    )
    with pytest.raises(Unreadable):
        rows("feed", bomb, media_type="application/xml")


def test_spreadsheets_of_both_kinds() -> None:
    from_text = rows("sheet", LAY.csv(texts.SHEET), media_type="text/csv")
    from_book = rows("sheet", LAY.xlsx(texts.SHEET))

    assert from_text == from_book
    assert from_text[0].get("title") == texts.SHEET[0].title


def test_a_generic_page_and_a_generic_interface_are_read_by_settings_alone() -> None:
    first, _ = rows("html", LAY.park_list(texts.PARK), "https://notices.example/park/index.html")
    assert (first.get("id"), first.get("address")) == (
        "/park/301.html",
        "https://notices.example/park/301.html",
    )
    assert detail("html", LAY.park_detail(texts.PARK[0])).get("budget") == "12万元"

    (row,) = rows("json", LAY.api_list(texts.API), "https://notices.example/api/notices")
    assert (row.get("buyer"), row.get("budget")) == ("嘉善示例产业园管理有限公司", "15万元")


def test_a_notice_that_was_pasted_in() -> None:
    read = reading.pasted(
        "一、项目编号：SL-1\n二、采购人\n（1）采购人：金泽镇人民政府\n预算金额：\n12万元",
        READY["paste"].settings,
    )

    assert (read.get("project_number"), read.get("buyer"), read.get("budget")) == (
        "SL-1",
        "金泽镇人民政府",
        "12万元",
    )


@pytest.mark.parametrize(
    ("page", "why"),
    [
        ("", "网页是空的"),
        (LAY.ccgp_list([TENDER])[:200], "没有传完"),
        ("<html><body>访问过于频繁</body></html>", "访问过于频繁"),
        ("<html><body><ul class='c_list_bid'></ul></body></html>", "没有条目"),
        (LAY.ccgp_list([TENDER]).replace("title=", "x=").replace("<a ", "<b "), "找不到标题"),
    ],
)
def test_a_list_that_is_no_list_says_why(page: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        rows("ccgp", page)


@pytest.mark.parametrize("unit", ["<a ", "<!--", "<a b='", "<div>", "<p><i>"])
def test_a_page_that_is_made_to_take_for_ever_is_not_taken_apart(unit: str) -> None:
    begun = time.process_time()

    with pytest.raises(Unreadable):
        finding.soup(unit * 50_000)

    assert time.process_time() - begun < 3  # without the look, the first takes a quarter of an hour


def test_a_page_that_never_closes_its_paragraphs_is_read_all_the_same() -> None:
    page = "<body>" + "<div><p>一<p>二<p>三</div>" * 1_000 + "</body></html>"

    assert len(finding.soup(page).select("div")) == 1_000


def test_a_search_that_says_that_there_is_nothing_is_no_alarm() -> None:
    source = READY["ccgp"]
    page = Page("<html><body>没有找到相关公告</body></html>".encode(), LIST)

    assert reading.rows(source.adapter, page, {**source.settings, "nothing": ["没有找到相关公告"]}) == []


@pytest.mark.parametrize(
    ("said", "media_type"), [("utf-8", ""), ("gb2312", ""), ("", "text/html; charset=GBK"), ("", "")]
)
def test_a_page_is_read_in_the_letters_it_was_written_in(said: str, media_type: str) -> None:
    page = f'<meta charset="{said}">项目编号' if said else "项目编号"
    codec = "gb18030" if said == "gb2312" or media_type else "utf-8"

    assert "项目编号" in rules.decoded(page.encode(codec), media_type)
    assert "项目编号" in rules.decoded("项目编号".encode("gb18030"))


@given(st.text(alphabet="项目编号水质监测abc 123", max_size=60), st.sampled_from(["utf-8", "gb18030"]))
def test_what_a_page_says_of_its_letters_is_heeded(text: str, codec: str) -> None:
    assert rules.decoded(text.encode(codec), f"text/html; charset={codec}") == text


WORDS = st.text(alphabet="甲乙丙 ", max_size=20)


@given(WORDS, WORDS, WORDS)
def test_a_rule_cuts_out_what_stands_between(before: str, middle: str, rest: str) -> None:
    rule = finding.Rule("", "", "【", "】")

    assert rule.cut(f"{before}【{middle}】{rest}") == clean_line(middle)
    assert rule.cut(before + rest) == ""


def test_a_rule_names_its_parts() -> None:
    assert finding.parsed("a @href >>_ <<.htm") == (finding.Rule("a", "href", "_", ".htm"),)
    assert finding.parsed(">>发布时间： <<地域") == (finding.Rule("", "", "发布时间：", "地域"),)
    assert finding.parsed("ul.x > li || td:nth-of-type(2) @title") == (
        finding.Rule("ul.x > li", "", "", ""),
        finding.Rule("td:nth-of-type(2)", "title", "", ""),
    )
    assert finding.fault("ul[") != ""
    assert finding.fault("ul > li") == ""


def test_numbered_lines_name_what_follows_them() -> None:
    assert list(lines("一、项目编号：A\n2.采购人：\n某局\n说明文字\n（3）地址：路1号")) == [
        ("项目编号", "A"),
        ("采购人", "某局"),
        ("地址", "路1号"),
    ]


@pytest.mark.parametrize(
    ("channel", "said", "title", "kind"),
    [
        ("tender", "", "水质监测更正公告", "change"),
        ("award", "", "水质监测中标公告", "award"),
        ("", "竞争性磋商公告", "水质监测", "consult"),
        ("", "", "水质监测项目的终止公告", "stop"),
        ("", "", "中标候选人公示", "candidate"),
        ("", "", "情况说明", "other"),
    ],
)
def test_the_kind_of_a_notice(channel: str, said: str, title: str, kind: str) -> None:
    assert kinds.kind_of(channel, said, title) == kind


NAME = st.text("abc", min_size=1, max_size=3)


def nested(leaf: st.SearchStrategy[Any], names: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """The leaf, or three floors of tables and lists of it."""
    found = leaf
    for _ in range(3):
        found = st.one_of(leaf, st.dictionaries(names, found, max_size=3), st.lists(found, max_size=2))
    return found


SETTINGS = nested(st.one_of(st.text(max_size=5), st.integers(), st.booleans()), NAME)


@given(st.dictionaries(NAME, SETTINGS, max_size=3))
def test_settings_taken_apart_and_put_together_are_what_they_were(settings: dict[str, Any]) -> None:
    assert flat.changed(settings, flat.leaves(settings)) == settings


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"row": ""}, "row"),
        ({"row": "ul["}, "选择器"),
        ({"lists": [{"kind": "tender"}]}, "path"),
        ({"pages": 1000}, "pages"),
        ({"fields": {"nonsense": "a"}}, "nonsense"),
        ({"detail": {"labels": {"采购人": "nobody"}}}, "nobody"),
    ],
)
def test_settings_that_cannot_be_used_are_named(change: dict[str, Any], why: str) -> None:
    found = checking.faults("html", {**READY["ccgp"].settings, **change})

    assert len(found) == 1
    assert why in found[0]


NAMED = st.sampled_from([*checking.SHAPES, *checking.OF_DETAILS, *checking.OF_LISTS, "title", "采购人"])
ANYTHING = nested(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-2, 30),
        st.text(max_size=8),
        st.sampled_from(["a", "li", "title"]),
    ),
    NAMED,
)
LINE = st.text(max_size=10)
RULES = st.dictionaries(st.sampled_from(["id", "address", "title", "published"]), LINE, max_size=4)
LISTED = st.fixed_dictionaries(
    {"path": st.text(min_size=1, max_size=8)},
    optional={"more": LINE, "next": st.integers(-2, 9), "form": st.dictionaries(LINE, LINE, max_size=2)},
)
DETAILED = st.fixed_dictionaries(
    {}, optional={"pairs": LINE, "content": LINE, "files": LINE, "fields": RULES, "html": LINE}
)
LIKELY = st.fixed_dictionaries(
    {
        "row": st.sampled_from(["li", "tr", "item"]),
        "rows": st.sampled_from(["data.items", "data", ""]),
        "columns": st.dictionaries(st.sampled_from(["title", "id"]), st.just(["公告标题"]), min_size=1),
    },
    optional={
        "fields": RULES,
        "lists": st.lists(LISTED, max_size=2),
        "detail": DETAILED,
        "pages": st.integers(-1, 22),
        "days": st.integers(-1, 400),
        "day_format": LINE,
        "link": LINE,
        "blocked": st.lists(LINE, max_size=2),
        "is_whole": st.booleans(),
    },
)


@given(st.sampled_from(["html", "json", "feed", "sheet"]), st.one_of(LIKELY, ANYTHING))
def test_whatever_is_written_as_settings_is_either_named_as_wrong_or_can_be_used(
    adapter: str, settings: Any
) -> None:
    if checking.faults(adapter, settings):
        return
    source = Source(adapter=adapter, settings=settings)
    asked = [page for channel in settings.get("lists", ()) for page in channels.pages(source, channel)]
    assert len(asked) <= 20 * len(settings.get("lists", ()))
    for page in (LAY.ccgp_list([TENDER]), LAY.api_list(texts.API), LAY.rss(texts.FEED), LAY.csv(texts.SHEET)):
        with contextlib.suppress(Unreadable):
            reading.rows(adapter, Page(page.encode(), LIST), settings)
            reading.detail(adapter, Page(page.encode(), LIST), settings, Row({}))


@pytest.mark.parametrize("text", ["\x00", "\ud800"])
def test_what_no_database_keeps_is_refused(text: str) -> None:
    assert checking.faults("html", {**READY["html"].settings, "regions": text}) == ["设置中有不能保存的字符"]


@pytest.mark.parametrize("rule", ["a::before", "a:nth-child(", ":is(", "a[b="])
def test_a_selector_that_no_parser_knows_is_named(rule: str) -> None:
    assert "写法不对" in finding.fault(rule)
