"""What a text says its words mean is found, linked where the words are used, and listed by the day."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.core import clock
from greenbridge.library.definitions import queries, rules
from greenbridge.library.definitions.search import DEFINITION, by_pinyin
from greenbridge.library.models import Definition, Effect, Version
from greenbridge.library.structure.rules import split
from greenbridge.library.validity.services import recompute
from greenbridge.search.engine import engine
from greenbridge.testing.cast import library
from greenbridge.testing.pages import words_of

Follow = Callable[[], None]
LAWS = settings.BASE_DIR.parent / "shared/data/laws/national-and-local-md"
LISTED = "/library/terms/defined/"
TEXT = """第一条 为了示例，制定本条例。
第二条 本条例所称示例废水，是指示例单位排放的水。前款规定不适用于海域。
第三条 示例单位应当处理示例废水；示例废水不得外排。
第四条 本条所称外排，是指排到示例单位以外。
第五条 本条例下列用语的含义：
（一）示例单位，是指产生示例废水的单位；
（二）示例贮存（以下简称存放），指临时置于《示例目录》所列场所。"""

terms = st.text(st.characters(min_codepoint=0x4E10, max_codepoint=0x9F00), min_size=3, max_size=12)


def read(text: str) -> list[rules.Found]:
    return rules.read([rules.Clause("art-1", text)])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("本法所称湿地，是指积水地带；所称滨海湿地，是指低潮时水深不超过六米的水域。", ["湿地", "滨海湿地"]),
        ("本条例所称的“示例水源”（以下简称水源），是指取水的水域。", ["示例水源", "水源"]),
        ("干垃圾，即其他垃圾，是指除可回收物以外的废弃物。", ["干垃圾"]),
        ("水源地分为两级。一级水源地，是指甲。二级水源地是指乙。", ["一级水源地", "二级水源地"]),
        ("城市二次供水,指使用储存设施再供水的方式。", ["城市二次供水"]),
        (
            "下列用语的含义：\n（一）夜间：晚上十点至次日早晨六点；\n（二）业主组织，包括业主大会。",
            ["夜间", "业主组织"],
        ),
        ("农业部门应当推广技术，指导农业生产者使用农药，指定专人负责。", []),
        ("（五）篡改、伪造或者指使篡改、伪造监测数据的；", []),
        ("其含义由国务院规定，是指另行公布。", []),
        ("本条例自2020年1月1日起施行。", []),
    ],
)
def test_the_ways_in_which_texts_define(text: str, found: list[str]) -> None:
    assert [one.term for one in read(text)] == found


def test_a_section_under_terms_and_definitions_is_called_by_its_term() -> None:
    section = rules.Clause(
        "sec-3.1", "参与大气光化学反应的有机化合物。", "挥发性有机物 volatile organic compounds", True
    )

    (one,) = rules.read([section])

    assert (one.term, one.meaning) == ("挥发性有机物", "参与大气光化学反应的有机化合物。")


@given(st.text(max_size=200))
def test_any_text_is_read_and_what_is_found_stands_in_it(text: str) -> None:
    for one in read(text):
        assert 2 <= len(one.term) <= rules.LONGEST
        assert one.meaning in text
        assert len(one.meaning) <= rules.LONGEST_MEANING


@given(
    terms, st.sampled_from(["本法所称{}，是指示例。", "本条例所称{}是指示例。", "本办法所称的{},系指示例。"])
)
def test_whatever_is_called_so_is_found(term: str, way: str) -> None:
    assert [one.term for one in read(way.format(term))] == [term] or rules.never_a_term(term)


# By hand from the texts: each clause of these laws that defines a word was looked up and read.
BY_HAND = {
    "行政法/固体废物污染环境防治法(2020-04-29)": "固体废物 工业固体废物 生活垃圾 建筑垃圾 农业固体废物 危险废物 贮存 利用 处置",
    "经济法/环境保护税法(2018-10-26)": "应税污染物 污染当量 排污系数 物料衡算",
    "行政法规/环境保护税法实施条例(2017-12-25)": "城乡污水集中处理场所 固体废物的贮存量、处置量 固体废物的综合利用量 "
    "应税大气污染物或者水污染物的浓度值 应税污染物排放地",
    "行政法/海洋环境保护法(2023-10-24)": "海洋环境污染损害 内水 沿海陆域 滨海湿地 陆地污染源 陆源 陆源污染物 倾倒 海岸线 入海河口 "
    "海洋生态灾害 渔业水域 排放 油类 入海排污口 油性混合物 海上焚烧",
    "行政法规/水文条例(2017-03-01)": "水文站网 水文监测 水文测站 国家基本水文测站 国家重要水文测站 专用水文测站 基本水文监测资料 "
    "水文情报预报 水文监测设施 水文监测环境",
    "DLC/上海地方法规/地方性法规/上海/上海市生活垃圾管理条例(2019-01-31)": "生活垃圾 可回收物 有害垃圾 湿垃圾 干垃圾",
    "DLC/上海地方法规/地方性法规/上海/上海市节约能源条例(2009-04-23)": "重点用能单位 单位产品能耗限额 峰谷分时差价 季节性差价 "
    "可中断负荷补偿电价 两部制电价 分时核定最大需量 电力需求侧管理",
    "DLC/山东地方法规/地方性法规/山东/青岛市城市供水条例(2017-12-01)": "城市公共供水 城市二次供水 再生水 城市公共供水设施 用户用水设施 结算水表",
    "DLC/山东地方法规/地方性法规/山东/临沂市饮用水水源地保护条例(2019-09-27)": "饮用水水源地 集中式饮用水水源地 分散式饮用水水源地",
    "经济法/湿地保护法(2021-12-24)": "湿地 红树林湿地 泥炭沼泽湿地",
    "行政法/噪声污染防治法(2021-12-24)": "噪声 噪声污染 工业噪声 建筑施工噪声 交通运输噪声 社会生活噪声 噪声排放 夜间 噪声敏感建筑物 交通干线",
    "行政法规/危险废物经营许可证管理办法(2016-02-06)": "危险废物 收集 贮存 处置",
    "DLC/浙江地方法规/地方性法规/浙江/杭州市生活垃圾管理条例(2019-08-15)": "生活垃圾 可回收物 有害垃圾 易腐垃圾 其他垃圾",
    "行政法规/南水北调工程供用水管理条例(2014-02-16)": "南水北调东线工程 南水北调中线工程 南水北调配套工程",
    "DLC/浙江地方法规/地方性法规/浙江/浙江省实施《节约能源法》办法(2017-11-30)": "节能监察 民用建筑 公共机构 能源审计 节能评估 "
    "合同能源管理 节能自愿协议 电力需求侧管理",
    # These were read only after the rules stood.
    "行政法规/地下水管理条例(2021-10-21)": "地下水 地下水取水工程 地下水超采区 难以更新的地下水",
    "经济法/清洁生产促进法(2012-02-29)": "清洁生产",
    "经济法/循环经济促进法(2018-10-26)": "循环经济 减量化 再利用 资源化",
    "DLC/浙江地方法规/地方性法规/浙江/丽水市物业管理条例(2019-04-08)": "物业管理 共有物业 业主组织 前期物业管理 "
    "在物业管理区域内显著位置公告或者公示",
    "DLC/浙江地方法规/地方性法规/浙江/浙江省机动车排气污染防治条例(2020-11-27)": "机动车 清洁能源汽车 燃油助力车",
    "经济法/长江保护法(2020-12-26)": "长江流域",
    "行政法/放射性污染防治法(2003-06-28)": "放射性污染 核设施 核技术利用 放射性同位素 放射源 射线装置 伴生放射性矿 放射性废物",
    "DLC/河南地方法规/地方性法规/河南/驻马店市饮用水水源保护条例(2019-01-14)": "汇水面积 兴利水位线 介水传染病",
    "DLC/广东地方法规/地方性法规/广东/广东省大气污染防治条例(2022-11-30)": "移动源 新车 在用车",
    "DLC/浙江地方法规/地方性法规/浙江/宁波市生活垃圾分类管理条例(2019-06-13)": "生活垃圾 餐厨垃圾 厨余垃圾 可回收物 有害垃圾 其他垃圾 "
    "大件垃圾 装修垃圾 绿化垃圾 城市化管理区域 农村地区",
    "DLC/山东地方法规/地方性法规/山东/聊城市水环境保护条例(2018-01-23)": "市城区 加工经营餐饮",
}


def test_definitions_of_real_laws_are_found_as_people_find_them() -> None:
    if not LAWS.exists():
        pytest.skip("../shared/data/laws is absent")
    wanted, found = set[tuple[str, str]](), set[tuple[str, str]]()
    for name, said in BY_HAND.items():
        units = split((LAWS / f"{name}.md").read_text(encoding="utf-8"))
        clauses = [rules.Clause(unit.address, unit.text, unit.heading) for unit in units]
        found |= {(name, one.term) for one in rules.read(clauses)}
        wanted |= {(name, term) for term in said.split()}
    right = len(wanted & found)
    precision, recall = right / len(found), right / len(wanted)
    print(f"{len(wanted)} definitions: precision {precision:.3f}, recall {recall:.3f}")

    assert len(wanted) >= 60
    assert (precision, recall) >= (0.95, 0.95), (found - wanted, wanted - found)


@pytest.mark.django_db
def test_a_clause_says_what_it_defines_and_others_lead_there_once() -> None:
    law = library.law(text=TEXT)
    url = law.get_absolute_url()

    whole, second, third = (Client().get(url + place).content.decode() for place in ("", "art-2", "art-3"))

    waters = f'<a class="term" href="{url}art-2#art-2-par-1">示例废水</a>'
    assert third.count(waters) == 1
    assert f'<a class="term" href="{url}art-5#art-5-par-1-item-1">示例单位</a>应当' in third
    assert waters not in second
    assert "本条定义：" in second
    assert "本条定义：" not in third
    assert 'class="term" href="' + url + "art-4" not in whole  # 外排 means so in its own article alone
    asked = Client().get(url + "art-3", {"on": "2026-01-02"}).content.decode()
    assert f"{url}art-2?on=2026-01-02#art-2-par-1" in asked


@pytest.mark.django_db
def test_terms_are_listed_with_law_clause_and_standing_on_the_day(follow: Follow) -> None:
    law = library.law(text=TEXT)
    library.law(text="第一条 示例。", promulgated_on=dt.date(2026, 6, 1), effective_on=dt.date(2026, 8, 1))
    follow()

    assert "示例废水" not in words_of(Client().get(LISTED))
    before = Client().get(LISTED, {"on": "2026-07-31", "q": "示例"})
    page = words_of(before)
    assert "含有“示例”的有 3 处" in page
    assert "示例废水" in words_of(Client().get(LISTED, {"on": "2026-07-31", "q": "slfs"}))
    assert "当时有效" in page
    assert f'href="{law.get_absolute_url()}art-2?on=2026-07-31#art-2-par-1"' in before.content.decode()
    assert "没有这样的定义" in words_of(Client().get(LISTED, {"q": "没有"}))


@pytest.mark.django_db
def test_a_definition_in_a_law_whose_end_is_in_doubt_is_listed_as_such(follow: Follow) -> None:
    law = library.law(text=TEXT)
    code = library.law("示例法典", effective_on=dt.date(2021, 1, 1))
    library.effect(Effect.Kind.REPEALS, code, law.work, is_confirmed=False)
    recompute(law.work)
    follow()

    assert "时效待核" in words_of(Client().get(LISTED, {"q": "示例废水"}))


@pytest.mark.django_db
def test_whoever_looks_for_a_term_is_told_where_it_is_defined(follow: Follow) -> None:
    law = library.law(text=TEXT)
    follow()

    found = Client().get("/library/", {"q": "示例废水"}).content.decode()

    assert f'<a href="{law.get_absolute_url()}art-2#art-2-par-1">' in found
    assert "的定义：" not in words_of(Client().get("/library/", {"q": "示例"}))


@pytest.mark.django_db
def test_texts_are_read_anew_without_anything_twice(follow: Follow) -> None:
    library.law(text=TEXT)
    follow()
    known = list(Definition.objects.values_list("term", "clause__address", "part", "is_local"))
    assert [term for term, *_ in known] == ["示例废水", "外排", "示例单位", "示例贮存", "存放"]
    lost = Definition.objects.order_by("pk")[0]
    lost_key = str(lost.pk)
    lost.delete()

    call_command("library_definitions", verbosity=0)
    call_command("library_definitions", verbosity=0)

    assert list(Definition.objects.values_list("term", "clause__address", "part", "is_local")) == known
    assert Version.objects.get().text == TEXT
    follow()
    now = {str(pk) for pk in Definition.objects.values_list("pk", flat=True)}
    assert engine().keys(DEFINITION) - {lost_key} == now


@pytest.mark.django_db
def test_terms_stand_by_pinyin_and_every_page_is_reached_from_either_end(follow: Follow) -> None:
    terms = [f"示例{first}{second}" for first in "安比次东" for second in "尔方高海间看来"]
    lines = "\n".join(f"（{n}）{term}，是指示例{n}。" for n, term in enumerate(reversed(terms), 1))
    library.law(text=f"第一条 本条例下列用语的含义：\n{lines}")
    follow()

    first = Client().get(LISTED)
    second = Client().get(LISTED + first.context["page"].pager.next_url)
    last = Client().get(LISTED + first.context["page"].pager.last_url)

    shown = [term for page in (first, second) for term, _ in page.context["terms"]]
    assert shown == terms
    assert [term for term, _ in last.context["terms"]] == terms[-20:]
    assert f"共有 {len(terms)} 处定义" in words_of(first)


@pytest.mark.django_db
def test_the_nearest_terms_are_told_first_and_none_that_only_resembles(follow: Follow) -> None:
    library.law(
        text="""第一条 本条例所称示例废水，是指甲。
