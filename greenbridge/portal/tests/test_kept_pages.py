"""Visitors' pages are kept without a query, changed on the very next request, and never anybody's own."""

import datetime as dt
import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from greenbridge.accounts.models import Organisation
from greenbridge.core import clock
from greenbridge.deals import services as deals
from greenbridge.deals.models import Outcome
from greenbridge.demands import services as demands
from greenbridge.demands.models import Demand
from greenbridge.library.intake import correcting, opening
from greenbridge.library.models import Effect, Version
from greenbridge.suppliers import services as suppliers
from greenbridge.suppliers.imports.services import import_path
from greenbridge.suppliers.models import Supplier
from greenbridge.testing import cast
from greenbridge.testing.cast import library
from greenbridge.testing.cast.accounts import code
from greenbridge.testing.mould import furnish
from greenbridge.testing.pages import as_
from greenbridge.ui import kept_pages
from greenbridge.ui.kept_pages import shelf

Follow = Callable[[], None]
Commits = Any
TOWN = "320509105"
MARK = re.compile("</?mark>")


@pytest.fixture(autouse=True)
def _a_shelf_of_our_own(settings: Any, tmp_path: Path, follow: Follow) -> Iterator[None]:
    settings.KEPT_PAGES_BYTES = 10_000_000
    settings.STAMPS_DIR = tmp_path / "stamps"
    furnish()
    shelf.clear()
    with clock.stopped_at(clock.now()):
        yield
    shelf.clear()


@pytest.fixture
def commits(django_capture_on_commit_callbacks: Commits) -> Commits:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def text_of(url: str, browser: Client | None = None) -> str:
    """The page without the marks on the words that were searched for."""
    return MARK.sub("", (browser or as_(None)).get(url).content.decode())


# --- Without a query --------------------------------------------------------------------------------------------


def test_the_second_visitor_costs_no_query(follow: Follow, django_assert_num_queries: Any) -> None:
    demand, lab = cast.published(), cast.lab()
    follow()
    lists = ("/suppliers/", "/suppliers/?type=S01&region=32", "/demands/", "/search/?q=检测")
    for url in ("/", *lists, "/about/", demand.get_absolute_url(), lab.get_absolute_url()):
        first = as_(None).get(url)

        with django_assert_num_queries(0):
            again = as_(None).get(url)

        assert again.status_code == 200
        assert again.content == first.content
        assert again.headers == first.headers


def test_a_kept_page_carries_what_every_page_carries() -> None:
    as_(None).get("/suppliers/")
    kept = as_(None).get("/suppliers/")

    assert "default-src 'self'" in kept.headers["Content-Security-Policy"]
    assert kept.headers["X-Content-Type-Options"] == "nosniff"
    assert kept.headers["X-Frame-Options"] == "DENY"
    assert kept.headers["Cache-Control"] == "no-cache"


