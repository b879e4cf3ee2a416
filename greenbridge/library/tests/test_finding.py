"""The hall finds the clause that applies, on any day, however a number is written."""

import datetime as dt
import io
import json
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.http import QueryDict
from django.test import Client

from greenbridge.core import clock
from greenbridge.library import services, turning
from greenbridge.library.facts import Facts
from greenbridge.library.finding import listing, sentences
from greenbridge.library.finding.listing import Hall
from greenbridge.library.models import Effect, Version
from greenbridge.library.validity.services import recompute
from greenbridge.search.queries import marker
from greenbridge.search.services import load_synonyms
from greenbridge.testing import cast
from greenbridge.testing.cast import library
from greenbridge.testing.mould import laid
from greenbridge.testing.pages import words_of

Follow = Callable[[], None]
OLD = "第一条 为了示例，制定本条例。\n第二条 危险废物的贮存不得超过一年。"
NEW = "第一条 为了示例，制定本条例。\n第二条 危险废物的贮存不得超过六个月。确需延长的，应当批准。"
WASTE, WATER, LOCAL = "示例固体废物条例", "示例水污染防治法", "浙江省示例固体废物条例"


def _shelf() -> None:
    """A regulation in two texts, a statute, a rule of 浙江, and a standard in two editions."""
    library.law(WASTE, OLD)
    library.law(WASTE, NEW, promulgated_on=dt.date(2026, 6, 15), effective_on=dt.date(2026, 8, 15))
    library.law(
        WATER,
        "第一条 防治水污染，保护水环境。\n第二条 排放废水不得超过标准。",
        kind="law",
        short_titles=["示例水法"],
    )
    library.law(
        LOCAL,
        "第一条 危险废物应当分类。",
        kind="local",
        region="33",
        issuers=["浙江省人大"],
    )
    library.standard("GB 99001-2010", text="第一条 排放限值见表1。")
    library.standard(
        "GB 99001-2024",
        text="第一条 排放限值见表2。",
        promulgated_on=dt.date(2024, 1, 1),
        effective_on=dt.date(2024, 7, 1),
    )


@pytest.fixture
def shelf(follow: Follow) -> Follow:
    laid(_shelf)
    follow()
    return follow


def hall(**asked: Any) -> Hall:
    params = QueryDict(mutable=True)
    for name, value in asked.items():
        params.setlist(name.rstrip("_"), value if isinstance(value, list) else [value])
    return listing.hall(params)


def titles(**asked: Any) -> list[str]:
    return [row.version.title for row in hall(**asked).rows]


def counts(shown: Hall, name: str) -> dict[str, int]:
    return {o.value: o.count for facet in shown.page.facets if facet.name == name for o in facet.options}


def test_each_document_has_one_row_and_what_counts_say_is_what_choosing_gives(shelf: Follow) -> None:
    shown = hall()

    assert len(shown.rows) == shown.page.total == 4
    assert counts(shown, "status") == {
        "in_force": 4,
        "future": 0,
        "revised": 1,
        "repealed": 0,
        "replaced": 1,
        "unknown": 0,
    }
    for name in ("status", "kind", "area", "issuer", "domain"):
        for value, count in counts(shown, name).items():
            assert len(hall(**{name: value}).rows) == count, (name, value)
    assert hall().is_of_documents
    assert not hall(status="revised").is_of_documents


def test_the_clause_and_its_sentence_answer(shelf: Follow) -> None:
    (row, *_) = hall(q="危险废物 贮存").rows

    assert row.version.title == WASTE
    assert [(one.clause.address, one.sentence) for one in row.passages] == [
        ("art-2", "危险废物的贮存不得超过六个月。")
    ]


def test_a_day_asks_for_what_was_in_force_on_it(shelf: Follow) -> None:
    for day, says in (("2026-06-01", "一年"), ("2026-08-14", "一年"), ("2026-08-15", "六个月")):
        (row, *_) = hall(q="危险废物 贮存", on=day).rows
        assert says in row.passages[0].sentence, day
        assert row.tag == ("ok", "当时有效")
    assert titles(on="2019-12-31", q="固体废物") == []
    assert set(titles(on="2012-01-01")) == {"示例水污染物排放标准"}


