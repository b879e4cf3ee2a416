"""The hall finds demands, and a masked publisher stays unknown."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from greenbridge.core import clock
from greenbridge.demands import rules, services
from greenbridge.demands.models import Demand
from greenbridge.demands.search import HALL as HALL_LIST
from greenbridge.search import registry
from greenbridge.search import services as search
from greenbridge.testing import cast
from greenbridge.testing.mould import laid
from greenbridge.testing.pages import as_, words_of

Follow = Callable[[], None]
HALL = "/demands/"
WATER, WASTE = "印染废水例行监测", "危险废物年度委托处置"


def _hall() -> None:
    cast.published(budget_kind="range", budget_min=3 * rules.WAN, budget_max=8 * rules.WAN)
    cast.waste_demand(region=cast.statement(region="330421103").region)


@pytest.fixture
def hall(follow: Follow) -> Follow:
    laid(_hall)
    follow()
    return follow


def found(**asked: Any) -> set[str]:
    page = words_of(Client().get(HALL, asked))
    listing = page[page.index("<article") :] if "<article" in page else ""
    plain = listing.replace("<mark>", "").replace("</mark>", "")
    return {title for title in (WATER, WASTE) if title in plain}


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({}, {WATER, WASTE}),
        ({"region": "31"}, {WATER}),
        ({"region": "330421"}, {WASTE}),
        ({"type": "S05"}, {WASTE}),
        ({"budget": "0-5"}, {WATER}),
        ({"budget": "5-20"}, {WATER}),
        ({"budget": "20-50"}, set()),
        ({"budget": "none"}, {WASTE}),
        ({"state": "open"}, {WATER, WASTE}),
        ({"state": "ended"}, set()),
        ({"publisher": "factory"}, {WATER, WASTE}),
        ({"publisher": "park"}, set()),
        ({"q": "HW17"}, {WASTE}),
        ({"q": "危废"}, {WASTE}),
        ({"q": "监测", "region": "33"}, set()),
        ({"since": "1"}, {WATER, WASTE}),
        ({"to": "2020-01-01"}, set()),
        ({"from": "not-a-day"}, {WATER, WASTE}),
        ({"due": "7"}, set()),
        ({"due": "30"}, {WATER, WASTE}),
        ({"due": "99"}, {WATER, WASTE}),
        ({"due_from": "2020-01-01"}, {WATER, WASTE}),
        ({"due_to": "2020-01-01"}, set()),
        ({"due": "30", "q": "危险废物"}, {WASTE}),
        ({"order": "amount"}, {WATER, WASTE}),
    ],
)
def test_the_hall_finds_what_is_asked_for(hall: Follow, asked: dict[str, Any], titles: set[str]) -> None:
    if asked.get("q") == "危废":
        from greenbridge.search.services import load_synonyms

        load_synonyms()

    assert found(**asked) == titles


def test_the_code_of_a_waste_stands_on_the_page_and_is_found(follow: Follow) -> None:
    named = cast.waste_demand(waste_codes=["336-064-17"])
    other = cast.published()
    follow()

    assert found(q="336-064-17") == {WASTE}
    row = '<dt>废物代码</dt><dd class="num">336-064-17</dd>'
    assert row in words_of(Client().get(named.get_absolute_url()))
    assert "废物代码" not in words_of(Client().get(other.get_absolute_url()))


def test_the_last_day_ends_in_the_evening_and_what_is_over_is_not_found_as_ending_soon(hall: Follow) -> None:
    morning = clock.start_of_day(clock.today()) + dt.timedelta(hours=9)
    Demand.objects.filter(title=WATER).update(deadline=morning)
    Demand.objects.filter(title=WASTE).update(deadline=clock.end_of_day(clock.today() + dt.timedelta(days=3)))
    for row in Demand.objects.all():
        search.changed("demand", row.number)
    hall()

    with clock.stopped_at(morning - dt.timedelta(minutes=1)):
        assert found(due="3") == {WATER, WASTE}
        assert found(due_to=clock.today().isoformat()) == {WATER}
        assert found(due_from=(clock.today() + dt.timedelta(days=3)).isoformat()) == {WASTE}
        assert found(due_from=(clock.today() + dt.timedelta(days=4)).isoformat()) == set()
    with clock.stopped_at(morning + dt.timedelta(minutes=1)):
        assert found(due="3") == {WASTE}
        assert found(due="3", q="监测") == set()


def test_below_the_filters_a_telephone_is_led_to_what_they_leave(hall: Follow) -> None:
    page = Client().get(HALL, {"type": "S05"}).content.decode()

    assert '<a class="btn wide" href="#results">看结果（1）</a>' in page
    assert 'id="results" tabindex="-1"' in page


def test_a_filter_by_deadline_says_so_and_offers_to_be_dropped(hall: Follow) -> None:
    page = words_of(Client().get(HALL, {"due_from": "2026-12-01", "due": "nonsense"}))
    assert "不早于2026年12月1日截止" in page
    page = words_of(Client().get(HALL, {"due": "3"}))
    assert "3天内截止" in page
    assert "不限截止时间" in page


def test_the_dearest_stand_first_and_those_without_a_budget_last(hall: Follow) -> None:
    cast.published(title="最贵的一条", budget_kind="range", budget_min=None, budget_max=90 * rules.WAN)
    hall()

    for asked in ({"order": "amount"}, {"order": "amount", "q": "公司"}):
        rows = HALL_LIST.build(QueryDict(urlencode(asked))).hits
        assert [row.title for row in rows] == ["最贵的一条", WATER, WASTE]


def test_a_withdrawn_demand_is_gone_before_the_index_knows(hall: Follow) -> None:
    demand = Demand.objects.get(title=WATER)

    services.withdraw(demand, editor=demand.author, note="延期")

    assert found() == {WASTE}
    hall()
    assert found() == {WASTE}


def test_a_demand_says_first_where_for_how_much_and_until_when(ground: None) -> None:
    demand = cast.published(budget_kind="range", budget_min=5 * rules.WAN, budget_max=9 * rules.WAN)

    page = words_of(as_(None).get(demand.get_absolute_url()))
    assert '<p class="lead">青浦区华新镇 · 预算5–9万元 · 还有10天截止</p>' in page

    services.close(demand, editor=demand.author, note="已达成合作")
    page = words_of(as_(None).get(demand.get_absolute_url()))
    assert f"预算5–9万元 · {clock.written(demand.ends_at)}截止</p>" in page


def test_an_ended_demand_moves_to_the_ended_ones(hall: Follow) -> None:
    with clock.stopped_at(clock.now() + dt.timedelta(days=11)):
        assert services.expire_due() == 2
        hall()

        assert found(state="open") == set()
        assert found(state="ended") == {WATER, WASTE}


def test_a_masked_publisher_shows_its_county_and_kind_and_nowhere_its_name(follow: Follow) -> None:
    dyer = cast.dyer()
    demand = cast.published(is_masked=True, address="染整路8号", publisher_kind="factory")
    cast.invitation(demand, cast.lab())
    follow()
    secrets = cast.traces_of(dyer) | {"染整路8号", "陈敏", "021-59888888"}
    lab = cast.owner_of(cast.lab().organisation)
    record, respond = demand.get_absolute_url(), reverse("deals:respond", args=[demand.number])
    pages = [
        words_of(as_(reader).get(url)) for reader in (None, lab) for url in (HALL, record, "/search/?q=监测")
    ]
    pages += [
        words_of(as_(lab).get(url)) for url in (respond, "/deals/opportunities/", "/messages/", "/desk/")
    ]
    [document] = registry.get("demand").documents([demand.number])

    assert "青浦区某生产企业" in pages[0]
    assert "青浦区某生产企业" in pages[1]
    for told in [*pages, str(document), lab.inbox.get().text]:
        assert not [secret for secret in secrets if secret in told]
    for word in (dyer.name, dyer.credit_code, "青溪"):
        assert found(q=word) == set()


def test_an_unmasked_publisher_is_named_and_found_by_name(hall: Follow) -> None:
    assert "青溪染整有限公司" in words_of(Client().get(HALL))
    assert found(q="青溪染整") == {WATER, WASTE}
