"""Somebody reads a document: the text of a day, one clause of it, how to cite it."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import get_resolver

from greenbridge.core import clock
from greenbridge.library import naming, services
from greenbridge.library.facts import Facts
from greenbridge.library.models import ClauseMapping, Effect, Version, Work
from greenbridge.library.reading import contents as reading_contents
from greenbridge.library.validity.services import recompute
from greenbridge.testing import cast
from greenbridge.testing.cast import library
from greenbridge.testing.pages import words_of

pytestmark = pytest.mark.django_db

AFTER = "第一章 总则\n第一条 为了示例，制定本条例。\n第二条 贮存不超过九十日。\n第二章 附则\n第三条 自2024年9月1日起施行。"
NOON = dt.datetime(2026, 11, 23, 4, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.stopped_at(NOON):
        yield


def two_texts() -> tuple[Version, Version]:
    first = library.law()
    second = library.law(
        text=AFTER,
        promulgated_on=dt.date(2024, 5, 1),
        effective_on=dt.date(2024, 9, 1),
        history="2019年12月1日国务院公布。\n2024年5月1日国务院修订。",
    )
    first.refresh_from_db()
    second.refresh_from_db()
    return first, second


def test_the_work_leads_to_what_is_in_force_today_or_on_the_day_asked_for(client: Client) -> None:
    first, second = two_texts()
    url = first.work.get_absolute_url()

    assert client.get(url)["Location"] == second.get_absolute_url()
    assert client.get(url, {"on": "2024-08-31"})["Location"] == first.get_absolute_url() + "?on=2024-08-31"
    assert client.get(url, {"on": "2024-08-31", "at": "art-2"})["Location"].endswith(
        "/2019-12-01/art-2?on=2024-08-31"
    )
    assert client.get(url, {"on": "2024-09-01", "at": "art-9"})["Location"].startswith(
        second.get_absolute_url() + "?"
    )


def test_where_none_was_in_force_the_page_says_so_and_lists_the_texts(client: Client) -> None:
    first, _ = two_texts()

    page = words_of(client.get(first.work.get_absolute_url(), {"on": "2010-01-01"}))

    assert "2010年1月1日没有有效的文本" in page
    assert first.get_absolute_url() in page


def test_a_past_text_says_until_when_it_was_in_force_and_what_took_its_place(client: Client) -> None:
    first, second = two_texts()

    today = words_of(client.get(first.get_absolute_url()))
    then = words_of(client.get(first.get_absolute_url(), {"on": "2020-05-01"}))

    assert "<b>已修改</b>，2020年1月1日起施行，2024年9月1日起由新的文本取代。" in today
    assert f'href="{second.get_absolute_url()}">2024年5月1日的文本' in today
    assert "按2020年5月1日看：<b>当时有效</b>，自2020年1月1日起施行，2024年9月1日起由新的文本取代。" in then
    assert f'href="{first.get_absolute_url()}art-2?on=2020-05-01"' in then
    assert f'今天有效的是<a href="{second.get_absolute_url()}">' in then


def test_a_repealed_text_names_the_document_that_repealed_it(client: Client) -> None:
    old = library.law()
    code = library.law("示例法典", promulgated_on=dt.date(2026, 3, 12), effective_on=dt.date(2026, 8, 15))
    library.effect(Effect.Kind.REPEALS, code, old.work)
    recompute(old.work)

    page = words_of(client.get(old.get_absolute_url()))

    assert "<b>已废止</b>" in page
    assert f'依据：<a href="{code.get_absolute_url()}">《示例法典》</a>' in page


def test_a_day_that_is_none_is_said_and_today_is_shown(client: Client) -> None:
    page = words_of(client.get(library.law().get_absolute_url(), {"on": "昨天"}))

    assert "没有读懂日期" in page
    assert "按2026" not in page


def test_every_paragraph_and_item_can_be_linked_to(client: Client) -> None:
    page = words_of(client.get(library.law().get_absolute_url()))

    assert 'id="art-2-par-1-item-2"' in page
    assert 'id="art-2-par-2"' in page
    assert '<a href="#ch-1">第一章 总则</a>' in page


def test_a_clause_stands_in_its_place_and_is_cited_by_paragraph(client: Client) -> None:
    _, second = two_texts()
    first = second.work.versions.get(dated_on=dt.date(2019, 12, 1))

    page = words_of(client.get(first.get_absolute_url() + "art-2", {"part": "par-1-item-2"}))

    assert "第一章 总则</a>" in page
    assert 'rel="prev">第一条' in page
    assert 'rel="next">第三条' in page
    assert "<mark>（二）不超过一年。</mark>" in page
    assert "《示例固体废物条例》（2019年12月1日公布）第二条第一款第二项" in page
    assert "国务院. 示例固体废物条例: 第二条第一款第二项[Z/OL]. (2019-12-01)[2026-11-23]. http" in page
    assert "第二条</a>，内容不同" in page


def test_a_revised_text_and_a_standard_are_called_by_what_they_are_known_by(client: Client) -> None:
    _, second = two_texts()
    standard = library.standard()

    assert "《示例固体废物条例》（2024年5月1日修订）" in words_of(client.get(second.get_absolute_url()))
    page = words_of(client.get(standard.get_absolute_url()))
    assert "《示例水污染物排放标准》（GB 99001-2010）" in page
    assert "示例水污染物排放标准: GB 99001-2010[S/OL]. (2010-01-01)" in page


def test_what_editors_wrote_stands_on_the_clause_and_on_its_document(client: Client) -> None:
    law = library.law()
    link = f'href="{cast.writing(address="art-2").get_absolute_url()}"'

    assert link in words_of(client.get(law.get_absolute_url()))
    assert link in words_of(client.get(law.get_absolute_url() + "art-2"))
    assert link not in words_of(client.get(law.get_absolute_url() + "art-1"))


CITING = "第一条 贮存依照《示例固体废物条例》第二条第一款执行，见本规定第二条。\n第二条 其他依照《未收录的示例法》办理。"


def test_a_citation_leads_to_what_it_cites_and_back(client: Client) -> None:
    law = library.law()
    rule = library.law("示例贮存规定", CITING, kind=Work.Kind.NORMATIVE)

    page = words_of(client.get(rule.get_absolute_url(), {"on": "2020-05-01"}))
    back = words_of(client.get(law.get_absolute_url() + "art-2"))

    assert (
        '<a href="/library/slgtfwtl/?on=2020-05-01&amp;at=art-2">《示例固体废物条例》第二条第一款</a>' in page
    )
    assert "依照《未收录的示例法》办理" in page
    assert f'href="{rule.get_absolute_url()}art-1">《示例贮存规定》第一条</a>，引用第二条第一款' in back


def test_the_ledger_stands_on_both_documents_and_on_the_clause_alone(client: Client) -> None:
    law = library.law()
    change = library.law(
        "示例修改决定",
        "第一条 修改。",
        promulgated_on=dt.date(2023, 12, 1),
        effective_on=dt.date(2024, 1, 1),
    )
    library.effect(Effect.Kind.AMENDS, change, law.work, target_address="art-2", note="期限改为九十日")

    page, clause = (words_of(client.get(law.get_absolute_url() + address)) for address in ("", "art-2"))

    assert f'由<a href="{change.get_absolute_url()}">《示例修改决定》</a>修改第二条：期限改为九十日' in page
    assert "期限改为九十日" in clause
    assert "期限改为九十日" not in words_of(client.get(law.get_absolute_url() + "art-1"))
    assert f'修改<a href="{law.work.get_absolute_url()}">《示例固体废物条例》</a>第二条' in words_of(
        client.get(change.get_absolute_url())
    )


def test_an_old_clause_leads_to_the_new_one_and_says_which_law_applies_when(client: Client) -> None:
    old = library.law()
    code = library.law("示例法典", promulgated_on=dt.date(2026, 3, 12), effective_on=dt.date(2026, 8, 15))
    ClauseMapping.objects.create(old=old.work, old_address="art-2", new=code.work, new_address="art-3")

    was, now = (
        words_of(client.get(version.get_absolute_url() + address))
        for version, address in ((old, "art-2"), (code, "art-3"))
    )

    assert f'href="{code.work.get_absolute_url()}?at=art-3">《示例法典》第三条' in was
    assert f'href="{old.work.get_absolute_url()}?at=art-2">《示例固体废物条例》第二条' in now
    assert "2026年8月14日及以前的行为，按《示例固体废物条例》" in was


def test_a_section_of_a_standard_shows_what_stands_in_it(client: Client) -> None:
    text = "1 范围\n适用于示例。\n2 要求\n2.1 总则\n应当防渗。\n2.2 监测\n每月一次。"
    standard = library.standard(text=text)

    whole, section = (words_of(client.get(standard.get_absolute_url() + one)) for one in ("", "sec-2"))

    assert '<a href="#sec-1">1 范围</a>' in whole
    assert "应当防渗" in section
    assert "每月一次" in section
    assert "适用于示例" not in section
    assert "（GB 99001-2010）2</textarea>" in section


def test_a_heading_has_a_page_of_what_stands_under_it(client: Client) -> None:
    page = words_of(client.get(library.law().get_absolute_url() + "ch-2"))

    assert "本条例自2020年1月1日起施行" in page
    assert "为了示例" not in page


def test_a_long_text_shows_its_contents_first_and_the_whole_on_request(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_contents, "MOST_ON_A_PAGE", 40)
    law = library.law()
    url = law.get_absolute_url()

    folded, whole = words_of(client.get(url)), words_of(client.get(url, {"whole": "1"}))

    assert f'<a href="{url}ch-1">第一章 总则</a> <span class="muted small">第一条至第二条' in folded
    assert "设置识别标志" not in folded
    assert "设置识别标志" in whole


def test_what_is_held_back_or_nowhere_is_not_found(client: Client) -> None:
    held = services.put(
        Facts(kind=Work.Kind.LAW, title="示例法", text="第一条 示例。", effective_on=dt.date(2020, 1, 1)),
        held=True,
    ).version
    shown = library.law()

    for url in (
        held.work.get_absolute_url(),
        held.get_absolute_url(),
        held.get_absolute_url() + "art-1",
        shown.get_absolute_url() + "art-99",
        shown.work.get_absolute_url() + "20191201/",
    ):
        assert client.get(url).status_code == 404


def test_no_work_is_called_like_another_page_of_the_hall() -> None:
    patterns = {str(entry.pattern) for entry in get_resolver().url_patterns}
    beside = {path.split("/")[1] for path in patterns if path.startswith("library/") and path != "library/"}

    assert beside <= naming.RESERVED
    assert naming.code("", "ledger", ()) == "ledger-2"


def coming_change(law: Version, **facts: object) -> Version:
    change = library.law(
        "示例修改决定", "第一条 修改。", promulgated_on=dt.date(2026, 6, 1), effective_on=dt.date(2027, 1, 1)
    )
    facts = {"target_address": "art-2-par-1", "by_address": "art-1"} | facts
    library.effect(Effect.Kind.AMENDS, change, law.work, **facts)
    return change


def test_a_clause_that_will_change_says_so_above_its_text(client: Client) -> None:
    law = library.law()
    change = coming_change(law)

    page, clause, other = (
        words_of(client.get(law.get_absolute_url() + one)) for one in ("", "art-2", "art-1")
    )

    said = f'自2027年1月1日起有变动</b>，见<a href="{change.get_absolute_url()}art-1">《示例修改决定》第一条</a>：修改第二条第一款'
    assert said in page
    assert said in clause
    assert clause.index(said) < clause.index("设置识别标志")
    assert "起有变动" not in other
    on_the_day = words_of(client.get(law.get_absolute_url() + "art-2", {"on": "2027-01-01"}))
    assert "起有变动" not in on_the_day


def test_a_note_that_is_a_sentence_ends_the_announcement_once(client: Client) -> None:
    law = library.law()
    coming_change(law, note="增加一款。")

    assert "修改第二条第一款，增加一款。</p>" in words_of(client.get(law.get_absolute_url() + "art-2"))


def test_what_nobody_confirmed_is_not_announced_as_a_change(client: Client) -> None:
    law = library.law()
    coming_change(law, is_confirmed=False)

    assert "起有变动" not in words_of(client.get(law.get_absolute_url() + "art-2"))


def test_another_day_is_called_by_words_of_that_day(client: Client) -> None:
    first, _ = two_texts()
    url = first.get_absolute_url()

    for day, word in (
        ("2019-12-31", "当时尚未生效"),
        ("2020-05-01", "当时有效"),
        ("2027-05-01", "届时已修改"),
    ):
        page = words_of(client.get(url, {"on": day}))
        assert f"<b>{word}</b>" in page
        assert f"{word}</span>" in page
    assert "<b>已修改</b>" in words_of(client.get(url))


def test_a_standard_that_another_replaced_is_not_called_repealed(client: Client) -> None:
    old = library.standard()
    new = library.standard("GB 99002-2020", "示例新标准", effective_on=dt.date(2020, 1, 1))
    library.effect(Effect.Kind.REPLACES, new, old.work)
    recompute(old.work)

    page = words_of(client.get(old.get_absolute_url()))

    assert "<b>已被代替</b>" in page
    assert "已废止" not in page


def test_who_made_it_and_its_days_stand_above_the_text(client: Client) -> None:
    page = client.get(library.law().get_absolute_url()).content.decode()

    above, _, _ = page.partition('<p class="standing">')
    for words in ("国务院", "2019年12月1日", "2020年1月1日", "全国", 'href="#facts"'):
        assert words in above.partition('<dl class="brief')[2]