@pytest.mark.parametrize("words", ["GB99001", "gb 99001-2010", "ＧＢ 99001—2024", "示例水污染物排放标准"])
def test_every_spelling_and_every_year_leads_to_the_edition_that_applies(shelf: Follow, words: str) -> None:
    (first, *_) = hall(q=words).rows

    assert first.version.number == "GB 99001-2024"


def test_what_is_called_so_stands_first(shelf: Follow) -> None:
    library.law("示例执行办法", "第一条 违反示例水法的，依照示例水污染防治法处理。", kind="normative")
    shelf()

    assert titles(q="示例水法")[0] == WATER
    assert titles(q=f"中华人民共和国{WATER}")[0] == WATER


def test_what_applies_in_a_county_is_its_own_its_provinces_and_the_countrys(shelf: Follow) -> None:
    assert LOCAL in titles(in_="330421", q="废物")
    assert LOCAL not in titles(in_="310118", q="废物")
    assert WASTE in titles(in_="310118", q="废物")


def test_what_is_no_longer_in_force_gives_way_but_is_found(shelf: Follow) -> None:
    code = library.law("示例法典", "第一条 废水应当处理。", kind="law", effective_on=dt.date(2020, 2, 1))
    water = Version.objects.get(title=WATER).work
    library.effect(Effect.Kind.REPEALS, code, water)
    recompute(water)
    shelf()

    assert titles(q="废水") == ["示例法典", WATER]
    assert titles()[-1] == WATER
    assert titles(status="repealed") == [WATER]
    assert titles(status="in_force", q=WATER) != [WATER]


def test_a_row_the_filter_the_export_and_the_page_call_a_replaced_edition_alike(shelf: Follow) -> None:
    (row,) = hall(status="replaced").rows
    assert (row.version.number, row.tag) == ("GB 99001-2010", ("bad", "已被代替"))

    client = Client()
    table = client.get("/library/", {"status": "replaced", "format": "csv"}).content.decode("utf-8-sig")
    assert ",已被代替," in table
    page, listed = (
        words_of(client.get(url)) for url in (row.version.get_absolute_url(), "/library/?status=replaced")
    )
    assert "<b>已被代替</b>" in page
    assert "由新的文本取代" in page
    assert "已被代替</span>" in listed


def test_what_was_called_otherwise_before_is_called_so_after_the_migration(shelf: Follow) -> None:
    migrated = import_module("greenbridge.library.migrations.0010_word_for_the_replaced")
    repealed, replaced = (
        library.standard("GB 99003-2000", "示例甲"),
        library.standard("GB 99004-2000", "示例乙"),
    )
    for kind, old in ((Effect.Kind.REPEALS, repealed), (Effect.Kind.REPLACES, replaced)):
        library.effect(kind, library.law(f"示例{kind}法"), old.work)
        recompute(old.work)
    drawn = dict(Version.objects.values_list("pk", "end"))
    assert drawn[replaced.pk] == "replaced"
    shelf()
    Version.objects.filter(end="edition").update(end="revised")
    Version.objects.filter(end="replaced").update(end="repealed")

    migrated.name_the_replaced(apps, None)

    assert dict(Version.objects.values_list("pk", "end")) == drawn
    shelf()
    assert len(hall(status="replaced").rows) == 2


def test_a_text_comes_to_the_front_on_its_day_by_itself(shelf: Follow) -> None:
    with clock.stopped_at(clock.start_of_day(dt.date(2027, 2, 28))):
        library.standard(
            "GB 99001-2027", effective_on=dt.date(2027, 3, 1), promulgated_on=dt.date(2026, 9, 1)
        )
        shelf()
        assert [row.version.number for row in hall(q="GB99001").rows] == ["GB 99001-2024"]

    with clock.stopped_at(clock.start_of_day(dt.date(2027, 3, 1))):
        turning.turn()
        shelf()
        assert [row.version.number for row in hall(q="GB99001").rows] == ["GB 99001-2027"]
        assert counts(hall(), "status")["future"] == 0


