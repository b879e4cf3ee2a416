"""What a person hears of and what they reported stand on one page each, whichever hall they come from."""

import csv
import io

import pytest
from django.http import QueryDict
from django.test import Client

from greenbridge.accounts.models import User
from greenbridge.demands.subscriptions import queries as subscriptions
from greenbridge.demands.subscriptions import services as subscribing
from greenbridge.library.following import queries as follows
from greenbridge.library.following import services as following
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

HEARD, REPORTED = "/accounts/following/", "/accounts/feedback/"


def hears(person: User) -> None:
    subscribing.subscribe(subscriptions.conditions(QueryDict("region=31")), "daily", person=person)
    to = follows.of_work(cast.law("示例固体废物条例").work.code)
    assert to
    following.follow(to, "daily", person=person)


def test_what_is_heard_of_stands_on_one_page_and_is_stopped_there() -> None:
    person = cast.person()
    hears(person)
    browser = as_(person)

    page = words_of(browser.get(HEARD))
    assert page.index("《示例固体废物条例》") < page.index("上海市"), "the latest first"
    assert 'href="/demands/?region=31"' in page

    stops = [part.partition('"')[0] for part in page.split('action="') if "/stop/" in part.partition('"')[0]]
    for url in stops:
        assert browser.post(url).headers["Location"] == HEARD
    assert "您还没有关注和订阅" in words_of(browser.get(HEARD))


def test_what_was_reported_stands_on_one_page_with_its_answers_and_is_taken_along() -> None:
    person = cast.person()
    cast.feedback(cast.listed(cast.lab()), by=person)
    cast.text_feedback(by=person)
    browser = as_(person)

    page = words_of(browser.get(REPORTED))
    assert "江澄检测" in page
    assert "待答复" in page
    table = list(csv.reader(io.StringIO(browser.get(f"{REPORTED}?format=csv").content.decode("utf-8-sig"))))
    assert len(table) == 3
    assert {len(row) for row in table} == {6}


def test_nobody_sees_what_is_somebody_elses() -> None:
    hears(cast.person())
    cast.text_feedback(by=cast.person())
    other = as_(cast.person("吴静", "wu@mail.example"))

    assert "您还没有关注和订阅" in words_of(other.get(HEARD))
    assert "您还没有反馈过问题" in words_of(other.get(REPORTED))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/demands/subscriptions/", HEARD),
        ("/library/follow/", HEARD),
        ("/suppliers/feedback/", REPORTED),
        ("/library/feedback/", REPORTED),
    ],
)
def test_old_addresses_lead_on(old: str, new: str) -> None:
    assert Client().get(old).headers["Location"] == new


def test_the_desk_has_one_entry_for_each() -> None:
    desk = words_of(as_(cast.person()).get("/desk/"))
    assert desk.count(f'href="{HEARD}"') == desk.count(f'href="{REPORTED}"') == 1
    assert HEARD not in words_of(as_(cast.officer()).get("/desk/"))
