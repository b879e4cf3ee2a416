"""Who follows a document or a domain hears once of new texts, amendments, ends and days of coming into force."""

import datetime as dt
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from greenbridge.accounts import subscribing
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.library.following import queries, services
from greenbridge.library.models import Effect, Follow, TopicItem, Version
from greenbridge.library.validity.services import recompute
from greenbridge.messaging import letters
from greenbridge.reference.models import Domain
from greenbridge.testing import cast
from greenbridge.testing.cast.library import TEXT, effect
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.usefixtures("follow")

NOW = dt.datetime(2026, 11, 28, 4, tzinfo=dt.UTC)
NEW = "/library/follow/new/"
ATOM = "{http://www.w3.org/2005/Atom}"
AT_ONCE, DAILY = Follow.Pace.AT_ONCE, Follow.Pace.DAILY


@pytest.fixture(autouse=True)
def _in_november(follow: Any) -> Any:
    Domain.objects.get_or_create(code="solid-waste", defaults={"name": "固废", "synonyms": ["固体废物"]})
    with clock.stopped_at(NOW):
        yield


def later(**by: int) -> Any:
    return clock.stopped_at(NOW + dt.timedelta(**by))


def words(row: Follow) -> list[str]:
    return [one.words for one in queries.news(row)]


def follows(conditions: str = "q=固体废物", pace: str = AT_ONCE) -> Follow:
    return cast.follow(person=cast.person(), conditions=conditions, pace=pace)


def test_a_visitor_follows_a_document_agrees_hears_of_an_amendment_and_stops() -> None:
    held, visitor = cast.law(), Client()
    assert f"《{held.title}》" in words_of(visitor.get(f"{NEW}{held.work.code}/"))
    visitor.post(f"{NEW}{held.work.code}/", {"pace": AT_ONCE, "email": "Reader@Mail.example"})
    letters.deliver()
    link = re.search(r"http\S+", str(mail.outbox[-1].body))
    assert link
    path = "/library" + link[0].partition("/library")[2]
    assert services.tell(AT_ONCE) == 0, "nobody is written to who has not agreed"
    visitor.post(f"{path}confirm/")

    with later(hours=2):
        text = TEXT.replace("一年", "六个月")
        cast.law(text=text, promulgated_on=dt.date(2026, 11, 20), effective_on=dt.date(2027, 1, 1))
        assert (services.tell(AT_ONCE), services.tell(AT_ONCE)) == (1, 0)
        letters.deliver()
    told = mail.outbox[-1]
    assert told.to == ["reader@mail.example"]
    assert f"修改：《{held.title}》，2027年1月1日起施行" in told.body
    assert f"/library/{held.work.code}/2026-11-20/" in told.body

    stop = told.extra_headers["List-Unsubscribe"].strip("<>").partition("8000")[2]
    assert Client(enforce_csrf_checks=True).post(stop).status_code == 302
    assert not Follow.objects.exists()
    assert visitor.get(path).status_code == 404


def test_who_follows_a_search_hears_in_the_inbox_and_stops_there(follow: Any) -> None:
    person = cast.person()
    browser = as_(person)
    browser.post(f"{NEW}?q=固体废物", {"pace": DAILY})
    with later(hours=1):
        cast.law("示例固体废物办法")
        cast.law("示例噪声办法", text="第一条 控制噪声。")
        follow()
        assert (services.tell(AT_ONCE), services.tell(DAILY), services.tell(DAILY)) == (0, 1, 0)

    [message] = person.inbox.all()
    assert "新收录：《示例固体废物办法》" in message.text
    assert "噪声" not in message.text
    row = Follow.objects.get()
    assert "“固体废物”" in words_of(browser.get("/accounts/following/"))
    browser.post(reverse("follows:stop", args=[subscribing.token(row)]))
    assert not Follow.objects.exists()
    traces = AuditRecord.objects.filter(action__startswith="subscription.")
    assert set(traces.values_list("action", flat=True)) == {"subscription.asked", "subscription.stopped"}


def test_a_day_of_coming_into_force_is_announced_a_month_ahead_and_not_again(follow: Any) -> None:
    with later(days=-90):
        cast.law(promulgated_on=dt.date(2026, 8, 1), effective_on=dt.date(2027, 1, 1))
        follow()
    row = follows()

    with later(days=2):
        assert words(row) == []
    with later(days=3):
        assert words(row) == ["《示例固体废物条例》2027年1月1日起施行"]
        assert (services.tell(AT_ONCE), services.tell(AT_ONCE)) == (1, 0)
    with later(days=40):
        assert words(row) == []