def test_a_question_in_whole_sentences_finds_what_has_some_of_its_words(shelf: Follow) -> None:
    shown = hall(q="工厂的危险废物最多可以贮存多少个月")

    assert shown.is_loose
    assert shown.rows[0].version.title == WASTE
    assert shown.rows[0].passages


def test_words_that_stand_nowhere_find_nothing_by_one_of_their_characters(shelf: Follow) -> None:
    library.law("示例凹凸办法", "第一条 凹处应当填平，凸处应当削平。", kind="normative")
    shelf()

    for nonsense in ("呱呱凸凹", "龘凹", "凹龘凸"):
        shown = hall(q=nonsense)
        assert (shown.page.total, shown.is_loose) == (0, False), nonsense
    assert [label for label, _, _ in hall(q="龘凹").page.relaxations] == ["不限关键词“龘凹”"]
    assert [row.version.title for row in hall(q="龘凹 填平").rows] == ["示例凹凸办法"]


@pytest.mark.parametrize(
    ("short", "title"),
    [
        ("固废法", "固体废物污染环境防治法"),
        ("大气法", "大气污染防治法"),
        ("水法", "水法"),
        ("环评法", "环境影响评价法"),
        ("环保税法", "环境保护税法"),
        ("环保法", "环境保护法"),
        ("长江法", "长江保护法"),
    ],
)
def test_a_law_is_found_first_by_its_usual_short_name(shelf: Follow, short: str, title: str) -> None:
    load_synonyms()
    library.law(f"中华人民共和国{title}", "第一条 为了保护环境，制定本法。", kind="law")
    library.law("示例处罚办法", f"第一条 违反{short}和{title}的，依照{title}处罚。", kind="normative")
    shelf()

    assert titles(q=short)[0] == f"中华人民共和国{title}"


def test_laws_on_air_are_not_taken_for_the_law_on_air(shelf: Follow) -> None:
    load_synonyms()
    library.law("示例大气法规汇编办法", "第一条 大气法规应当汇编。", kind="normative")
    shelf()

    assert titles(q="大气法规") == ["示例大气法规汇编办法"]


def test_nothing_found_offers_to_drop_a_condition_with_its_true_number(shelf: Follow) -> None:
    offers = hall(q="贮存", status="future").page.relaxations

    assert ("不限时效性", "?q=%E8%B4%AE%E5%AD%98", 1) in offers


def test_what_was_withdrawn_a_moment_ago_is_not_shown(shelf: Follow) -> None:
    Version.objects.filter(title=LOCAL).update(standing=Version.Standing.WITHDRAWN)

    assert LOCAL not in titles()
    assert LOCAL not in titles(q="分类")


def test_a_text_held_back_is_found_once_it_is_published(shelf: Follow) -> None:
    held = services.put(
        Facts(
            kind="normative",
            title="示例噪声通知",
            text="夜间施工须公告。",
            promulgated_on=dt.date(2024, 5, 1),
        ),
        held=True,
    ).version
    shelf()
    assert titles(q="夜间施工") == []

    services.publish(held, actor=cast.operator())
    shelf()

    assert titles(q="夜间施工") == ["示例噪声通知"]


def test_the_page_says_what_it_lists(shelf: Follow) -> None:
    page = words_of(Client().get("/library/", {"q": "贮存"}))

    assert "每份文件列一项：今天有效的文本" in page
    assert "第二条" in page
    assert f"/{dt.date(2026, 6, 15)}/art-2" in page
    assert "2026年6月1日当天有效" in words_of(Client().get("/library/", {"on": "2026-06-01"}))
    assert (
        Client()
        .get("/library/", {"on": "never", "in": "x", "status": "?", "issuer": "x", "area": "zz"})
        .status_code
        == 200
    )


def test_the_clause_with_the_most_of_the_words_stands_first_and_equal_ones_as_in_the_text(
    shelf: Follow,
) -> None:
    library.law(
        "示例贮存规程",
        "第一条 贮存应当登记。\n第二条 贮存应当防雨。\n第三条 贮存渗滤液应当收集。",
        kind="normative",
    )
    shelf()

    (row,) = [row for row in hall(q="贮存 渗滤液").rows if row.version.title == "示例贮存规程"]

    assert [one.clause.address for one in row.passages] == ["art-3", "art-1", "art-2"]