第二条 本条例所称特殊示例废水，是指乙。
第三条 本条例所称示例废水处理设施，是指丙。
第四条 本条例所称处理，是指丁。
第五条 本条所称示例废水处理站，是指戊。"""
    )
    follow()
    today = clock.today()

    def told(words: str) -> list[str]:
        return [row.term for row in queries.about(words, today)]

    assert told("示例废水") == ["示例废水", "特殊示例废水", "示例废水处理设施"]
    assert told("示例废水 怎样处理") == ["示例废水", "处理"]
    assert told("特殊示例废气") == told("水") == []
    assert [row.term for row in queries.called("处理", today, 3)] == ["处理"]
    assert queries.called("处", today, 3) == []


@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789-", max_size=9), st.text("abz09", max_size=9))
def test_the_place_by_pinyin_is_that_of_the_alphabet(one: str, other: str) -> None:
    first, second = (text.replace("-", " ")[:6].ljust(6) for text in (one, other))
    assert (by_pinyin(one) > by_pinyin(other)) == (first < second)
    assert 0 <= by_pinyin(one) <= 1


@pytest.mark.django_db
def test_what_a_chapter_defines_and_short_words_lead_to_it_within_that_chapter_alone(follow: Follow) -> None:
    law = library.law(
        text="""第一章 贮存
第一条 本章所称示例容器，是指示例桶。本条例所称利用，是指示例做法。
第二条 示例容器应当密闭，利用应当记录。
第二章 运输
第三条 本章所称示例容器，是指示例罐车。
第四条 示例容器应当牢固，利用应当登记。
第三章 附则
第五条 示例容器和利用不再解释。"""
    )
    follow()
    url = law.get_absolute_url()

    def links(address: str) -> list[tuple[str, str]]:
        page = Client().get(url + address).content.decode()
        found: list[tuple[str, str]] = re.findall(
            rf'<a class="term" href="{url}(art-\d)[^"]*">([^<]+)</a>', page
        )
        return found

    assert links("art-2") == [("art-1", "示例容器"), ("art-1", "利用")]
    assert links("art-4") == [("art-3", "示例容器")]
    assert links("art-5") == []
    assert "只在这一章内" in words_of(Client().get(LISTED, {"q": "示例容器"}))


@pytest.mark.django_db
def test_a_short_word_of_a_text_without_chapters_is_not_linked() -> None:
    law = library.law(text="第一条 本条例所称利用，是指示例。\n第二条 利用应当记录。")

    assert 'class="term"' not in Client().get(law.get_absolute_url()).content.decode()