def test_the_end_of_a_document_is_told_on_its_day() -> None:
    with later(days=-90):
        old = cast.law()
        code = cast.law("示例法典", kind="law", effective_on=dt.date(2026, 12, 10))
        effect(Effect.Kind.REPEALS, code, old.work)
        recompute(old.work)
    row = follows(f"work={old.work.code}")

    with later(days=11):
        assert words(row) == []
    with later(days=12):
        assert words(row) == ["《示例固体废物条例》自2026年12月10日起不再有效"]
        assert services.tell(AT_ONCE) == 1
        assert words(row.__class__.objects.get()) == []


def test_what_was_there_before_and_what_is_held_back_is_no_news(follow: Any) -> None:
    cast.law()
    follow()
    with later(hours=1):
        row = follows()
    with later(hours=2):
        cast.held_law("示例固体废物规定")
        follow()
        assert words(row) == []


def test_many_news_make_one_message_that_names_ten(follow: Any) -> None:
    row = follows()
    with later(hours=1):
        for number in range(12):
            cast.law(f"示例固体废物第{number}号办法")
        follow()
        services.tell(AT_ONCE)
    assert row.person
    [message] = row.person.inbox.all()
    assert "有12项变化" in message.text
    assert "还有2项" in message.text


def test_a_search_is_followed_by_what_narrows_it_alone(follow: Any) -> None:
    person = cast.person()
    as_(person).post(
        f"{NEW}?kind=law&on=2020-01-01&order=newest&status=repealed&in=33&page=3", {"pace": DAILY}
    )
    as_(person).post(NEW, {"pace": DAILY})

    every, narrowed = Follow.objects.filter(person=person)
    assert (every.conditions, every.label) == ("", "全部文件")
    assert narrowed.conditions == "in=33&kind=law"
    assert "法律" in narrowed.label
    assert queries.url_of(narrowed) == "/library/?in=33&kind=law"


def test_a_topic_is_followed_with_and_without_an_account_by_what_is_in_it_at_the_moment() -> None:
    topic, person = cast.topic(), cast.person()
    page = words_of(Client().get(topic.get_absolute_url()))
    assert f'href="{NEW}topic/{topic.slug}/"' in page
    as_(person).post(f"{NEW}topic/{topic.slug}/", {"pace": DAILY})
    Client().post(f"{NEW}topic/{topic.slug}/", {"pace": DAILY, "email": "reader@mail.example"})
    assert sorted(Follow.objects.values_list("email", flat=True)) == ["", "reader@mail.example"]
    row = Follow.objects.get(person=person)
    assert (row.label, queries.url_of(row)) == (f"专题“{topic}”", topic.get_absolute_url())

    with later(hours=1):
        cast.law("示例噪声法", kind="law")
        text = TEXT.replace("一年", "六个月")
        cast.law(text=text, promulgated_on=dt.date(2026, 11, 20), effective_on=dt.date(2027, 2, 1))
        assert words(row) == ["修改：《示例固体废物条例》，2027年2月1日起施行"]
        assert services.tell(DAILY) == 1
    with later(days=40):
        row.refresh_from_db()
        assert words(row) == ["《示例固体废物条例》2027年2月1日起施行"], "it comes into force within a month"
        topic.live = False
        topic.save()
        assert (words(row), queries.url_of(row)) == ([], "/library/")


def test_a_domain_is_followed_from_the_page_that_lists_them() -> None:
    topic = cast.topic()
    page = words_of(Client().get("/library/follow/choose/"))
    assert f'href="{NEW}topic/{topic.slug}/"' in page
    assert f'href="{NEW}?domain=solid-waste"' in page
    person = cast.person()
    as_(person).post(f"{NEW}?domain=solid-waste", {"pace": DAILY})

    row = Follow.objects.get()
    assert (row.conditions, row.label) == ("domain=solid-waste", "固废")
    with later(hours=1):
        cast.law("示例固体废物办法")
        cast.law("示例噪声法", kind="law")
        assert words(row) == ["新收录：《示例固体废物办法》，2020年1月1日起施行"], "without asking the index"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("email", ["", "reader@mail.example"])
def test_two_follows_of_the_same_at_once_make_one_row(email: str) -> None:
    person = None if email else cast.person()

    def ask() -> Follow:
        return subscribing.ask(Follow, "kind=law", "法律", DAILY, person=person, email=email)

    assert at_once(ask, ask) == [Follow.objects.get()] * 2


def test_nothing_can_be_followed_that_is_not_there() -> None:
    for address in ("/no-such/", "/topic/no-such/"):
        assert Client().get(NEW + address).status_code == 404
    held = cast.held_law("示例固体废物规定")
    assert Client().get(f"{NEW}{held.work.code}/").status_code == 404
    assert Client().get(f"/library/follow/feed/{held.work.code}/").status_code == 404