def test_who_has_the_page_already_gets_no_body() -> None:
    tag = as_(None).get("/suppliers/").headers["ETag"]
    answer = as_(None).get("/suppliers/", headers={"If-None-Match": tag})

    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["ETag"] == tag
    assert as_(None).get("/suppliers/", headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_who_unpacks_gets_it_packed() -> None:
    plain = as_(None).get("/suppliers/")
    packed = as_(None).get("/suppliers/", headers={"Accept-Encoding": "br, gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert int(packed.headers["Content-Length"]) < len(plain.content) / 2


def test_head_tells_of_the_page_without_sending_it() -> None:
    page = as_(None).get("/suppliers/")
    told = as_(None).head("/suppliers/")

    assert (told.status_code, told.content) == (200, b"")
    assert told.headers["Content-Length"] == str(len(page.content))


def test_addresses_that_mean_the_same_share_a_page(django_assert_num_queries: Any) -> None:
    first = text_of("/suppliers/?type=S01&q=&region=32&utm_source=mail")

    with django_assert_num_queries(0):
        assert text_of("/suppliers/?region=32&type=S01") == first
    assert "utm_source" not in first


def test_each_theme_and_each_part_has_its_own_page() -> None:
    elder = as_(None)
    elder.cookies["theme"] = "elder"

    assert 'data-theme="normal"' in text_of("/suppliers/")
    assert 'data-theme="elder"' in text_of("/suppliers/", elder)
    assert 'data-theme="normal"' in text_of("/suppliers/")


def test_the_shelf_stays_within_its_room(settings: Any, django_assert_num_queries: Any) -> None:
    settings.KEPT_PAGES_BYTES = 60_000
    for page in range(1, 10):
        text_of(f"/suppliers/?page={page}")

    assert 0 < shelf._size <= 60_000
    with django_assert_num_queries(0):
        text_of("/suppliers/?page=9")


# --- Changed on the very next request -----------------------------------------------------------------------------


def the_waiting() -> Any:
    return cast.submitted(region=cast.statement(region=TOWN).region)


def a_demand_is_published(waiting: Any) -> None:
    demands.approve(waiting, officer=cast.officer("32"))


def it_is_withdrawn(demand: Demand) -> None:
    demands.withdraw(demand, editor=demand.author)


def it_ends_with_an_outcome(demand: Demand) -> None:
    deals.mark_outcome(demand, Outcome.Kind.NONE, buyer=demand.author)


def its_time_is_over(demand: Demand) -> None:
    assert demand.deadline
    with clock.stopped_at(demand.deadline + dt.timedelta(seconds=1)):
        assert demands.expire_due() == 1


def a_supplier_is_listed(review: Any) -> None:
    suppliers.approve_listing(review, officer=cast.officer("32"))


def it_is_taken_off_the_shelf(lab: Supplier) -> None:
    Supplier.objects.filter(pk=lab.pk).update(status=Supplier.Status.DRAFT)


def it_describes_itself_anew(lab: Supplier) -> None:
    suppliers.describe(lab, editor=cast.owner_of(lab.organisation), intro="新的简介", size="micro")


def it_is_renamed(lab: Supplier) -> None:
    Organisation.objects.filter(pk=lab.organisation_id).update(name="改名检测有限公司")


def a_list_is_imported(folder: Path) -> None:
    path = folder / "list.csv"
    path.write_text(f"统一社会信用代码,企业名称,地址\n{code(77)},新来环保有限公司,盛泽镇1号\n", "utf-8")
    assert import_path(path, source="名单").created == 1


def an_editor_publishes(page: Page) -> None:
    page = page.specific
    page.title = "关于我们"
    page.save_revision().publish()


Scene = tuple[Callable[[Path], Any], Callable[[Any], None], Callable[[Any], str], str]
HALL, DIRECTORY = (lambda _: "/demands/"), (lambda _: "/suppliers/")
OWN, HOME = (lambda row: row.get_absolute_url()), (lambda _: "/")
SCENES: dict[str, Scene] = {
    "publishing, on the home page": (
        lambda _: the_waiting(),
        a_demand_is_published,
        HOME,
        "印染废水例行监测",
    ),
    "publishing, in the hall": (lambda _: the_waiting(), a_demand_is_published, HALL, "印染废水例行监测"),
    "an outcome": (lambda _: cast.published(), it_ends_with_an_outcome, OWN, "已结束"),
    "a deadline": (lambda _: cast.published(), its_time_is_over, OWN, "已到期"),
    "listing": (
        lambda _: cast.listing_review(),
        a_supplier_is_listed,
        DIRECTORY,
        "江澄检测",
    ),
    "a profile": (lambda _: cast.lab(), it_describes_itself_anew, OWN, "新的简介"),
    "a name": (lambda _: cast.lab(), it_is_renamed, OWN, "改名检测有限公司"),
    "an import": (lambda folder: folder, a_list_is_imported, DIRECTORY, "新来环保有限公司"),
    "an import, in the search": (
        lambda folder: folder,
        a_list_is_imported,
        lambda _: "/search/?q=新来环保",
        "新来环保有限公司</a>",
    ),
    "a page": (
        lambda _: Page.objects.get(slug="about"),
        an_editor_publishes,
        lambda _: "/about/",
        "关于我们",
    ),
}


@pytest.mark.parametrize("scene", SCENES)
def test_the_next_visitor_sees_what_changed(
    scene: str, tmp_path: Path, follow: Follow, commits: Commits
) -> None:
    prepare, happen, address, words = SCENES[scene]
    with commits():
        subject = prepare(tmp_path)
    follow()
    url = address(subject)
    before = text_of(url)
    assert words not in before
    assert text_of(url) == before

    with commits():
        happen(subject)
    follow()

    assert words in text_of(url)


def test_what_is_withdrawn_is_gone_at_once(follow: Follow, commits: Commits) -> None:
    """Even before the index has heard of it."""
    with commits():
        demand = cast.published()
    follow()
    urls = (demand.get_absolute_url(), "/demands/", "/", "/search/?q=印染")
    assert [url for url in urls if demand.title not in text_of(url)] == []

    with commits():
        it_is_withdrawn(demand)

    assert [url for url in urls if demand.title in text_of(url)] == []


def test_what_is_taken_off_the_shelf_is_gone_at_once(follow: Follow, commits: Commits) -> None:
    with commits():
        lab = cast.lab()
    follow()
    name = lab.organisation.name
    urls = (lab.get_absolute_url(), "/suppliers/", "/", "/search/?q=江澄")
    assert [url for url in urls if name not in text_of(url)] == []

    with commits():
        it_is_taken_off_the_shelf(lab)

    assert [url for url in urls if name in text_of(url)] == []


def test_without_stamps_the_withdrawn_page_would_stay(
    settings: Any, follow: Follow, commits: Commits
) -> None:
    """The control: what the stories above look for is really there when nobody watches the tables."""
    settings.UNSEEN_TABLES = ("",)
    with commits():
        demand = cast.published()
    follow()
    assert demand.title in text_of(demand.get_absolute_url())

    with commits():
        it_is_withdrawn(demand)

    assert demand.title in text_of(demand.get_absolute_url())


def test_the_halls_do_not_disturb_each_other(commits: Commits, django_assert_num_queries: Any) -> None:
    text_of("/suppliers/")
    with commits():
        cast.demand(cast.dyer()).wastes.clear()
    text_of("/suppliers/")
    draft = Demand.objects.get()
    with commits():
        demands.save(draft, {"description": "补充说明"}, editor=draft.author)

    with django_assert_num_queries(0):
        text_of("/suppliers/")


def test_no_page_is_older_than_the_minute(follow: Follow, commits: Commits) -> None:
    with commits():
        demand = cast.published()
    follow()
    assert demand.deadline
    assert "还有" in text_of(demand.get_absolute_url())

    with clock.stopped_at(demand.deadline + dt.timedelta(seconds=1)):
        assert "已截止" in text_of(demand.get_absolute_url())


# --- Texts of the library, of which parts are kept for everybody ---------------------------------------------------


def a_misprint_is_put_right(law: Version) -> None:
    words = library.TEXT.replace("不超过一年", "不超过九十日")
    row = correcting.propose(law, opening.pasted(f"{law.title}\n{words}"), reason="漏字。", by=cast.editor())
    correcting.approve(row, by=cast.operator())


def the_ledger_says_more(law: Version) -> None:
    day = dt.date(2024, 1, 1)
    change = library.law("示例修改决定", "第一条 修改。", promulgated_on=day, effective_on=day)
    library.effect(Effect.Kind.AMENDS, change, law.work, target_address="art-2", note="期限改为九十日")


def a_writing_is_published(law: Version) -> None:
    cast.writing(title="九十日怎么算", address="art-2", about=law)


@pytest.mark.parametrize("happen", [a_misprint_is_put_right, the_ledger_says_more, a_writing_is_published])
def test_who_reads_a_text_sees_what_changed_in_it_at_once(
    happen: Callable[[Version], None], commits: Commits, django_assert_num_queries: Any
) -> None:
    stranger = Client(HTTP_COOKIE="other=1")
    with commits():
        law = library.law()
    pages = (law.get_absolute_url(), law.get_absolute_url() + "art-2")
    before = [text_of(url, stranger) for url in pages]
    with django_assert_num_queries(0):
        assert [text_of(url, stranger) for url in pages] == before
    assert "九十日" not in "".join(before)

    with commits():
        happen(law)

    assert [url for url in pages if "九十日" not in text_of(url, stranger)] == []


def test_who_looks_for_words_in_the_hall_of_laws_again_finds_what_came_meanwhile(
    follow: Follow, commits: Commits, django_assert_num_queries: Any
) -> None:
    stranger = Client(HTTP_COOKIE="other=1")
    with commits():
        law = library.law()
    follow()
    url = "/library/?q=危险废物"
    before = text_of(url, stranger)
    assert law.title in before
    with django_assert_num_queries(0):
        assert text_of(url, stranger) == before

    with commits():
        library.law("示例危险废物办法", "第一条 危险废物应当登记。")
    follow()

    assert "示例危险废物办法" in text_of(url, stranger)


def test_who_turns_to_the_next_clause_is_not_asked_for_the_text_again(
    commits: Commits, django_assert_max_num_queries: Any
) -> None:
    stranger = Client(HTTP_COOKIE="other=1")
    with commits():
        law = library.law()
    url = law.get_absolute_url()
    text_of(f"{url}art-1", stranger)

    with django_assert_max_num_queries(8):
        assert "不超过一年" in text_of(f"{url}art-2", stranger)


def test_a_text_ends_at_midnight_for_who_reads_it(commits: Commits) -> None:
    stranger = Client(HTTP_COOKIE="other=1")
    last = clock.today()
    with commits():
        law = library.law(expires_on=last)
    pages = (law.get_absolute_url(), law.get_absolute_url() + "art-2")
    evening = clock.start_of_day(last + dt.timedelta(days=1)) - dt.timedelta(seconds=1)
    with clock.stopped_at(evening):
        assert [url for url in pages if "<b>现行有效</b>" not in text_of(url, stranger)] == []

    with clock.stopped_at(evening + dt.timedelta(seconds=1)):
        assert [url for url in pages if "<b>现行有效</b>" in text_of(url, stranger)] == []


def test_a_text_that_is_taken_down_is_gone_at_once(commits: Commits) -> None:
    with commits():
        law = library.law()
    url = law.get_absolute_url()
    assert law.title in text_of(url)

    with commits():
        Version.objects.filter(pk=law.pk).update(standing=Version.Standing.WITHDRAWN)

    assert Client(HTTP_COOKIE="other=1").get(url).status_code == 404


def test_a_text_asked_for_at_a_day_or_from_another_host_is_drawn_for_it(
    settings: Any, commits: Commits
) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    stranger = Client(HTTP_COOKIE="other=1")
    with commits():
        law = library.law()
    url = law.get_absolute_url()
    today, then = text_of(url, stranger), text_of(f"{url}?on=2021-05-01", stranger)

    assert "按2021年5月1日看" in then
    assert "按2021年5月1日看" not in today
    assert f'href="{url}art-2?on=2021-05-01"' in then
    assert "没有读懂日期" in text_of(f"{url}?on=昨天", stranger)
    assert f"http://other.example{url}" in stranger.get(url, HTTP_HOST="other.example").content.decode()
    assert "other.example" not in text_of(url, stranger)


# --- Nobody's own -------------------------------------------------------------------------------------------------


def test_what_a_signed_in_person_sees_is_neither_kept_nor_a_kept_page() -> None:
    person = cast.person()
    for url in ("/", "/suppliers/", "/demands/", "/search/?q=检测", "/about/"):
        own = text_of(url, as_(person))
        strangers = text_of(url)

        assert person.name in own
        assert person.name not in strangers
        assert person.name in text_of(url, as_(person))
        assert "登录" in strangers


def test_a_note_for_one_browser_stays_in_it() -> None:
    browser = as_(cast.person())
    browser.post(reverse("account_logout"))
    text_of("/suppliers/", browser)

    assert "csrfmiddlewaretoken" not in text_of("/suppliers/")


def test_no_page_is_kept_that_did_not_ask_for_it() -> None:
    kept = {view.__name__ for view in kept_pages._rules}

    assert kept == {
        "directory",
        "compare",
        "record",
        "hall",
        "search",
        "figures",
        "privacy_register",
        "soon",
        "serve",
        "draws",
        "draw",
        "guides",
        "guide",
        "work",
        "version",
        "clause",
        "table",
        "writings",
        "writing",
        "topics",
        "topic",
        "terms",
        "defined",
    }
