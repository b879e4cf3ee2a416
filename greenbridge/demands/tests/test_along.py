"""The hall to take along: table, feed, calendar; a masked publisher stays unknown in each of them."""

import datetime as dt
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from greenbridge.core import clock
from greenbridge.demands import along, services
from greenbridge.demands.models import Demand
from greenbridge.search import services as search
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def demands(follow: Any) -> tuple[Demand, Demand]:
    """One of monitoring, whose publisher is masked, and one of waste."""
    both = cast.published(is_masked=True, title="定型机废气, 治理; 改造"), cast.waste_demand()
    follow()
    return both


def test_the_table_holds_what_the_list_finds(demands: tuple[Demand, Demand]) -> None:
    masked, waste = demands
    whole = Client().get("/demands/", {"format": "csv"}).content.decode("utf-8-sig")
    assert masked.number in whole
    assert waste.number in whole
    assert whole.count(masked.buyer.name) == 1, "the other demand of the same body says it once"
    [_, row] = (
        Client().get("/demands/", {"format": "csv", "type": "S05"}).content.decode("utf-8-sig").splitlines()
    )
    assert waste.number in row


def test_the_feed_names_the_newest_under_the_conditions(demands: tuple[Demand, Demand]) -> None:
    masked, waste = demands
    response = Client().get("/demands/feed/", {"type": "S05", "page": "7"})
    feed = ElementTree.fromstring(response.content)

    assert response["Content-Type"].startswith("application/atom+xml")
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == [waste.title]
    hall = Client().get("/demands/?type=S05").content.decode()
    assert re.search(
        r'<link rel="alternate" type="application/atom\+xml"[^>]* href="/demands/feed/\?type=S05">', hall
    )
    whole = Client().get("/demands/feed/").content.decode()
    assert masked.shown_buyer in whole


@pytest.mark.usefixtures("ground")
def test_sites_and_lots_stand_in_the_feed_and_among_my_demands() -> None:
    draft = cast.demand()
    cast.site(draft, name="二号厂区")
    cast.lot(draft, title="例行监测标段")
    said = along.feed([Demand.objects.with_card().get(pk=draft.pk)], label="全部", path="/demands/")

    assert "点位：" in said
    assert "标段：标段1 例行监测标段。" in said
    mine = words_of(as_(draft.author).get(reverse("demands:mine")))
    assert "1个点位，1个标段" in mine


def test_the_calendar_holds_open_deadlines_with_a_reminder(demands: tuple[Demand, Demand]) -> None:
    masked, waste = demands
    events = Calendar.from_ical(Client().get("/demands/deadlines.ics").content).walk("VEVENT")

    assert {str(event["summary"]) for event in events} == {f"响应截止：{demand.title}" for demand in demands}
    assert all(event.walk("VALARM") for event in events)

    services.close(waste, editor=waste.author)
    [left] = Calendar.from_ical(Client().get(f"/demands/{masked.number}/deadline.ics").content).walk("VEVENT")
    assert masked.deadline
    assert left.decoded("dtstart") == clock.local(masked.deadline).date()
    assert not Calendar.from_ical(Client().get(f"/demands/{waste.number}/deadline.ics").content).walk(
        "VEVENT"
    )


def test_the_calendar_asks_for_the_nearest_deadlines_however_old_what_they_belong_to(
    demands: tuple[Demand, Demand], follow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(along, "IN_A_CALENDAR", 1)
    first = demands[0]
    deadline = clock.now() + dt.timedelta(days=2)
    Demand.objects.filter(pk=first.pk).update(
        deadline=deadline, published_at=clock.now() - dt.timedelta(days=60)
    )
    search.changed("demand", first.number)
    follow()

    def summaries(**asked: str) -> list[str]:
        content = Client().get("/demands/deadlines.ics", asked).content
        return [str(event["summary"]) for event in Calendar.from_ical(content).walk("VEVENT")]

    assert summaries() == summaries(due="3") == [f"响应截止：{first.title}"]
    assert summaries(due_to="2020-01-01") == []
    with clock.stopped_at(deadline + dt.timedelta(minutes=1)):
        assert first.title not in summaries()[0]
    assert first.number in Client().get("/demands/feed/", {"due": "3"}).content.decode()
    assert demands[1].number not in Client().get("/demands/feed/", {"due": "3"}).content.decode()


def test_a_deadline_by_the_hour_stands_at_its_hour(demands: tuple[Demand, Demand]) -> None:
    masked, _ = demands
    moment = clock.now().replace(microsecond=0) + dt.timedelta(days=3)
    Demand.objects.filter(pk=masked.pk).update(deadline=moment)

    [event] = Calendar.from_ical(Client().get(f"/demands/{masked.number}/deadline.ics").content).walk(
        "VEVENT"
    )
    assert event.decoded("dtstart") == moment


def test_an_official_notice_goes_along_with_its_source(follow: Any) -> None:
    purchase = cast.notice().project
    follow()

    table = Client().get("/demands/", {"format": "csv"}).content.decode("utf-8-sig")
    assert f"示例采购网,{purchase.number},{purchase.title}" in table
    assert purchase.get_absolute_url() in Client().get("/demands/feed/").content.decode()
    [event] = Calendar.from_ical(Client().get("/demands/deadlines.ics").content).walk("VEVENT")
    assert purchase.title in event["summary"]


def test_there_is_no_calendar_of_what_is_not_public(follow: Any) -> None:
    assert Client().get(f"/demands/{cast.demand().number}/deadline.ics").status_code == 404