@pytest.mark.parametrize("few", [500, 0])
def test_feeds_name_the_newest_of_a_domain_a_kind_and_a_document(
    few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "FEW", few)
    waste, noise = cast.law(), cast.law("示例噪声法", kind="law")

    def titles(address: str) -> list[str | None]:
        response = Client().get(address)
        assert response["Content-Type"].startswith("application/atom+xml")
        entries = ElementTree.fromstring(response.content).iter(f"{ATOM}entry")
        return [entry.findtext(f"{ATOM}title") for entry in entries]

    assert titles("/library/follow/feed/") == [noise.title, waste.title]
    assert titles("/library/follow/feed/?domain=solid-waste") == [waste.title]
    assert titles(f"/library/follow/feed/topic/{cast.topic().slug}/") == [waste.title]
    assert titles("/library/follow/feed/?kind=law&domain=x") == [noise.title]
    assert titles(f"/library/follow/feed/{waste.work.code}/") == [waste.title]
    page = words_of(Client().get(waste.get_absolute_url()))
    assert f"{NEW}{waste.work.code}/" in page


def test_the_feed_of_a_kind_with_many_documents_looks_at_the_last_of_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = cast.law()
    cast.law("示例噪声法", kind="law")
    monkeypatch.setattr(queries, "MOST", 1)

    assert queries.newest(kind="administrative") == [old]
    monkeypatch.setattr(queries, "FEW", 0)
    assert queries.newest(kind="administrative") == []


def test_what_is_put_into_a_topic_is_news_for_its_followers_once_and_what_stood_in_it_is_none() -> None:
    topic, other = cast.topic(), cast.law("示例噪声法", kind="law")
    row = cast.follow(person=cast.person(), conditions=f"topic={topic.slug}")
    with later(hours=1):
        topic.items.add(TopicItem(work=other.work))
        topic.save_revision().publish()
        assert words(row) == ["列入专题：《示例噪声法》"]
        services.tell(row.pace)
        row.refresh_from_db()
        topic.save_revision().publish()
        assert words(row) == []
        fresh = cast.law("示例水法", kind="law")
        topic.items.add(TopicItem(work=fresh.work), TopicItem(work=cast.held_law("示例待校办法").work))
        topic.save_revision().publish()
        assert words(row) == ["新收录：《示例水法》，2020年1月1日起施行"], "once, and nothing of what is held"


def test_whoever_follows_a_document_hears_of_an_amendment_before_the_new_wording_is_held(
    follow: Any,
) -> None:
    law, topic = cast.law(), cast.topic()
    follow()
    rows = [
        cast.follow(person=cast.person(), conditions=conditions)
        for conditions in (
            f"work={law.work.code}",
            f"topic={topic.slug}",
            "domain=solid-waste",
            "q=固体废物条例",
        )
    ]
    with later(hours=1):
        days: dict[str, Any] = {
            "promulgated_on": dt.date(2026, 11, 19),
            "effective_on": dt.date(2026, 12, 15),
        }
        by = cast.law("示例修改决定", kind="law", **days)
        entry = effect(Effect.Kind.AMENDS, by, law.work, target_address="art-2", is_confirmed=False)
        assert [words(row) for row in rows] == [[], [], [], []], "nobody has confirmed it"
        entry.is_confirmed, entry.confirmed_at = True, clock.now()
        entry.save()
        told = ["《示例固体废物条例》第二条自2026年12月15日起由《示例修改决定》修改"]
        assert [words(row) for row in rows] == [told, told, told, told]
        cast.law(text=TEXT.replace("一年", "六个月"), promulgated_on=dt.date(2026, 11, 20))
        assert words(rows[0]) == ["修改：《示例固体废物条例》，2020年1月1日起施行"]


def test_an_old_amendment_whose_wording_is_long_held_is_no_news_when_its_entry_is_made() -> None:
    law = cast.law()
    former, younger = (
        cast.law(title, promulgated_on=day, effective_on=day)
        for title, day in (
            ("示例旧决定", dt.date(2018, 10, 26)),
            ("示例新决定", dt.date(2026, 11, 20)),
        )
    )
    row = follows(f"work={law.work.code}")
    with later(hours=1):
        for by in (former, younger):
            effect(Effect.Kind.AMENDS, by, law.work, target_address="art-2", confirmed_at=clock.now())
        told = ["《示例固体废物条例》第二条自2026年11月20日起由《示例新决定》修改"]
        assert words(row) == told

        Version.objects.filter(pk=younger.pk).update(published_at=None)
        assert words(row) == told, "since when a text is public may not be known"