def test_a_page_beyond_the_end_leads_back(shelf: Follow) -> None:
    response = Client().get("/library/", {"page": "99", "kind": "law"})

    assert "结果没有这么多页。" in words_of(response)
    assert response.context["page"].ways_back == [("回到第 1 页", "?kind=law")]
    assert "结果没有这么多页。" not in words_of(Client().get("/library/", {"page": "1"}))


def test_the_page_says_where_it_stands_and_what_its_numbers_count(shelf: Follow) -> None:
    response = Client().get("/library/")

    assert 'aria-label="所在位置"' in response.content.decode()
    assert "时效性后面的数字按文本计" in words_of(response)
    assert "只看适用范围正好是一地的，请选“适用地区”。" in words_of(response)
    assert "时效性后面的数字按文本计" not in words_of(Client().get("/library/", {"on": "2026-06-01"}))


def test_an_address_that_leads_nowhere_says_what_is_there_instead(shelf: Follow) -> None:
    text = Version.objects.filter(title=WASTE).latest("dated_on")
    here, work = text.get_absolute_url(), text.work.get_absolute_url()
    told = {
        "/library/waste-water/": ("没有收录这份文件", "/library/?q=waste+water"),
        f"{work}1999-01-01/": ("收录了 2 份文本", here),
        f"{here}art-99": ("2026年6月15日的文本共 2 条", here),
    }

    for address, (sentence, way) in told.items():
        response = Client().get(address)
        assert response.status_code == 404, address
        assert sentence in words_of(response), address
        assert f'href="{way}"' in response.content.decode(), address


def test_what_is_held_back_is_not_told_from_what_never_was(shelf: Follow) -> None:
    work = Version.objects.get(title=LOCAL).work
    Version.objects.filter(work=work).update(standing=Version.Standing.HELD)

    held, never = (
        words_of(Client().get(f"/library/{code}/")).replace(code, "") for code in (work.code, "x" * 8)
    )

    assert "没有收录这份文件" in held
    assert held == never


def test_the_list_is_handed_out_as_shown(shelf: Follow) -> None:
    lines = (
        Client().get("/library/", {"q": "GB99001", "format": "csv"}).content.decode("utf-8-sig").splitlines()
    )

    assert len(lines) == 2
    assert "GB 99001-2024" in lines[1]
    assert "现行有效" in lines[1]


def test_the_search_of_the_site_shows_one_text_of_each_document(shelf: Follow) -> None:
    page = Client().get("/search/", {"q": "危险废物", "scope": "library"}).content.decode()

    assert page.count('<article class="item">') == 2
    assert "第二条" in page


def test_a_clause_is_answered_by_its_best_sentence(db: None) -> None:
    text = "单位应当登记。\n贮存危险废物不得超过一年；贮存场所应当防渗漏。"

    assert sentences.best(text, marker("危险废物 贮存")) == "贮存危险废物不得超过一年；"
    assert sentences.best(text, marker("噪声")) == ""
    long = sentences.best("甲" * 300 + "危险废物" + "乙" * 300, marker("危险废物"))
    assert len(long) <= sentences.LONGEST + 2
    assert "危险废物" in long


def test_what_is_typed_is_completed_to_names(shelf: Follow) -> None:
    def options(typed: str) -> str:
        return Client().get("/library/search/suggest/", {"q": typed}).content.decode()

    assert options("示例水污染防") == f"<option>{WATER}</option>"
    assert options("slswrfz") == f"<option>{WATER}</option>"
    assert options(WATER) == options("") == options("<b>") == ""


def test_the_command_says_what_applied_on_a_day(shelf: Follow) -> None:
    out = io.StringIO()

    call_command("library_asof", "2026-06-01", "危险废物 贮存", "--json", stdout=out)

    told = json.loads(out.getvalue())
    (work, *_) = told["works"]
    assert (told["on"], told["has_all_words"]) == ("2026-06-01", True)
    assert (work["status"], work["status_today"]) == ("现行有效", "已修改")
    assert work["clauses"][0]["address"].endswith("/2019-12-01/art-2")
