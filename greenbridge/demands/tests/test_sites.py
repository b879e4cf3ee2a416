"""One demand for several sites: filled in place by place, found in each, and no buyer is given away by them."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.accounts import subscribing
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS
from greenbridge.demands import retention, services
from greenbridge.demands.errors import NotEditable, SensitiveWording
from greenbridge.demands.models import Demand, SensitiveWord
from greenbridge.demands.parts import rules
from greenbridge.demands.parts import services as parts
from greenbridge.demands.parts.errors import PartGone, TooManySites
from greenbridge.demands.search import HALL
from greenbridge.demands.subscriptions import services as subscriptions
from greenbridge.demands.subscriptions.queries import Conditions
from greenbridge.messaging import letters
from greenbridge.search import registry
from greenbridge.search.documents import surrounding
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.usefixtures("ground")

READER = "reader@mail.example"
HOME, NEXT, ABROAD = "310118107", "310118104", "330421103"
TYPED = {"name": "3号地块", "region": ABROAD, "address": "西塘路3号", "need": "厂界噪声", "quantity": "4次"}


def published(*regions: str, **facts: Any) -> Demand:
    demand = cast.demand(**facts)
    for n, region in enumerate(regions, 2):
        cast.site(demand, region, name=f"{n}号厂区", address=f"青溪路{n}号")
    review = services.submit(demand, editor=demand.author)
    return services.approve(review, officer=cast.officer(review.association.province_id))


def names(demand: Demand) -> list[tuple[int, str]]:
    return list(demand.sites.values_list("number", "name"))


def test_a_site_is_added_changed_and_removed_and_those_after_it_move_up() -> None:
    demand, pages = cast.demand(), as_(cast.owner_of(cast.dyer()))
    overview = reverse("demands:parts", args=[demand.number])
    for name in ("一厂区", "二厂区"):
        cast.site(demand, name=name)

    added = pages.post(reverse("demands:add_site", args=[demand.number]), TYPED)
    first, second, third = demand.sites.all()
    pages.post(reverse("demands:site", args=[demand.number, second.pk]), TYPED | {"name": "二厂区东"})
    pages.post(reverse("demands:drop_site", args=[demand.number, first.pk]))

    assert added.headers["Location"] == overview
    assert names(demand) == [(1, "二厂区东"), (2, "3号地块")]
    assert (third.region_id, third.address, third.need) == (ABROAD, "西塘路3号", "厂界噪声")
    page = words_of(pages.get(overview))
    assert "二厂区东" in page
    assert "西塘路3号" in page
    assert "厂界噪声" in words_of(pages.get(reverse("demands:check", args=[demand.number])))


@pytest.mark.parametrize("missing", ["name", "region", "need"])
def test_what_is_missing_is_said_and_nothing_is_kept(missing: str) -> None:
    demand = cast.demand()

    page = as_(demand.author).post(reverse("demands:add_site", args=[demand.number]), TYPED | {missing: ""})

    assert page.status_code == 200
    assert "请填写" in words_of(page) or "请选择" in words_of(page)
    assert not demand.sites.exists()


def test_more_sites_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MAX_SITES", 1)
    demand = cast.demand()
    cast.site(demand)

    with pytest.raises(TooManySites, match="最多填写1个点位"):
        cast.site(demand)


def test_a_site_that_a_colleague_has_removed_is_neither_changed_nor_removed_again() -> None:
    demand = cast.demand()
    stale = cast.site(demand)
    kept = cast.site(demand, name="三厂区")
    parts.drop_site(stale, editor=demand.author)

    with pytest.raises(PartGone):
        parts.change_site(stale, {"name": "新"}, editor=demand.author)
    with pytest.raises(PartGone):
        parts.drop_site(stale, editor=demand.author)
    assert names(demand) == [(1, kept.name)]


def test_sites_stay_as_they_are_once_the_demand_was_handed_in() -> None:
    demand = published(NEXT)
    site = demand.sites.get()

    for act in (
        lambda: cast.site(demand),
        lambda: parts.change_site(site, {"name": "新"}, editor=demand.author),
        lambda: parts.drop_site(site, editor=demand.author),
    ):
        with pytest.raises(NotEditable):
            act()
    page = as_(demand.author).get(reverse("demands:add_site", args=[demand.number]))
    assert page.headers["Location"] == demand.get_absolute_url()


def test_the_hall_finds_a_demand_in_each_of_its_places_and_counts_it_once_in_a_county(follow: Any) -> None:
    demand = published(NEXT, ABROAD)
    follow()

    for region in (HOME, NEXT, ABROAD, "310118", "31", "33"):
        assert demand.title in words_of(Client().get("/demands/", {"region": region})), region
    counts = {o.value: o.count for o in HALL.build(QueryDict("region=310118")).facets[2].options}
    assert (counts["31"], counts["310118"]) == (1, 1)
    assert demand.title not in words_of(Client().get("/demands/", {"region": "32"}))
    assert demand.title in words_of(Client().get("/demands/", {"q": "西塘"}))


def test_who_follows_two_places_of_one_demand_hears_of_it_once(follow: Any) -> None:
    with clock.stopped_at(clock.now() - dt.timedelta(hours=1)):
        county = Conditions("region=310118", "青浦区")
        subscribing.confirm(cast.subscription(READER, to=county), by=None)
    demand = published(NEXT)
    follow()

    assert [subscriptions.tell("at_once") for _ in range(2)] == [1, 0]
    letters.deliver()
    assert mail.outbox[-1].body.count(demand.title) == 1


def test_a_masked_buyer_is_not_given_away_by_names_and_addresses(follow: Any) -> None:
    demand = published(NEXT, is_masked=True)
    follow()
    record = words_of(Client().get(demand.get_absolute_url()))
    [document] = registry.get("demand").documents([demand.number])
    export = Client().get("/demands/", {"format": "csv"})
    assert "点位1（青浦区金泽镇）" in export.content.decode("utf-8-sig")

    assert "点位1" in record
    assert "废水总排口监测" in record
    for told in (record, str(document), export.content.decode("utf-8-sig")):
        assert "2号厂区" not in told
        assert "青溪路2号" not in told


def test_words_that_may_not_stand_in_a_demand_may_not_stand_in_a_site() -> None:
    SensitiveWord.objects.create(word="代开发票")
    demand = cast.demand()
    cast.site(demand, need="监测并代开发票")

    with pytest.raises(SensitiveWording, match="代开发票"):
        services.submit(demand, editor=demand.author)


def test_a_copy_asks_for_the_same_sites() -> None:
    demand = published(NEXT, ABROAD)

    fresh = services.copy(demand, editor=demand.author)

    assert names(fresh) == names(demand) != []
    assert [site.region_id for site in fresh.sites.all()] == [NEXT, ABROAD]


def test_names_and_addresses_of_sites_go_three_years_after_the_deal() -> None:
    demand = published(NEXT)
    services.close(demand, editor=demand.author)

    with clock.stopped_at(clock.now() + THREE_YEARS * 1.01):
        retention.forget_old()

    site = demand.sites.get()
    assert (site.name, site.address, str(site)) == ("", "", "点位1")


CODES = st.sampled_from(["31", "310118", HOME, NEXT, ABROAD, "330421"])


@given(st.one_of(st.none(), CODES), st.lists(CODES, max_size=8))
def test_places_are_all_of_them_once_the_leading_first(leading: str | None, others: list[str]) -> None:
    found = rules.places(leading, others)

    assert len(found) == len(set(found))
    assert set(found) == {code for code in (leading, *others) if code}
    assert not leading or found[0] == leading
    assert surrounding(found) == surrounding(list(reversed(found)))


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_who_add_a_site_at_once_both_get_a_number() -> None:
    demand = cast.demand()

    at_once(lambda: cast.site(demand, name="一厂区"), lambda: cast.site(demand, name="二厂区"))

    assert sorted(demand.sites.values_list("number", flat=True)) == [1, 2]
