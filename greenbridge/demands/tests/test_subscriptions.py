"""Who subscribes to conditions hears of what comes later and meets them, once, until it is stopped."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from greenbridge.accounts import subscribing
from greenbridge.accounts.errors import ConditionsTooLong, TooManySubscriptions
from greenbridge.accounts.subscribing import token
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.demands.models import Subscription
from greenbridge.demands.subscriptions import services
from greenbridge.demands.subscriptions.queries import EVERYTHING, Conditions, fresh
from greenbridge.messaging import letters
from greenbridge.messaging.letters import TooManyCodes
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("follow")

READER = "reader@mail.example"
NEW = "/demands/subscriptions/new/"
AT_ONCE, DAILY = Subscription.Pace.AT_ONCE, Subscription.Pace.DAILY


def last_letter() -> EmailMessage:
    """What came by post, once all of it has been carried out."""
    letters.deliver()
    return mail.outbox[-1]


def confirmed(**facts: Any) -> Subscription:
    """As it is after its reader has agreed, an hour ago: letters to an address keep a minute apart."""
    with clock.stopped_at(clock.now() - dt.timedelta(hours=1)):
        return subscribing.confirm(cast.subscription(READER, **facts), by=None)


def test_a_visitor_subscribes_agrees_hears_of_what_is_new_and_stops(follow: Any) -> None:
    cast.waste_demand(wastes="HW08")
    follow()
    visitor = Client()
    page = visitor.post(f"{NEW}?type=S05&order=deadline", {"pace": AT_ONCE, "email": READER.upper()})
    assert READER in words_of(page)
    asking = last_letter()
    address = re.search(r"http\S+", str(asking.body))
    assert address
    assert asking.to == [READER]
    assert services.tell(AT_ONCE) == 0, "nobody is written to who has not agreed"

    path = address[0].partition("8000")[2]
    assert "危险废物" in words_of(visitor.get(path))
    visitor.post(f"{path}confirm/")
    assert services.tell(AT_ONCE) == 0, "what was there before is no news"

    later = clock.now() + dt.timedelta(hours=1)
    with clock.stopped_at(later):
        cast.published()  # a matter of another type
        demand = cast.waste_demand()
        follow()
        assert services.tell(AT_ONCE) == 1
    told = last_letter()
    assert demand.title in told.body
    assert demand.get_absolute_url() in told.body
    assert "1条" in told.subject

    assert told.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = told.extra_headers["List-Unsubscribe"].strip("<>").partition("8000")[2]
    assert Client(enforce_csrf_checks=True).post(stop).status_code == 302
    assert not Subscription.objects.exists()
    assert visitor.get(path).status_code == 404


def test_a_person_who_has_signed_in_hears_in_the_inbox_and_stops_there(follow: Any) -> None:
    person = cast.person()
    browser = as_(person)
    browser.post(f"{NEW}?region=31", {"pace": DAILY})
    with clock.stopped_at(clock.now() + dt.timedelta(hours=1)):
        demand = cast.published(region=cast.statement(region="310118104").region)
        follow()
        assert (services.tell(AT_ONCE), services.tell(DAILY), services.tell(DAILY)) == (0, 1, 0)

    message = person.inbox.get()
    assert demand.title in message.text
    assert message.link == "/demands/?region=31"
    row = person.subscriptions.get()
    assert "上海市" in words_of(browser.get(reverse("accounts:heard")))
    browser.post(reverse("subscriptions:stop", args=[token(row)]))
    assert not person.subscriptions.exists()


def test_what_ends_soon_can_be_subscribed_to_and_when_it_was_published_cannot(follow: Any) -> None:
    person = cast.person()
    as_(person).post(f"{NEW}?type=S05&due=30&since=7&due_from=2020-01-01", {"pace": AT_ONCE})
    row = person.subscriptions.get()
    assert (row.conditions, row.label) == ("type=S05&due=30", "30天内截止，危险废物")

    with clock.stopped_at(clock.now() + dt.timedelta(hours=1)):
        soon = cast.waste_demand()
        late = cast.waste_demand(deadline=clock.now() + dt.timedelta(days=60))
        follow()
        assert [found.number for found in fresh(row)] == [soon.number]
        assert late.number not in {found.number for found in fresh(row)}


def test_who_may_not_sign_in_any_more_is_told_nothing(follow: Any) -> None:
    person = cast.person()
    cast.subscription(person=person)
    person.is_active = False
    person.save()
    with clock.stopped_at(clock.now() + dt.timedelta(hours=1)):
        cast.waste_demand()
        follow()
        assert services.tell(AT_ONCE) == 0


def test_many_are_told_of_in_one_letter_that_names_ten(follow: Any) -> None:
    confirmed(to=Conditions("", EVERYTHING))
    for number in range(12):
        cast.published(title=f"第{number + 1}号监测")
    follow()

    assert services.tell(AT_ONCE) == 1
    told = last_letter()
    assert "12条" in told.subject
    assert "还有2条" in told.body
    assert services.tell(AT_ONCE) == 0


def test_an_official_notice_that_is_fetched_late_is_news_all_the_same(follow: Any) -> None:
    confirmed(to=Conditions("region=330421", "嘉善县"))
    purchase = cast.notice(days=-3).project
    follow()

    assert services.tell(AT_ONCE) == 1
    told = str(last_letter().body)
    assert purchase.title in told
    assert purchase.get_absolute_url() in told
    cast.notice("change", days=-2)
    follow()
    assert services.tell(AT_ONCE) == 0, "what is already known of is told once"


def test_what_could_not_be_sent_is_told_next_time(follow: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    confirmed()
    cast.waste_demand()
    follow()

    def too_often(*_: object, **__: object) -> None:
        raise TooManyCodes(wait="一小时")

    with monkeypatch.context() as busy:
        busy.setattr(letters, "write", too_often)
        assert services.tell(AT_ONCE) == 0
    assert services.tell(AT_ONCE) == 1


def test_asking_again_changes_the_pace_alone() -> None:
    person = cast.person()
    cast.subscription(person=person)
    again = cast.subscription(person=person, pace=DAILY)

    assert person.subscriptions.get() == again
    assert again.pace == DAILY


def test_nobody_changes_what_an_address_has_agreed_to() -> None:
    agreed = confirmed(pace=DAILY)

    page = words_of(Client().post(f"{NEW}?type=S05", {"pace": AT_ONCE, "email": READER}))

    assert "请到邮箱里确认" in page
    agreed.refresh_from_db()
    assert agreed.pace == DAILY
    assert last_letter().to == [READER]


def test_too_many_and_too_long_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscribing, "MOST", 1)
    person = cast.person()
    cast.subscription(person=person)
    with pytest.raises(TooManySubscriptions):
        cast.subscription(person=person, to=Conditions("q=x", "x"))
    with pytest.raises(ConditionsTooLong):
        cast.subscription(person=person, to=Conditions("q=" + "x" * 1000, "x"))

    page = words_of(as_(person).post(f"{NEW}?q=监测", {"pace": DAILY}))
    assert "最多保留1个订阅" in page


def test_an_address_is_asked_once_a_minute_and_no_more() -> None:
    visitor = Client()
    asked = {"pace": DAILY, "email": READER}
    visitor.post(f"{NEW}?q=监测", asked)

    assert "请过一分钟再试" in words_of(visitor.post(f"{NEW}?q=监测", asked))
    assert last_letter()
    assert len(mail.outbox) == 1


def test_a_form_without_an_address_says_what_to_do_and_keeps_the_conditions() -> None:
    page = words_of(Client().post(f"{NEW}?q=监测", {"pace": DAILY, "email": "nobody"}))
    assert "邮箱格式不对" in page
    assert "监测" in page


def test_nobody_makes_up_a_token() -> None:
    row = cast.subscription(READER)
    assert Client().get(subscribing.link(row, services.PAGE).partition("8000")[2]).status_code == 200
    for made_up in (str(row.pk), f"{row.pk}:abc", token(row)[:-1]):
        assert Client().post(f"/demands/subscriptions/{made_up}/stop/").status_code == 404


def test_an_address_that_has_not_agreed_goes_after_a_week_with_a_trace() -> None:
    cast.subscription(READER)
    agreed = subscribing.confirm(cast.subscription("other@mail.example"), by=None)

    with clock.stopped_at(clock.now() + dt.timedelta(days=8)):
        assert subscribing.forget_unconfirmed(Subscription) == 1
    assert list(Subscription.objects.all()) == [agreed]
    assert AuditRecord.objects.latest("at").action == "retention.applied"
